package dev.drydock.ui.console;

/**
 * Finds where rows begin in a stream of bytes that arrives in pieces. A row is a line, or a part of
 * one: a line longer than {@link #MAX_ROW} bytes is split there (never inside a UTF-8 character),
 * so that no row is unbounded. The result depends on the bytes alone, not on the pieces.
 */
final class LineScanner {
  /** Longest row in bytes, but for up to 3 bytes that finish a character, and the line feed. */
  static final int MAX_ROW = 64 * 1024;

  private static final int MAX_CONTINUATION = 3;

  /** Told of each row's first byte, while {@link LineScanner#carry} is what the row inherits. */
  interface Sink {
    /**
     * A row begins.
     *
     * @param split whether it goes on with the row before
     */
    void rowStart(long offset, boolean split);
  }

  private final Sink sink;
  private final EscapeMachine machine = new EscapeMachine();
  private long offset;

  /** Bytes of the row so far; -1 between rows. */
  private int rowBytes = -1;

  LineScanner(Sink sink, long offset, Carry carry) {
    this.sink = sink;
    this.offset = offset;
    machine.resume(carry);
  }

  Carry carry() {
    return machine.carry();
  }

  /** The offset after the last byte seen. */
  long offset() {
    return offset;
  }

  /** Whether the last row has its line feed (or there is no row). */
  boolean betweenRows() {
    return rowBytes < 0;
  }

  void accept(byte[] buffer, int from, int to) {
    int i = from;
    while (i < to) {
      if (rowBytes >= 0 && rowBytes < MAX_ROW && machine.inGround()) {
        int stop = Math.min(to, i + MAX_ROW - rowBytes);
        int end = i;
        while (end < stop && buffer[end] != '\n' && buffer[end] != 0x1b) {
          end++;
        }
        rowBytes += end - i;
        offset += end - i;
        i = end;
      }
      if (i < to) {
        one(buffer[i++]);
      }
    }
  }

  private void one(byte b) {
    if (rowBytes < 0) {
      sink.rowStart(offset, false);
      rowBytes = 0;
    } else if (rowBytes >= MAX_ROW && b != '\n') {
      boolean continuation = (b & 0xc0) == 0x80;
      if (!continuation || rowBytes >= MAX_ROW + MAX_CONTINUATION) {
        sink.rowStart(offset, true);
        rowBytes = 0;
      }
    }
    offset++;
    if (b == '\n') {
      machine.lineEnd();
      rowBytes = -1;
    } else {
      machine.step(b);
      rowBytes++;
    }
  }
}
