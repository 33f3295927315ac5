package dev.drydock.run;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One run being executed (or watched). Every method returns at once and may be called from any
 * thread; what follows is told by events.
 */
public interface RunControl extends AutoCloseable {
  /** A consistent snapshot. */
  RunRecord record();

  /** Events come on the run's thread, in order; listeners must not block. */
  void addListener(Consumer<RunEvent> listener);

  void removeListener(Consumer<RunEvent> listener);

  /** Starts, or resumes where the journal and the server say. */
  void start();

  /** Finish the step in hand, then wait. */
  void setPauseAfterStep(boolean pause);

  boolean isPauseAfterStep();

  /** Continues after a pause. */
  void resume();

  /** Ends the step in hand on the server: TERM, then KILL. */
  void stopStep();

  /** Runs the failed, stopped or interrupted step again, from {@code check}. */
  void retry();

  /** Leaves the failed step undone and goes on. */
  void skip();

  /**
   * Whether what a decision is needed about is one step. Where it is not (this computer's disk is
   * full), leaving a step undone gets nobody any further.
   */
  default boolean canSkip() {
    return true;
  }

  /** While reconnecting: do not wait out the pause. */
  void reconnectNow();

  /** When the next attempt to reconnect is made, while one is waited for. */
  default Optional<Instant> nextTry() {
    return Optional.empty();
  }

  /**
   * Whether this Drydock only looks on: another one executes the run, or it was found on the server
   * and the person has not said yet that its plan shall be gone on with.
   */
  default boolean isWatching() {
    return false;
  }

  /**
   * While looking on: executes the run from now on. Where another Drydock does that, it is put into
   * looking on at its next word with the server. Of a run found on a server nothing is executed
   * before this is called: the person must have seen its plan.
   */
  default void takeOver() {}

  /** Lets go of the server: what runs there goes on; resume later. */
  void disconnect();

  /** As {@link #disconnect}, and waits at most a second for threads to end. */
  @Override
  void close();
}
