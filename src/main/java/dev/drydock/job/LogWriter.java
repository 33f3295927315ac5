package dev.drydock.job;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Appends to one log on a thread of its own: append, fsync a few times a second, then tell the
 * listener. The caller only hands over bytes, so that a slow disk never holds up the connection's
 * reader for long; while one piece is being forced to disk the next gathers, so that a chatty job
 * does not cost an fsync a line.
 */
final class LogWriter implements AutoCloseable {
  /** An fsync costs as much for a byte as for a megabyte. */
  private static final int ROOM = 1 << 20;

  /** Between two fsyncs, unless the room is full: 20 a second are enough for any eye. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Path log;
  private final FileChannel channel;
  private final LongConsumer listener;
  private final Runnable onFailure;
  private final Thread thread;

  // All below are guarded by this.
  private byte[] filling = new byte[ROOM];
  private int filled;
  private boolean writing;

  /** Written, and not forced to the disk yet. */
  private boolean unforced;

  private boolean closed;
  private boolean finishing;
  private Throwable failure;

  /** How many bytes the log holds; written by the thread. */
  private long total;

  /**
   * @param listener hears how many bytes are safely on the disk, on the writer's thread
   * @param onFailure called once, on the writer's thread, when the log cannot be written; returns
   *     at once
   */
  LogWriter(Path log, LongConsumer listener, Runnable onFailure) throws IOException {
    this.log = log;
    this.listener = listener;
    this.onFailure = onFailure;
    this.channel = PrivateFiles.openAppend(log);
    this.total = channel.size();
    this.thread = new Thread(this::run, "drydock-log");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  synchronized long total() {
    return total;
  }

  /** Takes the bytes; waits while there is no room. After a failure they are dropped. */
  synchronized void put(byte[] buffer, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (closed || failure != null) {
        return;
      }
      if (filled == ROOM) {
        try {
          wait();
        } catch (InterruptedException e) {
          // Whoever interrupts wants the tail to end; what is dropped comes again with the next.
          Thread.currentThread().interrupt();
          closed = true;
          notifyAll();
          return;
        }
        continue;
      }
      int part = Math.min(ROOM - filled, end - at);
      System.arraycopy(buffer, at, filling, filled, part);
      filled += part;
      at += part;
      notifyAll();
    }
  }

  /**
   * Waits until all that was taken is on disk, even if interrupted meanwhile.
   *
   * @throws IOException the log could not be written
   */
  synchronized void finish() throws IOException {
    boolean interrupted = false;
    finishing = true;
    notifyAll();
    while (failure == null && (filled > 0 || writing || unforced)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof IOException e) {
      throw new IOException(
          "The log " + log + " could not be written: " + e.getMessage() + ". Is the disk full?", e);
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  synchronized boolean hasFailed() {
    return failure != null;
  }

  /** Ends the thread; what was taken and not finished may be dropped. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      filled = 0;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    channel.close();
  }

  private void run() {
    byte[] spare = new byte[ROOM];
    long forced = System.nanoTime() - PAUSE_NANOS;
    try {
      while (true) {
        int length;
        byte[] taken;
        boolean due;
        synchronized (this) {
          long rest = forced + PAUSE_NANOS - System.nanoTime();
          while (filled == 0 && !closed && !(unforced && (finishing || rest <= 0))) {
            if (unforced) {
              TimeUnit.NANOSECONDS.timedWait(this, rest);
            } else {
              wait();
            }
            rest = forced + PAUSE_NANOS - System.nanoTime();
          }
          if (filled == 0 && !unforced) {
            return;
          }
          taken = filling;
          length = filled;
          filling = spare;
          filled = 0;
          writing = true;
          due = finishing || closed || rest <= 0;
          notifyAll();
        }
        write(taken, length);
        if (due) {
          channel.force(false);
          forced = System.nanoTime();
          listener.accept(total());
        }
        spare = taken;
        synchronized (this) {
          writing = false;
          unforced = !due;
          notifyAll();
        }
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      synchronized (this) {
        failure = e;
        writing = false;
        // Before anybody can see the failure: then no interrupt comes after it.
        onFailure.run();
        notifyAll();
      }
    }
  }

  private void write(byte[] bytes, int length) throws IOException {
    long before = total();
    if (channel.size() != before) {
      throw new IOException("something else is writing to it too");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    synchronized (this) {
      total = before + length;
    }
  }
}
