package dev.drydock.run;

/** Where a run stands as a whole. */
public enum RunState {
  NEW,
  CONNECTING,
  RUNNING,
  /** The link is lost; the step goes on by itself, Drydock reconnects. */
  RECONNECTING,
  /** Paused after a step, at the person's wish. */
  PAUSED,
  /** A step failed, was stopped or interrupted: Retry or Skip. */
  NEEDS_DECISION,
  /** Somebody else executes the run, or nobody does yet; this Drydock looks on. */
  WATCHING,
  /** Nobody watches; the server works on. */
  DISCONNECTED,
  FINISHED
}
