package dev.drydock.server;

import java.util.List;
import java.util.regex.Pattern;

/** Small helpers for text that may be anything. */
final class Texts {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Texts() {}

  /** The words between white space. */
  static List<String> words(String text) {
    return SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }

  /** The whole of {@code text} as a number of up to 18 digits, or -1. */
  static long number(String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  /** The whole of {@code text} as a number that fits, or {@code otherwise}. */
  static int number(String text, int otherwise) {
    long number = number(text);
    return number >= 0 && number <= Integer.MAX_VALUE ? (int) number : otherwise;
  }

  /** The first of the texts that is not empty, or "". */
  static String firstOf(String... texts) {
    for (String text : texts) {
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** "a", "a and b", "a, b and c". */
  static String list(List<String> words) {
    if (words.size() < 2) {
      return String.join("", words);
    }
    return String.join(", ", words.subList(0, words.size() - 1))
        + " and "
        + words.get(words.size() - 1);
  }
}
