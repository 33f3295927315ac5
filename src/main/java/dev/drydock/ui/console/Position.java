package dev.drydock.ui.console;

/**
 * A place in the log's text.
 *
 * @param row number of the row, from 0
 * @param index char in the row's text
 */
record Position(long row, int index) implements Comparable<Position> {
  static final Position START = new Position(0, 0);

  @Override
  public int compareTo(Position other) {
    int byRow = Long.compare(row, other.row);
    return byRow != 0 ? byRow : Integer.compare(index, other.index);
  }
}
