package dev.drydock.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a run. All but {@link OutputGrew} and {@link SendingGrew} are written
 * to the journal before anyone is told.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RunEvent.RunStarted.class, name = "run-started"),
  @JsonSubTypes.Type(value = RunEvent.RunChanged.class, name = "run"),
  @JsonSubTypes.Type(value = RunEvent.StepChanged.class, name = "step"),
  @JsonSubTypes.Type(value = RunEvent.LinkChanged.class, name = "link"),
  @JsonSubTypes.Type(value = RunEvent.OutputGrew.class, name = "output"),
  @JsonSubTypes.Type(value = RunEvent.SendingGrew.class, name = "sending")
})
public sealed interface RunEvent {
  Instant at();

  /**
   * @param server what the run is for, e.g. {@code owner@poweredge:22}
   * @param factsSummary lines "label: value", for the transcript's head
   */
  record RunStarted(Instant at, String runId, String profile, String server, String factsSummary)
      implements RunEvent {}

  /**
   * @param attempt 1 for the first
   * @param jobId the job on the server, or "" while only checking
   * @param outFile name of the raw output file in the run's folder
   */
  record StepChanged(
      Instant at,
      String stepId,
      StepState state,
      int attempt,
      String jobId,
      String outFile,
      Integer exitCode,
      String message)
      implements RunEvent {}

  /** Not journalled: the raw output file now holds {@code length} bytes. */
  record OutputGrew(Instant at, String stepId, long length) implements RunEvent {}

  /**
   * Not journalled: how far the sending for a step has come.
   *
   * @param what is being sent, e.g. {@code Go 1.1.2}
   * @param sent bytes of it that are there
   * @param total bytes of it
   * @param bytesPerSecond 0 while unknown
   */
  record SendingGrew(
      Instant at,
      String stepId,
      String what,
      long sent,
      long total,
      double bytesPerSecond,
      Optional<Duration> left)
      implements RunEvent {}

  /**
   * @param message what is known and unknown, for the person
   */
  record LinkChanged(Instant at, boolean up, String message) implements RunEvent {}

  record RunChanged(Instant at, RunState state, String message) implements RunEvent {}
}
