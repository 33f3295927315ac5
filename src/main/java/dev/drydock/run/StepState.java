package dev.drydock.run;

/** Where a step stands. */
public enum StepState {
  WAITING,
  /** Its {@code check} is running. */
  CHECKING,
  /** What it needs from this computer is being fetched and sent. */
  SENDING,
  RUNNING,
  /** It had been done before: nothing was changed. */
  ALREADY_DONE,
  DONE,
  FAILED,
  /** The server was restarted, or the process killed, in the middle. */
  INTERRUPTED,
  /** Stopped by the person. */
  STOPPED,
  SKIPPED;

  /** Whether the run may go on past it. */
  public boolean isSettled() {
    return this == ALREADY_DONE || this == DONE || this == SKIPPED;
  }
}
