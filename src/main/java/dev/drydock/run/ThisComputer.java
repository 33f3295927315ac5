package dev.drydock.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How other people are told who began a run: {@code anna@laptop}. */
public final class ThisComputer {
  private ThisComputer() {}

  public static String label() {
    return Untrusted.line(System.getProperty("user.name", "somebody") + "@" + Name.OF, 80);
  }

  private static final class Name {
    static final String OF = name();

    private Name() {}

    private static String name() {
      Path file = Path.of("/etc/hostname");
      try {
        if (Files.isReadable(file)) {
          String name = Files.readString(file).strip();
          if (!name.isEmpty()) {
            return name;
          }
        }
      } catch (IOException e) {
        // The other ways remain.
      }
      String windows = System.getenv("COMPUTERNAME");
      if (windows != null && !windows.isBlank()) {
        return windows;
      }
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "a-computer";
      }
    }
  }
}
