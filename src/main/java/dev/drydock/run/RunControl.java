package dev.drydock.run;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One run on a server, looked at from here: the server walks its plan, this follows and passes the
 * person's wishes on. Every method returns at once and may be called from any thread; what follows
 * is told by events.
 */
public interface RunControl extends AutoCloseable {
  /** A consistent snapshot. */
  RunRecord record();

  /** Events come on the run's threads, in order; listeners must not block. */
  void addListener(Consumer<RunEvent> listener);

  void removeListener(Consumer<RunEvent> listener);

  /**
   * Follows the run. One that has not begun on the server yet is sent what it needs and started;
   * one that stood still when it was taken up goes on, if the person has seen its plan.
   */
  void start();

  /** Finish the step in hand, then pause; or not after all. */
  void setPauseAfterStep(boolean pause);

  boolean isPauseAfterStep();

  /** The server shall go on: after a pause, an interruption, or with a failed step again. */
  void resume();

  /** Ends the step in hand on the server: TERM, then KILL. */
  void stopStep();

  /** Leaves the step that the run stands at undone and goes on. */
  void skip();

  /** Does that step once more, and goes on. */
  default void again(String stepId) {}

  /**
   * Whether what a decision is needed about is one step. Where it is not (this computer's disk is
   * full), leaving a step undone gets nobody any further.
   */
  default boolean canSkip() {
    return true;
  }

  /**
   * What went wrong between here and the server, where it is that and no step that a decision is
   * needed about; what to do stands in the record.
   */
  default Optional<Exception> trouble() {
    return Optional.empty();
  }

  /** While reconnecting: do not wait out the pause. */
  void reconnectNow();

  /** When the next attempt to reconnect is made, while one is waited for. */
  default Optional<Instant> nextTry() {
    return Optional.empty();
  }

  /** Lets go of the server: what runs there goes on; come back later. */
  void disconnect();

  /** As {@link #disconnect}, and waits at most a second for threads to end. */
  @Override
  void close();
}
