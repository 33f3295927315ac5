package dev.drydock.ui.console;

import java.util.ArrayList;
import java.util.List;

/** Rows and their text do not depend on the pieces in which bytes come, and are bounded. */
public final class AnsiFuzz {
  private AnsiFuzz() {}

  private static List<String> rows(byte[] input, int size) {
    List<String> starts = new ArrayList<>();
    LineScanner[] scanner = new LineScanner[1];
    scanner[0] =
        new LineScanner(
            (offset, split) -> starts.add(offset + " " + split + " " + scanner[0].carry()),
            0,
            Carry.START);
    for (int i = 0; i < input.length; i += size) {
      scanner[0].accept(input, i, Math.min(input.length, i + size));
    }
    return starts;
  }

  public static void fuzzerTestOneInput(byte[] input) {
    int size = input.length == 0 ? 1 : 1 + (input[0] & 15);
    check(rows(input, Math.max(1, input.length)).equals(rows(input, size)), "rows by pieces");
    AnsiText whole = new AnsiText();
    whole.accept(input, 0, input.length);
    Row one = whole.finish(false);
    AnsiText parts = new AnsiText();
    for (int i = 0; i < input.length; i += size) {
      parts.accept(input, i, Math.min(input.length, i + size));
    }
    Row two = parts.finish(false);
    check(one.text().equals(two.text()), "text by pieces");
    check(whole.carry().equals(parts.carry()), "carry by pieces");
    check(one.runs() == two.runs() && one.width() == two.width(), "looks by pieces");
    check(
        one.text().chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0)),
        "a control character is shown");
    check(
        one.text().length() <= (AnsiText.MAX_MARKS + 2) * (AnsiText.MAX_TAB_COLUMN + input.length),
        "unbounded");
    for (int width : new int[] {1, 7, 80}) {
      int lines = one.lines(width);
      for (int line = 0; line < lines && line < 50; line++) {
        int start = one.lineStart(width, line);
        check(start >= 0 && start <= one.length(), "a line starts outside");
      }
    }
  }

  private static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
