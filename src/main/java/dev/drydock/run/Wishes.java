package dev.drydock.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the person has asked of a run, between the threads that ask and the one that obeys. */
final class Wishes {
  enum Decision {
    RETRY,
    SKIP
  }

  private boolean pause;
  private boolean stop;
  private boolean left;
  private boolean takeOver;
  private long reconnects;
  private Decision decision;

  synchronized void setPause(boolean wish) {
    pause = wish;
    notifyAll();
  }

  synchronized boolean pause() {
    return pause;
  }

  synchronized void awaitResume() throws InterruptedException {
    while (pause) {
      throwIfLeft();
      wait();
    }
    throwIfLeft();
  }

  /** False if a stop is under way already. */
  synchronized boolean askStop() {
    boolean first = !stop;
    stop = true;
    return first;
  }

  synchronized boolean isStopAsked() {
    return stop;
  }

  synchronized boolean takeStop() {
    boolean asked = stop;
    stop = false;
    return asked;
  }

  synchronized void decide(Decision wish) {
    decision = wish;
    notifyAll();
  }

  synchronized void forgetDecision() {
    decision = null;
  }

  synchronized Decision awaitDecision() throws InterruptedException {
    while (decision == null) {
      throwIfLeft();
      wait();
    }
    Decision made = decision;
    decision = null;
    return made;
  }

  synchronized void reconnectNow() {
    reconnects++;
    notifyAll();
  }

  /** How often the person has said "now". */
  synchronized long reconnects() {
    return reconnects;
  }

  /**
   * @param known how often "now" had been said when the attempt began that has just failed: one
   *     said during it counts, and for everybody who waits
   */
  synchronized void awaitReconnect(Duration pauseLength, long known) throws InterruptedException {
    long deadline = System.nanoTime() + pauseLength.toNanos();
    while (reconnects == known) {
      throwIfLeft();
      long leftNanos = deadline - System.nanoTime();
      if (leftNanos <= 0) {
        break;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
    throwIfLeft();
  }

  synchronized void askTakeOver() {
    takeOver = true;
    notifyAll();
  }

  synchronized boolean isTakeOverAsked() {
    return takeOver;
  }

  synchronized boolean takeTakeOver() {
    boolean asked = takeOver;
    takeOver = false;
    return asked;
  }

  /** Until it is time to look again, or the person wants to take over. */
  synchronized void awaitLook(Duration pauseLength) throws InterruptedException {
    long deadline = System.nanoTime() + pauseLength.toNanos();
    while (!takeOver) {
      throwIfLeft();
      long leftNanos = deadline - System.nanoTime();
      if (leftNanos <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
  }

  synchronized void leave() {
    left = true;
    notifyAll();
  }

  synchronized boolean hasLeft() {
    return left;
  }

  synchronized void throwIfLeft() throws InterruptedException {
    if (left) {
      throw new InterruptedException("left at the person's wish");
    }
  }
}
