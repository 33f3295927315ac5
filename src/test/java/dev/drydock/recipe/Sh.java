package dev.drydock.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a script by a real shell on this machine. */
final class Sh {
  /** POSIX shells that old servers have; those not installed here are left out. */
  static final List<List<String>> SHELLS =
      List.of(List.of("dash"), List.of("bash", "--posix"), List.of("busybox", "ash"));

  private Sh() {}

  record Result(int exitCode, String output) {}

  static boolean has(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  static Result run(List<String> shell, String script) {
    return command(shell, script);
  }

  /** Standard output and error together. */
  static Result command(List<String> command, String stdin, String... arguments) {
    try {
      List<String> whole = new ArrayList<>(command);
      whole.addAll(List.of(arguments));
      Path input = Files.createTempFile("drydock-sh", ".in");
      Path output = Files.createTempFile("drydock-sh", ".out");
      try {
        Files.writeString(input, stdin);
        Process process =
            new ProcessBuilder(whole)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("no end after 120 s: " + whole);
        }
        return new Result(process.exitValue(), new String(Files.readAllBytes(output), UTF_8));
      } finally {
        Files.delete(input);
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
