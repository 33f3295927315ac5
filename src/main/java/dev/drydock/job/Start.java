package dev.drydock.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A wish that a run's runner be started on the server.
 *
 * @param root whether root walks it
 * @param login who the person is there
 * @param digest of the plan that the person approved; another one under this id is not walked
 * @param walk number of the walk that is wanted, 1 for the first; asked again, none begins twice
 * @param now the desktop's clock
 * @param afterReboot whether the server goes on by itself after a restart; empty: as it was
 * @param files name to content of what is laid down if the run is not there; empty: nothing is
 */
public record Start(
    String runId,
    boolean root,
    String login,
    String digest,
    int walk,
    Instant now,
    Optional<Boolean> afterReboot,
    Map<String, String> files) {
  public Start {
    if (!RunId.isOne(runId)) {
      throw new IllegalArgumentException("not a run's id: " + runId);
    }
    files = Map.copyOf(files);
  }

  /** What became of it. */
  public sealed interface Outcome {
    /** It walks. */
    record Begun() implements Outcome {}

    /** That walk had begun already; nothing was done. */
    record Known() implements Outcome {}

    /** There is no such run on the server. */
    record Absent() implements Outcome {}

    /** The run there has another plan. */
    record Differs() implements Outcome {}

    /**
     * The server is walking; nothing was done.
     *
     * @param runId by which run
     */
    record Busy(String runId) implements Outcome {}

    /**
     * A job that an earlier Drydock started is still running there; nothing was done.
     *
     * @param job its name there
     */
    record OldJob(String job) implements Outcome {}
  }
}
