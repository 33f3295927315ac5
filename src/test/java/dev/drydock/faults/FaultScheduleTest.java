package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Session;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults at random moments over a real sshd, and after each such schedule the books are
 * checked: bytes, exit codes, executions, and that nothing is left running.
 *
 * <p>{@code -Ddrydock.schedules=1000} for more of them; {@code -Ddrydock.seed=N} begins with that
 * one: the seed printed with a failure and {@code -Ddrydock.schedules=1} repeat it (what the faults
 * hit still depends on the machine's speed).
 */
final class FaultScheduleTest {
  private static final int SCHEDULES = Integer.getInteger("drydock.schedules", 30);
  private static final long SEED = Long.getLong("drydock.seed", System.currentTimeMillis());
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static FaultServer server;

  /** Records the runs: the facts that a new one needs are read once for all. */
  private static Session recorder;

  private static Thread.UncaughtExceptionHandler before;

  /** What can happen. */
  private enum Fault {
    RESET,
    FIN,
    CUT_AT_BYTE,
    STALL,
    STALL_THEN_RESET,
    HALF_OPEN_THEN_RESET,
    SLOW,
    TRICKLE,
    KILL_SSHD_SESSION,
    KILL_WRAPPER,
    KILL_SCRIPT,
    KILL_SERVER_SHELLS,
    STOP,
    REBOOT,
    CRASH_AT_EVENT,
    CRASH_ANYWHERE,
    DISCONNECT_AND_RESUME
  }

  @BeforeAll
  static void start() throws Exception {
    server = new FaultServer(folder);
    recorder =
        server.sessions(folder.resolve("runs")).connect(server.options(), new ScriptedPrompts());
    recorder.readFacts();
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          if (!(thrown instanceof Crash)) {
            thrown.printStackTrace();
          }
        });
  }

  @AfterAll
  static void stop() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    recorder.close();
    server.close();
  }

  @Test
  void schedules_booksAreRight() throws Exception {
    Map<Fault, Integer> tried = new EnumMap<>(Fault.class);
    long slowest = 0;
    for (int i = 0; i < SCHEDULES; i++) {
      long seed = SEED + i;
      Schedule schedule = new Schedule(seed, Files.createDirectory(folder.resolve("w" + i)));
      try {
        schedule.play();
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "schedule with -Ddrydock.seed="
                + seed
                + " -Ddrydock.schedules=1, "
                + i
                + " went well before\n"
                + String.join("\n", schedule.story)
                + "\n"
                + threads(),
            e);
      } finally {
        schedule.close();
      }
      schedule.faults.forEach(fault -> tried.merge(fault, 1, Integer::sum));
      slowest = Math.max(slowest, schedule.slowestNanos);
      if (Boolean.getBoolean("drydock.stories")) {
        System.out.println("seed " + seed + "\n" + String.join("\n", schedule.story));
      }
    }
    System.out.println(
        SCHEDULES
            + " schedules from seed "
            + SEED
            + ": "
            + tried
            + ", slowest recovery "
            + TimeUnit.NANOSECONDS.toMillis(slowest)
            + " ms");
  }

  private static String threads() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              if (isOurs(thread)) {
                text.append(thread.getName()).append('\n');
                Arrays.stream(frames)
                    .limit(12)
                    .forEach(f -> text.append("  ").append(f).append('\n'));
              }
            });
    return text.toString();
  }

  /** A thread that a run, a job or a session made and that must end with it. */
  private static boolean isOurs(Thread thread) {
    String name = thread.getName();
    return name.startsWith("drydock-")
        || name.startsWith("Connect thread")
        || (name.startsWith("ssh ") && !name.equals("ssh watchdog"));
  }

  /** One wizard: its own way to the server, its own session. */
  private static final class Wizard implements AutoCloseable {
    final FaultProxy proxy;
    final Session session;
    final RunControl run;
    final AtomicInteger crashIn = new AtomicInteger();
    final Consumer<RunEvent> listener;

    Wizard(Path runs, String runId, Consumer<RunEvent> observer) throws Exception {
      proxy = new FaultProxy(server.port());
      LiveSessions sessions = server.sessions(runs);
      session = sessions.connect(server.via(proxy), new ScriptedPrompts());
      run = session.openRun(runId);
      listener =
          event -> {
            observer.accept(event);
            if (Thread.currentThread().getName().equals("drydock-run")
                && crashIn.get() > 0
                && crashIn.decrementAndGet() == 0) {
              throw new Crash();
            }
          };
      run.addListener(listener);
      run.start();
    }

    boolean runThreadLives() {
      return Thread.getAllStackTraces().keySet().stream()
          .anyMatch(thread -> thread.getName().equals("drydock-run"));
    }

    @Override
    public void close() {
      run.close();
      session.close();
      proxy.close();
    }
  }

  /** One random story. */
  private static final class Schedule implements AutoCloseable {
    final List<String> story = Collections.synchronizedList(new ArrayList<>());
    final List<Fault> faults = new ArrayList<>();
    final Map<String, Integer> codes = new ConcurrentHashMap<>();
    final Map<String, StepState> ends = new ConcurrentHashMap<>();
    final Set<String> disturbed = new HashSet<>();
    final long begun = System.nanoTime();
    final Random random;
    final Path work;
    final FaultSteps steps;
    Path runs;
    Wizard wizard;
    String runId;
    int incarnation;
    long slowestNanos;

    Schedule(long seed, Path work) throws IOException {
      this.work = work;
      random = new Random(seed);
      steps = FaultSteps.random(work, random, random.nextBoolean());
      runs = folder.resolve("runs");
    }

    void tell(String what) {
      story.add("%6d ms  %s".formatted((System.nanoTime() - begun) / 1_000_000, what));
    }

    void observe(RunEvent event) {
      if (event instanceof RunEvent.OutputGrew) {
        return;
      }
      tell(event.toString());
      if (event instanceof RunEvent.StepChanged step && !step.jobId().isEmpty()) {
        if (step.exitCode() != null) {
          codes.put(step.jobId(), step.exitCode());
        }
        if (step.state() != StepState.RUNNING) {
          ends.putIfAbsent(step.jobId(), step.state());
        }
      }
    }

    void play() throws Exception {
      try (RunControl created = recorder.newRun(steps.plan(), "faults")) {
        runId = created.record().runId();
      }
      wizard = new Wizard(runs, runId, this::observe);
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count && !isFinished(); i++) {
        pause(random.nextInt(400));
        Fault fault = any(Fault.values());
        faults.add(fault);
        tell(fault.toString());
        strike(fault);
        decideIfAsked();
      }
      tell("calm");
      long calm = System.nanoTime();
      wizard.proxy.flow();
      steps.openGate();
      boolean done =
          Waiting.until(
              PATIENCE,
              () -> {
                wizard.run.reconnectNow();
                decideIfAsked();
                return isFinished();
              });
      assertThat(done).as("finished; now %s", wizard.run.record()).isTrue();
      slowestNanos = System.nanoTime() - calm;
      RunRecord record = wizard.run.record();
      tell("finished");
      wizard.close();
      assertThat(server.sessions(runs).run(runId).steps()).isEqualTo(record.steps());
      checkBooks(record);
      checkNothingLeft();
      tell("nothing left");
    }

    boolean isFinished() {
      return wizard.run.record().state() == RunState.FINISHED;
    }

    /** Waits a random time without sleeping through the end. */
    void pause(int millis) {
      Waiting.until(Duration.ofMillis(millis), this::isFinished);
    }

    /** Does what a person would where the run asks for it. */
    void decideIfAsked() {
      RunRecord record = wizard.run.record();
      if (record.state() == RunState.PAUSED) {
        wizard.run.resume();
      }
      if (record.state() != RunState.NEEDS_DECISION) {
        return;
      }
      StepRecord current = record.current();
      assertThat(current).as("%s", record).isNotNull();
      int planned = steps.plannedCode(current.stepId());
      boolean explained =
          (current.state() == StepState.FAILED
                  && planned != 0
                  && current.exitCode().equals(Optional.of(planned)))
              || disturbed.contains(current.jobId())
              || current.state() == StepState.INTERRUPTED;
      assertThat(explained)
          .as("the run asks without a reason: %s; %s", record.message(), current)
          .isTrue();
      try {
        steps.cure();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      tell("retry");
      wizard.run.retry();
    }

    /** The job in hand may end in a way its script does not say. */
    void disturb() {
      StepRecord current = wizard.run.record().current();
      if (current != null) {
        disturbed.add(current.jobId());
      }
    }

    <T> T any(T[] choices) {
      return choices[random.nextInt(choices.length)];
    }

    void strike(Fault fault) throws Exception {
      FaultProxy proxy = wizard.proxy;
      switch (fault) {
        case RESET -> proxy.cut(End.RESET);
        case FIN -> proxy.cut(End.FIN);
        case CUT_AT_BYTE ->
            proxy.cutAfter(
                random.nextBoolean() ? Way.DOWN : Way.UP,
                1 + random.nextInt(random.nextBoolean() ? 200 : 20_000),
                random.nextBoolean() ? End.RESET : End.FIN);
        case STALL -> {
          proxy.stall(any(Way.values()));
          pause(random.nextInt(700));
          proxy.flow();
        }
        case STALL_THEN_RESET -> {
          proxy.stall(any(Way.values()));
          pause(random.nextInt(700));
          proxy.cut(End.RESET);
          proxy.flow();
        }
        case HALF_OPEN_THEN_RESET -> {
          proxy.drop(any(Way.values()));
          pause(random.nextInt(700));
          proxy.cut(End.RESET);
          proxy.flow();
        }
        case SLOW -> proxy.slow(random.nextInt(30), TimeUnit.MILLISECONDS, 30_000, 1400);
        case TRICKLE -> {
          proxy.slow(1, TimeUnit.MILLISECONDS, 0, 1);
          pause(random.nextInt(700));
          proxy.flow();
        }
        case KILL_SSHD_SESSION -> server.killConnections();
        case KILL_WRAPPER -> {
          disturb();
          server
              .processes()
              .kill(line -> line.contains("/" + runId + ".") && line.contains("/wrapper"));
        }
        case KILL_SCRIPT -> {
          disturb();
          server
              .processes()
              .kill(line -> line.contains("/" + runId + ".") && line.endsWith("/script"));
        }
        case KILL_SERVER_SHELLS -> server.processes().kill(line -> line.equals("/bin/sh"));
        case STOP -> {
          disturb();
          wizard.run.stopStep();
          disturb();
        }
        case REBOOT -> {
          disturb();
          proxy.stall(Way.BOTH);
          server.reboot();
          proxy.cut(End.RESET);
          proxy.flow();
        }
        case CRASH_AT_EVENT -> {
          wizard.crashIn.set(1 + random.nextInt(5));
          // Something must happen for it to happen at.
          steps.openGate();
          Waiting.until(Duration.ofSeconds(2), () -> !wizard.runThreadLives() || asks());
          resume(false);
        }
        case CRASH_ANYWHERE -> resume(true);
        case DISCONNECT_AND_RESUME -> resume(false);
      }
      if (random.nextBoolean()) {
        wizard.run.reconnectNow();
      }
    }

    boolean asks() {
      return wizard.run.record().state() == RunState.NEEDS_DECISION;
    }

    /**
     * Another Drydock takes over.
     *
     * @param dead the old one writes nothing more: its folder is taken as it was
     */
    void resume(boolean dead) throws Exception {
      Wizard old = wizard;
      if (dead) {
        old.proxy.drop(Way.BOTH);
        Path copy = work.resolve("runs" + ++incarnation);
        copy(runs.resolve(runId), copy.resolve(runId));
        runs = copy;
        if (random.nextBoolean()) {
          Files.writeString(
              runs.resolve(runId).resolve("events.jsonl"),
              "{\"type\":\"step\",\"at\":\"20",
              StandardOpenOption.APPEND);
        }
      }
      old.run.removeListener(old.listener);
      old.close();
      wizard = new Wizard(runs, runId, this::observe);
      tell("taken up: " + wizard.run.record().steps());
    }

    static void copy(Path from, Path to) throws IOException {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path target = to.resolve(from.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        }
      }
    }

    void checkBooks(RunRecord record) throws Exception {
      assertThat(steps.overlapped()).as("two attempts at once").isFalse();
      for (StepRecord step : record.steps()) {
        assertThat(step.state()).as("%s", step).isIn(StepState.DONE, StepState.ALREADY_DONE);
        assertThat(steps.twice(step.stepId())).as("jobs executed twice").isEmpty();
        List<String> executed = steps.executions(step.stepId());
        assertThat(executed).as("executed at all").isNotEmpty();
        if (step.state() == StepState.DONE) {
          assertThat(executed.get(executed.size() - 1)).isEqualTo(step.jobId());
          assertThat(step.exitCode()).contains(0);
        }
      }
      for (Map.Entry<String, StepState> end : ends.entrySet()) {
        checkJob(end.getKey(), end.getValue());
      }
    }

    void checkJob(String job, StepState end) throws Exception {
      Path onServer = server.job(job);
      // run-id.NN-step.attempt on the server is NN-step.attempt.out here.
      Path here = runs.resolve(runId).resolve(job.substring(runId.length() + 1) + ".out");
      byte[] local = Files.exists(here) ? Files.readAllBytes(here) : new byte[0];
      byte[] remote =
          Files.exists(onServer.resolve("out"))
              ? Files.readAllBytes(onServer.resolve("out"))
              : new byte[0];
      Path exit = onServer.resolve("exit");
      if (codes.containsKey(job)) {
        String[] words = Files.readString(exit).strip().split(" ", -1);
        assertThat(codes.get(job)).as("exit code of %s", job).isEqualTo(Integer.parseInt(words[1]));
        byte[] whole = Arrays.copyOf(remote, Integer.parseInt(words[2]));
        assertThat(sha256(local)).as("output of %s", job).isEqualTo(sha256(whole));
      } else {
        assertThat(FaultSteps.isPrefix(local, remote) || FaultSteps.isPrefix(remote, local))
            .as("output of %s (%s): here %d, there %d", job, end, local.length, remote.length)
            .isTrue();
      }
    }

    static String sha256(byte[] bytes) throws Exception {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    void checkNothingLeft() {
      gone("connections", () -> wizard.proxy.open() == 0);
      gone(
          "threads",
          () -> Thread.getAllStackTraces().keySet().stream().noneMatch(FaultScheduleTest::isOurs));
      assertThat(Waiting.until(PATIENCE, () -> server.processes().commandLines().isEmpty()))
          .as("processes left: %s", server.processes().commandLines())
          .isTrue();
    }

    static void gone(String what, BooleanSupplier condition) {
      assertThat(Waiting.until(Duration.ofSeconds(30), condition))
          .as("no %s left: %s", what, threads())
          .isTrue();
    }

    @Override
    public void close() {
      if (wizard != null) {
        wizard.close();
      }
      server.processes().killAll();
    }
  }
}
