package dev.drydock.ui.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * The index of one log file. The file is opened for each look and closed again: nothing is held
 * while the log is quiet, and a file that was replaced is seen as such.
 *
 * <p>Thread-safe; {@link #catchUp} by one thread at a time.
 */
final class LogIndex {
  private static final int CHUNK = 256 * 1024;

  private final Path log;
  private volatile LineIndex index = new LineIndex();

  LogIndex(Path log) {
    this.log = log;
  }

  Path log() {
    return log;
  }

  /** The present index; another object after the file was replaced by a shorter one. */
  LineIndex lines() {
    return index;
  }

  /**
   * Indexes what the file has gained until its end is reached or {@code stop} says so. A log that
   * does not exist yet is an empty one.
   */
  void catchUp(BooleanSupplier stop) throws IOException {
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
      LineIndex into = index;
      if (file.size() < into.length()) {
        into = new LineIndex();
        index = into;
      }
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (!stop.getAsBoolean()) {
        int read = file.read(buffer.clear(), into.length());
        if (read <= 0) {
          return;
        }
        into.append(buffer.array(), 0, read);
      }
    } catch (NoSuchFileException e) {
      index = new LineIndex();
    }
  }

  /** Reads the bytes from {@code start} to {@code end}, or fewer if the file has become shorter. */
  byte[] read(long start, long end) throws IOException {
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
      byte[] bytes = new byte[Math.toIntExact(end - start)];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining() && file.read(buffer, start + buffer.position()) > 0) {
        // One read may give less than was asked for.
      }
      return buffer.hasRemaining() ? Arrays.copyOf(bytes, buffer.position()) : bytes;
    }
  }
}
