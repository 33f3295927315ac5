package dev.drydock.practice;

import java.io.IOException;
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
    long free(Path path);
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

  /**
   * Not FileStore's: that one looks for the mount point, and fails where there is none (chroot).
   */
  private static long usable(Path path) {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there.toFile().getUsableSpace();
  }

  void requireSpace(Path path, long bytes, String what) throws PracticeException {
    long free = space.free(path);
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
