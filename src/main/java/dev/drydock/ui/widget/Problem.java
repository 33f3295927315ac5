package dev.drydock.ui.widget;

/**
 * Something that went wrong, for a person.
 *
 * @param what happened, one line
 * @param why it happened, or ""
 * @param todo what to do about it, or ""
 * @param details technical text and last lines of output, or ""
 */
public record Problem(String what, String why, String todo, String details) {

  /** The first sentence becomes the headline, the rest the explanation. */
  public static Problem ofMessage(String message, String details) {
    String text = message.strip();
    int end = endOfFirstSentence(text);
    return new Problem(text.substring(0, end).strip(), text.substring(end).strip(), "", details);
  }

  private static int endOfFirstSentence(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        return i;
      }
      boolean stop = c == '.' || c == '!' || c == '?';
      // "example.org" and "3.5" hold dots too: a sentence ends before white space and a capital.
      if (stop
          && i + 2 < text.length()
          && Character.isWhitespace(text.charAt(i + 1))
          && !Character.isLowerCase(text.charAt(i + 2))) {
        return i + 1;
      }
    }
    return text.length();
  }

  /** All of it, for the clipboard. */
  public String asText() {
    StringBuilder all = new StringBuilder(what);
    for (String part : new String[] {why, todo, details}) {
      if (!part.isEmpty()) {
        all.append('\n').append(part);
      }
    }
    return all.toString();
  }
}
