package dev.drydock.run;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * What the console shows while something is fetched and sent: whole lines, and one last line that
 * is written over. Not forced to disk: it is a sight, not a record. Thread-safe.
 */
final class SendLog {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final int WIDTH = 72;

  private final Path file;
  private final LongConsumer grew;
  private boolean lineOpen;
  private long told;

  /**
   * @param grew hears the file's length
   */
  SendLog(Path file, LongConsumer grew) {
    this.file = file;
    this.grew = grew;
  }

  synchronized void line(String text) {
    write((lineOpen ? "\n" : "") + text + "\n");
    lineOpen = false;
  }

  /** At most once a second; {@code last} is always written. */
  synchronized void progress(String text, boolean last) {
    long now = System.nanoTime();
    if (!last && told != 0 && now - told < PAUSE) {
      return;
    }
    told = now;
    String padded = text.length() < WIDTH ? text + " ".repeat(WIDTH - text.length()) : text;
    write((lineOpen ? "\r" : "") + padded);
    lineOpen = true;
  }

  /** An append of its own: an interrupt (a wish to stop) closes the channel it finds. */
  private void write(String text) {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = PrivateFiles.openAppend(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      grew.accept(channel.size());
    } catch (IOException e) {
      // What cannot be shown is sent all the same.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
