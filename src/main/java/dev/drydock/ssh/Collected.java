package dev.drydock.ssh;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Keeps output in memory: all of it up to a limit, or only its tail. */
final class Collected implements Remote.Sink {
  private final int limit;
  private final boolean tail;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean overflown;

  private Collected(int limit, boolean tail) {
    this.limit = limit;
    this.tail = tail;
  }

  static Collected whole(int limit) {
    return new Collected(limit, false);
  }

  static Collected tail(int limit) {
    return new Collected(limit, true);
  }

  @Override
  public synchronized void accept(byte[] buffer, int offset, int length) {
    if (overflown) {
      return;
    }
    bytes.write(buffer, offset, length);
    if (tail) {
      if (bytes.size() > 2 * limit) {
        trim();
      }
    } else if (bytes.size() > limit) {
      overflown = true;
      bytes.reset();
    }
  }

  private void trim() {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    bytes.write(all, all.length - limit, limit);
  }

  synchronized boolean isOverflown() {
    return overflown;
  }

  synchronized byte[] bytes() {
    byte[] all = bytes.toByteArray();
    return all.length <= limit ? all : Arrays.copyOfRange(all, all.length - limit, all.length);
  }
}
