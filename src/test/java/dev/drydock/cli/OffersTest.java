package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.recipe.PlanCheck;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ssh.SudoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code run} and {@code status} on a server that has a run already, wherever that was begun. */
final class OffersTest {
  private static final String ID = "20261124-090000-abcdef";

  @TempDir Path folder;
  private CliHarness cli;

  @BeforeEach
  void setUp() throws Exception {
    cli = new CliHarness(folder);
    cli.saved("old");
  }

  private void has(RunState state) {
    cli.server.onServer = List.of(FakeServer.there(ID, state, state == RunState.FINISHED ? 3 : 1));
  }

  @Test
  void run_going_isFollowedWithoutAQuestionAndNothingIsBegun() throws Exception {
    has(RunState.RUNNING);
    cli.types();
    assertThat(cli.run("run", "old")).as(cli.err()).isZero();
    assertThat(cli.server.lastRun.record().runId()).isEqualTo(ID);
    assertThat(cli.err()).contains("The server is walking it now", "1 of 3 steps", "anna@laptop");
    assertThat(cli.profiles.load("old").lastRun()).isEqualTo(ID);
  }

  @Test
  void run_going_noOtherIsBegunBesideIt() {
    has(RunState.RUNNING);
    assertThat(cli.run("run", "old", "--yes", "--new")).isEqualTo(ExitCode.REFUSED);
    assertThat(cli.err()).contains("one at a time", "drydock run old --yes");
    assertThat(cli.run("run", "old", "--yes", "--set", "IMAGE=me/x")).isEqualTo(ExitCode.REFUSED);
    assertThat(cli.server.lastRun.record().runId()).isEqualTo(ID);
    assertThat(cli.server.lastRun.started).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = RunState.class,
      names = {"PAUSED", "INTERRUPTED", "NEEDS_DECISION"})
  void run_standingStill_isTakenUpAndToldWhenItFails(RunState state) {
    has(state);
    cli.server.scenario =
        run -> {
          run.state(RunState.RUNNING, "");
          run.step("two", StepState.RUNNING, "");
          run.step("two", StepState.FAILED, "No.");
          run.state(RunState.NEEDS_DECISION, "It failed anew.");
        };
    assertThat(cli.run("run", "old", "--yes")).isEqualTo(ExitCode.STEP_FAILED);
    assertThat(cli.err()).contains("Resuming run " + ID, "It failed anew.");
  }

  @Test
  void run_personSaysNo_nothingGoesOn() {
    has(RunState.INTERRUPTED);
    cli.types("n");
    assertThat(cli.run("run", "old")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.server.lastRun.started).isFalse();
  }

  @Test
  void run_finishedThere_beginsAnew() {
    has(RunState.FINISHED);
    assertThat(cli.run("run", "old", "--yes", "--after-reboot")).isZero();
    assertThat(cli.server.lastRun.record().runId()).isEqualTo("new-run");
    assertThat(cli.server.afterReboot).isTrue();
  }

  @Test
  void run_planThatIsNotTodays_isShownAndNeedsItsFingerprint() {
    has(RunState.PAUSED);
    cli.server.unseen = true;
    cli.server.check = new PlanCheck(List.of("two"), Map.of("MIRROR", "http://other.example"));
    assertThat(cli.run("run", "old", "--yes")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.server.unseen).isTrue();
    assertThat(cli.out())
        .contains("apply() { echo two; }")
        .contains("NOT AS THIS DRYDOCK WOULD DO IT")
        .contains("MIRROR='http://other.example'");
    String fingerprint = cli.server.lastRun.record().planFingerprint();
    assertThat(cli.err()).contains("--accept-plan " + fingerprint);
    assertThat(cli.run("run", "old", "--yes", "--accept-plan", "0".repeat(32)))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("run", "old", "--yes", "--accept-plan", fingerprint)).isZero();
    assertThat(cli.server.unseen).isFalse();
  }

  @ParameterizedTest
  @EnumSource(RefusedException.Kind.class)
  void run_refused_saysWhyAndMeansItToScripts(RefusedException.Kind kind) {
    has(RunState.PAUSED);
    cli.server.refused = new RefusedException(kind, "Another server: A, B.");
    assertThat(cli.run("run", "old", "--yes"))
        .isEqualTo(kind == RefusedException.Kind.DAMAGED ? 6 : 7);
    assertThat(cli.err()).contains("Another server: A, B.", "--new");
    cli.server.refused = null;
    assertThat(cli.run("run", "old", "--yes", "--new")).isZero();
  }

  @Test
  void run_troubleOnTheWay_hasItsOwnExitCode() {
    cli.server.scenario =
        run -> {
          run.trouble = new SudoException(SudoException.Kind.NOT_ALLOWED, "You may not.");
          run.state(RunState.NEEDS_DECISION, "You may not.");
        };
    assertThat(cli.run("run", "old", "--yes")).isEqualTo(ExitCode.NO_CONNECTION);
    assertThat(cli.err()).contains("You may not.");
  }

  @Test
  void run_skipOfAStepThatThereIsNot_isAMistake() {
    assertThat(cli.run("run", "old", "--yes", "--skip", "tow")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("\"tow\"", "one, two, three");
  }

  @Test
  void wish_isLaidDownWhereARunIsGoing() {
    has(RunState.RUNNING);
    assertThat(cli.run("wish", "old", "--wish", "pause")).as(cli.err()).isZero();
    assertThat(cli.run("wish", "old", "--wish", "unpause")).isZero();
    assertThat(cli.run("wish", "old", "--wish", "stop")).isZero();
    assertThat(cli.server.wishes)
        .containsExactly(ID + " pause", ID + " not pause", ID + " stop.02.1");
    assertThat(cli.out()).contains("ends the step in hand");
  }

  @Test
  void wish_whereNothingIsGoing_isRefused() {
    has(RunState.PAUSED);
    assertThat(cli.run("wish", "old", "--wish", "stop")).isEqualTo(ExitCode.REFUSED);
    assertThat(cli.err()).contains("Paused: 1 of 3 steps done", "Nothing was wished");
    assertThat(cli.server.wishes).isEmpty();
  }

  @Test
  void practiceUpFresh_whileARunIsGoing_asks() {
    has(RunState.RUNNING);
    cli.practice.up = true;
    assertThat(cli.run("practice", "up", "--fresh")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("The server is walking it now", "--yes");
    cli.types("n");
    assertThat(cli.run("practice", "up", "--fresh")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.practice.wanted).isNull();
    cli.types("y");
    assertThat(cli.run("practice", "up", "--fresh")).as(cli.err()).isZero();
    cli.practice.wanted = null;
    cli.typed = null;
    assertThat(cli.run("practice", "up", "--fresh", "--yes")).isZero();
    assertThat(cli.practice.wanted.fresh()).isTrue();
  }

  @Test
  void status_listsWhatIsKeptThereAndHowMuch() {
    has(RunState.NEEDS_DECISION);
    assertThat(cli.run("status", "old")).isZero();
    assertThat(cli.out())
        .contains("Kept on the server:")
        .contains(ID)
        .contains("waits for a decision: 1 of 3 steps done")
        .contains("(2.3 MB of output)")
        .contains("Drydock deletes none of it by itself");
  }
}
