package dev.drydock.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What the journal says of one step (its newest attempt).
 *
 * @param attempt 0 before the first
 * @param jobId on the server, or ""
 * @param out the raw output on the desktop's disk; may not exist yet
 * @param message for the person, or ""
 */
public record StepRecord(
    String stepId,
    StepState state,
    int attempt,
    String jobId,
    Path out,
    Optional<Instant> started,
    Optional<Instant> finished,
    Optional<Integer> exitCode,
    String message) {

  StepRecord interrupted() {
    return state != StepState.RUNNING
        ? this
        : new StepRecord(
            stepId,
            StepState.INTERRUPTED,
            attempt,
            jobId,
            out,
            started,
            started,
            exitCode,
            "It is run again when the server goes on.");
  }
}
