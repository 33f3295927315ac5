package dev.drydock.ui.console;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns the raw bytes of one row into what a terminal would show of it: UTF-8 with U+FFFD for what
 * is not, colours, carriage return, backspace, tab and "erase in line" (which progress lines use).
 * It can be fed in pieces of any size. No byte makes it do anything but change its own row.
 */
final class AnsiText {
  /** Beyond this column a tab is one space, so that a row of tabs stays bounded. */
  static final int MAX_TAB_COLUMN = 1 << 16;

  /** Marks on one character beyond this many are dropped: they only pile up. */
  static final int MAX_MARKS = 4;

  private static final int TAB = 8;
  private static final int TAIL_OF_WIDE = -1;

  private final EscapeMachine machine = new EscapeMachine();
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer incomplete = ByteBuffer.allocate(8);
  private final CharBuffer decoded = CharBuffer.allocate(1024);
  private final Map<Integer, StringBuilder> marks = new HashMap<>();
  private int[] cells = new int[256];
  private long[] styles = new long[256];
  private int width;
  private int column;
  private boolean simple = true;
  private char highSurrogate;

  AnsiText() {
    begin(Carry.START);
  }

  /** Begins another row and forgets the one before. */
  void begin(Carry start) {
    machine.resume(start);
    incomplete.clear().limit(0);
    decoder.reset();
    marks.clear();
    width = 0;
    column = 0;
    simple = true;
  }

  /** Parses one whole row; {@code continued} as in {@link Row#continued}. */
  Row parse(byte[] raw, int from, int to, Carry start, boolean continued) {
    int end = to > from && raw[to - 1] == '\n' ? to - 1 : to;
    if (end > from && raw[end - 1] == '\r') {
      end--;
    }
    if (start.mode() == EscapeMachine.Mode.GROUND && isPrintableAscii(raw, from, end)) {
      String text = new String(raw, from, end - from, StandardCharsets.US_ASCII);
      return Row.simple(text, start.style(), continued);
    }
    begin(start);
    accept(raw, from, end);
    return finish(continued);
  }

  private static boolean isPrintableAscii(byte[] raw, int from, int to) {
    for (int i = from; i < to; i++) {
      if (raw[i] < 0x20 || raw[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** The row's bytes, or the next piece of them. A line feed ends any open sequence. */
  void accept(byte[] raw, int from, int to) {
    int i = from;
    while (i < to) {
      int end = i;
      if (machine.inGround()) {
        while (end < to && (raw[end] >= 0x20 || raw[end] < 0)) {
          end++;
        }
        text(raw, i, end);
      }
      if (end < to) {
        byte b = raw[end++];
        flush();
        if (b == '\n') {
          machine.lineEnd();
        } else {
          effect(machine.step(b), b);
        }
      }
      i = end;
    }
  }

  /** What the next row inherits. */
  Carry carry() {
    return machine.carry();
  }

  private void effect(EscapeMachine.Effect effect, byte b) {
    switch (effect) {
      case TEXT -> control(b);
      case ERASE_TO_END -> erase(column, width);
      case ERASE_TO_START -> erase(0, Math.min(width, column + 1));
      case ERASE_ALL -> erase(0, width);
      case NONE -> {}
    }
  }

  private void control(byte b) {
    switch (b) {
      case '\r' -> column = 0;
      case '\b' -> column = Math.max(0, column - 1);
      case '\t' -> column = column < MAX_TAB_COLUMN ? (column / TAB + 1) * TAB : column + 1;
      default -> {
        // A sequence that was broken off by a printable byte gives that byte back.
        if (b >= 0x20 || b < 0) {
          text(new byte[] {b}, 0, 1);
        }
      }
    }
  }

  private void erase(int from, int to) {
    for (int i = from; i < to; i++) {
      overwrite(i);
      cells[i] = ' ';
      styles[i] = 0;
    }
    if (to == width) {
      width = Math.min(width, from);
    }
  }

  private void text(byte[] raw, int from, int to) {
    int i = from;
    if (incomplete.hasRemaining()) {
      incomplete.compact();
      while (i < to && incomplete.position() > 0) {
        incomplete.put(raw[i++]);
        incomplete.flip();
        decode(incomplete, false);
        incomplete.compact();
      }
      incomplete.flip();
    }
    int ascii = i;
    while (ascii < to && raw[ascii] >= 0x20) {
      ascii++;
    }
    ascii(raw, i, ascii);
    if (ascii < to) {
      ByteBuffer rest = ByteBuffer.wrap(raw, ascii, to - ascii);
      decode(rest, false);
      incomplete.clear();
      incomplete.put(rest);
      incomplete.flip();
    }
  }

  /** The common case, made fast: without wide characters and marks, cells are independent. */
  private void ascii(byte[] raw, int from, int to) {
    if (!simple) {
      for (int i = from; i < to; i++) {
        put(raw[i]);
      }
      return;
    }
    ensure(column + to - from);
    long style = machine.style().bits();
    int at = column;
    for (int i = from; i < to; i++) {
      byte b = raw[i];
      if (b != 0x7f) {
        cells[at] = b;
        styles[at++] = style;
      }
    }
    if (at > column) {
      column = at;
      width = Math.max(width, column);
    }
  }

  /** A control character, a sequence or the row's end: an unfinished character stays so. */
  private void flush() {
    if (incomplete.hasRemaining()) {
      decode(incomplete, true);
      incomplete.clear().limit(0);
    }
    decoder.reset();
  }

  private void decode(ByteBuffer bytes, boolean end) {
    boolean more;
    do {
      decoded.clear();
      more = decoder.decode(bytes, decoded, end).isOverflow();
      decoded.flip();
      while (decoded.hasRemaining()) {
        utf16(decoded.get());
      }
    } while (more);
  }

  private void utf16(char c) {
    if (Character.isHighSurrogate(c)) {
      highSurrogate = c;
    } else if (Character.isLowSurrogate(c)) {
      put(Character.toCodePoint(highSurrogate, c));
    } else {
      put(c);
    }
  }

  private void put(int codePoint) {
    int shown = Columns.shown(codePoint);
    if (shown < 0) {
      return;
    }
    int columns = Columns.width(shown);
    if (columns == 0) {
      mark(shown);
      return;
    }
    simple &= columns == 1 && shown < 0x10000;
    ensure(column + columns);
    for (int i = column; i < column + columns; i++) {
      overwrite(i);
      cells[i] = i == column ? shown : TAIL_OF_WIDE;
      styles[i] = machine.style().bits();
    }
    column += columns;
    width = Math.max(width, column);
  }

  private void mark(int codePoint) {
    int base = column - 1;
    if (base >= 0 && base < width && cells[base] == TAIL_OF_WIDE) {
      base--;
    }
    if (base < 0 || base >= width) {
      return;
    }
    simple = false;
    StringBuilder on = marks.computeIfAbsent(base, any -> new StringBuilder());
    if (on.length() < MAX_MARKS) {
      on.appendCodePoint(codePoint);
    }
  }

  /** Prepares the cell for something else: half of a wide character does not stay behind. */
  private void overwrite(int at) {
    if (at >= width) {
      return;
    }
    if (cells[at] == TAIL_OF_WIDE) {
      cells[at - 1] = ' ';
      marks.remove(at - 1);
    }
    if (at + 1 < width && cells[at + 1] == TAIL_OF_WIDE) {
      cells[at + 1] = ' ';
    }
    marks.remove(at);
  }

  private void ensure(int needed) {
    if (needed > cells.length) {
      int size = Math.max(needed, cells.length * 2);
      cells = Arrays.copyOf(cells, size);
      styles = Arrays.copyOf(styles, size);
    }
    for (int i = width; i < column && i < needed; i++) {
      cells[i] = ' ';
      styles[i] = 0;
    }
  }

  /** The row, when all its bytes have been given. */
  Row finish(boolean continued) {
    flush();
    StringBuilder text = new StringBuilder(width);
    int[] columns = simple ? null : new int[16];
    int[] ends = new int[8];
    long[] looks = new long[8];
    int runs = 0;
    for (int i = 0; i < width; i++) {
      if (cells[i] == TAIL_OF_WIDE) {
        continue;
      }
      if (runs == 0 || looks[runs - 1] != styles[i]) {
        if (runs == ends.length) {
          ends = Arrays.copyOf(ends, runs * 2);
          looks = Arrays.copyOf(looks, runs * 2);
        }
        looks[runs++] = styles[i];
      }
      int before = text.length();
      text.appendCodePoint(cells[i]);
      if (!simple) {
        StringBuilder joining = marks.get(i);
        if (joining != null) {
          text.append(joining);
        }
        columns = place(columns, before, text.length(), i);
      }
      ends[runs - 1] = text.length();
    }
    if (!simple) {
      columns = Arrays.copyOf(columns, text.length() + 1);
      columns[text.length()] = width;
    }
    return new Row(
        text.toString(), Arrays.copyOf(ends, runs), Arrays.copyOf(looks, runs), columns, continued);
  }

  /** All chars of one character but its first lie in the column after it and take none. */
  private int[] place(int[] columns, int from, int to, int at) {
    int[] result = to < columns.length ? columns : Arrays.copyOf(columns, columns.length * 2 + to);
    int after = at + 1 < width && cells[at + 1] == TAIL_OF_WIDE ? at + 2 : at + 1;
    result[from] = at;
    Arrays.fill(result, from + 1, to, after);
    return result;
  }
}
