package dev.drydock.server;

/** How a fact bears on the job. */
public enum Verdict {
  FINE,
  /** Works, or will once a step has dealt with it. */
  CARE,
  STOP
}
