package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes to servers is POSIX shell. */
final class StepFilesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  static List<Path> files() {
    return Stream.concat(
            StepsTest.ids().stream().map(id -> StepsTest.FOLDER.resolve(id + ".sh")),
            Stream.of(
                StepsTest.FOLDER.resolve("lib/prelude.sh"), Path.of("src/test/sh/plain-route.sh")))
        .toList();
  }

  private static Plan plan() {
    Facts facts = new Facts();
    facts.ramMb = 256;
    Planner planner = new Planner();
    return planner.plan(planner.recipes().get("debian-package"), facts.build(), Map.of());
  }

  static List<String> composed() {
    Plan plan = plan();
    return Stream.concat(
            plan.steps().stream()
                .flatMap(step -> Stream.of(StepScript.job(step, NOW), StepScript.check(step, NOW))),
            Stream.of(StepScript.checkAll(plan.steps(), NOW)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_isCleanShell(Path file) throws Exception {
    Sh.Result dash = Sh.command(List.of("dash", "-n"), "", file.toString());
    Sh.Result shellcheck = Sh.command(List.of("shellcheck", "-s", "sh"), "", file.toString());

    assertThat(dash.output()).isEmpty();
    assertThat(dash.exitCode()).isZero();
    assertThat(shellcheck.output()).isEmpty();
    assertThat(shellcheck.exitCode()).isZero();
    assertThat(Files.readString(file)).matches("[\\x20-\\x7e\\n]*");
  }

  @Test
  void composed_isCleanShell() {
    assertThat(composed()).hasSizeGreaterThan(30);
    for (String script : composed()) {
      Sh.Result dash = Sh.command(List.of("dash", "-n"), script);
      // Warnings only: in check mode all that only a job calls is noted as unreachable.
      Sh.Result shellcheck =
          Sh.command(List.of("shellcheck", "-S", "warning", "-s", "sh", "-"), script);

      assertThat(dash.output()).isEmpty();
      assertThat(dash.exitCode()).isZero();
      assertThat(shellcheck.output()).isEmpty();
    }
  }

  /** On this machine, which is no server: a check looks, answers, and needs no root. */
  @Test
  void checkAll_answersForEveryStep() {
    Plan plan = plan();

    Sh.Result result = Sh.run(List.of("dash"), StepScript.checkAll(plan.steps(), NOW));

    assertThat(StepScript.parseChecks(result.output()))
        .containsOnlyKeys(plan.steps().stream().map(PlannedStep::id).toList());
  }
}
