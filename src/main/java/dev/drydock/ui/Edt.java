package dev.drydock.ui;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import javax.swing.SwingUtilities;

/** The one class that crosses the boundary between background threads and the window. */
public final class Edt {
  private static final ExecutorService BACKGROUND =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "drydock-background");
            thread.setDaemon(true);
            return thread;
          });

  private Edt() {}

  /** Runs on the event dispatch thread: at once if already there, else later. */
  public static void run(Runnable task) {
    if (SwingUtilities.isEventDispatchThread()) {
      task.run();
    } else {
      SwingUtilities.invokeLater(task);
    }
  }

  /** Something under way in the background. */
  public interface Work {
    /** Interrupts it; neither of its callbacks is called afterwards. */
    void cancel();
  }

  /**
   * Runs {@code work} in the background and then exactly one of the two on the event dispatch
   * thread, unless it was cancelled.
   */
  public static <T> Work background(
      Callable<T> work, Consumer<T> whenDone, Consumer<Throwable> whenFailed) {
    FutureTask<T> task =
        new FutureTask<>(work) {
          @Override
          protected void done() {
            SwingUtilities.invokeLater(() -> deliver(this, whenDone, whenFailed));
          }
        };
    BACKGROUND.execute(task);
    return () -> task.cancel(true);
  }

  private static <T> void deliver(
      FutureTask<T> task, Consumer<T> whenDone, Consumer<Throwable> whenFailed) {
    T result;
    try {
      result = task.get();
    } catch (CancellationException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (ExecutionException e) {
      whenFailed.accept(e.getCause());
      return;
    }
    whenDone.accept(result);
  }
}
