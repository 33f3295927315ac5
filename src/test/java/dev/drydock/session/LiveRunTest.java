package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs executed on this machine through a real sshd. */
final class LiveRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private LocalSshd sshd;
  private LiveSessions sessions;
  private Session session;
  private final IdentityHashMap<RunControl, Told> told = new IdentityHashMap<>();
  private final List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void connect() throws Exception {
    Path home = Files.createDirectories(folder.resolve("server-home"));
    sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
    sessions = newSessions();
    session = newSession(sessions);
  }

  @AfterEach
  void disconnect() {
    session.close();
    sshd.close();
  }

  private LiveSessions newSessions() {
    return new LiveSessions(
        sshd.connector(),
        OwnPlace.in(folder),
        new RunStore(folder.resolve("runs"), Clock.systemUTC()),
        Clock.systemUTC());
  }

  private Session newSession(LiveSessions from) throws Exception {
    Session opened = from.connect(sshd.options(), new ScriptedPrompts());
    opened.readFacts();
    return opened;
  }

  /** A step that notes every execution of its apply, and is done when its mark is there. */
  private PlannedStep step(String id, String apply) {
    String text =
        """
        check() { [ -e "$WORK/%1$s.done" ]; }
        apply() { echo run >> "$WORK/%1$s.count"
        %2$s
        : > "$WORK/%1$s.done"; }
        verify() { [ -e "$WORK/%1$s.done" ]; }
        """
            .formatted(id, apply);
    return new PlannedStep(
        new Step(id, "Step " + id, "why", false, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", folder.toString())));
  }

  @Test
  void start_doneBefore_keepsWhatItsCheckSays() throws Exception {
    String text = "check() { echo 'the report'; }\napply() { :; }\nverify() { :; }\n";
    PlannedStep report = report("report", text);
    try (RunControl one = started(plan(report))) {
      awaitState(one, RunState.FINISHED);
      assertThat(stepOf(one, "report").out()).content().contains("the report");
    }
    try (RunControl two = started(plan(report, report("again", text)))) {
      awaitState(two, RunState.FINISHED);
      assertThat(stepOf(two, "report").state()).isEqualTo(StepState.ALREADY_DONE);
      assertThat(stepOf(two, "again").out()).content().contains("the report");
    }
  }

  private static PlannedStep report(String id, String text) {
    return new PlannedStep(
        new Step(id, id, "why", false, 1, 1, 1, "", false, text), new TreeMap<>());
  }

  private static Plan plan(PlannedStep... steps) {
    return new Plan("test", "Test", Map.of(), List.of(steps));
  }

  private long executions(String id) throws Exception {
    Path count = folder.resolve(id + ".count");
    return Files.exists(count) ? Files.readAllLines(count).size() : 0;
  }

  private RunControl started(Plan plan) throws Exception {
    RunControl run = session.newRun(plan, "test", Map.of(), false);
    run.addListener(events::add);
    told.put(run, Told.by(run));
    run.start();
    return run;
  }

  private static void await(RunControl run, String what, Predicate<RunRecord> condition) {
    assertThat(Waiting.until(PATIENCE, () -> condition.test(run.record())))
        .as("%s; now: %s", what, run.record())
        .isTrue();
  }

  private void awaitState(RunControl run, RunState state) {
    told.get(run).await(state);
  }

  private RunControl opened(Session on, String id) throws Exception {
    RunControl run = on.openRun(id, "test");
    told.put(run, Told.by(run));
    run.start();
    return run;
  }

  private static StepRecord stepOf(RunControl run, String id) {
    return run.record().steps().stream()
        .filter(step -> step.stepId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void await(Path file) {
    assertThat(Waiting.until(PATIENCE, () -> Files.exists(file))).as("%s appears", file).isTrue();
  }

  @Test
  void start_allSteps_areDoneInOrderAndASecondRunChangesNothing() throws Exception {
    Plan plan = plan(step("one", "printf 'hello \\303\\244\\n'"), step("two", "echo >&2 there"));
    try (RunControl run = started(plan)) {
      awaitState(run, RunState.FINISHED);
      assertThat(run.record().steps()).extracting(StepRecord::state).containsOnly(StepState.DONE);
      assertThat(stepOf(run, "one").out()).content().contains("hello ä\n");
      assertThat(stepOf(run, "two").out()).content().contains("there\n");
      assertThat(stepOf(run, "two").exitCode()).contains(0);
    }
    try (RunControl again = started(plan)) {
      awaitState(again, RunState.FINISHED);
      assertThat(again.record().steps())
          .extracting(StepRecord::state)
          .containsOnly(StepState.ALREADY_DONE);
    }
    assertThat(executions("one")).isEqualTo(1);
    assertThat(executions("two")).isEqualTo(1);
  }

  @Test
  void start_stepFails_saysWhyAndRetryOrSkipGoOn() throws Exception {
    Plan plan =
        plan(
            step("one", "if [ ! -e \"$WORK/cure\" ]; then echo 'disk is full'; exit 7; fi"),
            step("two", "exit 9"),
            step("three", ":"));
    try (RunControl run = started(plan)) {
      awaitState(run, RunState.NEEDS_DECISION);
      assertThat(stepOf(run, "one").state()).isEqualTo(StepState.FAILED);
      assertThat(stepOf(run, "one").exitCode()).contains(7);
      assertThat(run.record().message()).contains("exit code 7").contains("disk is full");
      assertThat(stepOf(run, "two").state()).isEqualTo(StepState.WAITING);
      Files.createFile(folder.resolve("cure"));
      run.resume();
      await(run, "two fails", r -> r.steps().get(1).state() == StepState.FAILED);
      awaitState(run, RunState.NEEDS_DECISION);
      assertThat(stepOf(run, "one").state()).isEqualTo(StepState.DONE);
      assertThat(stepOf(run, "one").attempt()).isEqualTo(2);
      run.skip();
      awaitState(run, RunState.FINISHED);
      assertThat(stepOf(run, "two").state()).isEqualTo(StepState.SKIPPED);
      assertThat(stepOf(run, "three").state()).isEqualTo(StepState.DONE);
    }
  }

  @Test
  void disconnect_inTheMiddle_anotherDrydockTakesItUpWithEveryByte() throws Exception {
    Plan plan =
        plan(
            step("long", "echo begin; while [ ! -e \"$WORK/go\" ]; do sleep 0.05; done; echo end"),
            step("last", ":"));
    String id;
    try (RunControl run = started(plan)) {
      id = run.record().runId();
      await(folder.resolve("long.count"));
      run.disconnect();
      awaitState(run, RunState.DISCONNECTED);
    }
    Files.createFile(folder.resolve("go"));
    await(folder.resolve("long.done"));
    LiveSessions later = newSessions();
    assertThat(later.run(id).current().stepId()).isEqualTo("long");
    try (Session another = newSession(later);
        RunControl resumed = opened(another, id)) {
      awaitState(resumed, RunState.FINISHED);
      assertThat(stepOf(resumed, "long").state()).isEqualTo(StepState.DONE);
      assertThat(stepOf(resumed, "long").attempt()).isEqualTo(1);
      assertThat(stepOf(resumed, "long").out()).content().contains("begin\nend\n");
    }
    assertThat(executions("long")).isEqualTo(1);
  }

  @Test
  void start_linkCutAgainAndAgain_reconnectsAndExecutesOnce() throws Exception {
    Plan plan =
        plan(
            step(
                "long",
                "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo \"line $i\"; done;"
                    + " while [ ! -e \"$WORK/go\" ]; do sleep 0.05; done; echo end"));
    try (RunControl run = started(plan)) {
      await(folder.resolve("long.count"));
      for (int cut = 1; cut <= 3; cut++) {
        int before = cut;
        sshd.cutConnections();
        run.reconnectNow();
        assertThat(
                Waiting.until(
                    PATIENCE,
                    () ->
                        events.stream()
                                .filter(e -> e instanceof RunEvent.LinkChanged l && l.up())
                                .count()
                            >= before))
            .isTrue();
      }
      Files.createFile(folder.resolve("go"));
      awaitState(run, RunState.FINISHED);
      List<String> lines = Files.readAllLines(stepOf(run, "long").out());
      assertThat(lines).contains("line 1", "line 2000", "end").doesNotHaveDuplicates();
    }
    assertThat(executions("long")).isEqualTo(1);
  }

  @Test
  void stopStep_running_endsItAndRetryRunsItAgain() throws Exception {
    Plan plan = plan(step("long", "while [ ! -e \"$WORK/go\" ]; do sleep 0.05; done"));
    try (RunControl run = started(plan)) {
      await(run, "it runs", r -> r.steps().get(0).state() == StepState.RUNNING);
      run.stopStep();
      await(run, "is heard", r -> r.message().contains("heard it"));
      awaitState(run, RunState.NEEDS_DECISION);
      assertThat(stepOf(run, "long").state()).isEqualTo(StepState.STOPPED);
      Files.createFile(folder.resolve("go"));
      run.resume();
      awaitState(run, RunState.FINISHED);
      assertThat(stepOf(run, "long").attempt()).isEqualTo(2);
    }
  }

  @Test
  void setPauseAfterStep_stopsBeforeTheNextAndResumes() throws Exception {
    Plan plan =
        plan(step("one", "while [ ! -e \"$WORK/go\" ]; do sleep 0.05; done"), step("two", ":"));
    try (RunControl run = started(plan)) {
      await(folder.resolve("one.count"));
      run.setPauseAfterStep(true);
      Files.createFile(folder.resolve("go"));
      awaitState(run, RunState.PAUSED);
      assertThat(stepOf(run, "one").state()).isEqualTo(StepState.DONE);
      assertThat(executions("two")).isZero();
      run.resume();
      awaitState(run, RunState.FINISHED);
    }
  }

  @Test
  void start_jobKilledOnTheServer_isInterruptedCheckedAndRunAgain() throws Exception {
    Plan plan =
        plan(
            step(
                "long",
                "if [ ! -e \"$WORK/second\" ]; then : > \"$WORK/second\";"
                    + " kill -9 \"$PPID\"; kill -9 $$; fi"));
    try (RunControl run = started(plan)) {
      awaitState(run, RunState.FINISHED);
      assertThat(stepOf(run, "long").attempt()).isEqualTo(2);
      assertThat(events)
          .anyMatch(e -> e instanceof RunEvent.StepChanged c && c.state() == StepState.INTERRUPTED);
    }
    assertThat(executions("long")).isEqualTo(2);
  }

  @Test
  void openRun_whileAnotherFollowsIt_seesTheSameAndWishesToo() throws Exception {
    Plan plan =
        plan(
            step("long", "echo begin; while [ ! -e \"$WORK/go\" ]; do sleep 0.05; done; echo end"),
            step("last", ":"));
    try (RunControl first = started(plan);
        Session other = newSession(newSessions());
        RunControl second = looksOn(other, first)) {
      await(second, "sees the step", r -> r.steps().get(0).state() == StepState.RUNNING);
      second.setPauseAfterStep(true);
      await(second, "is heard", r -> r.message().contains("heard it"));
      Files.createFile(folder.resolve("go"));
      awaitState(first, RunState.PAUSED);
      awaitState(second, RunState.PAUSED);
      first.resume();
      awaitState(first, RunState.FINISHED);
      awaitState(second, RunState.FINISHED);
      assertThat(stepOf(second, "long").out()).content().contains("begin\nend\n");
    }
    assertThat(executions("long")).isEqualTo(1);
    assertThat(executions("last")).isEqualTo(1);
    assertThat(folder.resolve("runs")).isDirectoryNotContaining("glob:**/.looking-*");
  }

  private RunControl looksOn(Session other, RunControl first) throws Exception {
    await(folder.resolve("long.count"));
    return opened(other, first.record().runId());
  }

  @Test
  void disconnect_atOnce_theServerWalksOnToTheEnd() throws Exception {
    Plan plan = plan(step("one", "sleep 0.5"), step("two", "echo two"), step("three", ":"));
    String id;
    try (RunControl run = started(plan)) {
      id = run.record().runId();
      await(folder.resolve("one.count"));
    }
    await(folder.resolve("three.done"));
    LiveSessions later = newSessions();
    try (Session another = newSession(later)) {
      assertThat(
              Waiting.until(
                  PATIENCE,
                  () -> {
                    try {
                      return another.offer().isFinished();
                    } catch (RemoteException e) {
                      throw new AssertionError(e);
                    }
                  }))
          .isTrue();
      try (RunControl run = opened(another, id)) {
        awaitState(run, RunState.FINISHED);
        assertThat(stepOf(run, "two").out()).content().contains("two\n");
      }
    }
    assertThat(later.run(id).state()).isEqualTo(RunState.FINISHED);
  }

  @Test
  void newRun_whileOneIsGoing_isRefusedAndNothingIsHarmed() throws Exception {
    Plan plan = plan(step("long", "while [ ! -e \"$WORK/go\" ]; do sleep 0.05; done"));
    try (RunControl first = started(plan)) {
      await(folder.resolve("long.count"));
      try (Session another = newSession(newSessions())) {
        assertThat(another.offer().isGoing()).isTrue();
        assertThatThrownBy(() -> another.newRun(plan, "test", Map.of(), false))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining(first.record().runId());
      }
      Files.createFile(folder.resolve("go"));
      awaitState(first, RunState.FINISHED);
    }
    assertThat(executions("long")).isEqualTo(1);
  }

  @Test
  void openRun_onAServerThatHasItNot_saysSo() throws Exception {
    Plan plan = plan(step("one", ":"));
    String id;
    try (RunControl run = started(plan)) {
      awaitState(run, RunState.FINISHED);
      id = run.record().runId();
    }
    try (java.util.stream.Stream<Path> all =
        Files.walk(folder.resolve("server-home/.drydock")).sorted(Comparator.reverseOrder())) {
      for (Path one : all.toList()) {
        Files.delete(one);
      }
    }
    assertThatThrownBy(() -> session.openRun(id, "test"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no such run any more");
  }

  @Test
  void again_aSettledStep_isDoneOnceMore() throws Exception {
    Plan plan = plan(step("one", ":"), step("two", "[ -e \"$WORK/cure\" ]"), step("three", ":"));
    try (RunControl run = started(plan)) {
      awaitState(run, RunState.NEEDS_DECISION);
      Files.createFile(folder.resolve("cure"));
      run.again("one");
      awaitState(run, RunState.FINISHED);
      assertThat(stepOf(run, "one").attempt()).isEqualTo(2);
    }
    assertThat(executions("one")).isEqualTo(2);
    assertThat(executions("three")).isEqualTo(1);
  }

  /** A power cut took what had not reached the server's disk: it tells all again. */
  @Test
  void openRun_serverTellsOtherEventsThanBefore_theCopyHasEveryByteOnce() throws Exception {
    Plan plan =
        plan(
            step("long", "echo begin; while [ ! -e \"$WORK/go\" ]; do sleep 0.05; done; echo end"));
    String id;
    Path out;
    try (RunControl run = started(plan)) {
      id = run.record().runId();
      out = stepOf(run, "long").out();
      assertThat(Waiting.until(PATIENCE, () -> Files.exists(out) && out.toFile().length() == 6))
          .isTrue();
    }
    Path noted = folder.resolve("server-home/.drydock/runs").resolve(id).resolve("events");
    String before = Files.readString(noted);
    String other = before.replaceFirst("(?m)^1 [0-9]+ step", "1 1 step");
    assertThat(other).isNotEqualTo(before);
    Files.writeString(noted, other);
    try (Session another = newSession(newSessions());
        RunControl resumed = opened(another, id)) {
      await(resumed, "sees the step", r -> r.steps().get(0).state() == StepState.RUNNING);
      Files.createFile(folder.resolve("go"));
      awaitState(resumed, RunState.FINISHED);
      assertThat(stepOf(resumed, "long").out()).hasContent("begin\nend\n# Done.\n");
      assertThat(Path.of(out + ".lost-1")).hasContent("begin\n");
    }
    assertThat(folder.resolve("runs").resolve(id).resolve("events"))
        .hasContent(Files.readString(noted));
  }
}
