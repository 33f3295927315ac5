package dev.drydock.ui.console;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and parses single rows, and keeps the latest ones. Its memory is bounded whatever the log
 * holds. Used by one thread at a time: the window, a search and a copy have one each.
 */
final class RowReader {
  private static final int KEPT_BYTES = 4 << 20;
  private static final int KEPT_CHARS = 2 << 20;
  private static final int KEPT_ROWS = 1024;

  private final LogIndex log;
  private final AnsiText parser = new AnsiText();
  private final LinkedHashMap<Long, Block> blocks = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashMap<Long, Row> rows = new LinkedHashMap<>(16, 0.75f, true);
  private LineIndex index;
  private Block latest;
  private long blockBytes;
  private long rowChars;
  private long parsed;

  RowReader(LogIndex log) {
    this.log = log;
    index = log.lines();
  }

  /** Rows there are now. */
  long rows() {
    sync();
    return index.rows();
  }

  /** Bytes parsed so far, ever: what the reader's work is measured by. */
  long parsed() {
    return parsed;
  }

  /**
   * Row {@code number}, kept for the next time.
   *
   * @throws IndexOutOfBoundsException if there is no such row (any more)
   */
  Row row(long number) throws IOException {
    sync();
    Row kept = rows.get(number);
    if (kept != null) {
      return kept;
    }
    Block block = block(number);
    Row row = parse(block, number);
    if (block.isComplete(number)) {
      rows.put(number, row);
      rowChars += row.length();
      trimRows();
    }
    return row;
  }

  boolean isKept(long number) {
    sync();
    return rows.containsKey(number);
  }

  /** As {@link #row} for a reader that goes through many rows once. */
  Row pass(long number) throws IOException {
    sync();
    return parse(block(number), number);
  }

  private void sync() {
    LineIndex now = log.lines();
    if (now != index) {
      index = now;
      blocks.clear();
      rows.clear();
      latest = null;
      blockBytes = 0;
      rowChars = 0;
    }
  }

  private Row parse(Block block, long number) {
    int at = (int) (number - block.firstRow);
    if (at >= block.count) {
      return Row.EMPTY;
    }
    int from = block.starts[at];
    int to = block.end(at);
    parsed += to - from;
    boolean continued = at + 1 < block.count ? block.splits[at + 1] : block.nextIsSplit;
    return parser.parse(block.bytes, from, to, block.carries[at], continued);
  }

  private void trimRows() {
    var oldest = rows.entrySet().iterator();
    while ((rows.size() > KEPT_ROWS || rowChars > KEPT_CHARS) && rows.size() > 1) {
      rowChars -= oldest.next().getValue().length();
      oldest.remove();
    }
  }

  private Block block(long row) throws IOException {
    if (latest != null && latest.isComplete(row)) {
      return latest;
    }
    LineIndex.Span span = index.span(row);
    Block block = blocks.get(span.start());
    // Marks may have been thinned since, then the same start stands for more rows.
    if (block == null || (!block.span.equals(span) && !block.isComplete(row))) {
      Block old = blocks.remove(span.start());
      blockBytes -= old == null ? 0 : old.weight();
      block = load(span);
      blocks.put(span.start(), block);
      blockBytes += block.weight();
      trimBlocks();
    }
    latest = block;
    return block;
  }

  private void trimBlocks() {
    var oldest = blocks.entrySet().iterator();
    while (blockBytes > KEPT_BYTES && blocks.size() > 1) {
      Map.Entry<Long, Block> entry = oldest.next();
      blockBytes -= entry.getValue().weight();
      oldest.remove();
    }
  }

  private Block load(LineIndex.Span span) throws IOException {
    Block block = new Block(span, log.read(span.start(), span.end()));
    block.scan();
    return block;
  }

  /** The bytes of a span and where its rows begin in them. */
  private static final class Block {
    final long firstRow;
    final byte[] bytes;
    private final LineIndex.Span span;
    int[] starts = new int[64];
    Carry[] carries = new Carry[64];
    boolean[] splits = new boolean[64];
    int count;
    boolean nextIsSplit;
    private boolean lastIsComplete;
    private LineScanner scanner;

    Block(LineIndex.Span span, byte[] bytes) {
      this.span = span;
      this.firstRow = span.firstRow();
      this.bytes = bytes;
    }

    void scan() {
      scanner = new LineScanner(this::rowStart, span.start(), span.carry());
      scanner.accept(bytes, 0, bytes.length);
      lastIsComplete = scanner.betweenRows() || !span.last();
      nextIsSplit = !span.last() && !scanner.betweenRows();
      scanner = null;
    }

    private void rowStart(long offset, boolean split) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
        carries = Arrays.copyOf(carries, count * 2);
        splits = Arrays.copyOf(splits, count * 2);
      }
      starts[count] = (int) (offset - span.start());
      splits[count] = split;
      carries[count++] = scanner.carry();
    }

    /** Bytes of memory, roughly. */
    long weight() {
      return bytes.length + starts.length * 9L;
    }

    int end(int at) {
      return at + 1 < count ? starts[at + 1] : bytes.length;
    }

    /** Whether the row is whole, so that it stays as it is however the log grows. */
    boolean isComplete(long row) {
      long at = row - firstRow;
      return at >= 0 && (at < count - 1 || (at == count - 1 && lastIsComplete));
    }
  }
}
