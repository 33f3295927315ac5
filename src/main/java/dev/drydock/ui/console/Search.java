package dev.drydock.ui.console;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Looks for a piece of text in what the console shows, ignoring case, from one place on and then
 * around the end of the log. Runs in the background on a reader of its own.
 */
final class Search implements Callable<Optional<Search.Match>> {
  /**
   * A find.
   *
   * @param around whether the search went around the end (or the beginning) of the log
   */
  record Match(Position start, Position end, boolean around) {}

  private final RowReader reader;
  private final String needle;
  private final Position from;
  private final boolean forward;
  private volatile boolean stopped;
  private volatile double progress;

  /**
   * A search.
   *
   * @param from first place where a match may start; when going backward, the first where it may
   *     not
   */
  Search(RowReader reader, String needle, Position from, boolean forward) {
    this.reader = reader;
    this.needle = needle;
    this.from = from;
    this.forward = forward;
  }

  /** Ends it soon, without a result. */
  void stop() {
    stopped = true;
  }

  /** How much is done, 0 to 1; from any thread. */
  double progress() {
    return progress;
  }

  @Override
  public Optional<Match> call() throws IOException {
    long rows = reader.rows();
    if (needle.isEmpty() || rows == 0) {
      return Optional.empty();
    }
    long first = Math.max(0, Math.min(from.row(), rows - 1));
    for (long done = 0; done <= rows && !stopped; done++) {
      long row = Math.floorMod(forward ? first + done : first - done, rows);
      boolean around = forward ? first + done >= rows : first - done < 0;
      Match match;
      try {
        match = inRow(row, done == 0, done == rows, around);
      } catch (IndexOutOfBoundsException e) {
        // The log was replaced by a shorter one.
        return Optional.empty();
      }
      if (match != null) {
        return Optional.of(match);
      }
      progress = (double) done / rows;
    }
    return Optional.empty();
  }

  private Match inRow(long number, boolean first, boolean last, boolean around) throws IOException {
    Row row = reader.pass(number);
    String text = row.text();
    int own = text.length();
    if (row.continued() && needle.length() > 1 && number + 1 < reader.rows()) {
      String more = reader.pass(number + 1).text();
      text += more.substring(0, Math.min(more.length(), needle.length() - 1));
    }
    int at;
    if (forward) {
      at = indexOf(text, needle, first ? from.index() : 0);
    } else {
      at = lastIndexOf(text, needle, first ? Math.min(own, from.index()) - 1 : own - 1);
    }
    boolean seenBefore = last && (forward ? at >= from.index() : at < from.index());
    if (at < 0 || at >= own || seenBefore) {
      return null;
    }
    int end = at + needle.length();
    Position after = end <= own ? new Position(number, end) : new Position(number + 1, end - own);
    return new Match(new Position(number, at), after, around || last);
  }

  /** As {@link String#indexOf(String, int)}, ignoring case; -1 if there is none. */
  static int indexOf(String text, String needle, int from) {
    char lower = Character.toLowerCase(needle.charAt(0));
    char upper = Character.toUpperCase(needle.charAt(0));
    int last = text.length() - needle.length();
    for (int i = Math.max(0, from); i <= last; i++) {
      char c = text.charAt(i);
      if ((c == lower || c == upper) && text.regionMatches(true, i, needle, 0, needle.length())) {
        return i;
      }
    }
    return -1;
  }

  private static int lastIndexOf(String text, String needle, int from) {
    for (int i = Math.min(from, text.length() - needle.length()); i >= 0; i--) {
      if (text.regionMatches(true, i, needle, 0, needle.length())) {
        return i;
      }
    }
    return -1;
  }
}
