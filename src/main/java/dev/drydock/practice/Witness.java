package dev.drydock.practice;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The SSE2 witness, a plugin of QEMU made from sse2watch.c on the spot.
 *
 * @param plugin the compiled plugin, absent when there is none
 * @param absence why there is none, and what to do; else ""
 */
record Witness(Optional<Path> plugin, String absence) {
  static final String NO_COMPILER =
      "There is no C compiler here to make it with: sudo apt-get install gcc libc6-dev, then"
          + " \"drydock practice down\" and \"up\".";

  static Witness none(String why) {
    return new Witness(Optional.empty(), why);
  }

  /** Compiles it when that has not been done; never fails, since the server runs without it too. */
  static Witness prepare(Path practice, HostTools tools) throws PracticeException {
    byte[] source = Resources.read("sse2watch.c");
    Path plugin = practice.resolve("sse2watch-" + Resources.hash(source).substring(0, 16) + ".so");
    if (Files.isRegularFile(plugin)) {
      return new Witness(Optional.of(plugin), "");
    }
    Optional<Path> compiler = tools.find("cc").or(() -> tools.find("gcc"));
    if (compiler.isEmpty()) {
      return none(NO_COMPILER);
    }
    Path code = practice.resolve("sse2watch.c");
    Path made = practice.resolve("sse2watch.so.new");
    try {
      PrivateFiles.write(code, source);
      Commands.Outcome outcome =
          Commands.run(
              List.of(
                  compiler.get().toString(),
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  made.toString(),
                  code.toString()));
      if (!outcome.ok()) {
        return none(
            "The C compiler here could not make it; sudo apt-get install gcc libc6-dev may help. It"
                + " said: "
                + outcome.text());
      }
      Files.move(made, plugin, StandardCopyOption.ATOMIC_MOVE);
      return new Witness(Optional.of(plugin), "");
    } catch (IOException e) {
      return none("It could not be written: " + e.getMessage());
    } finally {
      try {
        Files.deleteIfExists(code);
      } catch (IOException e) {
        // A left-over source file harms nobody.
      }
    }
  }
}
