package dev.drydock.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that another window or command on this very computer executes: its record here is read as
 * it grows, and the server is not asked. Once the other has let go of it, this one can take over.
 */
public final class WatchedRun implements RunControl {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedRun.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private static final String HELD =
      "Another Drydock window or command on this computer is executing this run. You are looking"
          + " on; close the other one (the server works on) to take over here.";
  private static final String STILL_HELD =
      "It cannot be taken over yet: another Drydock window or command on this computer is still"
          + " executing this run. Close that one first (the server works on).";
  private static final String FREE =
      "Nobody is executing this run now. A step that was begun goes on by itself; take over to go"
          + " on with the run.";

  /** Opens the run for executing it. */
  public interface Opener {
    /**
     * @throws RunInUseException when another one executes it
     */
    RunControl open() throws IOException;
  }

  private final RunFolder folder;
  private final Opener opener;
  private final Clock clock;
  private final Wishes wishes = new Wishes();
  private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::look, "drydock-watch");
  private volatile RunRecord last;
  private volatile RunControl own;

  private WatchedRun(RunFolder folder, Opener opener, Clock clock) throws IOException {
    this.folder = folder;
    this.opener = opener;
    this.clock = clock;
    this.last = looked(folder.read(), HELD);
    thread.setDaemon(true);
  }

  public static WatchedRun of(RunStore store, String runId, Opener opener, Clock clock)
      throws IOException {
    return new WatchedRun(store.folderOf(runId), opener, clock);
  }

  private static RunRecord looked(RunRecord record, String message) {
    return new RunRecord(
        record.runId(),
        record.profile(),
        record.server(),
        record.factsSummary(),
        record.started(),
        record.isFinished() ? RunState.FINISHED : RunState.WATCHING,
        record.isFinished() ? "" : message,
        record.plan(),
        record.steps(),
        record.repaired());
  }

  @Override
  public RunRecord record() {
    RunControl mine = own;
    return mine == null ? last : mine.record();
  }

  @Override
  public void addListener(Consumer<RunEvent> listener) {
    synchronized (this) {
      listeners.add(listener);
      if (own != null) {
        own.addListener(listener);
      }
    }
  }

  @Override
  public void removeListener(Consumer<RunEvent> listener) {
    synchronized (this) {
      listeners.remove(listener);
      if (own != null) {
        own.removeListener(listener);
      }
    }
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean isWatching() {
    RunControl mine = own;
    return mine == null || mine.isWatching();
  }

  @Override
  public void takeOver() {
    RunControl mine = own;
    if (mine == null) {
      wishes.askTakeOver();
    } else {
      mine.takeOver();
    }
  }

  private void look() {
    try {
      tell(new RunEvent.RunChanged(clock.instant(), last.state(), last.message()));
      Map<Path, Long> lengths = new HashMap<>();
      boolean refused = false;
      while (true) {
        if (wishes.takeTakeOver()) {
          if (open()) {
            return;
          }
          refused = true;
        }
        boolean held = isHeld();
        refused &= held;
        String message = held ? (refused ? STILL_HELD : HELD) : FREE;
        try {
          show(looked(folder.read(), message), lengths);
        } catch (IOException | RuntimeException e) {
          // Read while it is being written; the next look will do.
          LOG.debug("run {} cannot be read just now", folder.id(), e);
        }
        if (last.state() == RunState.FINISHED) {
          return;
        }
        wishes.awaitLook(LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      RunRecord record = last;
      last = with(record, RunState.DISCONNECTED, "You are no longer looking on.");
      tell(new RunEvent.RunChanged(clock.instant(), last.state(), last.message()));
    }
  }

  private static RunRecord with(RunRecord record, RunState state, String message) {
    return new RunRecord(
        record.runId(),
        record.profile(),
        record.server(),
        record.factsSummary(),
        record.started(),
        state,
        message,
        record.plan(),
        record.steps(),
        record.repaired());
  }

  private boolean isHeld() {
    try {
      folder.lock().close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void show(RunRecord now, Map<Path, Long> lengths) {
    RunRecord before = last;
    last = now;
    for (int i = 0; i < now.steps().size(); i++) {
      StepRecord step = now.steps().get(i);
      if (!step.equals(before.steps().get(i))) {
        tell(
            new RunEvent.StepChanged(
                step.finished().or(step::started).orElseGet(clock::instant),
                step.stepId(),
                step.state(),
                step.attempt(),
                step.jobId(),
                step.out().getFileName().toString(),
                step.exitCode().orElse(null),
                step.message()));
      }
      long length = length(step.out());
      if (length != lengths.getOrDefault(step.out(), 0L)) {
        lengths.put(step.out(), length);
        tell(new RunEvent.OutputGrew(clock.instant(), step.stepId(), length));
      }
    }
    if (now.state() != before.state() || !now.message().equals(before.message())) {
      tell(new RunEvent.RunChanged(clock.instant(), now.state(), now.message()));
    }
  }

  private static long length(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** False while another one still executes it. */
  private boolean open() {
    RunControl opened;
    try {
      opened = opener.open();
    } catch (IOException e) {
      LOG.info("run {} cannot be taken over yet", folder.id(), e);
      return false;
    }
    synchronized (this) {
      listeners.forEach(opened::addListener);
      own = opened;
    }
    if (wishes.hasLeft()) {
      opened.close();
    } else {
      if (opened.isWatching()) {
        opened.takeOver();
      }
      opened.start();
    }
    return true;
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

  private void withOwn(Consumer<RunControl> what) {
    RunControl mine = own;
    if (mine != null) {
      what.accept(mine);
    }
  }

  private <T> T ofOwn(Function<RunControl, T> what, T otherwise) {
    RunControl mine = own;
    return mine == null ? otherwise : what.apply(mine);
  }

  @Override
  public void setPauseAfterStep(boolean pause) {
    withOwn(run -> run.setPauseAfterStep(pause));
  }

  @Override
  public boolean isPauseAfterStep() {
    return ofOwn(RunControl::isPauseAfterStep, false);
  }

  @Override
  public Optional<Instant> nextTry() {
    return ofOwn(RunControl::nextTry, Optional.empty());
  }

  @Override
  public void resume() {
    withOwn(RunControl::resume);
  }

  @Override
  public void stopStep() {
    withOwn(RunControl::stopStep);
  }

  @Override
  public void retry() {
    withOwn(RunControl::retry);
  }

  @Override
  public void skip() {
    withOwn(RunControl::skip);
  }

  @Override
  public void reconnectNow() {
    withOwn(RunControl::reconnectNow);
  }

  @Override
  public void disconnect() {
    wishes.leave();
    withOwn(RunControl::disconnect);
  }

  @Override
  public void close() {
    wishes.leave();
    withOwn(RunControl::close);
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
