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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The desktop's process sleeps as a laptop does, and is killed: right after it told something, at
 * any moment, and for good. Nothing on the server changes by it. {@code -Ddrydock.crashes=N} for
 * more random kills.
 */
@ExtendWith(BookedTests.class)
final class DesktopProcessTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Shorter than a sleep, so that a test need not sleep long. */
  private static final int LOGIN_SECONDS = 10;

  private static final int CRASHES = Integer.getInteger("drydock.crashes", 3);
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());

  @TempDir Path folder;
  private FaultServer server;
  private FaultProxy proxy;
  private FaultSteps steps;
  private Path runs;
  private String runId;
  private DesktopProcess desktop;

  @BeforeEach
  void start() throws Exception {
    System.out.println("seed " + SEED);
    server = new FaultServer(folder);
    proxy = new FaultProxy(server.port());
    runs = folder.resolve("runs");
    steps = FaultSteps.gated(folder, new Random(SEED));
    try (Session session = server.sessions(runs).connect(server.options(), server.prompts())) {
      session.readFacts();
      try (RunControl run = session.newRun(steps.plan(), "sleep", Map.of(), false)) {
        runId = run.record().runId();
      }
    }
    desktop = DesktopProcess.start(LOGIN_SECONDS);
  }

  private void follows() throws Exception {
    desktop.order(server.address().via(proxy), runs, runId, "");
    assertThat(desktop.awaitState()).isEqualTo("STARTED");
    await("output comes", () -> outputLength() >= 100_000);
  }

  @AfterEach
  void end() {
    desktop.close();
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

  /** What the server has of it, but for what it puts out meanwhile. */
  private List<String> onServer() throws Exception {
    List<String> all = new ArrayList<>(Files.readAllLines(server.run(runId).resolve("events")));
    try (Stream<Path> jobs = Files.list(server.run(runId).resolve("jobs"))) {
      jobs.map(job -> job.getFileName().toString()).sorted().forEach(all::add);
    }
    server.processes().find().stream()
        .map(ServerProcesses.Found::commandLine)
        .filter(line -> line.contains("/walk ") || line.contains("/steps/"))
        .sorted()
        .forEach(all::add);
    return all;
  }

  private void checkDone() throws Exception {
    RunRecord record = record();
    assertThat(record.state()).isEqualTo(RunState.FINISHED);
    StepRecord step = record.steps().get(0);
    assertThat(step.state()).isEqualTo(StepState.DONE);
    assertThat(step.exitCode()).contains(0);
    assertThat(step.attempt()).isEqualTo(1);
    assertThat(step.out()).hasBinaryContent(Files.readAllBytes(server.out(runId, step.jobId())));
    assertThat(step.out().toFile().length())
        .isGreaterThanOrEqualTo(folder.resolve("data").toFile().length());
  }

  /** Asleep for longer than sshd waits: simulated by sshd's end, since nobody waits that long. */
  @Test
  void sleep_serverHangsUpAndStepEndsMeanwhile_fetchedAfterWaking() throws Exception {
    follows();
    desktop.signal("STOP");
    server.killConnections();
    steps.openGate();
    await("the step ends", () -> Files.exists(folder.resolve("done")));
    long asleep = outputLength();
    assertThat(asleep).isLessThan(folder.resolve("data").toFile().length());
    desktop.signal("CONT");
    assertThat(desktop.awaitState()).isEqualTo("FINISHED");
    checkDone();
  }

  @Test
  void sleep_linkStands_goesOnOverTheSame() throws Exception {
    follows();
    long connections = proxy.accepted();
    desktop.signal("STOP");
    steps.openGate();
    await("the step ends", () -> Files.exists(folder.resolve("done")));
    desktop.signal("CONT");
    assertThat(desktop.awaitState()).isEqualTo("FINISHED");
    checkDone();
    assertThat(proxy.accepted()).isEqualTo(connections);
  }

  /** Longer than it would wait for an answer, with a login under way: the same login goes on. */
  @Test
  void sleep_inALogin_theTimeAsleepIsNotCounted() throws Exception {
    follows();
    long connections = proxy.accepted();
    proxy.stall(FaultProxy.Way.DOWN);
    proxy.cut(FaultProxy.End.RESET);
    await("it knocks again", () -> proxy.accepted() > connections);
    long knocked = proxy.accepted();
    desktop.signal("STOP");
    long begun = System.nanoTime();
    // The length of the sleep is what is tried here.
    await(
        "asleep for long",
        () -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(LOGIN_SECONDS + 2));
    desktop.signal("CONT");
    proxy.flow();
    long before = outputLength();
    Files.createFile(folder.resolve("more"));
    steps.openGate();
    await("connected again", () -> outputLength() > before);
    // One for commands, one for the output, and none that was given up.
    assertThat(proxy.accepted()).isLessThanOrEqualTo(knocked + 1);
    assertThat(desktop.awaitState()).isEqualTo("FINISHED");
    checkDone();
  }

  @Test
  void kill_inTheMiddle_nothingOnTheServerChanges() throws Exception {
    follows();
    List<String> before = onServer();
    desktop.kill();
    server.killConnections();
    assertThat(onServer()).isEqualTo(before);
    steps.openGate();
    comeBackAndCheck(runs);
  }

  /** Nobody comes back before the end; then another computer fetches all there is. */
  @Test
  void kill_forGood_theServerFinishesAndAnotherComputerHasEveryByte() throws Exception {
    follows();
    desktop.kill();
    steps.openGate();
    await(
        "the server finishes",
        () -> {
          try {
            return Files.readString(server.run(runId).resolve("events"))
                .contains(" ended finished");
          } catch (IOException e) {
            return false;
          }
        });
    await("nothing is left of it", () -> server.processes().find().isEmpty());
    comeBackAndCheck(folder.resolve("elsewhere"));
  }

  @Test
  void kill_atRandomMoments_theNextGoesOn() throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < CRASHES; i++) {
      DesktopProcess next = DesktopProcess.start();
      next.order(server.address().via(proxy), runs, runId, "");
      assertThat(next.awaitState()).isEqualTo("STARTED");
      Waiting.until(Duration.ofMillis(random.nextInt(1500)), () -> false);
      next.kill();
    }
    steps.openGate();
    comeBackAndCheck(runs);
  }

  @Test
  void halt_afterEachThingTold_theNextGoesOn() throws Exception {
    for (int events : List.of(1, 2, 3)) {
      DesktopProcess next = DesktopProcess.start();
      next.order(server.address().via(proxy), runs, runId, "", events);
      assertThat(next.awaitEnd()).isEqualTo(137);
    }
    steps.openGate();
    comeBackAndCheck(runs);
  }

  @Test
  void secondDesktop_looksOnWhileTheFirstSleeps_andIsNotHindered() throws Exception {
    follows();
    desktop.signal("STOP");
    steps.openGate();
    // On the same computer: the first one's copy is not touched.
    byte[] events = Files.readAllBytes(runs.resolve(runId).resolve("events"));
    try (Desktop second = new Desktop(server, runs, Clock.systemUTC(), runId, event -> {})) {
      second.finish();
    }
    assertThat(runs.resolve(runId).resolve("events")).hasBinaryContent(events);
    desktop.signal("CONT");
    assertThat(desktop.awaitState()).isEqualTo("FINISHED");
    checkDone();
  }

  private void comeBackAndCheck(Path store) throws Exception {
    try (Desktop next = new Desktop(server, store, Clock.systemUTC(), runId, event -> {})) {
      next.finish();
    }
    runs = store;
    checkDone();
  }
}
