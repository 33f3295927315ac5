package dev.drydock.relay;

import java.time.Duration;
import java.util.Optional;

/**
 * How far an upload has come.
 *
 * @param sent bytes of the file that are on their way or there, what earlier tries brought included
 * @param total bytes of the file
 * @param bytesPerSecond lately; 0 while unknown
 * @param left at that speed; empty while unknown
 */
public record UploadProgress(
    long sent, long total, double bytesPerSecond, Optional<Duration> left) {

  /** Hears it on a thread of the upload, at most four times a second. Must not block. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener SILENT = progress -> {};

    void progress(UploadProgress progress);
  }
}
