package dev.drydock.run;

import java.time.Instant;
import java.util.Optional;

/**
 * Takes the sting out of text that a server told: what is shown of it can neither move a cursor nor
 * swap the order in which it is read. Pure.
 */
final class Untrusted {
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private Untrusted() {}

  /** One line of at most {@code most} characters. */
  static String line(String text, int most) {
    return lines(text, most).replace('\n', ' ').strip();
  }

  /** Lines of at most {@code most} characters together. */
  static String lines(String text, int most) {
    if (text == null) {
      return "";
    }
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(most)
        .forEach(c -> clean.appendCodePoint(c == '\n' || isHarmless(c) ? c : ' '));
    return clean.toString();
  }

  /** Whether a script can be shown as it is: nothing in it hides from the eye. */
  static boolean canBeShown(String text) {
    return text != null && text.codePoints().allMatch(c -> c == '\n' || c == '\t' || isHarmless(c));
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      // FORMAT has the characters that reverse the direction of reading.
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** A time that can be one. */
  static Optional<Instant> instant(Long epochSeconds) {
    if (epochSeconds == null
        || epochSeconds < EARLIEST.getEpochSecond()
        || epochSeconds > LATEST.getEpochSecond()) {
      return Optional.empty();
    }
    return Optional.of(Instant.ofEpochSecond(epochSeconds));
  }
}
