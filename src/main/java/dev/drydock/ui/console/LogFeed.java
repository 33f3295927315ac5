package dev.drydock.ui.console;

import dev.drydock.ui.Edt;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps one log's index up to date in the background. However often it is told of growth, at most
 * one task runs and at most one message to the window is under way, so a flood of output cannot
 * flood the event queue.
 */
final class LogFeed {
  private final LogIndex index;
  private final Runnable started;
  private final Runnable caughtUp;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean stopped;
  private volatile String failure;

  /**
   * A feed, at rest.
   *
   * @param started called on the event dispatch thread when there may be news from now on
   * @param caughtUp called there when all news has been read
   */
  LogFeed(Path log, Runnable started, Runnable caughtUp) {
    this.index = new LogIndex(log);
    this.started = started;
    this.caughtUp = caughtUp;
  }

  LogIndex index() {
    return index;
  }

  /** Why the log could not be read when it was last tried; null if it could. */
  String failure() {
    return failure;
  }

  /** Whether there is nothing to look at and nobody looking. */
  boolean isQuiet() {
    return !running.get() && !pending.get();
  }

  /** The log has grown, or may have; from any thread. */
  void grew() {
    pending.set(true);
    tick();
  }

  /**
   * Looks again if the log has grown while the last look was going on. Called at the window's pace,
   * which so bounds how often the file is looked at.
   */
  void tick() {
    if (pending.get() && !stopped && running.compareAndSet(false, true)) {
      Edt.run(this::start);
    }
  }

  /** No more news, for good. */
  void stop() {
    stopped = true;
  }

  private void start() {
    pending.set(false);
    started.run();
    Edt.background(
        () -> {
          index.catchUp(() -> stopped);
          return index;
        },
        done -> finished(null),
        error -> finished(unreadable(index.log(), error)));
  }

  /** What to tell the person when the log cannot be read. */
  static String unreadable(Path log, Throwable error) {
    String why = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    if (error instanceof AccessDeniedException) {
      why = "access is denied";
    }
    return "The log file "
        + log
        + " cannot be read ("
        + why
        + "). The step itself goes on; check that file and its folder.";
  }

  private void finished(String why) {
    failure = why;
    running.set(false);
    if (!stopped) {
      caughtUp.run();
    }
  }
}
