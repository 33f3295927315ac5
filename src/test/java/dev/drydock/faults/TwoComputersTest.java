package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.Jvm;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RemoteRun;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Session;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One server, two computers that know nothing of each other but what the server tells. */
final class TwoMachinesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private FaultServer server;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new FaultServer(folder);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    server.close();
  }

  /** A login from a computer that has {@code name}'s records only. */
  private Session login(String name) throws Exception {
    LiveSessions sessions = server.sessions(folder.resolve(name));
    Session session = sessions.connect(server.options(), new ScriptedPrompts());
    open.add(0, session);
    session.readFacts();
    return session;
  }

  private RunControl keep(RunControl run) {
    open.add(0, run);
    return run;
  }

  private PlannedStep step(String id, String apply) {
    String text =
        """
        check() { [ -e "$WORK/%1$s.done" ]; }
        apply() { echo "$0" >> "$WORK/%1$s.executed"
        %2$s
        : > "$WORK/%1$s.done"; }
        verify() { [ -e "$WORK/%1$s.done" ]; }
        """
            .formatted(id, apply);
    return new PlannedStep(
        new Step(id, "Step " + id, "why", false, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", folder.toString())));
  }

  private static Plan plan(PlannedStep... steps) {
    return new Plan("test", "Test", Map.of(), List.of(steps));
  }

  private Plan gated() {
    return plan(
        step("first", "echo first"),
        step(
            "gated",
            "echo begin; while ! [ -e \"$WORK/gate\" ]; do sleep 0.05; done; echo end; seq 20000"),
        step("last", "echo last"));
  }

  private void openGate() throws IOException {
    Files.createFile(folder.resolve("gate"));
  }

  private long executions(String id) throws IOException {
    Path file = folder.resolve(id + ".executed");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static void await(RunControl run, String what, Predicate<RunRecord> condition) {
    assertThat(Waiting.until(PATIENCE, () -> condition.test(run.record())))
        .as("%s; now: %s", what, run.record())
        .isTrue();
  }

  private static void await(RunControl run, RunState state) {
    await(run, "run " + state, record -> record.state() == state);
  }

  private static StepRecord stepOf(RunControl run, String id) {
    return run.record().steps().stream()
        .filter(step -> step.stepId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Until the gated step has really begun. */
  private void awaitGated(RunControl run) {
    await(run, "in the gated step", r -> contains(r.steps().get(1).out(), "begin"));
  }

  private static RemoteRun only(Session session) throws Exception {
    List<RemoteRun> runs = session.runsOnServer();
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  private static boolean isToldFinished(Session session) {
    try {
      return only(session).isFinished();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Path onServer(String runId) {
    return folder.resolve("home/.drydock/runs").resolve(runId);
  }

  private void assertOutputsAreTheServers(RunControl run) throws IOException {
    for (StepRecord step : run.record().steps()) {
      assertThat(step.out())
          .hasBinaryContent(Files.readAllBytes(server.job(step.jobId()).resolve("out")));
    }
  }

  /** In a JVM of its own. */
  private Process wizard(Path work, String runs) throws IOException {
    return new ProcessBuilder(
            Jvm.command(
                List.of("-XX:TieredStopAtLevel=1"),
                CrashingWizard.class,
                server.address().toString(),
                work.resolve(runs).toString(),
                work.toString(),
                "7",
                "new",
                "0"))
        .redirectError(work.resolve("errors").toFile())
        .start();
  }

  private static String runIdSaidBy(Process wizard, Path work) throws IOException {
    BufferedReader said = wizard.inputReader(StandardCharsets.UTF_8);
    String line = "";
    while (!line.startsWith("run ")) {
      line = said.readLine();
      assertThat(line).as(Files.readString(work.resolve("errors"))).isNotNull();
    }
    return line.substring("run ".length());
  }

  @Test
  void kill9_inAStep_anotherComputerAdoptsAndFinishes() throws Exception {
    Path work = Files.createDirectory(folder.resolve("w"));
    Process first = wizard(work, "runs-a");
    String id = runIdSaidBy(first, work);
    Path began = work.resolve("s1.executed");
    assertThat(Waiting.until(PATIENCE, () -> Files.exists(began))).isTrue();
    first.destroyForcibly();
    assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    Session b = login("b");
    RemoteRun found = only(b);
    assertThat(found.runId()).isEqualTo(id);
    assertThat(found.problem()).isEmpty();
    assertThat(found.isFinished()).isFalse();
    RunControl run = keep(b.adopt(found, "mine"));
    assertThat(run.isWatching()).isTrue();
    run.start();
    await(run, RunState.WATCHING);
    run.takeOver();
    await(run, RunState.FINISHED);
    assertThat(run.record().profile()).isEqualTo("mine");
    FaultSteps steps = FaultSteps.again(work, 0);
    assertThat(steps.overlapped()).isFalse();
    for (StepRecord step : run.record().steps()) {
      assertThat(step.state()).isEqualTo(StepState.DONE);
      assertThat(step.exitCode()).contains(0);
      assertThat(steps.executions(step.stepId())).containsExactly(step.jobId());
    }
    assertOutputsAreTheServers(run);
    assertThat(only(b).isFinished()).isTrue();
  }

  @Test
  void bothAlive_secondLooksOn_takesOver_firstLooksOn() throws Exception {
    Session sessionA = login("a");
    RunControl a = keep(sessionA.newRun(gated(), "a"));
    a.start();
    awaitGated(a);
    Session sessionB = login("b");
    RemoteRun found = only(sessionB);
    assertThat(found.isExecuted()).isTrue();
    assertThat(found.current()).isEqualTo("gated");
    RunControl b = keep(sessionB.adopt(found, "b"));
    b.start();
    await(b, RunState.WATCHING);
    await(b, "output", r -> contains(stepOf(b, "gated").out(), "begin\n"));
    assertThat(b.record().message()).contains("has been executing this run since");
    assertThat(stepOf(b, "first").out()).content().startsWith("first\n");

    b.takeOver();
    await(b, RunState.RUNNING);
    assertThat(b.isWatching()).isFalse();
    await(a, RunState.WATCHING);
    assertThat(a.isWatching()).isTrue();
    a.stopStep();
    openGate();
    await(b, RunState.FINISHED);
    await(a, RunState.FINISHED);
    for (String id : List.of("first", "gated", "last")) {
      assertThat(executions(id)).as(id).isEqualTo(1);
      assertThat(stepOf(a, id).state()).as(id).isEqualTo(StepState.DONE);
    }
    assertOutputsAreTheServers(a);
    assertOutputsAreTheServers(b);
  }

  /** As if the holder had been silent for longer than a lease lasts. */
  private void ageLease(String id) throws IOException {
    Path beat = onServer(id).resolve("beat");
    String[] words = Files.readString(beat).strip().split(" ", -1);
    words[2] = Long.toString(Math.max(0, Long.parseLong(words[2]) - 61));
    Files.writeString(beat, String.join(" ", words) + "\n");
  }

  /** In the middle of a long step, not only at its end. */
  @Test
  void holderDies_inAStep_whoLooksOnIsToldAndTakesOver() throws Exception {
    RunControl a = login("a").newRun(gated(), "a");
    a.start();
    awaitGated(a);
    Session sessionB = login("b");
    RunControl b = keep(sessionB.adopt(only(sessionB), "b"));
    b.start();
    await(b, "looks on", r -> r.message().contains("has been executing this run since"));
    await(b, "output", r -> contains(stepOf(b, "gated").out(), "begin\n"));
    a.close();
    ageLease(a.record().runId());
    await(b, "the other one is silent", r -> r.message().contains("has not been heard of since"));
    assertThat(b.record().state()).isEqualTo(RunState.WATCHING);
    assertThat(b.record().message())
        .startsWith("The other Drydock (")
        .contains("goes on by itself")
        .contains("you can take over");
    assertThat(stepOf(b, "gated").state()).isEqualTo(StepState.RUNNING);

    b.takeOver();
    await(b, RunState.RUNNING);
    openGate();
    await(b, RunState.FINISHED);
    assertThat(executions("gated")).isEqualTo(1);
    assertThat(executions("last")).isEqualTo(1);
    assertOutputsAreTheServers(b);
  }

  /**
   * A laptop asleep, or out of its network: its connections stand, and what follows the step for it
   * on the server lives. In time again, it goes on as before.
   */
  @Test
  void holderIsCutOff_inAStep_isNotHeardOf_andComesBackAsTheHolder() throws Exception {
    try (FaultProxy network = new FaultProxy(server.port())) {
      Session sessionA =
          server.sessions(folder.resolve("a")).connect(server.via(network), new ScriptedPrompts());
      open.add(0, sessionA);
      sessionA.readFacts();
      RunControl a = keep(sessionA.newRun(gated(), "a"));
      a.start();
      awaitGated(a);
      Session sessionB = login("b");
      RunControl b = keep(sessionB.adopt(only(sessionB), "b"));
      b.start();
      await(b, "looks on", r -> r.message().contains("has been executing this run since"));

      Path beat = onServer(a.record().runId()).resolve("beat");
      String earlier = read(beat);
      assertThat(Waiting.until(PATIENCE, () -> !read(beat).equals(earlier))).isTrue();
      network.stall(FaultProxy.Way.BOTH);
      ageLease(a.record().runId());
      String aged = read(beat);
      await(b, "it is silent", r -> r.message().contains("has not been heard of since"));
      assertThat(Waiting.until(Duration.ofSeconds(7), () -> !read(beat).equals(aged)))
          .as("nothing on the server says that it lives")
          .isFalse();
      network.flow();
      await(b, "it is back", r -> r.message().contains("has been executing this run since"));
      openGate();
      await(a, RunState.FINISHED);
      await(b, RunState.FINISHED);
      assertThat(executions("gated")).isEqualTo(1);
      assertThat(executions("last")).isEqualTo(1);
      assertOutputsAreTheServers(a);
      assertOutputsAreTheServers(b);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.exists(file) && Files.readString(file).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void takenOverWhileAway_comesBack_looksOnAndDoesNothingTwice() throws Exception {
    Session sessionA = login("a");
    RunControl a = sessionA.newRun(gated(), "a");
    String id = a.record().runId();
    a.start();
    awaitGated(a);
    a.close();
    Session sessionB = login("b");
    RunControl b = keep(sessionB.adopt(only(sessionB), "b"));
    b.takeOver();
    b.start();
    await(b, RunState.RUNNING);
    RunControl again = keep(sessionA.openRun(id));
    again.start();
    await(again, RunState.WATCHING);
    openGate();
    await(b, RunState.FINISHED);
    await(again, RunState.FINISHED);
    assertThat(executions("gated")).isEqualTo(1);
    assertThat(executions("last")).isEqualTo(1);
    assertOutputsAreTheServers(again);
  }

  /** Each takes the run from the other, again and again, and the step never runs twice. */
  @Test
  void takeOver_backAndForth_onceEach() throws Exception {
    Session sessionA = login("a");
    RunControl a = keep(sessionA.newRun(gated(), "a"));
    a.start();
    awaitGated(a);
    Session sessionB = login("b");
    RunControl b = keep(sessionB.adopt(only(sessionB), "b"));
    b.start();
    await(b, RunState.WATCHING);
    for (int i = 0; i < 2; i++) {
      b.takeOver();
      await(a, RunState.WATCHING);
      await(b, RunState.RUNNING);
      a.takeOver();
      await(b, RunState.WATCHING);
      await(a, RunState.RUNNING);
    }
    openGate();
    await(a, RunState.FINISHED);
    await(b, RunState.FINISHED);
    assertThat(executions("gated")).isEqualTo(1);
    assertThat(executions("last")).isEqualTo(1);
  }

  @Test
  void finished_isFetchedWhole() throws Exception {
    openGate();
    Session sessionA = login("a");
    RunControl a = keep(sessionA.newRun(gated(), "a"));
    a.start();
    await(a, RunState.FINISHED);
    Session sessionB = login("b");
    RemoteRun found = only(sessionB);
    assertThat(found.isFinished()).isTrue();
    assertThat(found.outputBytes()).isGreaterThan(20_000);
    RunControl b = keep(sessionB.adopt(found, "b"));
    b.start();
    await(b, RunState.FINISHED);
    assertOutputsAreTheServers(b);
    assertThat(b.record().steps()).extracting(StepRecord::exitCode).containsOnly(optional(0));
    RunRecord mine = server.sessions(folder.resolve("b")).run(found.runId());
    assertThat(mine.steps()).isEqualTo(b.record().steps());
  }

  private static Optional<Integer> optional(int code) {
    return Optional.of(code);
  }

  @Test
  void whatIsKept_isPrivateAndWithoutOutput() throws Exception {
    openGate();
    Session sessionA = login("a");
    RunControl a = keep(sessionA.newRun(gated(), "a"));
    a.start();
    await(a, RunState.FINISHED);
    // Until the server was told of it, a new file stands beside the old one for a moment.
    assertThat(Waiting.until(PATIENCE, () -> isToldFinished(sessionA))).isTrue();
    Path kept = onServer(a.record().runId());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rwx------");
    try (var files = Files.list(kept)) {
      List<Path> all = files.toList();
      assertThat(all)
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("plan", "progress", "beat", "lease.1");
      for (Path file : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo("rw-------");
        assertThat(Files.size(file)).isLessThan(20_000);
      }
    }
  }

  /** A run of which the first step is done and nobody executes the rest. */
  private String abandoned() throws Exception {
    Session sessionA = login("a");
    RunControl a = sessionA.newRun(gated(), "a");
    a.start();
    awaitGated(a);
    a.close();
    return a.record().runId();
  }

  @Test
  void adopt_unseenPlan_nothingOfItRunsBeforeTakeOver() throws Exception {
    String id = abandoned();
    Path plan = onServer(id).resolve("plan");
    Files.writeString(
        plan,
        Files.readString(plan)
            .replace("check() { [", "check() { : > \\\"$WORK/evil\\\"; [")
            .replace("echo last", "echo changed"));
    Session b = login("b");
    RemoteRun found = only(b);
    RunControl run = keep(b.adopt(found, "b"));
    assertThat(b.isUnseen(id)).isTrue();
    run.start();
    openGate();
    await(run, "the end of the step in hand", r -> contains(stepOf(run, "gated").out(), "end"));
    await(run, RunState.WATCHING);
    assertThat(folder.resolve("evil")).doesNotExist();
    assertThat(executions("last")).isZero();
    run.close();
    // Also not by way of this computer's own record of it.
    RunControl again = keep(b.openRun(id));
    again.start();
    await(again, RunState.WATCHING);
    assertThat(again.isWatching()).isTrue();
    assertThat(executions("last")).isZero();
    assertThat(b.check(again.record().plan()).strangeSteps()).contains("last");
    again.takeOver();
    await(again, RunState.FINISHED);
    assertThat(stepOf(again, "last").out()).content().startsWith("changed\n");
    assertThat(b.isUnseen(id)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"id\":\"last\"|\"id\":\"../../../../tmp/last\"",
        "\"id\":\"last\"|\"id\":\"first\"",
        "\"WORK\":|\"PATH\":",
        "\"WORK\":|\"WORK;touch evil\":",
        "\"recipeId\":\"test\"|\"recipeId\":\"../test\"",
        "echo last|echo \\u001b[2Jlast",
        "echo last|echo \\u202elast",
        "echo last|echo \\u0000",
        "\"schema\":1|\"schema\":2",
        "\"steps\":[|\"steps\":[null,",
        "{|[",
      })
  void adopt_forgedPlan_isRefused(String change) throws Exception {
    String id = abandoned();
    Path plan = onServer(id).resolve("plan");
    String[] fromTo = change.split("\\|", 2);
    String text = Files.readString(plan);
    assertThat(text).contains(fromTo[0]);
    Files.writeString(plan, text.replace(fromTo[0], fromTo[1]));
    Session b = login("b");
    RemoteRun found = only(b);
    assertThatThrownBy(() -> b.adopt(found, "b"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be used");
    assertThat(folder.resolve("b").resolve(id)).doesNotExist();
  }

  @Test
  void runsOnServer_hugePlan_isRefusedUnread() throws Exception {
    String id = abandoned();
    try (RandomAccessFile plan =
        new RandomAccessFile(onServer(id).resolve("plan").toFile(), "rw")) {
      plan.setLength(1L << 30);
    }
    Session b = login("b");
    RemoteRun found = only(b);
    assertThat(found.problem()).contains("too long");
    assertThatThrownBy(() -> b.adopt(found, "b")).hasMessageContaining("too long");
  }

  @Test
  void runsOnServer_hugeProgress_isDamagedAndNoMore() throws Exception {
    String id = abandoned();
    try (RandomAccessFile progress =
        new RandomAccessFile(onServer(id).resolve("progress").toFile(), "rw")) {
      progress.setLength(1L << 30);
    }
    assertThat(only(login("b")).problem()).contains("damaged");
  }

  @Test
  void runsOnServer_hostileTextsAndNames_areNeutralised() throws Exception {
    String id = abandoned();
    Path progress = onServer(id).resolve("progress");
    Files.writeString(
        progress,
        Files.readString(progress)
            .replace("\"title\":\"Test\"", "\"title\":\"\\u001b]0;owned\\u0007T\\u202eest\"")
            .replace("\"message\":\"\"", "\"message\":\"\\u001b[2J\""));
    Path lease = onServer(id).resolve("lease.1");
    Files.writeString(lease, Files.readString(lease).replaceFirst("[^ ]+$", "\u001b[31mroot;x"));
    for (String name :
        List.of("..", "20261124-000000-0000zz", "a b", "20261124-000000-000000\nx")) {
      Path other = folder.resolve("home/.drydock/runs").resolve(name);
      Files.createDirectories(other);
      Files.writeString(other.resolve("progress"), Files.readString(progress));
    }
    Session b = login("b");
    RemoteRun found = only(b);
    assertThat(found.runId()).isEqualTo(id);
    assertThat(found.title()).isEqualTo("]0;owned T est");
    assertThat(found.lease().label()).isEqualTo("-31mroot-x");
    RunControl run = keep(b.adopt(found, "b"));
    run.start();
    await(run, RunState.WATCHING);
    assertThat(run.record().toString()).doesNotContain("\u001b");
  }

  /** What tells of other steps than the plan has is not believed. */
  @Test
  void adopt_progressOfOtherSteps_isNotBelieved() throws Exception {
    String id = abandoned();
    Path progress = onServer(id).resolve("progress");
    Files.writeString(
        progress, Files.readString(progress).replace("\"id\":\"last\"", "\"id\":\"other\""));
    Session b = login("b");
    RunControl run = keep(b.adopt(only(b), "b"));
    run.takeOver();
    run.start();
    openGate();
    await(run, RunState.FINISHED);
    assertThat(executions("first")).isEqualTo(1);
    assertThat(executions("gated")).isEqualTo(1);
    assertThat(executions("last")).isEqualTo(1);
  }

  @Test
  void reboot_betweenTheComputers_isInterruptedCheckedAndRunAgain() throws Exception {
    abandoned();
    server.reboot();
    Session b = login("b");
    RemoteRun found = only(b);
    assertThat(found.isExecuted()).as("a lease of before the restart").isFalse();
    openGate();
    RunControl run = keep(b.adopt(found, "b"));
    run.takeOver();
    run.start();
    await(run, RunState.FINISHED);
    assertThat(stepOf(run, "gated").attempt()).isEqualTo(2);
    assertThat(executions("first")).isEqualTo(1);
    assertThat(executions("gated")).isEqualTo(2);
  }
}
