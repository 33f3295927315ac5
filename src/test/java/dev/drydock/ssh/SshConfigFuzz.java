package dev.drydock.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The person's SSH settings may hold anything; what is offered for import is data. */
public final class SshConfigFuzz {
  private SshConfigFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    for (SshConfig.Entry entry : SshConfig.parse(text, Path.of("/nowhere"), "owner")) {
      if (entry.port() < 1 || entry.port() > 65535) {
        throw new AssertionError("port " + entry.port());
      }
    }
  }
}
