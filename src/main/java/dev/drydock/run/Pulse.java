package dev.drydock.run;

import dev.drydock.job.LeaseLostException;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.RemoteException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server something now and then, on a thread of its own, while the run's thread is busy
 * following a step for hours.
 *
 * @param <T> the answer
 */
final class Pulse<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  /** Asks; may block. */
  interface Question<T> {
    T ask() throws IOException;
  }

  /** Takes the answer. */
  interface Answer<T> {
    void take(T answer) throws IOException;
  }

  private final Duration every;
  private final BooleanSupplier mayAsk;
  private final Question<T> question;
  private final Answer<T> answer;
  private boolean closed;

  /**
   * @param every pause before each question, also the first
   * @param mayAsk or else this time is left out
   * @param answer never called again once {@link #close} has returned
   */
  private Pulse(
      Duration every, BooleanSupplier mayAsk, Question<T> question, Answer<T> answer) {
    this.every = every;
    this.mayAsk = mayAsk;
    this.question = question;
    this.answer = answer;
  }

  static <T> Pulse<T> start(
      Duration every, BooleanSupplier mayAsk, Question<T> question, Answer<T> answer) {
    Pulse<T> pulse = new Pulse<>(every, mayAsk, question, answer);
    Thread thread = new Thread(pulse::beat, "drydock-pulse");
    thread.setDaemon(true);
    thread.start();
    return pulse;
  }

  private void beat() {
    try {
      while (await()) {
        if (mayAsk.getAsBoolean() && !once()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("ended", e);
    }
  }

  /** False when asking again cannot help, or would ask the person again and again. */
  private boolean once() {
    try {
      T said = question.ask();
      synchronized (this) {
        if (!closed) {
          answer.take(said);
        }
      }
      return true;
    } catch (LeaseLostException e) {
      // Whoever follows the step is told so in a moment.
      return false;
    } catch (ConnectFailedException e) {
      LOG.info("not asked", e);
      return PlanRun.mayPass(e.kind());
    } catch (RemoteException e) {
      // Whoever follows the step finds out about the link by himself.
      LOG.info("not answered", e);
      return true;
    } catch (IOException e) {
      LOG.warn("this computer's disk", e);
      return true;
    }
  }

  /** False once this is closed. */
  private synchronized boolean await() throws InterruptedException {
    long deadline = System.nanoTime() + every.toNanos();
    while (!closed) {
      long leftNanos = deadline - System.nanoTime();
      if (leftNanos <= 0) {
        return true;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
    return false;
  }

  /** Waits for nothing but an answer being taken: a question under way is left to end by itself. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
