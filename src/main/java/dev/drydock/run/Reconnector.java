package dev.drydock.run;

import dev.drydock.ssh.Awake;
import dev.drydock.ssh.CommandAbortedException;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.RemoteException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a server until it answers, over whatever cuts of the link: a step takes hours, and a Wi-Fi
 * comes back any time. Any thread; each call waits on its own.
 */
final class Reconnector {
  private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

  /** How many shells of the server may die under one call before that is told. */
  private static final int SHELLS = 4;

  /** How soon a pause ends that this computer slept through. */
  private static final Duration NAP = Duration.ofSeconds(2);

  /** A link that stood as long was a good one. */
  private static final long STOOD_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** May be made again. */
  interface Call<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Hears when the link is lost and when it is back. */
  interface Listener {
    void lost(Instant at, String why);

    void back(Instant lostAt, Instant now);
  }

  private final Clock clock;
  private final Listener listener;
  private final Awake awake = Awake.computer();

  // All below are guarded by this.
  private boolean up = true;
  private Instant lostAt = Instant.EPOCH;
  private long upSince = System.nanoTime();
  private Instant nextTry;
  private long hurries;
  private boolean left;

  Reconnector(Clock clock, Listener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * @throws RemoteException trying again cannot help
   * @throws InterruptedException the person has left
   */
  <T> T persistently(Call<T> call) throws IOException, InterruptedException {
    Backoff backoff = new Backoff();
    int shells = SHELLS;
    while (true) {
      throwIfLeft();
      long known = hurries();
      long begun = System.nanoTime();
      try {
        return call.run();
      } catch (ConnectionLostException e) {
        if (stoodLong()) {
          // A new loss, not one more failure of the old: in hours there may be many.
          backoff.reset();
        }
        isDown(e);
      } catch (ConnectFailedException e) {
        throwIfLeft();
        if (!mayPass(e.kind())) {
          throw e;
        }
        isDown(e);
      } catch (CommandAbortedException e) {
        throwIfLeft();
        // A server short of memory kills shells. All that is asked of it may be asked again.
        if (System.nanoTime() - begun > STOOD_NANOS) {
          shells = SHELLS;
          backoff.reset();
        }
        if (e.kind() == CommandAbortedException.Kind.INTERRUPTED || --shells == 0) {
          throw e;
        }
        LOG.info("asking again", e);
      } catch (RemoteException e) {
        throwIfLeft();
        throw e;
      }
      await(backoff, known);
    }
  }

  /** A session stands. */
  void isUp() {
    Instant lost;
    synchronized (this) {
      if (up) {
        return;
      }
      up = true;
      upSince = System.nanoTime();
      lost = lostAt;
    }
    listener.back(lost, clock.instant());
  }

  private void isDown(RemoteException why) {
    LOG.info("link lost", why);
    Instant now = clock.instant();
    synchronized (this) {
      if (!up) {
        return;
      }
      up = false;
      lostAt = now;
    }
    listener.lost(now, why.getMessage());
  }

  private synchronized boolean stoodLong() {
    return up && System.nanoTime() - upSince > STOOD_NANOS;
  }

  private synchronized long hurries() {
    return hurries;
  }

  /** Ends the pause before the next try. */
  synchronized void hurry() {
    hurries++;
    notifyAll();
  }

  /** Ends all calls. */
  synchronized void leave() {
    left = true;
    notifyAll();
  }

  synchronized boolean hasLeft() {
    return left;
  }

  synchronized Optional<Instant> nextTry() {
    return Optional.ofNullable(nextTry);
  }

  private synchronized void throwIfLeft() throws InterruptedException {
    if (left) {
      throw new InterruptedException("left");
    }
  }

  private synchronized void await(Backoff backoff, long known) throws InterruptedException {
    if (awake.isJustUp()) {
      // Its network comes back step by step: what fails meanwhile says nothing about the server.
      backoff.reset();
    }
    Duration pause = backoff.next();
    if (!up) {
      nextTry = clock.instant().plus(pause);
    }
    long wakes = awake.wakes();
    long deadline = System.nanoTime() + pause.toNanos();
    try {
      long rest = pause.toNanos();
      while (rest > 0 && !left && hurries == known && awake.wakes() == wakes) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(rest, NAP.toNanos()));
        rest = deadline - System.nanoTime();
      }
    } finally {
      nextTry = null;
    }
    throwIfLeft();
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
}
