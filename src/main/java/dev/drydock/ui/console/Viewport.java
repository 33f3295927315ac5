package dev.drydock.ui.console;

/**
 * Which part of a long list of rows is visible, when each row takes one or more lines. It asks only
 * for rows near the visible ones, so it costs the same for ten rows and for ten million.
 */
final class Viewport {
  /** The rows that are looked at. */
  interface Rows {
    long count();

    /** Lines that the row takes, at least 1. */
    int lines(long row);
  }

  /** A line: {@code line} of row {@code row}. */
  record Place(long row, int line) {
    boolean isAfter(Place other) {
      return row != other.row ? row > other.row : line > other.line;
    }
  }

  private static final Place TOP = new Place(0, 0);

  private final Rows rows;
  private Place top = TOP;
  private int height = 1;

  Viewport(Rows rows) {
    this.rows = rows;
  }

  Place top() {
    return top;
  }

  /** Whole lines that fit, at least 1. */
  int height() {
    return height;
  }

  void setHeight(int lines) {
    height = Math.max(1, lines);
  }

  /** The top at which the last line is just visible. */
  Place lastTop() {
    int missing = height;
    for (long row = rows.count() - 1; row >= 0; row--) {
      int lines = rows.lines(row);
      if (lines >= missing) {
        return new Place(row, lines - missing);
      }
      missing -= lines;
    }
    return TOP;
  }

  boolean atEnd() {
    return !lastTop().isAfter(top);
  }

  void toEnd() {
    top = lastTop();
  }

  void to(Place place) {
    Place last = lastTop();
    top = place.isAfter(last) ? last : place.row() < 0 ? TOP : place;
    if (top.line() > 0) {
      top = new Place(top.row(), Math.min(top.line(), rows.lines(top.row()) - 1));
    }
  }

  /** Moves down by {@code lines} lines, or up if negative. */
  void scroll(int lines) {
    to(step(top, lines));
  }

  /** The place {@code lines} lines below {@code from}, or above, as far as there are rows. */
  Place step(Place from, int lines) {
    long count = rows.count();
    if (count == 0) {
      return TOP;
    }
    long row = Math.min(from.row(), count - 1);
    int line = from.line();
    int left = lines;
    while (left > 0) {
      int here = rows.lines(row) - 1 - line;
      if (left <= here || row + 1 >= count) {
        return new Place(row, line + Math.max(0, Math.min(left, here)));
      }
      left -= here + 1;
      row++;
      line = 0;
    }
    while (left < 0) {
      if (-left <= line || row == 0) {
        return new Place(row, Math.max(0, line + left));
      }
      left += line + 1;
      row--;
      line = rows.lines(row) - 1;
    }
    return new Place(row, line);
  }

  /** Scrolls as little as makes {@code place} visible. */
  void reveal(Place place) {
    if (top.isAfter(place)) {
      to(place);
    } else if (place.isAfter(step(top, height - 1))) {
      to(step(place, 1 - height));
    }
  }
}
