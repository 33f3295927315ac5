package dev.drydock.ui.console;

import java.util.Arrays;

/**
 * Remembers, of an append-only stream, how many rows it has and where some of them begin, so that
 * any row can be found by reading a little. Bounded: when there are too many marks, every second
 * one goes and new ones are set twice as far apart.
 *
 * <p>Thread-safe: one thread appends, others look up.
 */
final class LineIndex {
  /** Bytes between two marks at first. */
  static final int SPACING = 64 * 1024;

  /** About 800 kB, reached first by a log of 2 GB. */
  static final int MAX_MARKS = 1 << 15;

  /**
   * The rows from one mark to the next, which are found by scanning these bytes.
   *
   * @param firstRow number of the first row that begins in the span
   * @param rows how many rows begin in it
   * @param start offset of its first byte
   * @param end offset after its last byte known so far
   * @param carry what the first row inherits
   * @param last whether it is the span at the end, which may grow
   */
  record Span(long firstRow, long rows, long start, long end, Carry carry, boolean last) {}

  private final int maxMarks;
  private final LineScanner scanner;
  private long spacing;
  private long[] offsets = new long[16];
  private long[] rowNumbers = new long[16];
  private Carry[] carries = new Carry[16];
  private int marks;
  private long rows;

  LineIndex() {
    this(SPACING, MAX_MARKS);
  }

  LineIndex(long spacing, int maxMarks) {
    this.spacing = spacing;
    this.maxMarks = maxMarks;
    scanner = new LineScanner(this::rowStart, 0, Carry.START);
  }

  synchronized void append(byte[] buffer, int from, int to) {
    scanner.accept(buffer, from, to);
  }

  private void rowStart(long offset, boolean split) {
    if (marks == 0 || offset - offsets[marks - 1] >= spacing) {
      mark(offset);
    }
    rows++;
  }

  private void mark(long offset) {
    if (marks == maxMarks) {
      thin();
      if (offset - offsets[marks - 1] < spacing) {
        return;
      }
    }
    if (marks == offsets.length) {
      offsets = Arrays.copyOf(offsets, marks * 2);
      rowNumbers = Arrays.copyOf(rowNumbers, marks * 2);
      carries = Arrays.copyOf(carries, marks * 2);
    }
    offsets[marks] = offset;
    rowNumbers[marks] = rows;
    carries[marks++] = scanner.carry();
  }

  private void thin() {
    int kept = 0;
    for (int i = 0; i < marks; i += 2) {
      offsets[kept] = offsets[i];
      rowNumbers[kept] = rowNumbers[i];
      carries[kept++] = carries[i];
    }
    Arrays.fill(carries, kept, marks, null);
    marks = kept;
    spacing *= 2;
  }

  /** Bytes seen. */
  synchronized long length() {
    return scanner.offset();
  }

  /** Rows begun, the unfinished last one among them. */
  synchronized long rows() {
    return rows;
  }

  synchronized int marks() {
    return marks;
  }

  /** The span that holds row {@code row}, which must exist. */
  synchronized Span span(long row) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows);
    }
    int found = Arrays.binarySearch(rowNumbers, 0, marks, row);
    int at = found >= 0 ? found : -found - 2;
    boolean last = at == marks - 1;
    long end = last ? scanner.offset() : offsets[at + 1];
    long after = last ? rows : rowNumbers[at + 1];
    return new Span(rowNumbers[at], after - rowNumbers[at], offsets[at], end, carries[at], last);
  }
}
