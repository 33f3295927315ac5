package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.Session;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.ThrowawayUser;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A full disk, a wrong clock and a changing sudo on the server, each at a chosen moment. */
@ExtendWith(BookedTests.class)
final class ServerFaultTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long YEARS = Duration.ofDays(20L * 365).toSeconds();

  private Path folder;
  private Path work;
  private FaultServer server;
  private final ScriptedPrompts prompts = new ScriptedPrompts();
  private final JumpingClock desktop = new JumpingClock();
  private Session session;
  private RunControl run;
  private volatile RunState told;

  @BeforeEach
  void start() throws Exception {
    folder = Folders.open("drydock-server-faults");
    server = FaultServer.whole(folder);
    work = Files.createDirectory(folder.resolve("work"));
    server.giveToUser(work);
  }

  @AfterEach
  void end() throws IOException {
    if (run != null) {
      run.close();
    }
    if (session != null) {
      session.close();
    }
    server.close();
    Folders.delete(folder);
  }

  /** Counts its executions, waits for its gate, and says something before and after. */
  private static String apply(String id, String middle) {
    return """
        check() { [ -e "$WORK/%1$s.done" ]; }
        apply() {
          echo executed >> "$WORK/%1$s.executed"
          echo begins
          while ! [ -e "$WORK/%1$s.gate" ]; do sleep 0.05; done
          %2$s
          echo ends
          : > "$WORK/%1$s.done"
        }
        verify() { [ -e "$WORK/%1$s.done" ]; }
        """
        .formatted(id, middle);
  }

  private PlannedStep step(String id, boolean root, String middle) {
    return new PlannedStep(
        new Step(id, "Step " + id, "why", root, 1, 1, 1, "", false, apply(id, middle)),
        new TreeMap<>(Map.of("WORK", work.toString())));
  }

  private void begin(PlannedStep... steps) throws Exception {
    session = server.sessions(folder.resolve("runs"), desktop).connect(server.options(), prompts);
    session.readFacts();
    start(plan(steps));
  }

  private void start(Plan plan) throws Exception {
    run = session.newRun(plan, "faults", Map.of(), false);
    run.addListener(
        event -> {
          if (event instanceof RunEvent.RunChanged change) {
            told = change.state();
          }
        });
    run.start();
  }

  private static Plan plan(PlannedStep... steps) {
    return new Plan("faults", "Faults", Map.of(), List.of(steps));
  }

  private void open(String id) throws IOException {
    Files.createFile(work.resolve(id + ".gate"));
  }

  private static void await(String what, BooleanSupplier condition) {
    assertThat(Waiting.until(PATIENCE, condition)).as(what).isTrue();
  }

  private void awaitState(RunState state) {
    boolean reached = Waiting.until(PATIENCE, () -> told == state);
    RunRecord now = run.record();
    assertThat(reached)
        .as("%s but %s %s %s", state, now.state(), now.message(), now.steps())
        .isTrue();
  }

  private void awaitExecuting(String id) {
    await("executing", () -> Files.exists(work.resolve(id + ".executed")));
  }

  private long executions(String id) throws IOException {
    Path file = work.resolve(id + ".executed");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private void checkOutput(StepRecord step) throws IOException {
    assertThat(step.out())
        .hasBinaryContent(Files.readAllBytes(server.out(run.record().runId(), step.jobId())));
  }

  // ---- the disk ----

  @Test
  void disk_fullBeforeTheStart_saidAndNothingLeftBehind() throws Exception {
    assumeTrue(server.disk().isPresent(), "no disk can be mounted here");
    begin(step("s", false, ":"));
    // The first connection has made what folders it needs.
    awaitExecuting("s");
    open("s");
    awaitState(RunState.FINISHED);
    run.close();
    server.disk().get().fill();
    start(plan(step("t", false, ":")));
    open("t");
    awaitState(RunState.NEEDS_DECISION);
    RunRecord asked = run.record();
    assertThat(asked.message()).contains("disk full");
    assertThat(run.trouble()).isPresent();
    assertThat(executions("t")).isZero();
    assertThat(server.run(asked.runId())).doesNotExist();
    server.disk().get().free();
    run.resume();
    awaitState(RunState.FINISHED);
    assertThat(executions("t")).isEqualTo(1);
  }

  @Test
  void disk_fullUnderTheStep_endRecordedAllTheSame() throws Exception {
    assumeTrue(server.disk().isPresent(), "no disk can be mounted here");
    // More than fits into the page that the output has already.
    begin(step("s", false, "head -c 100000 /dev/zero || exit 9"));
    awaitExecuting("s");
    server.disk().get().fill();
    open("s");
    awaitState(RunState.NEEDS_DECISION);
    StepRecord failed = run.record().current();
    assertThat(failed.state()).isEqualTo(StepState.FAILED);
    assertThat(failed.exitCode()).contains(9);
    checkOutput(failed);
    server.disk().get().free();
    run.resume();
    awaitState(RunState.FINISHED);
    StepRecord done = run.record().steps().get(0);
    assertThat(done.attempt()).isEqualTo(2);
    assertThat(done.exitCode()).contains(0);
    assertThat(executions("s")).isEqualTo(2);
    checkOutput(done);
  }

  // ---- the clocks ----

  @Test
  void clocks_jumpBothWays_jobAndRunDoNotMind() throws Exception {
    assumeTrue(server.clock().isPresent(), "no C compiler here");
    begin(
        step("s", false, "date +%Y > \"$WORK/year\""),
        step("t", false, ":"),
        step("u", false, ":"));
    awaitExecuting("s");
    int year = java.time.Year.now(java.time.ZoneOffset.UTC).getValue();
    server.clock().get().jump(YEARS);
    desktop.jump(Duration.ofSeconds(-YEARS));
    open("s");
    awaitExecuting("t");
    // The clock really was wrong.
    assertThat(Integer.parseInt(Files.readString(work.resolve("year")).strip()))
        .isBetween(year + 19, year + 21);
    server.clock().get().jump(-YEARS);
    desktop.jump(Duration.ofSeconds(YEARS));
    server.killConnections();
    open("t");
    awaitExecuting("u");
    server.clock().get().jump(0);
    open("u");
    awaitState(RunState.FINISHED);
    for (StepRecord step : run.record().steps()) {
      assertThat(step.attempt()).isEqualTo(1);
      assertThat(executions(step.stepId())).isEqualTo(1);
      checkOutput(step);
    }
  }

  // ---- sudo ----

  private ThrowawayUser sudoer() {
    assumeTrue(server.sudoer().isPresent(), "needs root and sudo");
    return server.sudoer().get();
  }

  @Test
  void sudo_takenAwayInMidRun_theServerWalksOnAndNobodyIsAsked() throws Exception {
    sudoer().sudoers("NAME ALL=(ALL:ALL) NOPASSWD: ALL");
    begin(step("s", true, ":"), step("t", false, ":"), step("u", true, ":"));
    awaitExecuting("s");
    sudoer().sudoers("# nothing for NAME");
    open("s");
    open("t");
    open("u");
    awaitState(RunState.FINISHED);
    assertThat(prompts.asked()).noneMatch(question -> question.startsWith("sudo"));
    for (StepRecord step : run.record().steps()) {
      assertThat(executions(step.stepId())).isEqualTo(1);
      checkOutput(step);
    }
  }

  /** Going on after a stop is a start of its own. */
  @Test
  void sudo_beginsToAskInMidRun_askedOnceToGoOn() throws Exception {
    sudoer().sudoers("NAME ALL=(ALL:ALL) NOPASSWD: ALL");
    prompts.password(sudoer().password());
    begin(step("s", true, ":"), step("t", true, ":"));
    awaitExecuting("s");
    sudoer().sudoers("Defaults:NAME timestamp_timeout=0", "NAME ALL=(ALL:ALL) ALL");
    await("it runs", () -> run.record().steps().get(0).state() == StepState.RUNNING);
    run.stopStep();
    awaitState(RunState.NEEDS_DECISION);
    assertThat(run.record().current().state()).isEqualTo(StepState.STOPPED);
    open("s");
    open("t");
    run.resume();
    awaitState(RunState.FINISHED);
    assertThat(prompts.asked()).filteredOn(question -> question.startsWith("sudo")).hasSize(1);
    assertThat(executions("s")).isEqualTo(2);
    assertThat(executions("t")).isEqualTo(1);
  }

  @Test
  void sudo_nobodyAnswers_waitsForADecisionAndAsksAgainOnRetry() throws Exception {
    sudoer();
    begin(step("s", true, ":"));
    open("s");
    awaitState(RunState.NEEDS_DECISION);
    assertThat(executions("s")).isZero();
    prompts.password(sudoer().password());
    run.resume();
    awaitState(RunState.FINISHED);
    assertThat(executions("s")).isEqualTo(1);
  }
}
