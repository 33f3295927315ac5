package dev.drydock.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The kinds of shell an old server may have, each as a PATH to run with. */
enum Shells {
  DASH("dash"),
  BASH("bash"),
  /** Not only its shell: every command is busybox's. */
  BUSYBOX("busybox");

  private static final List<String> SYSTEM =
      List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");

  private final String program;

  Shells(String program) {
    this.program = program;
  }

  static Path find(String program) {
    for (String folder : SYSTEM) {
      Path found = Path.of(folder, program);
      if (Files.isExecutable(found)) {
        return found;
      }
    }
    throw new IllegalStateException(
        "These tests need %s; install it: apt-get install %s".formatted(program, program));
  }

  /** Makes what is needed in {@code folder} and returns the PATH. */
  String path(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path shell = find(program);
    if (this != BUSYBOX) {
      Files.createSymbolicLink(folder.resolve("sh"), shell);
      return folder + ":" + String.join(":", SYSTEM);
    }
    Process list = new ProcessBuilder(shell.toString(), "--list").start();
    List<String> names =
        new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    list.waitFor();
    for (String name : names) {
      Files.createSymbolicLink(folder.resolve(name), shell);
    }
    return folder.toString();
  }

  /** A PATH with the system's commands but without some of them. */
  static String pathWithout(Path folder, Set<String> missing) throws IOException {
    Files.createDirectories(folder);
    for (String from : SYSTEM) {
      try (Stream<Path> files = Files.list(Path.of(from))) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          if (!missing.contains(name)) {
            try {
              Files.createSymbolicLink(folder.resolve(name), file);
            } catch (FileAlreadyExistsException e) {
              // An earlier folder of the PATH wins.
            }
          }
        }
      }
    }
    return folder.toString();
  }
}
