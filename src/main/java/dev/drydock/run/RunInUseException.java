package dev.drydock.run;

import java.io.IOException;

/** Another Drydock executes this run: two writers would spoil the record. */
public final class RunInUseException extends IOException {
  private static final long serialVersionUID = 1;

  RunInUseException(String runId) {
    super(
        "Run "
            + runId
            + " is being executed by another Drydock window or command. Use that one, or close it"
            + " (the server works on) and try again.");
  }
}
