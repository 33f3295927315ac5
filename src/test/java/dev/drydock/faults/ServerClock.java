package dev.drydock.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock of the server's processes, to be turned while they run. The machine's own clock
 * belongs to everybody on it, so a preloaded library lies to these processes alone. It is compiled
 * here, where there is a C compiler; programs of sudo refuse a preloaded library, so a root job
 * keeps the true clock.
 */
final class ServerClock {
  private final Path library;
  private final Path file;

  private ServerClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /** Empty where nothing can compile it. */
  static Optional<ServerClock> build(Path folder) throws IOException {
    Path source = folder.resolve("clock.c");
    Path library = folder.resolve("clock.so");
    try (InputStream in = ServerClock.class.getResourceAsStream("/faults/clock.c")) {
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      Process compiler =
          new ProcessBuilder("cc", "-shared", "-fPIC", "-O1", "-o", "" + library, "" + source)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("clock.log").toFile())
              .start();
      if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    ServerClock clock = new ServerClock(library, folder.resolve("clock"));
    clock.jump(0);
    return Optional.of(clock);
  }

  /** For {@code SetEnv} of sshd_config. */
  String environment() {
    return "LD_PRELOAD=" + library + " DRYDOCK_CLOCK=" + file;
  }

  /**
   * @param seconds how wrong it goes from now on
   */
  void jump(long seconds) throws IOException {
    Path next = file.resolveSibling("clock.next");
    Files.writeString(next, Long.toString(seconds));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
