package dev.drydock.ui.console;

import java.util.Arrays;

/**
 * One row as it is shown: plain text without any control character, and its styles. Immutable but
 * for a cache, hence used by one thread at a time.
 */
final class Row {
  static final Row EMPTY = new Row("", new int[0], new long[0], null, false);

  private final String text;
  private final int[] runEnds;
  private final long[] runStyles;

  /** The column of each char and of the end; null if each char takes one column. */
  private final int[] columns;

  private final boolean continued;
  private int brokenAt;
  private int[] breaks = {0};

  Row(String text, int[] runEnds, long[] runStyles, int[] columns, boolean continued) {
    this.text = text;
    this.runEnds = runEnds;
    this.runStyles = runStyles;
    this.columns = columns;
    this.continued = continued;
  }

  /** One style, one column a char. */
  static Row simple(String text, Style style, boolean continued) {
    return new Row(text, new int[] {text.length()}, new long[] {style.bits()}, null, continued);
  }

  String text() {
    return text;
  }

  int length() {
    return text.length();
  }

  /** Whether the line goes on in the next row, because it is very long. */
  boolean continued() {
    return continued;
  }

  int runs() {
    return runEnds.length;
  }

  /** Where run {@code run} ends, exclusively, in chars. */
  int runEnd(int run) {
    return runEnds[run];
  }

  Style runStyle(int run) {
    return new Style(runStyles[run]);
  }

  int runAt(int index) {
    int found = Arrays.binarySearch(runEnds, index);
    return found >= 0 ? found + 1 : -found - 1;
  }

  boolean onePerColumn() {
    return columns == null;
  }

  /** Columns that the whole row takes. */
  int width() {
    return column(text.length());
  }

  int column(int index) {
    return columns == null ? index : columns[index];
  }

  /** The first char of the character that covers {@code column}, or the end. */
  int indexAt(int column) {
    if (column <= 0) {
      return 0;
    }
    if (columns == null) {
      return Math.min(column, text.length());
    }
    int low = 0;
    int high = text.length();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (columns[middle + 1] > column) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < text.length() ? start(low) : low;
  }

  private int start(int index) {
    boolean inPair =
        index > 0
            && Character.isLowSurrogate(text.charAt(index))
            && Character.isHighSurrogate(text.charAt(index - 1));
    return inPair ? index - 1 : index;
  }

  /** The char after the character at {@code index} and its marks. */
  int next(int index) {
    if (index >= text.length()) {
      return text.length();
    }
    if (columns == null) {
      return index + 1;
    }
    int after = index + Character.charCount(text.codePointAt(index));
    while (after < text.length() && columns[after + 1] == columns[after]) {
      after++;
    }
    return after;
  }

  int previous(int index) {
    if (index <= 0) {
      return 0;
    }
    int before = index - 1;
    while (columns != null && before > 0 && columns[before] == columns[index]) {
      before--;
    }
    return start(before);
  }

  /** Lines that the row takes when it is wrapped at {@code width} columns (0: not wrapped). */
  int lines(int width) {
    if (width <= 0) {
      return 1;
    }
    if (columns == null) {
      return Math.max(1, (text.length() + width - 1) / width);
    }
    return breaks(width).length;
  }

  /** The char at which the wrapped line {@code line} begins. */
  int lineStart(int width, int line) {
    if (line <= 0 || width <= 0) {
      return 0;
    }
    if (line >= lines(width)) {
      return text.length();
    }
    return columns == null ? line * width : breaks(width)[line];
  }

  /** The wrapped line that shows the char at {@code index}. */
  int lineOf(int width, int index) {
    if (width <= 0) {
      return 0;
    }
    if (columns == null) {
      return Math.min(index / width, lines(width) - 1);
    }
    int found = Arrays.binarySearch(breaks(width), index);
    return found >= 0 ? found : -found - 2;
  }

  private int[] breaks(int width) {
    if (brokenAt != width) {
      int[] starts = new int[16];
      int count = 1;
      int from = 0;
      for (int i = 0; i < text.length(); i = next(i)) {
        if (columns[next(i)] - columns[from] > width && i > from) {
          if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
          }
          starts[count++] = i;
          from = i;
        }
      }
      breaks = Arrays.copyOf(starts, count);
      brokenAt = width;
    }
    return breaks;
  }
}
