package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.Jvm;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.Session;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wizard's own process dies: right after something was recorded, and at random moments. Then
 * another one takes the run up. {@code -Ddrydock.crashes=N} for more random ones.
 */
@ExtendWith(BookedTests.class)
final class WizardCrashTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CRASHES = Integer.getInteger("drydock.crashes", 3);
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());

  @TempDir Path folder;
  private FaultServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FaultServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Process wizard(Path work, long seed, String run, int haltAfter) throws IOException {
    return new ProcessBuilder(
            Jvm.command(
                List.of("-XX:TieredStopAtLevel=1"),
                CrashingWizard.class,
                server.address().toString(),
                work.resolve("runs").toString(),
                work.toString(),
                Long.toString(seed),
                run,
                Integer.toString(haltAfter)))
        .redirectError(work.resolve("errors").toFile())
        .start();
  }

  /** What it says first is the run's id. */
  private static String runId(Process wizard) throws IOException {
    BufferedReader lines = wizard.inputReader(StandardCharsets.UTF_8);
    String line;
    while ((line = lines.readLine()) != null) {
      if (line.startsWith("run ")) {
        return line.substring("run ".length());
      }
    }
    throw new IOException("the wizard ended before it had a run");
  }

  @Test
  void halt_afterEachThingRecorded_nextWizardGoesOn() throws Exception {
    System.out.println("seed " + SEED);
    Path work = Files.createDirectory(folder.resolve("w"));
    // Every wizard gets a little further than the one before: a chain through the whole run.
    Process first = wizard(work, SEED, "new", 2);
    String run = runId(first);
    assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isEqualTo(137);
    for (int events : List.of(3, 2, 5, 3)) {
      Process next = wizard(work, SEED, run, events);
      assertThat(runId(next)).isEqualTo(run);
      assertThat(next.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(next.exitValue()).isIn(137, 0);
    }
    takeUpAndCheck(work, run);
  }

  @Test
  void kill_atRandomMoments_nextWizardGoesOn() throws Exception {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int i = 0; i < CRASHES; i++) {
      Path work = Files.createDirectory(folder.resolve("w" + i));
      Process first = wizard(work, SEED + i, "new", 0);
      String run = runId(first);
      Waiting.until(Duration.ofMillis(random.nextInt(1500)), () -> !first.isAlive());
      first.destroyForcibly();
      // It may still be dying; the lock tells.
      assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      takeUpAndCheck(work, run);
    }
  }

  private void takeUpAndCheck(Path work, String id) throws Exception {
    FaultSteps steps = FaultSteps.again(work, 0);
    FaultServer.Address address = server.address();
    RunRecord record;
    try (Session session =
            address
                .sessions(work.resolve("runs"))
                .connect(address.options(), new ScriptedPrompts());
        RunControl run = session.openRun(id)) {
      run.start();
      assertThat(Waiting.until(PATIENCE, () -> run.record().state() == RunState.FINISHED))
          .as("%s", run.record())
          .isTrue();
      record = run.record();
    }
    assertThat(steps.overlapped()).isFalse();
    List<String> executed = new ArrayList<>();
    for (StepRecord step : record.steps()) {
      assertThat(step.state()).isEqualTo(StepState.DONE);
      assertThat(step.exitCode()).contains(0);
      // A crash of the desktop alone is no reason for a second attempt.
      assertThat(step.attempt()).as("%s", step).isEqualTo(1);
      assertThat(steps.executions(step.stepId())).containsExactly(step.jobId());
      assertThat(step.out())
          .hasBinaryContent(Files.readAllBytes(server.job(step.jobId()).resolve("out")));
      executed.addAll(steps.executions(step.stepId()));
    }
    assertThat(executed).doesNotHaveDuplicates().hasSize(record.steps().size());
  }
}
