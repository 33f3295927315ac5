package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.job.Places;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start asks of a server: on an old one with a slow link every call counts. */
@Timeout(240)
final class StartCostTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int STEPS = 16;

  @TempDir Path folder;
  private Path home;
  private LocalSshd sshd;
  private Counting counting;
  private Session session;

  @BeforeEach
  void connect() throws Exception {
    home = Files.createDirectories(folder.resolve("server-home"));
    sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
    counting = new Counting(sshd.connector());
    session =
        new LiveSessions(
                counting,
                OwnPlace.in(folder),
                new RunStore(folder.resolve("runs"), Clock.systemUTC()),
                Clock.systemUTC())
            .connect(sshd.options(), new ScriptedPrompts());
    session.readFacts();
  }

  @AfterEach
  void disconnect() {
    session.close();
    sshd.close();
  }

  private Plan plan(String apply) {
    String text =
        "check() { echo $$ >> \"$WORK/checks.$NAME\"; [ -e \"$WORK/done.$NAME\" ]; }\n"
            + "apply() { "
            + apply
            + "\n: > \"$WORK/done.$NAME\"; }\nverify() { :; }\n";
    List<PlannedStep> steps = new ArrayList<>();
    for (int i = 1; i <= STEPS; i++) {
      steps.add(
          new PlannedStep(
              new Step("step" + i, "Step " + i, "why", false, 1, 1, 1, "", false, text),
              new TreeMap<>(Map.of("NAME", "" + i, "WORK", folder.toString()))));
    }
    return new Plan("test", "Test", Map.of(), steps);
  }

  private int checks(int step) throws IOException {
    Path noted = folder.resolve("checks." + step);
    return Files.exists(noted) ? Files.readAllLines(noted).size() : 0;
  }

  /** As the wizard does it: the plan page looks what is done already, then the person begins. */
  @Test
  void freshRun_firstByteComesAfterThreeCalls_andNoStepIsCheckedMoreThanThreeTimes()
      throws Exception {
    Plan plan = plan("echo hello");
    session.offer();
    Map<String, Boolean> done = session.alreadyDone(plan);
    assertThat(done).hasSize(STEPS).doesNotContainValue(true);
    counting.reset();
    try (RunControl run = session.newRun(plan, "test", done, false)) {
      Told told = Told.by(run);
      List<String> untilFirst = new ArrayList<>();
      run.addListener(
          event -> {
            if (event instanceof RunEvent.OutputGrew && untilFirst.isEmpty()) {
              untilFirst.addAll(counting.calls());
            }
          });
      run.start();
      told.await(RunState.FINISHED);
      assertThat(untilFirst).isNotEmpty().hasSizeLessThanOrEqualTo(3);
      assertThat(counting.calls()).as("of the whole run").hasSizeLessThanOrEqualTo(3);
      for (int step = 1; step <= STEPS; step++) {
        assertThat(checks(step)).as("checks of step %d", step).isBetween(1, 3);
      }
    }
  }

  @Test
  void goingOn_costsAsLittle() throws Exception {
    Plan plan = plan("[ \"$NAME\" != 3 ] || [ -e \"$WORK/cure\" ]");
    session.offer();
    try (RunControl run = session.newRun(plan, "test", Map.of(), false)) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      Files.createFile(folder.resolve("cure"));
      counting.reset();
      run.resume();
      told.await(RunState.FINISHED);
      assertThat(counting.calls()).hasSizeLessThanOrEqualTo(2);
      assertThat(checks(1)).as("of a step that was settled").isLessThanOrEqualTo(2);
    }
  }

  /** As a desktop started it on the server, and as its record lies there. */
  private void record(Process job) throws IOException {
    Path record =
        Files.createDirectories(home.resolve(".drydock/jobs/20261124-120000-abcdef.03-engine.1"));
    String stat = Files.readString(Path.of("/proc/" + job.pid() + "/stat"));
    String since = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    String boot = Files.readString(Path.of(Places.standard().bootFile())).strip();
    Files.writeString(
        record.resolve("id"),
        String.join(" ", "1", "" + job.pid(), since, "" + job.pid(), since, "0", boot) + "\n");
  }

  @Test
  void aJobOfAnEarlierDrydockThatLives_isNotWalkedOver() throws Exception {
    Plan plan = plan(":");
    Process job = new ProcessBuilder("sleep", "600").start();
    try {
      record(job);
      RefusedException refused =
          catchThrowableOfType(
              RefusedException.class, () -> session.newRun(plan, "test", Map.of(), false));
      assertThat(refused.kind()).isEqualTo(RefusedException.Kind.OLD);
      assertThat(refused.getMessage())
          .contains("20261124-120000-abcdef.03-engine.1", "still running", "nothing was changed");
      assertThat(home.resolve(".drydock/runs")).doesNotExist();
    } finally {
      job.destroyForcibly();
      job.waitFor(30, TimeUnit.SECONDS);
    }
    session.offer();
    try (RunControl run = session.newRun(plan, "test", Map.of(), false)) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.FINISHED);
    }
  }

  /** It began between the look and the start: then the server itself refuses, and says by what. */
  @Test
  void aJobOfAnEarlierDrydockThatCameMeanwhile_isNotWalkedOver() throws Exception {
    Plan plan = plan(":");
    session.offer();
    Process job = new ProcessBuilder("sleep", "600").start();
    try (RunControl run = session.newRun(plan, "test", Map.of(), false)) {
      record(job);
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      assertThat(run.trouble())
          .get()
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.kind()).isEqualTo(RefusedException.Kind.OLD));
      assertThat(run.record().message()).contains("03-engine.1");
      job.destroyForcibly();
      assertThat(Waiting.until(PATIENCE, () -> !job.isAlive())).isTrue();
      run.resume();
      told.await(RunState.FINISHED);
    } finally {
      job.destroyForcibly();
    }
  }
}
