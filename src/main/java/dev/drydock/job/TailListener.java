package dev.drydock.job;

/** Told about the progress of a tail, on the tail's thread; must not block for long. */
public interface TailListener {
  /** These bytes are now safely on the desktop's disk, which holds {@code total} bytes. */
  void appended(byte[] buffer, int offset, int length, long total);
}
