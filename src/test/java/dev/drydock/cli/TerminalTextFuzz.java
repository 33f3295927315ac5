package dev.drydock.cli;

import java.util.regex.Pattern;

/** What goes to the person's terminal holds colours and text, nothing else. */
public final class TerminalTextFuzz {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private TerminalTextFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    for (boolean colours : new boolean[] {true, false}) {
      String whole = new TerminalText(colours).show(input, input.length);
      TerminalText filter = new TerminalText(colours);
      StringBuilder pieces = new StringBuilder();
      for (byte b : input) {
        pieces.append(filter.show(new byte[] {b}, 1));
      }
      check(pieces.toString().equals(whole), "it depends on the pieces");
      String text = colours ? COLOUR.matcher(whole).replaceAll("") : whole;
      check(
          text.chars().allMatch(c -> "\n\t\r\b".indexOf(c) >= 0 || !Character.isISOControl(c)),
          "a control character got through");
    }
    String line = new String(input, java.nio.charset.StandardCharsets.UTF_8);
    check(
        TerminalText.plain(line)
            .chars()
            .allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c)),
        "a control character got through plain()");
  }

  private static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
