package dev.drydock.relay;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.ProgressMonitor;

/** Turns JGit's counting into ours. JGit works with one monitor on several threads. */
final class Monitor implements ProgressMonitor {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final FetchListener listener;
  private final BooleanSupplier cancelled;
  private String task = "";
  private long total;
  private long done;
  private long told;

  Monitor(FetchListener listener, BooleanSupplier cancelled) {
    this.listener = listener;
    this.cancelled = cancelled;
  }

  @Override
  public void start(int totalTasks) {
    // Tasks tell of themselves.
  }

  @Override
  public synchronized void beginTask(String title, int totalWork) {
    task = title;
    total = totalWork;
    done = 0;
    tell();
  }

  @Override
  public synchronized void update(int completed) {
    done += completed;
    if (System.nanoTime() - told > PAUSE_NANOS) {
      tell();
    }
  }

  private void tell() {
    told = System.nanoTime();
    listener.progress(task, done, total);
  }

  @Override
  public synchronized void endTask() {
    tell();
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  @Override
  public void showDuration(boolean enabled) {
    // The listener may measure for itself.
  }
}
