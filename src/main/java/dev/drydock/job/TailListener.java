package dev.drydock.job;

/** Told about the progress of a tail, on a thread of the tail; must not block for long. */
public interface TailListener {
  /**
   * These bytes are now safely on the desktop's disk, which holds {@code total} bytes. The buffer
   * is used again after the call.
   */
  void appended(byte[] buffer, int offset, int length, long total);

  /**
   * The log was cut back to {@code total} bytes. Happens only when something that a step left in
   * the background wrote on between the step's end and its record: those bytes are not the step's.
   */
  default void shortened(long total) {}
}
