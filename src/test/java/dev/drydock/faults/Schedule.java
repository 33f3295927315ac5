package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.Session;
import dev.drydock.ssh.RemoteException;
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
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One random story of a run: what happens when is drawn from its seed before it begins, then played
 * over a real sshd, then the books are checked. What exactly a fault hits still depends on the
 * machine's speed.
 *
 * <p>How a desktop dies: {@link Fault#CRASH_AT_EVENT} ends the run's thread with an Error in the
 * moment after something was told, but the JVM lives and its sockets are closed; {@link
 * Fault#CRASH_ANYWHERE} cuts the desktop off in the midst of anything and goes on from its folder
 * as it was then (with half a line at the end of its events, half of the time). {@link
 * Fault#KILL_JVM} and {@link Fault#SLEEP_JVM} are the real thing: a JVM of its own that gets
 * SIGKILL, or SIGSTOP and later SIGCONT.
 */
final class Schedule implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int SHOWN = 400;
  private static final long YEARS = Duration.ofDays(20L * 365).toSeconds();

  /** A fault and what its own details are drawn from. */
  private record Planned(Fault fault, int pauseMillis, long seed) {}

  final List<Fault> struck = new ArrayList<>();
  private final List<String> story = Collections.synchronizedList(new ArrayList<>());
  private final List<Planned> planned = new ArrayList<>();

  /** Attempts that may have ended in a way their scripts do not say. */
  private final Set<String> disturbed = ConcurrentHashMap.newKeySet();

  private final Set<Integer> ports = new HashSet<>();
  private final JumpingClock clock = new JumpingClock();
  private final long begun = System.nanoTime();
  private final FaultServer server;
  private final Scope scope;
  private final Session recorder;
  private final Path work;
  private final FaultSteps steps;
  private final Books books;
  private final FaultBook book;
  private Random random;
  private Path runs;
  private Desktop desktop;
  private Desktop second;
  private DesktopProcess process;
  private String runId;
  private int incarnation;
  private long recoveryMillis = -1;

  /**
   * @param folder of the worker; its sub-folder {@code runs} is where the recorder's runs are
   * @param recorder makes new runs
   */
  Schedule(
      long seed, FaultServer server, Scope scope, Path folder, Session recorder, FaultBook book)
      throws IOException {
    this.server = server;
    this.scope = scope;
    this.recorder = recorder;
    this.book = book;
    work = Files.createDirectory(folder.resolve("work-" + seed));
    server.giveToUser(work);
    runs = folder.resolve("runs");
    Random draw = new Random(seed);
    steps = FaultSteps.random(work, draw, draw.nextBoolean(), server.sudoer().isPresent());
    books = new Books(server, steps, book);
    int count = 1 + draw.nextInt(4);
    for (int i = 0; i < count; i++) {
      Fault fault = List.of(Fault.values()).get(draw.nextInt(Fault.values().length));
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
    if (!(event instanceof RunEvent.OutputGrew)) {
      tell(event.toString());
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
      process = DesktopProcess.start();
    }
    try (RunControl created = recorder.newRun(steps.plan(), "faults", Map.of(), false)) {
      runId = created.record().runId();
    }
    takeUp();
    for (Planned next : planned) {
      random = new Random(next.seed());
      pause(next.pauseMillis());
      if (desktop.isFinished()) {
        break;
      }
      struck.add(next.fault());
      tell(next.fault().toString());
      strike(next.fault());
      decideIfAsked();
    }
    tell("calm");
    long calm = System.nanoTime();
    desktop.proxy.flow();
    steps.openGate();
    boolean done =
        Waiting.until(
            PATIENCE,
            () -> {
              desktop.run.reconnectNow();
              decideIfAsked();
              return desktop.isFinished() && (second == null || second.isFinished());
            });
    assertThat(done)
        .as(
            "finished; now %s %s; the second %s",
            desktop.told(), desktop.run.record(), second == null ? "-" : second.run.record())
        .isTrue();
    recoveryMillis = (System.nanoTime() - calm) / 1_000_000;
    tell("finished");
    RunRecord record = desktop.run.record();
    desktop.close();
    books.checkServer(record, disturbed);
    checkCopy(record, runs);
    if (second != null) {
      RunRecord other = second.run.record();
      second.close();
      assertThat(other.runId()).isEqualTo(runId);
      checkCopy(other, secondRuns());
    }
    checkNothingLeft();
    tell("nothing left");
  }

  private void checkCopy(RunRecord record, Path store) throws IOException {
    RunRecord kept = server.sessions(store).run(runId);
    assertThat(kept.steps()).isEqualTo(record.steps());
    assertThat(kept.state()).isEqualTo(RunState.FINISHED);
    books.checkCopy(record, store.resolve(runId));
  }

  private Path secondRuns() {
    return work.resolve("second");
  }

  private void takeUp() throws Exception {
    desktop = new Desktop(server, runs, clock, runId, this::observe);
    ports.add(desktop.proxy.port());
  }

  /** Waits a random time without sleeping through the end. */
  private void pause(int millis) {
    Waiting.until(Duration.ofMillis(millis), desktop::isFinished);
  }

  /** Does what a person would where the run asks for it. */
  private void decideIfAsked() {
    if (second != null) {
      second.resume();
    }
    if (!desktop.asks()) {
      return;
    }
    RunRecord record = desktop.run.record();
    StepRecord current = record.current();
    if (record.state() == RunState.NEEDS_DECISION && current != null) {
      boolean explained;
      if (desktop.run.trouble().isPresent()) {
        assertThat(record.message()).isNotBlank();
        explained = struck.contains(Fault.DISK_FULL) || struck.contains(Fault.KILL_SERVER_SHELLS);
      } else {
        int code = steps.plannedCode(current.stepId());
        explained =
            (current.state() == StepState.FAILED
                    && code != 0
                    && current.exitCode().equals(Optional.of(code)))
                || disturbed.contains(current.jobId())
                || current.state() == StepState.INTERRUPTED
                || (current.state() == StepState.STOPPED && struck.contains(Fault.STOP));
      }
      assertThat(explained)
          .as(
              "the run asks without a reason: %s; %s; %s",
              record.message(), current, desktop.run.trouble())
          .isTrue();
    }
    try {
      steps.cure();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tell("go on");
    desktop.resume();
  }

  private <T> T any(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void strike(Fault fault) throws Exception {
    if (fault.needsWalk() || random.nextBoolean()) {
      // There is nothing to hit before; others are to come in the middle of a start, too.
      Waiting.until(Duration.ofSeconds(1), () -> server.runner(runId) > 0 || desktop.asks());
    }
    FaultProxy proxy = desktop.proxy;
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
      case KILL_RUNNER -> {
        // Alone, or with what it forked and what looks for wishes for it.
        long runner = server.runner(runId);
        boolean all = random.nextBoolean();
        kill(
            fault,
            (process, line) -> line.contains("/walk run ") && (all || process.pid() == runner));
      }
      case KILL_WRAPPER -> kill(fault, (process, line) -> line.contains("/walk job "));
      case KILL_SCRIPT ->
          kill(fault, (process, line) -> line.matches(".*/steps/\\d\\d (job|again)"));
      case KILL_SERVER_SHELLS -> kill(fault, (process, line) -> line.equals("/bin/sh"));
      case REBOOT -> {
        proxy.stall(Way.BOTH);
        server.reboot();
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
      case STOP -> desktop.run.stopStep();
      case PAUSE -> {
        desktop.run.setPauseAfterStep(true);
        if (random.nextInt(3) == 0) {
          pause(random.nextInt(300));
          desktop.run.setPauseAfterStep(false);
        }
      }
      case SECOND_DESKTOP -> secondDesktop();
      case DISCONNECT_AND_COME_BACK -> comeBack(false);
      case DESKTOP_CLOCK -> clock.jump(Duration.ofSeconds(random.nextLong(-YEARS, YEARS)));
      case CRASH_AT_EVENT -> {
        desktop.crashIn.set(1 + random.nextInt(5));
        // Something must happen for it to happen at.
        steps.openGate();
        Waiting.until(Duration.ofSeconds(2), () -> !scope.has("drydock-run") || desktop.asks());
        comeBack(false);
      }
      case CRASH_ANYWHERE -> comeBack(true);
      case KILL_JVM, SLEEP_JVM -> inProcess(fault);
    }
    if (random.nextBoolean()) {
      desktop.run.reconnectNow();
    }
  }

  /** kill -9, plainly by number; what is hit is counted, and which attempt it was of. */
  private void kill(Fault fault, BiPredicate<ProcessHandle, String> wanted) {
    // Quick steps, and the pauses between them, leave little time in which there is one to hit.
    Waiting.until(
        Duration.ofMillis(700),
        () ->
            desktop.isFinished()
                || desktop.asks()
                || server.processes().find().stream()
                    .anyMatch(found -> wanted.test(found.process(), found.commandLine())));
    int hit = 0;
    for (ServerProcesses.Found found : server.processes().find()) {
      if (wanted.test(found.process(), found.commandLine())) {
        String job = fault == Fault.KILL_RUNNER ? "" : found.attempt();
        if (found.process().destroyForcibly()) {
          hit++;
          if (!job.isEmpty()) {
            disturbed.add(job);
          }
        }
      }
    }
    book.hit(fault.label(), hit);
    tell("hit " + hit + ", disturbed " + disturbed);
  }

  private void secondDesktop() throws Exception {
    if (second != null) {
      return;
    }
    try {
      second = new Desktop(server, secondRuns(), clock, runId, event -> {});
      ports.add(second.proxy.port());
      if (second.session.isUnseen(runId) && random.nextBoolean()) {
        second.session.approve(runId);
      }
      tell("the second looks on");
    } catch (RefusedException e) {
      // It has not begun yet, so there is nothing to look at.
      assertThat(e.getMessage()).isNotBlank();
      tell("refused: " + e.getMessage());
    } catch (RemoteException e) {
      // Its shells were just killed, or the server was restarted.
      tell("the second does not come: " + e.getMessage());
    }
  }

  private void fillDisk() throws IOException {
    if (server.disk().isEmpty()) {
      return;
    }
    // Whatever attempt there is meanwhile may miss what it wanted to write.
    Set<String> before = jobs("exit");
    server.disk().get().fill();
    BooleanSupplier asked =
        () -> {
          Set<String> now = jobs("");
          now.removeAll(before);
          disturbed.addAll(now);
          decideIfAsked();
          return desktop.isFinished();
        };
    Waiting.until(Duration.ofMillis(random.nextInt(700)), asked);
    server.disk().get().free();
    Waiting.until(Duration.ZERO, asked);
  }

  /** Attempts on the server that have this file. */
  private Set<String> jobs(String file) {
    String[] names = server.run(runId).resolve("jobs").toFile().list();
    Set<String> found = new HashSet<>(names == null ? List.of() : List.of(names));
    found.removeIf(
        name -> !Files.exists(server.run(runId).resolve("jobs").resolve(name).resolve(file)));
    return found;
  }

  /**
   * Another Drydock takes it up.
   *
   * @param dead the old one writes nothing more: its folder is taken as it was
   */
  private void comeBack(boolean dead) throws Exception {
    Desktop old = desktop;
    if (dead) {
      old.proxy.drop(Way.BOTH);
      Path copy = work.resolve("runs" + ++incarnation);
      copy(runs.resolve(runId), copy.resolve(runId));
      runs = copy;
      if (random.nextBoolean()) {
        Files.writeString(
            runs.resolve(runId).resolve("events"),
            "1 123456 st",
            StandardOpenOption.APPEND,
            StandardOpenOption.CREATE);
      }
    }
    old.mute();
    old.close();
    takeUp();
    tell("taken up: " + desktop.run.record().steps());
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

  /**
   * The run is looked on at by a JVM of its own for a while, which then sleeps or not, and is
   * killed.
   */
  private void inProcess(Fault fault) throws Exception {
    desktop.mute();
    desktop.close();
    try (FaultProxy proxy = new FaultProxy(server.port());
        DesktopProcess other = process == null ? DesktopProcess.start() : process) {
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
    tell("taken up: " + desktop.run.record().steps());
  }

  private void checkNothingLeft() {
    gone("connections", () -> desktop.proxy.open() == 0);
    gone("threads", () -> scope.others().isEmpty());
    ports.add(server.port());
    gone("sockets", () -> Scope.sockets(ports, server.port()).isEmpty());
    assertThat(Waiting.until(PATIENCE, () -> server.processes().find().isEmpty()))
        .as("processes left: %s", server.processes().find())
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
    for (Desktop one : new Desktop[] {desktop, second}) {
      if (one != null) {
        one.close();
      }
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
