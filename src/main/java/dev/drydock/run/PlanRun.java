package dev.drydock.run;

import dev.drydock.files.PrivateFiles;
import dev.drydock.job.JobId;
import dev.drydock.job.JobSpec;
import dev.drydock.job.JobState;
import dev.drydock.job.Jobs;
import dev.drydock.job.LeaseLostException;
import dev.drydock.job.RunKey;
import dev.drydock.job.ServerRuns;
import dev.drydock.job.TailListener;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.StepScript;
import dev.drydock.relay.RelayException;
import dev.drydock.ssh.Awake;
import dev.drydock.ssh.CommandAbortedException;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.TransferException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes a plan step by step on a thread of its own. What is about to happen is journalled before
 * it is done, so that a crash at any point leaves a record from which {@link #start} goes on: a
 * step journalled as running is looked up on the server by its job id, never started blindly again.
 */
public final class PlanRun implements RunControl {
  private static final Logger LOG = LoggerFactory.getLogger(PlanRun.class);

  /** How often an interrupted step is begun again without asking. */
  private static final int UNASKED_RETRIES = 3;

  /** How many shells of the server may die under one call before that is told. */
  private static final int SHELLS = 4;

  /** Between two looks at what the one who executes the run has told. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  /** How soon a pause ends that this computer slept through. */
  private static final Duration NAP = Duration.ofSeconds(2);

  /**
   * Between two signs of life, and two looks for them, while a step is followed: often enough to be
   * missed some times before a lease runs out, and no burden to an old server.
   */
  private static final Duration PULSE = Duration.ofSeconds(10);

  /** A link that stood as long was a good one. */
  private static final long STOOD_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final RunFolder folder;
  private final List<PlannedStep> steps;
  private final RunLock lock;
  private final Journal journal;
  private final RunReducer reducer;
  private final String repaired;
  private final Links links;
  private final Jobs jobs;
  private final Clock clock;
  private final Awake awake = Awake.computer();
  private final Wishes wishes = new Wishes();
  private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::execute, "drydock-run");
  private final Sender sender;
  private volatile Thread stopper;
  private final ServerRuns onServer;
  private final RunKey key;
  private final Set<String> fetched = new HashSet<>();
  private volatile boolean watching;
  private volatile Instant nextTry;
  private final Object tailLock = new Object();
  private boolean watchedTail;

  /** Whether the server says that this Drydock executes the run. */
  private volatile boolean leased;

  /** What the server was told last. */
  private String told = "";

  /** Guarded by {@link #wishes}: whether the run's thread may be interrupted to stop a sending. */
  private boolean sending;

  private volatile boolean canSkip = true;

  private volatile boolean linkUp = true;
  private long linkUpSince = System.nanoTime();
  private Instant linkLostAt = Instant.EPOCH;

  /** Reconnected, but not yet known what became of the step. */
  private boolean unsure;

  private PlanRun(
      RunFolder folder,
      RunLock lock,
      Journal journal,
      Links links,
      Jobs jobs,
      Sources sources,
      Clock clock)
      throws IOException {
    this.sender = new Sender(sources, this::persistently, this::tail);
    this.folder = folder;
    this.lock = lock;
    this.journal = journal;
    this.links = links;
    this.jobs = jobs;
    this.clock = clock;
    Plan plan = folder.plan();
    this.steps = plan.steps();
    this.reducer = new RunReducer(folder, plan);
    Journal.Content content = Journal.read(folder.journalFile(), RunFolder.JSON);
    content.events().forEach(reducer::apply);
    this.repaired = content.repaired();
    this.onServer = jobs.runs();
    this.key = folder.key(ThisComputer.label());
    this.watching = folder.isUnseen();
    thread.setDaemon(true);
  }

  /**
   * A new run.
   *
   * @param server e.g. {@code owner@poweredge:22}
   * @param factsSummary lines "label: value", for the transcript
   */
  public static PlanRun create(
      RunStore store,
      Plan plan,
      String profile,
      String server,
      String factsSummary,
      Links links,
      Jobs jobs,
      Sources sources,
      Clock clock)
      throws IOException {
    return open(
        store, store.create(plan, profile, server, factsSummary), links, jobs, sources, clock);
  }

  /**
   * Takes up a recorded run.
   *
   * @throws RunInUseException when another Drydock executes it
   */
  public static PlanRun open(
      RunStore store, String runId, Links links, Jobs jobs, Sources sources, Clock clock)
      throws IOException {
    RunFolder folder = store.folderOf(runId);
    RunLock lock = folder.lock();
    Journal journal = null;
    boolean opened = false;
    try {
      journal = Journal.open(folder.journalFile(), RunFolder.JSON);
      PlanRun run = new PlanRun(folder, lock, journal, links, jobs, sources, clock);
      opened = true;
      return run;
    } finally {
      if (!opened) {
        if (journal != null) {
          journal.close();
        }
        lock.close();
      }
    }
  }

  @Override
  public RunRecord record() {
    synchronized (reducer) {
      return reducer.record(repaired);
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
  public void setPauseAfterStep(boolean pause) {
    wishes.setPause(pause);
  }

  @Override
  public boolean isPauseAfterStep() {
    return wishes.pause();
  }

  @Override
  public void resume() {
    wishes.setPause(false);
  }

  @Override
  public Optional<Instant> nextTry() {
    return Optional.ofNullable(nextTry);
  }

  @Override
  public boolean isWatching() {
    return watching;
  }

  @Override
  public void takeOver() {
    wishes.askTakeOver();
    synchronized (tailLock) {
      if (watchedTail) {
        thread.interrupt();
      }
    }
  }

  @Override
  public void stopStep() {
    if (watching) {
      return;
    }
    StepRecord current = record().current();
    synchronized (wishes) {
      if (sending) {
        wishes.askStop();
        thread.interrupt();
        return;
      }
    }
    if (current == null || current.state() != StepState.RUNNING || !wishes.askStop()) {
      return;
    }
    Thread stopping = new Thread(() -> stop(current), "drydock-stop");
    stopping.setDaemon(true);
    stopper = stopping;
    stopping.start();
  }

  @Override
  public void retry() {
    wishes.decide(Wishes.Decision.RETRY);
  }

  @Override
  public void skip() {
    wishes.decide(Wishes.Decision.SKIP);
  }

  @Override
  public boolean canSkip() {
    return canSkip;
  }

  @Override
  public void reconnectNow() {
    wishes.reconnectNow();
    links.hurry();
  }

  @Override
  public void disconnect() {
    wishes.leave();
    thread.interrupt();
    Thread stopping = stopper;
    if (stopping != null) {
      stopping.interrupt();
    }
    links.drop();
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
  }

  // ---- the run's thread ----

  private void execute() {
    try {
      while (true) {
        String trouble;
        try {
          if (watching || !claim(0)) {
            watch();
          }
          runSteps();
          change(RunState.FINISHED, "All steps are done.");
          // Once: it is over here, whatever becomes of the link now. Who takes the run up elsewhere
          // finds the last step's end on the server by itself.
          tellServerOnce();
          return;
        } catch (LeaseLostException e) {
          LOG.info("run {} was taken over", folder.id());
          leased = false;
          watching = true;
          continue;
        } catch (RemoteException e) {
          LOG.info("run {} needs a decision", folder.id(), e);
          trouble = e.getMessage();
        } catch (IOException e) {
          LOG.warn("run {}: this computer's disk", folder.id(), e);
          trouble =
              "Drydock cannot write its record on this computer ("
                  + e.getMessage()
                  + "). The server works on; make room on this disk, then press Retry.";
        } catch (RuntimeException e) {
          LOG.error("run {}", folder.id(), e);
          trouble =
              "Something unexpected happened in Drydock itself; the log has the details. Nothing on"
                  + " the server is lost. Press Retry to go on.";
        }
        canSkip = false;
        awaitDecision(trouble);
        canSkip = true;
      }
    } catch (InterruptedException e) {
      LOG.info("run {} left", folder.id());
      Thread.interrupted();
      if (record().state() != RunState.FINISHED) {
        quietly(
            RunState.DISCONNECTED,
            "Disconnected. The step in hand goes on on the server; resume it.");
      }
    } finally {
      release();
    }
  }

  private void release() {
    try (lock) {
      journal.close();
    } catch (IOException e) {
      LOG.warn("closing run {}", folder.id(), e);
    }
  }

  // ---- who executes the run, and what other computers are told ----

  /**
   * Becomes the one who executes the run, unless somebody else does.
   *
   * @param force see {@link ServerRuns#claim}
   */
  private boolean claim(long force) throws IOException, InterruptedException {
    RunRecord now = record();
    boolean begun = now.state() != RunState.NEW;
    if (begun && now.isFinished() && !folder.isForeign()) {
      // Nothing will be executed.
      return true;
    }
    ServerRuns.Told answer;
    try {
      String plan = begun ? "" : planText();
      answer = persistently(() -> onServer.claim(control(), key, force, plan, ""));
      if (answer.lease().isMine() && !answer.hasPlan() && begun) {
        answer = persistently(() -> onServer.claim(control(), key, 0, planText(), ""));
      }
    } catch (TransferException e) {
      // Its disk may be full: other computers learn nothing, but the steps can still say so.
      LOG.warn("run {}: nothing can be kept on the server", folder.id(), e);
      leased = false;
      return true;
    }
    leased = answer.lease().isMine();
    takeFrom(answer.progress());
    if (!leased && answer.lease().isHeldByAnother()) {
      return false;
    }
    if (!leased) {
      LOG.warn("run {}: the server keeps no lease: {}", folder.id(), answer.lease());
    }
    // Fulfilled; left standing it would take the run back from whoever takes it over later.
    wishes.takeTakeOver();
    fetchOutputs();
    return true;
  }

  private String planText() throws IOException {
    return PlanCopy.text(folder.plan(), record().factsSummary());
  }

  private String progressText(Remote control) throws IOException {
    return Progress.text(record(), key.token(), control.hostKey().sha256());
  }

  /**
   * Asks the server, and tells it in the same round trip what has changed.
   *
   * @throws LeaseLostException somebody else has taken over
   */
  private ExecResult ask(String script) throws IOException {
    Remote control = control();
    if (!leased) {
      return control.exec(script);
    }
    String progress = progressText(control);
    ExecResult result = onServer.exec(control, key, progress.equals(told) ? "" : progress, script);
    told = progress;
    return result;
  }

  /**
   * From here, and not by what follows the step on the server: that lives on there, perhaps for
   * hours, when this computer is asleep or its network is gone.
   */
  private Pulse<ExecResult> signsOfLife() {
    return Pulse.start(
        PULSE,
        () -> leased && linkUp,
        () -> onServer.exec(links.control(), key, "", "exit 0"),
        answer -> {});
  }

  /** Tells the server what has changed, where nothing else is asked. */
  private void tellServer() throws IOException, InterruptedException {
    if (leased) {
      persistently(() -> ask("exit 0"));
    }
  }

  /** The same where the person is waited for anyway: a link that is down now is no trouble. */
  private void tellServerOnce() throws IOException, InterruptedException {
    if (leased && linkUp) {
      try {
        ask("exit 0");
      } catch (CommandAbortedException e) {
        wishes.throwIfLeft();
      } catch (RemoteException e) {
        LOG.info("run {}: the server was not told", folder.id(), e);
      }
    }
  }

  /** Takes over what another computer has told the server, if that is who wrote there last. */
  private void takeFrom(byte[] text) throws IOException {
    Progress progress = Progress.parse(text).orElse(null);
    if (progress == null || progress.by().equals(key.token())) {
      return;
    }
    if (!progress.isOf(folder.plan())) {
      LOG.warn("run {}: the server tells of other steps; not believed", folder.id());
      return;
    }
    for (int index = 0; index < steps.size(); index++) {
      Progress.Step there = progress.steps().get(index);
      StepRecord here = step(index);
      String job = there.hadJob() ? folder.job(index, there.id(), there.attempt()).value() : "";
      boolean same =
          here.state() == there.state()
              && here.attempt() == there.attempt()
              && here.jobId().equals(job)
              && here.exitCode().equals(Optional.ofNullable(there.exitCode()))
              && here.message().equals(there.message());
      if (!same) {
        folder.setForeign();
        String out = RunFolder.outName(index, there.id(), Math.max(1, there.attempt()));
        if (there.began().isPresent() && there.state() != StepState.WAITING) {
          emit(
              new RunEvent.StepChanged(
                  there.began().get(),
                  there.id(),
                  there.state() == StepState.RUNNING ? StepState.RUNNING : StepState.CHECKING,
                  there.attempt(),
                  job,
                  out,
                  null,
                  ""));
        }
        if (!there.said().isEmpty() && job.isEmpty() && !Files.exists(folder.out(out))) {
          PrivateFiles.write(folder.out(out), there.said().getBytes(StandardCharsets.UTF_8));
        }
        emit(
            new RunEvent.StepChanged(
                there.ended().or(there::began).orElseGet(clock::instant),
                there.id(),
                there.state(),
                there.attempt(),
                job,
                out,
                there.exitCode(),
                there.message()));
      }
    }
  }

  /** The outputs of steps that ended while another computer executed the run. */
  private void fetchOutputs() throws IOException, InterruptedException {
    if (!folder.isForeign()) {
      return;
    }
    List<ServerRuns.Output> whole = new ArrayList<>();
    for (int index = 0; index < steps.size(); index++) {
      StepRecord record = step(index);
      boolean ended = record.state() != StepState.RUNNING && record.state() != StepState.CHECKING;
      if (!record.jobId().isEmpty() && ended && fetched.add(record.jobId())) {
        fetch(index).ifPresent(whole::add);
      }
    }
    if (whole.isEmpty()) {
      return;
    }
    Map<JobId, String> sums = persistently(() -> onServer.sums(control(), whole));
    for (int index = 0; index < steps.size(); index++) {
      StepRecord record = step(index);
      String sum = record.jobId().isEmpty() ? null : sums.get(new JobId(record.jobId()));
      if (sum != null && !sum.equals(Digest.sha256(record.out()))) {
        LOG.warn("run {}: {} came damaged; fetched again", folder.id(), record.out());
        Files.delete(record.out());
        fetch(index);
      }
    }
  }

  private Optional<ServerRuns.Output> fetch(int index) throws IOException, InterruptedException {
    StepRecord record = step(index);
    JobId job = new JobId(record.jobId());
    boolean root = steps.get(index).step().root();
    String id = record.stepId();
    try {
      JobState state =
          persistently(() -> jobs.tail(tail(), job, root, record.out(), new Listener(id)));
      return state instanceof JobState.Done done
          ? Optional.of(new ServerRuns.Output(job, root, done.length()))
          : Optional.empty();
    } catch (TransferException e) {
      LOG.warn("run {}: the output of {} cannot be had", folder.id(), job, e);
      return Optional.empty();
    }
  }

  /** Looks on until the person takes over or all is done. */
  private void watch() throws IOException, InterruptedException {
    watching = true;
    leased = false;
    Watching words = new Watching();
    String followed = "";
    while (true) {
      wishes.throwIfLeft();
      ServerRuns.Told now = persistently(() -> onServer.look(control(), key));
      takeFrom(now.progress());
      if (wishes.takeTakeOver()) {
        folder.setSeen();
        if (claim(now.lease().generation())) {
          watching = false;
          return;
        }
        continue;
      }
      RunRecord record = record();
      if (record.isFinished()) {
        fetchOutputs();
        watching = false;
        return;
      }
      tellOfHolder(words, now);
      fetchOutputs();
      StepRecord current = record.current();
      if (current.state() == StepState.RUNNING
          && !current.jobId().isEmpty()
          && !current.jobId().equals(followed)) {
        if (followWatching(current, words)) {
          followed = current.jobId();
        }
      } else {
        wishes.awaitLook(LOOK_AGAIN);
      }
    }
  }

  private void tellOfHolder(Watching words, ServerRuns.Told now) throws IOException {
    Optional<String> news = words.news(now.lease(), clock.instant(), folder.isUnseen());
    if (news.isPresent()) {
      change(RunState.WATCHING, news.get());
    }
  }

  /** False when the person interrupted it to take over. */
  private boolean followWatching(StepRecord current, Watching words)
      throws IOException, InterruptedException {
    int index = indexOf(current.stepId());
    synchronized (tailLock) {
      if (wishes.isTakeOverAsked()) {
        return false;
      }
      watchedTail = true;
    }
    // The step may go on for hours after the one who executes the run is gone.
    Pulse<ServerRuns.Told> looks =
        Pulse.start(
            PULSE,
            () -> linkUp,
            () -> onServer.look(links.control(), key),
            now -> {
              if (linkUp) {
                tellOfHolder(words, now);
              }
            });
    try {
      fetch(index);
      return true;
    } catch (InterruptedException | CommandAbortedException e) {
      wishes.throwIfLeft();
      return false;
    } finally {
      looks.close();
      synchronized (tailLock) {
        watchedTail = false;
        if (!wishes.hasLeft()) {
          Thread.interrupted();
        }
      }
    }
  }

  private int indexOf(String stepId) {
    return IntStream.range(0, steps.size())
        .filter(index -> steps.get(index).id().equals(stepId))
        .findFirst()
        .orElseThrow();
  }

  private void runSteps() throws IOException, InterruptedException {
    change(RunState.RUNNING, "");
    settleWhatIsDone();
    for (int index = 0; index < steps.size(); index++) {
      if (step(index).state().isSettled()) {
        continue;
      }
      if (wishes.pause()) {
        change(RunState.PAUSED, "Paused before \"" + steps.get(index).step().title() + "\".");
        wishes.awaitResume();
        change(RunState.RUNNING, "");
      }
      settle(index);
    }
  }

  /** One round trip for all leading steps that were done before this run. */
  private void settleWhatIsDone() throws IOException, InterruptedException {
    List<PlannedStep> waiting =
        IntStream.range(0, steps.size())
            .filter(index -> step(index).state() == StepState.WAITING)
            .mapToObj(steps::get)
            .toList();
    // A step being taken up again must come first: what follows it cannot be judged yet.
    boolean untouched =
        steps.stream()
            .map(step -> recordOf(step.id()).state())
            .allMatch(state -> state == StepState.WAITING || state.isSettled());
    if (waiting.size() < 2 || !untouched) {
      return;
    }
    String script = StepScript.checkAll(waiting, clock.instant());
    ExecResult result = persistently(() -> ask(script));
    Map<String, Boolean> done = StepScript.parseChecks(result.text());
    Map<String, String> said = StepScript.parseSaid(result.text());
    for (PlannedStep step : waiting) {
      if (!done.getOrDefault(step.id(), false)) {
        return;
      }
      alreadyDone(step.id(), said.getOrDefault(step.id(), ""));
    }
  }

  /**
   * @param said what the check printed: what the step had to tell when it was done, a report for
   *     example
   */
  private void alreadyDone(String id, String said) throws IOException {
    StepRecord old = recordOf(id);
    if (!said.isBlank() && !Files.exists(old.out())) {
      PrivateFiles.write(old.out(), said.getBytes(StandardCharsets.UTF_8));
    }
    emit(
        new RunEvent.StepChanged(
            clock.instant(),
            id,
            StepState.ALREADY_DONE,
            old.attempt(),
            old.jobId(),
            "",
            null,
            "Already done; nothing was changed."));
  }

  private void settle(int index) throws IOException, InterruptedException {
    int unasked = UNASKED_RETRIES;
    while (true) {
      String trouble;
      try {
        StepState state = attempt(index);
        if (state.isSettled()) {
          return;
        }
        if (state == StepState.INTERRUPTED && unasked-- > 0) {
          continue;
        }
        trouble = step(index).message();
        tellServerOnce();
      } catch (RemoteException e) {
        LOG.info("run {}: step {}", folder.id(), steps.get(index).id(), e);
        trouble = e.getMessage() + whileAway(e, step(index).state());
        // One that runs, or may run, on the server stays RUNNING: Retry takes it up again.
        StepState state = step(index).state();
        if (state == StepState.CHECKING || state == StepState.SENDING) {
          failed(index, null, trouble);
        }
      }
      if (awaitDecision(trouble) == Wishes.Decision.SKIP) {
        StepRecord record = step(index);
        emit(
            new RunEvent.StepChanged(
                clock.instant(),
                record.stepId(),
                StepState.SKIPPED,
                record.attempt(),
                record.jobId(),
                "",
                record.exitCode().orElse(null),
                "Skipped."));
        return;
      }
    }
  }

  private static String whileAway(RemoteException why, StepState state) {
    return why instanceof ConnectFailedException && state == StepState.RUNNING
        ? "\nThe step in hand is not harmed: it goes on on the server. Press Retry to log in again."
        : "";
  }

  private StepState attempt(int index) throws IOException, InterruptedException {
    PlannedStep planned = steps.get(index);
    StepRecord record = step(index);
    if (record.state() == StepState.RUNNING) {
      return follow(index, new JobId(record.jobId()), record.attempt(), true, "");
    }
    boolean begun = record.state() == StepState.CHECKING || record.state() == StepState.SENDING;
    int attempt = begun ? record.attempt() : record.attempt() + 1;
    String outFile = RunFolder.outName(index, planned.id(), attempt);
    if (!record().message().isEmpty()) {
      // What was told of the step before is of yesterday.
      change(RunState.RUNNING, "");
    }
    emit(stepChanged(planned, StepState.CHECKING, attempt, "", outFile));
    String check = StepScript.check(planned, clock.instant());
    ExecResult checked = persistently(() -> ask(check));
    if (checked.exitCode() == 0) {
      alreadyDone(planned.id(), checked.text());
      return StepState.ALREADY_DONE;
    }
    if (checked.exitCode() != 1) {
      return failed(
          index,
          null,
          "Drydock could not find out whether this step is already done: "
              + LastLines.of(checked.text() + "\n" + checked.errorText(), 4));
    }
    JobId job = folder.job(index, planned.id(), attempt);
    // One that came too late for the attempt before is not meant for this one.
    wishes.takeStop();
    String sent = "";
    if (!planned.sends().isEmpty()) {
      try {
        sent = send(index, attempt);
      } catch (SendingStopped e) {
        return ended(index, StepState.STOPPED, null, "Stopped at your wish.");
      } catch (RelayException | TransferException e) {
        LOG.info("run {}: sending for {}", folder.id(), planned.id(), e);
        return failed(index, null, e.getMessage());
      }
    }
    unsure = false;
    emit(stepChanged(planned, StepState.RUNNING, attempt, job.value(), outFile));
    // Before it starts: whoever takes over must look for this very job.
    tellServer();
    return follow(index, job, attempt, false, sent);
  }

  /** The person stopped a sending. */
  private static final class SendingStopped extends Exception {
    private static final long serialVersionUID = 1;

    SendingStopped(Throwable cause) {
      super(cause);
    }
  }

  /**
   * @return what the step's script is told of what was sent
   */
  private String send(int index, int attempt)
      throws IOException, InterruptedException, SendingStopped {
    PlannedStep planned = steps.get(index);
    String logName = RunFolder.sentName(index, planned.id(), attempt);
    emit(stepChanged(planned, StepState.SENDING, attempt, "", logName));
    SendLog log =
        new SendLog(
            folder.out(logName),
            length -> tell(new RunEvent.OutputGrew(clock.instant(), planned.id(), length)));
    tellServer();
    setSending(true);
    Pulse<ExecResult> signs = signsOfLife();
    try {
      return sender.send(
          planned.sends(),
          log,
          (what, progress) ->
              tell(
                  new RunEvent.SendingGrew(
                      clock.instant(),
                      planned.id(),
                      what,
                      progress.sent(),
                      progress.total(),
                      progress.bytesPerSecond(),
                      progress.left())));
    } catch (IOException | InterruptedException e) {
      wishes.throwIfLeft();
      if (wishes.isStopAsked()) {
        log.line("Stopped.");
        throw new SendingStopped(e);
      }
      log.line("! " + e.getMessage());
      throw e;
    } finally {
      signs.close();
      setSending(false);
    }
  }

  private void setSending(boolean now) {
    synchronized (wishes) {
      sending = now;
      // A stop that was asked for has done its work, or comes too late.
      if (!now && !wishes.hasLeft()) {
        Thread.interrupted();
        wishes.takeStop();
      }
    }
  }

  /**
   * Starts the job unless the server has it, follows it to its end, and judges it.
   *
   * @param takenUp whether an earlier Drydock may have started it
   * @param sent what was sent for it
   */
  private StepState follow(int index, JobId job, int attempt, boolean takenUp, String sent)
      throws IOException, InterruptedException {
    PlannedStep planned = steps.get(index);
    boolean root = planned.step().root();
    JobState begun =
        takenUp ? persistently(() -> jobs.state(control(), job, root)) : new JobState.Absent();
    Path out = folder.out(RunFolder.outName(index, planned.id(), attempt));
    Listener listener = new Listener(planned.id());
    if (takenUp && begun instanceof JobState.Absent && length(out) > 0) {
      // It did run: its output is here. Started again under the same id, its output would be mixed
      // with the first one's.
      return ended(
          index,
          StepState.INTERRUPTED,
          null,
          "The server has lost its record of this step (after a power cut, for example). It is"
              + " checked and run again.");
    }
    String arrived = sent;
    if (begun instanceof JobState.Absent) {
      if (takenUp && !planned.sends().isEmpty()) {
        // It was never begun, and whoever meant to begin it knew what had been sent for it.
        try {
          arrived = send(index, attempt);
        } catch (SendingStopped e) {
          return ended(index, StepState.STOPPED, null, "Stopped at your wish.");
        } catch (RelayException | TransferException e) {
          return failed(index, null, e.getMessage());
        }
        emit(
            stepChanged(
                planned,
                StepState.RUNNING,
                attempt,
                job.value(),
                RunFolder.outName(index, planned.id(), attempt)));
        tellServer();
      }
      try {
        // Starting is idempotent by the job's id, so after a lost link the same call looks it up.
        begun = start(planned, job, arrived, out, listener);
      } catch (SudoException | TransferException e) {
        // An earlier try, whose answer was lost with its link, may have started it all the same;
        // a new attempt would run beside it.
        begun = persistently(() -> jobs.state(control(), job, root));
        if (begun instanceof JobState.Absent) {
          return failed(index, null, e.getMessage());
        }
      }
    }
    JobState ended =
        isWhole(begun, out)
            ? begun
            : persistently(
                () -> {
                  Remote tail = tail();
                  tellWhatWasFound(job, root);
                  Pulse<ExecResult> signs = signsOfLife();
                  try {
                    return jobs.tail(tail, job, root, out, listener, leased ? key : null);
                  } finally {
                    signs.close();
                  }
                });
    boolean stopped = wishes.takeStop();
    // A step that came to its good end before the stop reached it was not stopped.
    if (stopped && !(ended instanceof JobState.Done done && done.exitCode() == 0)) {
      Integer code = ended instanceof JobState.Done over ? over.exitCode() : null;
      return ended(index, StepState.STOPPED, code, "Stopped at your wish.");
    }
    if (ended instanceof JobState.Done done) {
      return judge(index, done.exitCode(), listener.told());
    }
    String message =
        ended instanceof JobState.Rebooted
            ? "The server was restarted in the middle of this step. It is checked and run again."
            : "This step's process on the server is gone without a usable result (killed from"
                + " outside, out of memory, or a power cut). It is checked and run again.";
    return ended(index, StepState.INTERRUPTED, null, message);
  }

  /** Passes on how the output grows; on the tail's threads. */
  private final class Listener implements TailListener {
    private final String stepId;
    private volatile long leftOut;
    private volatile long reached;

    Listener(String stepId) {
      this.stepId = stepId;
    }

    @Override
    public void appended(byte[] buffer, int offset, int length, long total) {
      reached = Math.max(reached, total);
      tell(new RunEvent.OutputGrew(clock.instant(), stepId, total));
    }

    @Override
    public void shortened(long total) {
      leftOut = Math.max(leftOut, reached - total);
      tell(new RunEvent.OutputGrew(clock.instant(), stepId, total));
    }

    /** What the person is to know of bytes that are not in the output, or "". */
    String told() {
      return leftOut <= 0
          ? ""
          : leftOut
              + " byte(s) that something wrote after the step's recorded end are not part of its"
              + " output.";
    }
  }

  /**
   * Whether nothing is left to be followed: a short job's output came with the answer to its start,
   * and one whose start was killed half-way has none (to find that out takes the server half a
   * minute, which a tail would only take again).
   */
  private static boolean isWhole(JobState state, Path out) throws IOException {
    if (state instanceof JobState.Done done) {
      return done.length() == length(out);
    }
    return state instanceof JobState.Lost lost && lost.length() == length(out);
  }

  private static long length(Path out) throws IOException {
    return Files.exists(out) ? Files.size(out) : 0;
  }

  private JobState start(
      PlannedStep planned, JobId job, String sent, Path out, TailListener listener)
      throws IOException, InterruptedException {
    JobSpec spec =
        new JobSpec(job, StepScript.job(planned, clock.instant(), sent), planned.step().root());
    boolean retry = false;
    while (true) {
      Secret password = spec.root() ? links.sudoPassword(retry) : null;
      try {
        return persistently(() -> jobs.start(control(), spec, password, out, listener));
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

  private StepState judge(int index, int exitCode, String note)
      throws IOException, InterruptedException {
    PlannedStep planned = steps.get(index);
    if (exitCode != 0) {
      Path out = step(index).out();
      String why =
          StepScript.failure(LastLines.endOf(out))
              .orElseGet(() -> "Its last lines were:\n" + LastLines.of(out, 6));
      return failed(
          index,
          exitCode,
          ("It ended with exit code " + exitCode + ". " + why + "\n" + note).strip());
    }
    if (planned.step().relogin()) {
      links.drop();
    }
    String check = StepScript.check(planned, clock.instant());
    ExecResult checked = persistently(() -> ask(check));
    if (checked.exitCode() != 0) {
      return failed(
          index,
          exitCode,
          "The step ran to its end, but what it should have achieved is not there: "
              + LastLines.of(checked.text() + "\n" + checked.errorText(), 4));
    }
    return ended(index, StepState.DONE, exitCode, note);
  }

  private StepState failed(int index, Integer exitCode, String message) throws IOException {
    return ended(index, StepState.FAILED, exitCode, message);
  }

  private StepState ended(int index, StepState state, Integer exitCode, String message)
      throws IOException {
    StepRecord record = step(index);
    emit(
        new RunEvent.StepChanged(
            clock.instant(),
            record.stepId(),
            state,
            record.attempt(),
            record.jobId(),
            "",
            exitCode,
            message));
    return state;
  }

  private RunEvent.StepChanged stepChanged(
      PlannedStep planned, StepState state, int attempt, String job, String outFile) {
    return new RunEvent.StepChanged(
        clock.instant(), planned.id(), state, attempt, job, outFile, null, "");
  }

  private Wishes.Decision awaitDecision(String trouble) throws InterruptedException {
    wishes.forgetDecision();
    quietly(RunState.NEEDS_DECISION, trouble);
    Wishes.Decision decision = wishes.awaitDecision();
    quietly(RunState.RUNNING, "");
    return decision;
  }

  // ---- the link ----

  private Remote control() throws IOException {
    Remote remote = links.control();
    linkIsUp();
    return remote;
  }

  /** Told as up here and not when the call returns: following a step takes hours. */
  private Remote tail() throws IOException {
    Remote remote = links.tail();
    linkIsUp();
    return remote;
  }

  /**
   * Calls until it is answered, reconnecting in between; gives up only where trying cannot help.
   */
  private <T> T persistently(Sender.RemoteCall<T> call) throws IOException, InterruptedException {
    Backoff backoff = new Backoff();
    int shells = SHELLS;
    while (true) {
      wishes.throwIfLeft();
      long known = wishes.reconnects();
      long begun = System.nanoTime();
      try {
        return call.run();
      } catch (ConnectionLostException e) {
        if (linkUp && System.nanoTime() - linkUpSince > STOOD_NANOS) {
          // A new loss, not one more failure of the old: in hours there may be many.
          backoff.reset();
        }
        linkIsDown(e);
      } catch (ConnectFailedException e) {
        wishes.throwIfLeft();
        if (!mayPass(e.kind())) {
          throw e;
        }
        linkIsDown(e);
      } catch (CommandAbortedException e) {
        wishes.throwIfLeft();
        // A server short of memory kills shells. All that is asked of it may be asked again.
        if (System.nanoTime() - begun > STOOD_NANOS) {
          shells = SHELLS;
          backoff.reset();
        }
        if (e.kind() == CommandAbortedException.Kind.INTERRUPTED || --shells == 0) {
          throw e;
        }
        LOG.info("run {}: asking again", folder.id(), e);
      } catch (RemoteException e) {
        wishes.throwIfLeft();
        throw e;
      }
      awaitNextTry(backoff, known);
    }
  }

  private void awaitNextTry(Backoff backoff, long known) throws InterruptedException {
    if (awake.isJustUp()) {
      // Its network comes back step by step: what fails meanwhile says nothing about the server.
      backoff.reset();
    }
    Duration pause = backoff.next();
    if (!linkUp) {
      nextTry = clock.instant().plus(pause);
    }
    long wakes = awake.wakes();
    long deadline = System.nanoTime() + pause.toNanos();
    try {
      long left = pause.toNanos();
      while (left > 0 && wishes.reconnects() == known && awake.wakes() == wakes) {
        wishes.awaitReconnect(Duration.ofNanos(Math.min(left, NAP.toNanos())), known);
        left = deadline - System.nanoTime();
      }
      wishes.throwIfLeft();
    } finally {
      nextTry = null;
    }
  }

  static boolean mayPass(ConnectFailedException.Kind kind) {
    return switch (kind) {
      case UNKNOWN_HOST, REFUSED, TIMEOUT, LOST, NOT_SSH, OTHER -> true;
      case AUTH_FAILED,
          HOST_KEY_UNKNOWN,
          HOST_KEY_CHANGED,
          HOST_KEY_REVOKED,
          KEY_FILE_BAD,
          KEY_PASSPHRASE,
          NO_COMMON_ALGORITHM,
          HOP_REFUSED,
          CANCELLED ->
          false;
    };
  }

  private void linkIsDown(RemoteException why) throws IOException {
    LOG.info("run {}: link lost", folder.id(), why);
    if (linkUp) {
      linkUp = false;
      linkLostAt = clock.instant();
      String message = LinkWords.lost(linkLostAt, record(), watching, why.getMessage());
      emit(new RunEvent.LinkChanged(linkLostAt, false, message));
      change(RunState.RECONNECTING, message);
    }
  }

  private void linkIsUp() throws IOException {
    if (!linkUp) {
      linkUp = true;
      linkUpSince = System.nanoTime();
      unsure = true;
      String message = LinkWords.back(linkLostAt, clock.instant());
      emit(new RunEvent.LinkChanged(clock.instant(), true, message));
      if (watching) {
        change(RunState.WATCHING, message);
      } else {
        change(RunState.RUNNING, message);
      }
    }
  }

  /** After a lost link: what became of the step meanwhile. */
  private void tellWhatWasFound(JobId job, boolean root) throws IOException {
    if (unsure) {
      JobState state = jobs.state(control(), job, root);
      unsure = false;
      String message = LinkWords.back(linkLostAt, clock.instant()) + " " + LinkWords.found(state);
      emit(new RunEvent.LinkChanged(clock.instant(), true, message));
      change(RunState.RUNNING, message);
    }
  }

  // ---- stopping: on a thread of its own, for the run's thread is busy following ----

  private void stop(StepRecord current) {
    boolean root = steps.stream().anyMatch(s -> s.id().equals(current.stepId()) && s.step().root());
    Backoff backoff = new Backoff();
    boolean retry = false;
    while (!wishes.hasLeft() && wishes.isStopAsked() && isStill(current)) {
      long known = wishes.reconnects();
      try {
        Secret password = root ? links.sudoPassword(retry) : null;
        JobState state = jobs.stop(links.control(), new JobId(current.jobId()), root, password);
        if (state.isRunning()) {
          wishes.takeStop();
          quietly(
              RunState.RUNNING,
              "The step could not be stopped: its processes outlive even KILL (a disk or network"
                  + " drive that does not answer, perhaps). Try again later.");
          return;
        }
        if (!(state instanceof JobState.Absent)) {
          return;
        }
        // Its start is still on the way: what is not there yet cannot be stopped yet.
        wishes.awaitReconnect(backoff.next(), known);
      } catch (InterruptedException left) {
        return;
      } catch (SudoException e) {
        if (retry || e.kind() != SudoException.Kind.WRONG_PASSWORD) {
          wishes.takeStop();
          quietly(RunState.RUNNING, "The step could not be stopped: " + e.getMessage());
          return;
        }
        retry = true;
      } catch (IOException e) {
        LOG.info("stop of {} not delivered yet", current.jobId(), e);
        try {
          wishes.awaitReconnect(backoff.next(), known);
        } catch (InterruptedException left) {
          return;
        }
      }
    }
  }

  private boolean isStill(StepRecord then) {
    StepRecord now = recordOf(then.stepId());
    return now.state() == StepState.RUNNING && now.jobId().equals(then.jobId());
  }

  // ---- events ----

  private StepRecord step(int index) {
    return recordOf(steps.get(index).id());
  }

  private StepRecord recordOf(String id) {
    synchronized (reducer) {
      return reducer.step(id);
    }
  }

  private void change(RunState state, String message) throws IOException {
    emit(new RunEvent.RunChanged(clock.instant(), state, message));
  }

  /** For states that must be shown even when they cannot be recorded (this disk is full). */
  private void quietly(RunState state, String message) {
    RunEvent.RunChanged event = new RunEvent.RunChanged(clock.instant(), state, message);
    try {
      emit(event);
    } catch (IOException e) {
      LOG.warn("run {}: not journalled: {}", folder.id(), event, e);
      synchronized (reducer) {
        reducer.apply(event);
      }
      tell(event);
    }
  }

  private void emit(RunEvent event) throws IOException {
    synchronized (reducer) {
      journal.append(event);
      reducer.apply(event);
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
