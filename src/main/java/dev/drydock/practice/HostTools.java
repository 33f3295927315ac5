package dev.drydock.practice;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The programs of this machine that the practice server is made with.
 *
 * @param folders where programs are looked for, in this order
 */
record HostTools(List<Path> folders) {
  static final String QEMU = "qemu-system-i386";
  static final String QEMU_IMG = "qemu-img";
  private static final Map<String, String> TO_RUN = new LinkedHashMap<>();
  private static final Map<String, String> TO_BUILD = new LinkedHashMap<>();
  private static final Map<String, String> TO_BUILD_WITHOUT_ROOT = new LinkedHashMap<>();

  static {
    TO_RUN.put(QEMU, "qemu-system-x86");
    TO_RUN.put(QEMU_IMG, "qemu-utils");
    TO_RUN.put("setsid", "util-linux");
    TO_BUILD.put("mmdebstrap", "mmdebstrap");
    // mmdebstrap only recommends it, and refuses another architecture without it.
    TO_BUILD.put("arch-test", "arch-test");
    TO_BUILD.put("apt-config", "apt");
    TO_BUILD.put("mke2fs", "e2fsprogs");
    TO_BUILD.put("ssh-keygen", "openssh-client");
    TO_BUILD.put("perl", "perl");
    TO_BUILD.put("tar", "tar");
    TO_BUILD_WITHOUT_ROOT.put("newuidmap", "uidmap");
    TO_BUILD_WITHOUT_ROOT.put("unshare", "util-linux");
  }

  HostTools {
    folders = List.copyOf(folders);
  }

  /** An ordinary user's PATH on Debian leaves out the folders where mke2fs is. */
  static HostTools of(String path) {
    Set<Path> folders = new LinkedHashSet<>();
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    for (String folder : List.of("/usr/local/sbin", "/usr/sbin", "/sbin")) {
      folders.add(Path.of(folder));
    }
    return new HostTools(List.copyOf(folders));
  }

  /** As the environment variable. */
  String path() {
    return folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  Optional<Path> find(String program) {
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  Path require(String program) throws PracticeException {
    Optional<Path> found = find(program);
    if (found.isEmpty()) {
      throw missing(List.of(program));
    }
    return found.get();
  }

  /** All that is missing is said at once, so that one command of the person mends it. */
  void check(boolean build, boolean root) throws PracticeException {
    Map<String, String> wanted = new LinkedHashMap<>(TO_RUN);
    if (build) {
      wanted.putAll(TO_BUILD);
      if (!root) {
        wanted.putAll(TO_BUILD_WITHOUT_ROOT);
      }
    }
    List<String> absent = new ArrayList<>();
    for (String program : wanted.keySet()) {
      if (find(program).isEmpty()) {
        absent.add(program);
      }
    }
    if (!absent.isEmpty()) {
      throw missing(absent);
    }
  }

  private static PracticeException missing(List<String> programs) {
    Map<String, String> all = new LinkedHashMap<>(TO_RUN);
    all.putAll(TO_BUILD);
    all.putAll(TO_BUILD_WITHOUT_ROOT);
    Set<String> packages = new LinkedHashSet<>();
    for (String program : programs) {
      packages.add(all.getOrDefault(program, program));
    }
    return new PracticeException(
        PracticeException.Kind.TOOLS_MISSING,
        "The practice server needs programs that this machine does not have: "
            + String.join(", ", programs)
            + ". Install them with\n  sudo apt-get install --no-install-recommends "
            + String.join(" ", packages)
            + "\nand try again.");
  }
}
