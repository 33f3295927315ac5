package dev.drydock.ui.console;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * A copy of a part of the log's text. If it is too much, the newest part of it is kept: that is
 * where a failed step says why.
 *
 * @param text lines ended by {@code \n}; the pieces of a split line are joined again
 * @param cut whether the beginning is left out
 */
record Extract(String text, boolean cut) {

  /**
   * Reads the text from {@code from} to {@code to}.
   *
   * @param maxChars the most to keep
   */
  static Extract of(
      RowReader reader, Position from, Position to, int maxChars, BooleanSupplier stop)
      throws IOException {
    long last = Math.min(to.row(), reader.rows() - 1);
    long first = last + 1;
    long chars = 0;
    // Backward first, for where to begin: the sizes of the rows before are not known.
    while (first > from.row() && chars <= maxChars && !stop.getAsBoolean()) {
      chars += reader.pass(--first).length() + 1;
    }
    boolean cut = chars > maxChars;
    StringBuilder text = new StringBuilder();
    for (long number = first; number <= last && !stop.getAsBoolean(); number++) {
      Row row = reader.pass(number);
      int begin = number == from.row() ? Math.min(from.index(), row.length()) : 0;
      int end = number == to.row() ? Math.min(to.index(), row.length()) : row.length();
      text.append(row.text(), begin, Math.max(begin, end));
      if (number < last && !row.continued()) {
        text.append('\n');
      }
    }
    if (text.length() > maxChars) {
      text.delete(0, text.length() - maxChars);
      cut = true;
    }
    return new Extract(text.toString(), cut);
  }
}
