package dev.drydock.ssh;

import com.jcraft.jsch.Session;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with its wire, and the threads that do what may block in JSch. A caller never enters
 * JSch itself: JSch swallows interrupts and waits without limit in places, so the caller waits for
 * a worker instead and can leave at any time.
 */
final class Link implements AutoCloseable {
  /** With a look every 5 s, about as long as JSch itself takes to give up on a silent peer. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(50);

  /** What a dead link may still take to answer. */
  private static final long AFTERWARDS_MILLIS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  /** For what is short and never blocks. */
  static final ScheduledExecutorService WATCHDOG =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "ssh watchdog"));

  private final Target target;
  private final Session session;
  private final Wire wire;
  private final Link via;
  private final ExecutorService workers;
  private final ScheduledFuture<?> watch;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean closed;
  private volatile boolean lost;

  /**
   * @param via the hop that this link goes through, or null; belongs to this link from now on
   */
  Link(Target target, Session session, Wire wire, Link via) {
    this.target = target;
    this.via = via;
    this.session = session;
    this.wire = wire;
    workers = Executors.newCachedThreadPool(task -> daemon(task, "ssh " + target));
    // JSch sends its keepalives from the thread that also reads; when a write of its own is stuck
    // in a full socket, nothing of JSch would ever notice.
    watch = WATCHDOG.scheduleWithFixedDelay(this::closeIfStuck, 5, 5, TimeUnit.SECONDS);
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void closeIfStuck() {
    if (wire.stuckWriteNanos() > STUCK_NANOS) {
      lost = true;
      wire.close();
    }
  }

  Target target() {
    return target;
  }

  Session session() {
    return session;
  }

  /** Work of JSch, which throws anything. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /**
   * Runs on a worker; the caller may be interrupted while the work goes on.
   *
   * @throws ExecutionException around what the work threw, or because the link is closed
   */
  <T> T call(Callable<T> work) throws InterruptedException, ExecutionException {
    try {
      Future<T> result = workers.submit(work);
      while (true) {
        // Asked before the wait: what is done by the end of that wait was not late.
        boolean dead = !isOpen();
        try {
          return result.get(AFTERWARDS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (dead) {
            // JSch does not wake whoever waits for a channel to be opened when the link ends.
            result.cancel(true);
            throw new ExecutionException(e);
          }
        }
      }
    } catch (RejectedExecutionException e) {
      throw new ExecutionException(e);
    }
  }

  /** Runs on a worker that nobody waits for: what fails then shows in what is waited for. */
  void start(Work work) {
    try {
      workers.execute(
          () -> {
            try {
              work.run();
            } catch (Exception e) {
              LOG.trace("left behind on {}", target, e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.trace("{} is closed", target, e);
    }
  }

  boolean isOpen() {
    return !closed
        && !lost
        && !wire.isEnded()
        && session.isConnected()
        && (via == null || via.isOpen());
  }

  /** The hop nearest to us whose own link is dead, or null. */
  private Link brokenHop() {
    Link broken = null;
    for (Link hop = via; hop != null; hop = hop.via) {
      if (!hop.isOpen()) {
        broken = hop;
      }
    }
    return broken;
  }

  /**
   * A sentence about the hop whose link is dead, if that is why this one is.
   *
   * @param server what was to be reached
   */
  static Optional<String> brokenHop(Link last, Target server) {
    if (last == null) {
      return Optional.empty();
    }
    Link inner = last.brokenHop();
    Link broken = inner != null ? inner : last.isOpen() ? null : last;
    return Optional.ofNullable(broken)
        .map(
            hop ->
                "The connection to "
                    + hop.target
                    + ", on the way to "
                    + server.host()
                    + ", was lost.");
  }

  /** The link is dead from now on; what to throw. */
  ConnectionLostException lost(Throwable cause) {
    boolean own = closed;
    lost = true;
    wire.close();
    return new ConnectionLostException(
        own
            ? "The connection to " + target + " was closed while it was in use."
            : brokenHop(via, target).orElse("The connection to " + target + " was lost.")
                + " What was running there may have gone on or not: connect again to see.",
        cause);
  }

  static CommandAbortedException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new CommandAbortedException(
        CommandAbortedException.Kind.INTERRUPTED, "The call was cancelled.", cause);
  }

  /** Takes leave of hops without making anybody wait for each of them. */
  static void closeAside(Link hop) {
    if (hop != null) {
      daemon(hop::close, "ssh farewell " + hop.target).start();
    }
  }

  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      return;
    }
    closed = true;
    watch.cancel(false);
    Future<?> farewell = workers.submit(session::disconnect);
    boolean interrupted = Thread.interrupted();
    try {
      farewell.get(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      // The farewell is politeness; closing the socket below is what ends the session.
    }
    wire.close();
    workers.shutdownNow();
    closeAside(via);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
