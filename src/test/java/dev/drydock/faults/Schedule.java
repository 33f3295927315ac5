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
import dev.drydock.session.Session;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One random story of a run: what happens when is drawn from its seed before it begins, then played
 * over a real sshd, then the books are checked. What exactly a fault hits still depends on the
 * machine's speed.
 *
 * <p>How a wizard dies: {@link Fault#CRASH_ANYWHERE} cuts it off in the midst of anything and goes
 * on from a copy of its folder as it was then (with half a line at the end of its events, half of
 * the time). {@link Fault#KILL_JVM} and {@link Fault#SLEEP_JVM} are the real thing: a JVM of its
 * own that gets SIGKILL, or SIGSTOP and later SIGCONT. They are real ones.
 */
final class Schedule implements AutoCloseable {
  static final int KINDS = 25;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int SHOWN = 400;
  private static final long YEARS = Duration.ofDays(20L * 365).toSeconds();

  /** A fault and what its own details are drawn from. */
  private record Planned(Fault fault, int pauseMillis, long seed) {}

  final List<Fault> struck = new ArrayList<>();
  private final List<String> story = Collections.synchronizedList(new ArrayList<>());
  private final List<Planned> planned = new ArrayList<>();
  private final Set<String> disturbed = ConcurrentHashMap.newKeySet();
  private final Set<Integer> ports = new HashSet<>();
  private final JumpingClock desktop = new JumpingClock();
  private final long begun = System.nanoTime();
  private final FaultServer server;
  private final Scope scope;
  private final Session recorder;
  private final Path work;
  private final FaultSteps steps;
  private final Books books;
  private Random random;
  private Path runs;
  private Wizard wizard;
  private WizardProcess process;
  private String runId;
  private volatile boolean roomIsShort;
  private int incarnation;
  private long recoveryMillis = -1;

  /**
   * @param folder of the worker; its sub-folder {@code runs} is where the recorder records
   * @param recorder makes new runs
   */
  Schedule(
      long seed, FaultServer server, Scope scope, Path folder, Session recorder, FaultBook book)
      throws IOException {
    this.server = server;
    this.scope = scope;
    this.recorder = recorder;
    work = Files.createDirectory(folder.resolve("work-" + seed));
    server.giveToUser(work);
    runs = folder.resolve("runs");
    Random draw = new Random(seed);
    steps = FaultSteps.random(work, draw, draw.nextBoolean(), server.sudoer().isPresent());
    books = new Books(server, steps, book);
    int count = 1 + draw.nextInt(4);
    for (int i = 0; i < count; i++) {
      Fault fault = List.of(Fault.values()).get(draw.nextInt(KINDS));
      planned.add(new Planned(fault, draw.nextInt(400), draw.nextLong()));
    }
  }

  void tell(String what) {
    // The steps print random bytes, and messages repeat their last lines.
    String clean = what.replaceAll("[^ -~]+", ".");
    story.add(
        "%6d ms  %s"
            .formatted(
                (System.nanoTime() - begun) / 1_000_000,
                clean.length() > SHOWN ? clean.substring(0, SHOWN) + "..." : clean));
  }

  String story() {
    return String.join("\n", List.copyOf(story));
  }

  /** From the end of the last fault to the end of the run, or -1. */
  long recoveryMillis() {
    return recoveryMillis;
  }

  private void observe(RunEvent event) {
    if (event instanceof RunEvent.OutputGrew) {
      return;
    }
    tell(event.toString());
    if (event instanceof RunEvent.StepChanged step && !step.jobId().isEmpty()) {
      books.note(step.jobId(), step.stepId(), step.exitCode());
      if (roomIsShort) {
        disturbed.add(step.jobId());
      }
    }
  }

  void play() throws Exception {
    if (server.sudoer().isPresent()) {
      server.sudoer().get().sudoers("NAME ALL=(ALL:ALL) ALL");
    }
    if (server.clock().isPresent()) {
      server.clock().get().jump(0);
    }
    if (planned.stream().anyMatch(next -> next.fault().needsProcess())) {
      process = WizardProcess.start();
    }
    try (RunControl created = recorder.newRun(steps.plan(), "faults", Map.of(), false)) {
      runId = created.record().runId();
    }
    takeUp();
    for (Planned next : planned) {
      random = new Random(next.seed());
      pause(next.pauseMillis());
      if (wizard.isFinished()) {
        break;
      }
      struck.add(next.fault());
      tell(next.fault().toString());
      strike(next.fault());
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
              return wizard.isFinished();
            });
    assertThat(done).as("finished; now %s", wizard.run.record()).isTrue();
    recoveryMillis = (System.nanoTime() - calm) / 1_000_000;
    RunRecord record = wizard.run.record();
    tell("finished");
    wizard.close();
    RunRecord recorded = server.sessions(runs).run(runId);
    assertThat(recorded.steps()).isEqualTo(record.steps());
    assertThat(recorded.state()).isEqualTo(RunState.FINISHED);
    books.check(record, runs.resolve(runId), disturbed);
    checkNothingLeft();
    tell("nothing left");
  }

  private void takeUp() throws Exception {
    wizard = new Wizard(server, runs, desktop, runId, this::observe);
    ports.add(wizard.proxy.port());
  }

  /** Waits a random time without sleeping through the end. */
  private void pause(int millis) {
    Waiting.until(Duration.ofMillis(millis), wizard::isFinished);
  }

  /** Does what a person would where the run asks for it. */
  private void decideIfAsked() {
    RunRecord record = wizard.run.record();
    if (record.state() == RunState.PAUSED || record.state() == RunState.INTERRUPTED) {
      wizard.run.resume();
    }
    if (record.state() != RunState.NEEDS_DECISION) {
      return;
    }
    if (wizard.run.trouble().isPresent()) {
      // Of this desktop with its server: that is told, and tried again.
      assertThat(record.message()).isNotEmpty();
      tell("trouble: " + record.message());
      wizard.run.resume();
      return;
    }
    StepRecord current = record.current();
    assertThat(current).as("%s", record).isNotNull();
    int code = steps.plannedCode(current.stepId());
    boolean explained =
        (current.state() == StepState.FAILED
                && code != 0
                && current.exitCode().equals(Optional.of(code)))
            || disturbed.contains(current.jobId())
            || current.state() == StepState.INTERRUPTED
            || current.state() == StepState.WAITING;
    assertThat(explained)
        .as("the run asks without a reason: %s; %s", record.message(), current)
        .isTrue();
    try {
      steps.cure();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tell("retry");
    wizard.run.resume();
  }

  /** The attempt in hand, by the server's word, may end in a way its script does not say. */
  private void disturb() {
    try {
      Files.readAllLines(server.events(runId)).stream()
          .filter(line -> line.contains(" running "))
          .map(line -> line.replaceFirst(".* step ([0-9]+) running ([0-9]+) .*", "$1.$2"))
          .reduce((one, next) -> next)
          .ifPresent(disturbed::add);
    } catch (IOException e) {
      // Nothing has begun.
    }
  }

  private <T> T any(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void strike(Fault fault) throws Exception {
    FaultProxy proxy = wizard.proxy;
    switch (fault) {
      case RESET -> proxy.cut(End.RESET);
      case FIN -> proxy.cut(End.FIN);
      case CUT_AT_BYTE ->
          proxy.cutAfter(
              random.nextBoolean() ? Way.DOWN : Way.UP,
              1 + random.nextInt(random.nextBoolean() ? 200 : 20_000),
              any(End.values()));
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
      case KILL_RUNNER -> kill(line -> line.contains("walk run "));
      case KILL_WRAPPER -> {
        disturb();
        kill(line -> line.contains("walk job "));
        // It may have been started only a moment ago.
        disturb();
      }
      case KILL_SCRIPT -> {
        disturb();
        kill(line -> line.contains("/steps/"));
        disturb();
      }
      case KILL_SERVER_SHELLS -> server.processes().kill(line -> line.equals("/bin/sh"));
      case REBOOT -> {
        disturb();
        proxy.stall(Way.BOTH);
        server.reboot();
        disturb();
        proxy.cut(End.RESET);
        proxy.flow();
      }
      case SERVER_CLOCK -> {
        if (server.clock().isPresent()) {
          server.clock().get().jump(random.nextLong(-YEARS, YEARS));
        }
      }
      case DISK_FULL -> fillDisk();
      case SUDO_CHANGES -> {
        if (server.sudoer().isPresent()) {
          String asks = random.nextBoolean() ? "" : "NOPASSWD: ";
          server.sudoer().get().sudoers("NAME ALL=(ALL:ALL) " + asks + "ALL");
        }
      }
      case STOP -> {
        disturb();
        wizard.run.stopStep();
        disturb();
      }
      case SECOND_WIZARD -> {
        try (RunControl second = wizard.session.openRun(runId, "faults")) {
          // It may look on, and leave again.
          second.start();
          pause(random.nextInt(300));
        }
      }
      case DISCONNECT_AND_RESUME -> resume(false);
      case DESKTOP_CLOCK -> desktop.jump(Duration.ofSeconds(random.nextLong(-YEARS, YEARS)));
      case PAUSE -> wizard.run.setPauseAfterStep(random.nextBoolean());
      case CRASH_ANYWHERE -> resume(true);
      case KILL_JVM, SLEEP_JVM -> inProcess(fault);
    }
    if (random.nextBoolean()) {
      wizard.run.reconnectNow();
    }
  }

  private void kill(Predicate<String> which) {
    int hit = server.processes().kill(line -> line.contains("/" + runId + "/") && which.test(line));
    tell("killed " + hit);
  }

  private void fillDisk() throws IOException {
    if (server.disk().isEmpty()) {
      return;
    }
    // Whatever job there is meanwhile may miss what it wanted to write.
    disturb();
    roomIsShort = true;
    disturb();
    server.disk().get().fill();
    BooleanSupplier asked =
        () -> {
          decideIfAsked();
          return wizard.isFinished();
        };
    Waiting.until(Duration.ofMillis(random.nextInt(700)), asked);
    server.disk().get().free();
    disturb();
    roomIsShort = false;
    disturb();
  }

  /**
   * Another Drydock takes over.
   *
   * @param dead the old one writes nothing more: its folder is taken as it was
   */
  private void resume(boolean dead) throws Exception {
    Wizard old = wizard;
    if (dead) {
      old.proxy.drop(Way.BOTH);
      Path copy = work.resolve("runs" + ++incarnation);
      copy(runs.resolve(runId), copy.resolve(runId));
      runs = copy;
      if (random.nextBoolean()) {
        Files.writeString(
            runs.resolve(runId).resolve("events"),
            "1 12345 step 01 run",
            StandardOpenOption.APPEND);
      }
    }
    old.mute();
    old.close();
    takeUp();
    tell("taken up: " + wizard.run.record().steps());
  }

  private static void copy(Path from, Path to) throws IOException {
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

  /** The run goes on in a JVM of its own for a while, which then sleeps or not, and is killed. */
  private void inProcess(Fault fault) throws Exception {
    wizard.mute();
    wizard.close();
    try (FaultProxy proxy = new FaultProxy(server.port());
        WizardProcess other = process == null ? WizardProcess.start() : process) {
      process = null;
      ports.add(proxy.port());
      other.order(server.address().via(proxy), runs, runId, server.password());
      if (random.nextInt(4) > 0) {
        tell("it says " + other.awaitState());
      }
      pause(random.nextInt(400));
      if (fault == Fault.SLEEP_JVM) {
        other.signal("STOP");
        pause(random.nextInt(200));
        server.killConnections();
        if (random.nextBoolean()) {
          steps.openGate();
        }
        pause(random.nextInt(400));
        other.signal("CONT");
        pause(random.nextInt(800));
      }
      other.kill();
      tell("killed");
    }
    takeUp();
    tell("taken up: " + wizard.run.record().steps());
  }

  private void checkNothingLeft() {
    gone("connections", () -> wizard.proxy.open() == 0);
    gone("threads", () -> scope.others().isEmpty());
    ports.add(server.port());
    gone("sockets", () -> Scope.sockets(ports, server.port()).isEmpty());
    assertThat(Waiting.until(PATIENCE, () -> server.processes().commandLines().isEmpty()))
        .as("processes left: %s", server.processes().commandLines())
        .isTrue();
    assertThat(scope.takeUncaught()).isEmpty();
  }

  private void gone(String what, BooleanSupplier condition) {
    boolean soon = Waiting.until(SOON, condition);
    // By the end of a long wait the culprit may have just gone.
    String culprits = soon ? "" : Scope.sockets(ports, server.port()) + "\n" + scope.stacks();
    assertThat(soon || Waiting.until(PATIENCE, condition))
        .as("no %s left, after %s there were: %s", what, SOON, culprits)
        .isTrue();
    if (!soon) {
      tell("lingered: " + what + " " + culprits);
    }
  }

  /** Kinds that this machine cannot do to a server. */
  static Set<Fault> impossible(FaultServer server) {
    Set<Fault> none = EnumSet.noneOf(Fault.class);
    if (server.clock().isEmpty()) {
      none.add(Fault.SERVER_CLOCK);
    }
    if (server.disk().isEmpty()) {
      none.add(Fault.DISK_FULL);
    }
    if (server.sudoer().isEmpty()) {
      none.add(Fault.SUDO_CHANGES);
    }
    return none;
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.close();
    }
    if (wizard != null) {
      wizard.close();
    }
    server.processes().killAll();
    scope.takeUncaught();
    if (server.disk().isPresent()) {
      server.disk().get().free();
    }
    Folders.delete(work);
    Folders.delete(runs.resolve(runId == null ? "none" : runId));
    server.forgetRuns();
  }
}
