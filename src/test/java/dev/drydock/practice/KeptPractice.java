package dev.drydock.practice;

import dev.drydock.files.DrydockHome;
import dev.drydock.files.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is written down about the practice server. */
public final class KeptPractice {
  private KeptPractice() {}

  /** The machine that runs. */
  public static final class State implements Kept {
    @Override
    public Path file(DrydockHome home) {
      return home.practice().resolve("state.json");
    }

    @Override
    public void write(DrydockHome home, int number) throws IOException {
      new PracticeState(1, 2, "boot", 22, "pentium3", 512, true, "m", "m", "l", FILLER, number, "")
          .write(file(home));
    }

    @Override
    public int read(DrydockHome home) throws IOException {
      return (int)
          PracticeState.read(file(home))
              .filter(state -> state.fingerprint().equals(FILLER))
              .orElseThrow(() -> new IOException("not whole"))
              .startedAt();
    }
  }

  /** The mark beside a sleeping machine. */
  public static final class Mark implements Kept {
    @Override
    public Path file(DrydockHome home) {
      return home.practice().resolve("machines").resolve("m").resolve(Machine.BOOTED);
    }

    private Machine machine(DrydockHome home) {
      return new Machine(file(home).getParent());
    }

    @Override
    public void write(DrydockHome home, int number) throws IOException {
      machine(home).mark(Machine.BOOTED, number + FILLER);
    }

    @Override
    public int read(DrydockHome home) throws IOException {
      int number = Integer.parseInt(Files.readString(file(home)).strip().replaceAll("x*$", ""));
      if (!Files.readString(file(home)).equals(number + FILLER + "\n")) {
        throw new IOException("not whole");
      }
      return number;
    }
  }

  /** The key that a person's own ssh is to trust. */
  public static final class HostKeyFile implements Kept {
    @Override
    public Path file(DrydockHome home) {
      return new PracticeIdentity(folder(home)).knownHosts();
    }

    private static Path folder(DrydockHome home) {
      return home.practice().resolve("identity");
    }

    @Override
    public void write(DrydockHome home, int number) throws IOException {
      Path key = folder(home).resolve("ssh_host_ed25519_key.pub");
      if (!Files.exists(key)) {
        dev.drydock.files.PrivateFiles.write(
            key,
            ("ssh-ed25519 " + FILLER + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
      new PracticeIdentity(folder(home)).writeKnownHosts("127.0.0.1", 1000 + number);
    }

    @Override
    public int read(DrydockHome home) throws IOException {
      String text = Files.readString(file(home));
      if (!text.matches("\\[127\\.0\\.0\\.1]:[0-9]+ ssh-ed25519 x{20000}\n")) {
        throw new IOException("not whole");
      }
      return Integer.parseInt(text.substring(text.indexOf("]:") + 2, text.indexOf(' '))) - 1000;
    }
  }
}
