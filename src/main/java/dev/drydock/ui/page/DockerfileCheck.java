package dev.drydock.ui.page;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Catches, while it is typed, what would make a Dockerfile fail at once. Pure. */
final class DockerfileCheck {
  /** The instructions of docker.com's Dockerfile reference, MAINTAINER of old ones included. */
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "RUN",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  private DockerfileCheck() {}

  /**
   * @param line from 1
   */
  record Mistake(int line, String message) {}

  /** The first mistake, or empty. */
  static Optional<Mistake> check(String text) {
    String[] lines = text.split("\n", -1);
    boolean from = false;
    boolean continued = false;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (!continued) {
        String[] words = line.split("\\s+", 2);
        String word = words[0].toUpperCase(Locale.ROOT);
        if (!INSTRUCTIONS.contains(word)) {
          return mistake(
              i,
              "\u201c"
                  + shortened(words[0])
                  + "\u201d is not a Dockerfile instruction. Start the line with one such as RUN,"
                  + " or end the line before with a backslash.");
        }
        if (words.length < 2) {
          return mistake(i, word + " needs something after it.");
        }
        if (!from && !word.equals("FROM") && !word.equals("ARG")) {
          return mistake(i, "The first instruction must be FROM, with the image to start from.");
        }
        from = from || word.equals("FROM");
      }
      continued = line.endsWith("\\");
    }
    if (continued) {
      return mistake(
          lines.length - 1, "The last line ends with a backslash: something is missing.");
    }
    return from
        ? Optional.empty()
        : mistake(0, "A Dockerfile needs a line FROM with the image to start from.");
  }

  private static String shortened(String word) {
    return word.length() <= 24 ? word : word.substring(0, 24) + "\u2026";
  }

  private static Optional<Mistake> mistake(int index, String message) {
    return Optional.of(new Mistake(index + 1, "Line " + (index + 1) + ": " + message));
  }
}
