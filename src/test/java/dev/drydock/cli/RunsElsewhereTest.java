package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.job.Lease;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.run.RemoteRun;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} and {@code status} where a server has runs that were begun on another computer. */
final class RunsElsewhereTest {
  private static final String ID = "20261124-090000-abcdef";

  @TempDir Path folder;
  private CliHarness cli;

  @BeforeEach
  void setUp() throws Exception {
    cli = new CliHarness(folder);
    cli.saved("old");
    cli.server.unseen = true;
    cli.server.onServer = List.of(found(100, 1));
  }

  private static RemoteRun found(long age, int settled) {
    return new RemoteRun(
        ID,
        "Docker \u001b[2Jfrom packages",
        "attic",
        "SHA256:x",
        Instant.parse("2026-11-24T09:00:00Z"),
        settled,
        3,
        "two",
        StepState.RUNNING,
        new Lease(Lease.Hold.OTHER, 1, age, 400, "anna@laptop"),
        2_345_678,
        "");
  }

  @Test
  void run_unfinishedElsewhere_saysSoAndGoesOn() throws Exception {
    assertThat(cli.run("run", "old", "--yes")).as(cli.err()).isZero();
    assertThat(cli.err())
        .contains("a run that was begun on another computer")
        .contains("1 of 3 steps done")
        .contains("Nobody is executing it now")
        .doesNotContain("\u001b");
    assertThat(cli.server.lastRun.takenOver).isTrue();
    assertThat(cli.profiles.load("old").lastRun()).isEqualTo(ID);
  }

  @Test
  void run_executedElsewhere_looksOnUnlessToldToTakeOver() {
    cli.server.onServer = List.of(found(3, 1));
    cli.server.scenario =
        run -> {
          run.state(RunState.WATCHING, "anna@laptop has been executing this run since 14:03.");
          run.finish();
        };
    assertThat(cli.run("run", "old", "--yes")).isZero();
    assertThat(cli.server.lastRun.takenOver).isFalse();
    assertThat(cli.err()).contains("Looking on.").contains("--take-over").contains("since 14:03");

    assertThat(cli.run("run", "old", "--yes", "--take-over")).isZero();
    assertThat(cli.server.lastRun.takenOver).isTrue();
  }

  @Test
  void run_planThatIsNotAllKnown_isShownAndNeedsItsFingerprint() {
    cli.server.check = new PlanCheck(List.of("two"), Map.of("MIRROR", "http://other.example"));
    assertThat(cli.run("run", "old", "--yes")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.server.lastRun.takenOver).isFalse();
    assertThat(cli.out())
        .contains("apply() { echo two; }")
        .contains("NOT AS THIS DRYDOCK WOULD DO IT")
        .contains("MIRROR='http://other.example'");
    String fingerprint = cli.server.lastRun.record().planFingerprint();
    assertThat(cli.err()).contains("--accept-plan " + fingerprint);

    assertThat(cli.run("run", "old", "--yes", "--accept-plan", "0".repeat(32)))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("run", "old", "--yes", "--accept-plan", fingerprint)).isZero();
    assertThat(cli.server.lastRun.takenOver).isTrue();
  }

  @Test
  void run_personSaysNo_nothingIsTakenOver() {
    cli.types("n");
    assertThat(cli.run("run", "old")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.server.lastRun.takenOver).isFalse();
  }

  @Test
  void run_otherChoices_areNotMixedIn() {
    assertThat(cli.run("run", "old", "--yes", "--set", "IMAGE=me/x")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--new");
  }

  @Test
  void run_new_orFinishedElsewhere_beginsAnew() {
    assertThat(cli.run("run", "old", "--yes", "--new")).isZero();
    assertThat(cli.server.lastRun.record().runId()).isEqualTo("new-run");
    cli.server.onServer = List.of(found(100, 3));
    assertThat(cli.run("run", "old", "--yes")).isZero();
    assertThat(cli.server.lastRun.record().runId()).isEqualTo("new-run");
  }

  @Test
  void status_listsWhatIsKeptThereAndHowMuch() {
    assertThat(cli.run("status", "old")).isZero();
    assertThat(cli.out())
        .contains("Kept on the server:")
        .contains(ID)
        .contains("1 of 3 steps done")
        .contains("(2.3 MB of output)")
        .contains("Drydock deletes none of it by itself")
        .doesNotContain("\u001b");
  }
}
