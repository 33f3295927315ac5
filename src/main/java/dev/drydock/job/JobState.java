package dev.drydock.job;

/** What is known of a job. Silence of the server is never a failure of the job. */
public sealed interface JobState {
  /** No such job was ever started (or its directory was removed). */
  record Absent() implements JobState {}

  /**
   * Same boot, same process, same start time.
   *
   * @param length bytes of output so far
   */
  record Running(long length) implements JobState {}

  /**
   * Ended, exit code recorded.
   *
   * @param length bytes of output, exactly
   */
  record Done(int exitCode, long length) implements JobState {}

  /** The server was started again since. */
  record Rebooted(long length) implements JobState {}

  /** The process is gone without a recorded exit code (killed from outside, for example). */
  record Lost(long length) implements JobState {}

  default boolean isRunning() {
    return this instanceof Running;
  }
}
