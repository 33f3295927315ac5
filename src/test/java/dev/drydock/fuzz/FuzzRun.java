package dev.drydock.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every target for a while under Jazzer, which looks for inputs that reach new code. Only with
 * {@code mvn -Pfuzz verify}; {@code -Dfuzz.seconds=N} is the time for each. What breaks a target is
 * left under {@code target/fuzz} and belongs into {@code src/test/resources/fuzz} once mended.
 */
class FuzzRun {
  private static final long SECONDS = Long.getLong("fuzz.seconds", 60);

  @ParameterizedTest
  @MethodSource("dev.drydock.fuzz.FuzzTargets#names")
  void jazzer_findsNothing(String name) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz", name));
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    Path found = Files.createDirectories(folder.resolve("corpus"));
    List<byte[]> corpus = FuzzTargets.corpus(name);
    for (int i = 0; i < corpus.size(); i++) {
      Files.write(seeds.resolve("seed-" + i), corpus.get(i));
    }
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTargets.className(name),
                "--instrumentation_includes=dev.drydock.**",
                "--custom_hook_includes=dev.drydock.**",
                "-max_total_time=" + SECONDS,
                "-timeout=10",
                "-rss_limit_mb=2048",
                "-artifact_prefix=" + folder.toAbsolutePath() + "/",
                found.toString(),
                seeds.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      int code = process.waitFor();
      assertThat(code).as("%s, see %s:%n%s", name, log, end(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String end(Path log) throws IOException {
    List<String> lines = Files.readString(log).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }
}
