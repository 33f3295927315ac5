package dev.drydock.job;

import java.io.IOException;

/** Another Drydock executes the run now: this one must start nothing any more. */
public final class LeaseLostException extends IOException {
  private static final long serialVersionUID = 1;

  public LeaseLostException(String runId) {
    super("Run " + runId + " has been taken over by another Drydock.");
  }
}
