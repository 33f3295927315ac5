package dev.drydock.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A disk of a few megabytes for a server that runs out of room. Needs root and leave to mount. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;
  private final int kib;
  private final Thread atExit = new Thread(this::unmount);

  private SmallDisk(Path folder, int kib) {
    this.folder = folder;
    this.kib = kib;
  }

  /** Empty where this machine does not let us mount. */
  static Optional<SmallDisk> mount(Path folder, int kib) throws IOException {
    Files.createDirectories(folder);
    if (!run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + kib + "k", "none", "" + folder)) {
      return Optional.empty();
    }
    SmallDisk disk = new SmallDisk(folder, kib);
    Runtime.getRuntime().addShutdownHook(disk.atExit);
    return Optional.of(disk);
  }

  /**
   * Takes all the room there is, to the last byte; never more, should it not be mounted any more.
   */
  void fill() throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (int written = 0; written < kib; written += 4) {
        out.write(block);
      }
    } catch (IOException e) {
      if (!Files.exists(ballast())) {
        throw e;
      }
    }
  }

  /** Gives the room back. */
  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  private static boolean run(String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void unmount() {
    try {
      // Lazily: a process that is still dying may have its folder there.
      run("umount", "-l", "" + folder);
    } catch (IOException e) {
      // Then there was no umount, and no mount either.
    }
  }

  @Override
  public void close() {
    unmount();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
