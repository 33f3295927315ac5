package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.Session;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The wizard's process sleeps as a laptop does, and two wizards want the same run. */
@ExtendWith(BookedTests.class)
final class WizardProcessTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Shorter than a sleep, so that a test need not sleep long. */
  private static final int LOGIN_SECONDS = 10;

  @TempDir Path folder;
  private FaultServer server;
  private FaultProxy proxy;
  private FaultSteps steps;
  private Path runs;
  private String runId;
  private WizardProcess wizard;

  @BeforeEach
  void start() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    server = new FaultServer(folder);
    proxy = new FaultProxy(server.port());
    runs = folder.resolve("runs");
    steps = FaultSteps.gated(folder, new Random(seed));
    try (Session session = server.sessions(runs).connect(server.options(), server.prompts())) {
      session.readFacts();
      try (RunControl run = session.newRun(steps.plan(), "sleep")) {
        runId = run.record().runId();
      }
    }
    wizard = WizardProcess.start(LOGIN_SECONDS);
    wizard.order(server.address().via(proxy), runs, runId, "");
    assertThat(wizard.awaitState()).isEqualTo("STARTED");
    await("output comes", () -> outputLength() > 0);
  }

  @AfterEach
  void end() {
    wizard.close();
    proxy.close();
    server.close();
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    assertThat(Waiting.until(PATIENCE, condition)).as(what).isTrue();
  }

  private RunRecord record() {
    try {
      return server.sessions(runs).run(runId);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long outputLength() {
    StepRecord step = record().steps().get(0);
    return Files.exists(step.out()) ? step.out().toFile().length() : 0;
  }

  private void checkDone() throws Exception {
    RunRecord record = record();
    assertThat(record.state()).isEqualTo(RunState.FINISHED);
    StepRecord step = record.steps().get(0);
    assertThat(step.state()).isEqualTo(StepState.DONE);
    assertThat(step.exitCode()).contains(0);
    assertThat(step.attempt()).isEqualTo(1);
    assertThat(step.out())
        .hasBinaryContent(Files.readAllBytes(server.job(step.jobId()).resolve("out")));
    assertThat(step.out().toFile().length())
        .isGreaterThanOrEqualTo(folder.resolve("data").toFile().length());
  }

  /** Asleep for longer than sshd waits: simulated by sshd's end, since nobody waits that long. */
  @Test
  void sleep_serverHangsUpAndStepEndsMeanwhile_fetchedAfterWaking() throws Exception {
    wizard.signal("STOP");
    server.killConnections();
    steps.openGate();
    await("the step ends", () -> Files.exists(folder.resolve("done")));
    long asleep = outputLength();
    assertThat(asleep).isLessThan(folder.resolve("data").toFile().length());
    wizard.signal("CONT");
    assertThat(wizard.awaitState()).isEqualTo("FINISHED");
    checkDone();
  }

  @Test
  void sleep_linkStands_goesOnOverTheSame() throws Exception {
    long connections = proxy.accepted();
    wizard.signal("STOP");
    steps.openGate();
    await("the step ends", () -> Files.exists(folder.resolve("done")));
    wizard.signal("CONT");
    assertThat(wizard.awaitState()).isEqualTo("FINISHED");
    checkDone();
    assertThat(proxy.accepted()).isEqualTo(connections);
  }

  /** Longer than it would wait for an answer, with a login under way: the same login goes on. */
  @Test
  void sleep_inALogin_theTimeAsleepIsNotCounted() throws Exception {
    long connections = proxy.accepted();
    proxy.stall(FaultProxy.Way.DOWN);
    proxy.cut(FaultProxy.End.RESET);
    await("it knocks again", () -> proxy.accepted() > connections);
    long knocked = proxy.accepted();
    wizard.signal("STOP");
    long begun = System.nanoTime();
    // The length of the sleep is what is tried here.
    await(
        "asleep for long",
        () -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(LOGIN_SECONDS + 2));
    wizard.signal("CONT");
    proxy.flow();
    await("connected again", () -> record().state() == RunState.RUNNING && linkIsBack());
    // One for commands, one for the output, and none that was given up.
    assertThat(proxy.accepted()).isLessThanOrEqualTo(knocked + 1);
    steps.openGate();
    assertThat(wizard.awaitState()).isEqualTo("FINISHED");
    checkDone();
  }

  private boolean linkIsBack() {
    try {
      return Files.readString(runs.resolve(runId).resolve("events.jsonl"))
          .contains("Connected again");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void secondWizard_looksOnWhileTheFirstLives_evenAsleep() throws Exception {
    wizard.signal("STOP");
    byte[] journal = Files.readAllBytes(runs.resolve(runId).resolve("events.jsonl"));
    try (Session session = server.sessions(runs).connect(server.options(), server.prompts())) {
      try (RunControl second = session.openRun(runId)) {
        assertThat(second.isWatching()).isTrue();
      }
      // Not even a byte of the journal was touched.
      assertThat(runs.resolve(runId).resolve("events.jsonl")).hasBinaryContent(journal);
      wizard.kill();
      try (RunControl run = session.openRun(runId)) {
        steps.openGate();
        run.start();
        await("finished", () -> run.record().state() == RunState.FINISHED);
      }
    }
    checkDone();
  }
}
