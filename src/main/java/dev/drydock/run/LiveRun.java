package dev.drydock.run;

import dev.drydock.job.Attempt;
import dev.drydock.job.FollowListener;
import dev.drydock.job.ServerRuns;
import dev.drydock.job.Start;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.relay.RelayException;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one run on its server, on a thread of its own: what the server tells is on this disk
 * before anyone hears of it. Decides nothing: what is done next is on the server.
 */
public final class LiveRun implements RunControl {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

  /** Bytes of output that are missing here from which on a person is told to be patient. */
  private static final long MUCH = 1 << 20;

  /** Between two looks at a run that stands still, whether somebody else went on with it. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** What a run needs of the sitting it is in. */
  public record Tools(
      Links links, ServerRuns server, Sources sources, Clock clock, RunStore store) {}

  private final Tools tools;
  private final RunFolder folder;
  private final Optional<RunLock> lock;
  private final Plan plan;
  private final About about;
  private final Copy copy;
  private final RunReducer reducer;
  private final Set<String> done;
  private final boolean isThere;
  private final Reconnector reconnector;
  private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::execute, "drydock-run");
  private final ExecutorService wisher =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "drydock-wish");
            made.setDaemon(true);
            return made;
          });

  /** Told later: what comes behind output that is still on its way. One thread at a time. */
  private final Deque<RunEvent> held = new ArrayDeque<>();

  /** Whether it was told that the server stands still. One thread at a time. */
  private boolean standing;

  /** Whether the server is to go on without a further word: who takes up a run means that. */
  private boolean goOn;

  // All below are guarded by the reducer.
  /** What this desktop adds to what the server says, or null. */
  private RunEvent.RunChanged local;

  private boolean pause;
  private boolean sending;
  private boolean stopped;
  private boolean decided;
  private Exception trouble;

  private LiveRun(
      Tools tools,
      RunFolder folder,
      Optional<RunLock> lock,
      Set<String> done,
      boolean isThere,
      boolean standsStill)
      throws IOException {
    this.tools = tools;
    this.folder = folder;
    this.lock = lock;
    this.done = Set.copyOf(done);
    this.isThere = isThere;
    this.goOn = standsStill;
    this.plan = folder.plan();
    this.about = folder.about();
    this.copy = new Copy(folder, About.ids(plan.steps()));
    this.reducer = new RunReducer(folder, plan);
    this.reconnector = new Reconnector(tools.clock(), new LinkWatch());
    rebuild();
    thread.setDaemon(true);
  }

  /**
   * A run of which there is a copy here. Where another Drydock on this computer writes that copy, a
   * second one is made for as long as this looks on.
   *
   * @param done steps that are known to be done, so that nothing need be sent for them; matters
   *     only for a run that has not begun
   * @param isThere whether the server has it; else it begins once this is started
   * @param standsStill by the server's word: then it goes on once this is started
   */
  public static LiveRun open(
      Tools tools, String runId, Set<String> done, boolean isThere, boolean standsStill)
      throws IOException {
    RunFolder folder = tools.store().folderOf(runId);
    Optional<RunLock> lock = folder.lock();
    boolean opened = false;
    try {
      LiveRun run =
          new LiveRun(
              tools,
              lock.isPresent() ? folder : tools.store().scratch(runId),
              lock,
              done,
              isThere,
              standsStill);
      opened = true;
      return run;
    } finally {
      if (!opened && lock.isPresent()) {
        lock.get().close();
      }
    }
  }

  private void rebuild() {
    synchronized (reducer) {
      reducer.reset();
      reducer.apply(folder.started(about));
      RunView view = new RunView(About.ids(plan.steps()));
      copy.lines().forEach(line -> view.apply(line).forEach(reducer::apply));
    }
  }

  // ---- what a person asks for

  @Override
  public RunRecord record() {
    synchronized (reducer) {
      RunRecord record = reducer.record("");
      return local == null ? record : record.with(local.state(), local.message());
    }
  }

  @Override
  public void addListener(Consumer<RunEvent> listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Consumer<RunEvent> listener) {
    listeners.remove(listener);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void setPauseAfterStep(boolean wanted) {
    synchronized (reducer) {
      pause = wanted;
    }
    wish(
        wanted ? Set.of("pause") : Set.of(),
        wanted ? Set.of() : Set.of("pause"),
        wanted
            ? "The server has heard it: it pauses after this step."
            : "The server has heard it: it does not pause.");
  }

  @Override
  public boolean isPauseAfterStep() {
    synchronized (reducer) {
      return pause;
    }
  }

  @Override
  public void resume() {
    synchronized (reducer) {
      pause = false;
      decided = true;
      reducer.notifyAll();
    }
  }

  @Override
  public void skip() {
    decideStep("skip.");
  }

  @Override
  public void again(String stepId) {
    int index = About.ids(plan.steps()).indexOf(stepId);
    if (index >= 0) {
      wishThenResume("again." + Attempt.number(index + 1));
    }
  }

  private void decideStep(String wish) {
    StepRecord current = record().current();
    if (current != null) {
      int index = About.ids(plan.steps()).indexOf(current.stepId());
      wishThenResume(wish + Attempt.number(index + 1));
    }
  }

  private void wishThenResume(String wish) {
    later(
        () -> {
          if (deliver(Set.of(wish), Set.of())) {
            resume();
          }
        });
  }

  @Override
  public void stopStep() {
    StepRecord current = record().current();
    synchronized (reducer) {
      if (sending) {
        stopped = true;
        thread.interrupt();
        return;
      }
    }
    if (current != null && current.state() == StepState.RUNNING) {
      wish(
          Set.of("stop." + current.jobId()),
          Set.of(),
          "The server has heard it: it ends this step within seconds.");
    }
  }

  private void wish(Set<String> wishes, Set<String> takenBack, String heard) {
    later(
        () -> {
          if (deliver(wishes, takenBack)) {
            RunRecord now = record();
            if (now.state() == RunState.RUNNING) {
              change(RunState.RUNNING, heard);
            }
          }
        });
  }

  private interface Delivery {
    void run() throws IOException, InterruptedException;
  }

  private void later(Delivery delivery) {
    try {
      wisher.execute(() -> run(delivery));
    } catch (RejectedExecutionException e) {
      LOG.info("run {}: it is over here, and hears no wish", folder.id());
    }
  }

  private void run(Delivery delivery) {
    try {
      delivery.run();
    } catch (IOException e) {
      LOG.warn("run {}: a wish was not taken", folder.id(), e);
      change(record().state(), "The server did not take it: " + e.getMessage());
    } catch (InterruptedException left) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean deliver(Set<String> wishes, Set<String> takenBack)
      throws IOException, InterruptedException {
    return reconnector.persistently(
        () -> tools.server().wish(tools.links().control(), folder.id(), wishes, takenBack));
  }

  @Override
  public boolean canSkip() {
    return trouble().isEmpty();
  }

  @Override
  public Optional<Exception> trouble() {
    synchronized (reducer) {
      return Optional.ofNullable(trouble);
    }
  }

  @Override
  public void reconnectNow() {
    reconnector.hurry();
    tools.links().hurry();
  }

  @Override
  public Optional<Instant> nextTry() {
    return reconnector.nextTry();
  }

  @Override
  public void disconnect() {
    reconnector.leave();
    thread.interrupt();
    wisher.shutdownNow();
    tools.links().drop();
    if (thread.getState() == Thread.State.NEW) {
      release();
    }
  }

  @Override
  public void close() {
    disconnect();
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      deleteScratch();
    }
  }

  // ---- the run's thread

  private void execute() {
    try {
      // Not by what is here: a copy may know nothing yet of a run that is long over.
      boolean begin = !isThere;
      change(RunState.CONNECTING, "");
      while (true) {
        Exception failure = null;
        try {
          if (begin) {
            launch();
            begin = false;
          }
          follow();
          if (copy.view().isFinished()) {
            return;
          }
          if (goesOn()) {
            goOn = false;
            begin = true;
            continue;
          }
          goOn = false;
        } catch (IOException | RuntimeException e) {
          LOG.warn("run {} needs a decision", folder.id(), e);
          failure = e;
        }
        begin |= awaitDecision(failure, !begin) && failure == null;
      }
    } catch (InterruptedException e) {
      LOG.info("run {} left", folder.id());
      Thread.interrupted();
      change(RunState.DISCONNECTED, "Disconnected. The server works on by itself.");
    } finally {
      release();
    }
  }

  /**
   * Waits for the person, and where nothing is wrong looks now and then whether somebody else went
   * on with the run.
   *
   * @param begun whether the server walks, or walked, as far as is known here
   * @return whether the person decided
   */
  private boolean awaitDecision(Exception failure, boolean begun) throws InterruptedException {
    if (failure != null) {
      synchronized (reducer) {
        trouble = failure;
        decided = false;
      }
      change(RunState.NEEDS_DECISION, words(failure, begun));
    }
    synchronized (reducer) {
      long deadline = System.nanoTime() + LOOK_AGAIN_NANOS;
      long rest = LOOK_AGAIN_NANOS;
      while (!decided && !reconnector.hasLeft() && (failure != null || rest > 0)) {
        TimeUnit.NANOSECONDS.timedWait(reducer, Math.max(1, rest));
        rest = failure != null ? LOOK_AGAIN_NANOS : deadline - System.nanoTime();
      }
      if (reconnector.hasLeft()) {
        throw new InterruptedException("left");
      }
      boolean yes = decided;
      decided = false;
      trouble = null;
      if (!yes) {
        return false;
      }
    }
    change(RunState.CONNECTING, "");
    return true;
  }

  private static String words(Exception failure, boolean begun) {
    if (begun && failure instanceof ConnectFailedException) {
      return failure.getMessage()
          + " The server works on by itself; press Retry to be asked again and to look on.";
    }
    if (failure instanceof RemoteException
        || failure instanceof RelayException
        || failure instanceof RefusedException
        || failure instanceof SendingStopped) {
      return failure.getMessage();
    }
    return failure instanceof IOException
        ? "Drydock cannot write its record on this computer ("
            + failure.getMessage()
            + "). The server works on; make room on this disk, then press Retry."
        : "Something unexpected happened in Drydock itself; the log has the details. Nothing on the"
            + " server is lost. Press Retry to go on.";
  }

  private void release() {
    wisher.shutdownNow();
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException e) {
      LOG.warn("closing run {}", folder.id(), e);
    }
    if (reconnector.hasLeft()) {
      deleteScratch();
    }
  }

  /** It can be looked at until it is closed. */
  private void deleteScratch() {
    if (lock.isPresent() || !Files.exists(folder.path())) {
      return;
    }
    try (Stream<Path> files = Files.list(folder.path())) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder.path());
      Files.deleteIfExists(folder.path().getParent());
    } catch (IOException e) {
      LOG.warn("the second copy of run {} stays", folder.id(), e);
    }
  }

  // ---- starting the runner

  private void launch() throws IOException, InterruptedException {
    standing = false;
    int walk = copy.view().walk() + 1;
    Map<String, String> files =
        walk == 1 ? Laying.files(plan, about, send(), tools.clock().instant()) : Map.of();
    boolean retry = false;
    while (true) {
      Secret password = about.root() ? tools.links().sudoPassword(retry) : null;
      try {
        judge(
            reconnector.persistently(
                () -> {
                  Remote control = tools.links().control();
                  reconnector.isUp();
                  return tools
                      .server()
                      .start(
                          control,
                          new Start(
                              folder.id(),
                              about.root(),
                              control.target().user(),
                              about.digest(),
                              walk,
                              tools.clock().instant(),
                              walk == 1 ? Optional.of(about.afterReboot()) : Optional.empty(),
                              files),
                          password);
                }));
        synchronized (reducer) {
          // Said twice, it counts once, and not for what may stand still hours later.
          decided = false;
        }
        return;
      } catch (SudoException e) {
        boolean askAgain =
            e.kind() == SudoException.Kind.WRONG_PASSWORD
                || e.kind() == SudoException.Kind.PASSWORD_NEEDED;
        if (!askAgain || (retry && e.kind() == SudoException.Kind.PASSWORD_NEEDED)) {
          throw e;
        }
        retry = true;
      }
    }
  }

  private void judge(Start.Outcome outcome) throws RefusedException {
    if (outcome instanceof Start.Outcome.Absent) {
      throw gone();
    } else if (outcome instanceof Start.Outcome.Differs) {
      throw new RefusedException(
          RefusedException.Kind.DAMAGED,
          "The run on the server has another plan than the one that was looked at here. Nothing was"
              + " done. Begin a new run; what is done already stays done.");
    } else if (outcome instanceof Start.Outcome.OldJob old) {
      throw oldJob(old.job());
    } else if (outcome instanceof Start.Outcome.Busy busy && !busy.runId().equals(folder.id())) {
      throw busy(busy.runId());
    }
  }

  /** The words for a server that is walking. */
  public static RefusedException busy(String runId) {
    return new RefusedException(
        RefusedException.Kind.BUSY,
        "The server is walking run "
            + runId
            + ", and does one at a time. Follow that one, or stop it first; nothing was changed.");
  }

  /** The words for a server on which a step of an earlier Drydock still runs. */
  public static RefusedException oldJob(String job) {
    return new RefusedException(
        RefusedException.Kind.OLD,
        "A step that an earlier Drydock started is still running on the server ("
            + job
            + "). Wait until it has ended, then begin again; nothing was changed.");
  }

  private static RefusedException gone() {
    return new RefusedException(
        RefusedException.Kind.GONE,
        "The server has no such run any more: it was set up anew, perhaps, or its folder was"
            + " removed. What was copied here can be read and exported. Begin a new run.");
  }

  /** Brings what the steps need before the first one begins, so that no desktop is needed later. */
  private Map<String, String> send() throws IOException, InterruptedException {
    Map<String, String> sent = new HashMap<>();
    Sender sender = new Sender(tools.sources(), reconnector, tools.links()::tail);
    for (int i = 0; i < plan.steps().size(); i++) {
      PlannedStep step = plan.steps().get(i);
      if (!step.sends().isEmpty() && !done.contains(step.id())) {
        sent.put(step.id(), send(sender, i, step));
      }
    }
    return sent;
  }

  private String send(Sender sender, int index, PlannedStep step)
      throws IOException, InterruptedException {
    String file = RunFolder.sentName(index, step.id(), 1);
    show(step.id(), StepState.SENDING, file);
    synchronized (reducer) {
      sending = true;
      stopped = false;
    }
    SendLog log =
        new SendLog(
            folder.out(file),
            length -> tell(new RunEvent.OutputGrew(tools.clock().instant(), step.id(), length)));
    try {
      return sender.send(
          step.sends(),
          log,
          (what, progress) ->
              tell(
                  new RunEvent.SendingGrew(
                      tools.clock().instant(),
                      step.id(),
                      what,
                      progress.sent(),
                      progress.total(),
                      progress.bytesPerSecond(),
                      progress.left())));
    } catch (IOException | InterruptedException e) {
      if (wasStopped()) {
        throw new SendingStopped(e);
      }
      if (e instanceof IOException) {
        log.line("! " + e.getMessage());
      }
      throw e;
    } finally {
      synchronized (reducer) {
        sending = false;
      }
      show(step.id(), StepState.WAITING, "");
    }
  }

  private boolean wasStopped() {
    synchronized (reducer) {
      if (!stopped || reconnector.hasLeft()) {
        return false;
      }
    }
    // It was the wish to stop that interrupted.
    Thread.interrupted();
    return true;
  }

  private static final class SendingStopped extends IOException {
    private static final long serialVersionUID = 1L;

    SendingStopped(Exception cause) {
      super("Stopped at your wish. Nothing has begun on the server.", cause);
    }
  }

  /** A state that only this desktop knows of. */
  private void show(String stepId, StepState state, String file) {
    deliver(
        new RunEvent.StepChanged(tools.clock().instant(), stepId, state, 1, "", file, null, ""));
  }

  private void deliver(RunEvent event) {
    synchronized (reducer) {
      reducer.apply(event);
    }
    tell(event);
  }

  // ---- following

  /** Whether what stands still now is gone on with at once. */
  private boolean goesOn() {
    return goOn && !folder.isUnseen() && !copy.view().isFinished();
  }

  private void follow() throws IOException, InterruptedException {
    Watch watch = new Watch();
    boolean there =
        reconnector.persistently(
            () -> {
              Remote tail = tools.links().tail();
              reconnector.isUp();
              watch.caught = false;
              return tools.server().follow(tail, folder.id(), copy.here(), watch);
            });
    if (!there) {
      throw gone();
    }
    if (goesOn()) {
      held.removeIf(LiveRun::isEnd);
    }
    watch.tellHeld(true);
    if (standing || goesOn()) {
      return;
    }
    if (copy.view().isWalking()) {
      change(
          RunState.INTERRUPTED,
          "The server stands still in the middle: it was restarted, or what walks the plan was"
              + " ended from outside. Nothing is lost; going on begins with the step in hand.");
    } else {
      // The copy had it already.
      clearLocal();
      RunRecord now = record();
      tell(new RunEvent.RunChanged(tools.clock().instant(), now.state(), now.message()));
    }
    standing = true;
  }

  /** Takes what the server tells; see {@link FollowListener} for the threads. */
  private final class Watch implements FollowListener {
    private boolean caught;

    @Override
    public void event(String line) throws IOException {
      List<RunEvent> events = copy.take(line);
      for (RunEvent event : events) {
        synchronized (reducer) {
          reducer.apply(event);
          // How it ended is true for others when all of its output is here.
          local = isEnd(event) ? new RunEvent.RunChanged(event.at(), RunState.RUNNING, "") : null;
        }
        if (event instanceof RunEvent.RunChanged change && change.state() == RunState.RUNNING) {
          // What an earlier walk ended with is no news any more.
          held.removeIf(LiveRun::isEnd);
        }
        if (event instanceof RunEvent.StepChanged step) {
          Optional<Attempt> attempt = Attempt.parse(step.jobId());
          if (attempt.isPresent()) {
            copy.trim(attempt.get());
          }
        }
        held.add(event);
      }
      if (caught) {
        tellHeld(false);
      }
    }

    @Override
    public void anew() throws IOException {
      held.clear();
      copy.anew();
      rebuild();
    }

    @Override
    public void caughtUp() throws IOException {
      caught = true;
      synchronized (reducer) {
        if (local != null && local.state() == RunState.CONNECTING) {
          local = null;
        }
      }
      // For who shows the record: it holds all that the server has noted, now.
      tell(new RunEvent.LinkChanged(tools.clock().instant(), true, ""));
      tellHeld(false);
    }

    @Override
    public void total(long bytes) {
      try {
        long missing = bytes - copy.bytes();
        if (missing > MUCH) {
          tell(
              new RunEvent.LinkChanged(
                  tools.clock().instant(),
                  true,
                  "Catching up: "
                      + Sender.size(missing)
                      + " of "
                      + Sender.size(bytes)
                      + " of output follow."
                      + endedAt()));
        }
      } catch (IOException e) {
        LOG.info("how much is missing is not known", e);
      }
    }

    private String endedAt() {
      return copy.view().isWalking()
          ? ""
          : " The server stands still since "
              + LinkWords.time(copy.view().lastAt(), tools.clock().instant())
              + ".";
    }

    @Override
    public Path log(Attempt attempt) throws IOException {
      return copy.log(attempt);
    }

    @Override
    public void grew(Attempt attempt, long length) {
      tell(
          new RunEvent.OutputGrew(
              tools.clock().instant(), plan.steps().get(attempt.step() - 1).id(), length));
    }

    @Override
    public void whole(Attempt attempt) throws IOException {
      copy.trim(attempt);
      tellHeld(false);
    }

    @Override
    public void shorter(Attempt attempt, long length) {
      LOG.info(
          "run {}: {} has {} bytes on the server, fewer than here", folder.id(), attempt, length);
    }

    /** A step's end is told when its output is here, and the walk's end when all is. */
    private void tellHeld(boolean all) throws IOException {
      while (!held.isEmpty()) {
        RunEvent event = held.peek();
        if (!all && (isEnd(event) || isAhead(event))) {
          return;
        }
        if (event instanceof RunEvent.RunChanged) {
          standing = isEnd(event);
        }
        if (isEnd(event)) {
          clearLocal();
        }
        tell(held.poll());
      }
    }

    private boolean isAhead(RunEvent event) throws IOException {
      if (event instanceof RunEvent.StepChanged step && step.state() != StepState.RUNNING) {
        Optional<Attempt> attempt = Attempt.parse(step.jobId());
        return attempt.isPresent() && !copy.isWhole(attempt.get());
      }
      return false;
    }
  }

  private void clearLocal() {
    synchronized (reducer) {
      local = null;
    }
  }

  private static boolean isEnd(RunEvent event) {
    return event instanceof RunEvent.RunChanged change && change.state() != RunState.RUNNING;
  }

  // ---- the link, and telling

  private final class LinkWatch implements Reconnector.Listener {
    @Override
    public void lost(Instant at, String why) {
      String message = LinkWords.lost(at, record(), why);
      tell(new RunEvent.LinkChanged(at, false, message));
      change(RunState.RECONNECTING, message);
    }

    @Override
    public void back(Instant lostAt, Instant now) {
      String message = LinkWords.back(lostAt, now);
      tell(new RunEvent.LinkChanged(now, true, message));
      RunState state;
      synchronized (reducer) {
        local = null;
        state = reducer.record("").state();
      }
      // How it ended, if it did, is told when all output is here.
      change(state == RunState.RUNNING ? state : RunState.CONNECTING, message);
    }
  }

  private void change(RunState state, String message) {
    RunEvent.RunChanged event = new RunEvent.RunChanged(tools.clock().instant(), state, message);
    synchronized (reducer) {
      local = event;
    }
    tell(event);
  }

  private void tell(RunEvent event) {
    for (Consumer<RunEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on {}", event, e);
      }
    }
  }
}
