package dev.drydock.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What the practice server asks of this machine; tests ask another.
 *
 * @param etcApt apt's configuration folder
 * @param space how many bytes are free where a path is or will be
 */
record Host(
    String osName,
    boolean root,
    HostTools tools,
    Path etcApt,
    Map<String, String> environment,
    Space space) {
  /** Free space. */
  @FunctionalInterface
  interface Space {
    long free(Path path) throws IOException;
  }

  static Host thisMachine() {
    return new Host(
        System.getProperty("os.name", ""),
        isRoot(),
        HostTools.of(System.getenv().getOrDefault("PATH", "")),
        Path.of("/etc/apt"),
        System.getenv(),
        Host::usable);
  }

  boolean isLinux() {
    return osName.equals("Linux");
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static long usable(Path path) throws IOException {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.getFileStore(there).getUsableSpace();
  }

  void requireSpace(Path path, long bytes, String what) throws PracticeException {
    long free;
    try {
      free = space.free(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (free < bytes) {
      throw new PracticeException(
          PracticeException.Kind.DISK_TOO_SMALL,
          what
              + " needs "
              + gigabytes(bytes)
              + " of free space, and the disk with "
              + path
              + " has "
              + gigabytes(free)
              + (path.startsWith("/var/tmp")
                  ? ". Free some there: Debian's packages are unpacked in that folder."
                  : ". Free some, or set DRYDOCK_HOME to a folder on a larger disk."));
    }
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
