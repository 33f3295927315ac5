package dev.drydock.ui.console;

import dev.drydock.ui.Edt;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps one log's index up to date in the background. However often it is told of growth, at most
 * one task runs and at most one message to the window is under way, so a flood of output cannot
 * flood the event queue.
 */
final class LogFeed {
  private final LogIndex index;
  private final Runnable started;
  private final Runnable caughtUp;
  private final AtomicLong told = new AtomicLong();
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

  boolean isRunning() {
    return running.get();
  }

  /** The log has grown, or may have; from any thread. */
  void grew(long length) {
    told.accumulateAndGet(length, Math::max);
    if (!stopped && running.compareAndSet(false, true)) {
      Edt.run(this::start);
    }
  }

  /** No more news, for good. */
  void stop() {
    stopped = true;
  }

  private void start() {
    started.run();
    long known = told.get();
    Edt.background(
        () -> {
          index.catchUp(() -> stopped);
          return known;
        },
        done -> finished(known, null),
        error -> finished(known, unreadable(index.log(), error)));
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

  private void finished(long known, String why) {
    failure = why;
    running.set(false);
    if (stopped) {
      return;
    }
    caughtUp.run();
    // Only if told of more since: a length that the file never reaches must not go round for ever.
    if (told.get() > known) {
      grew(0);
    }
  }
}
