package dev.drydock.run;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** What is known, and what is not, while the link is lost and after it came back. */
final class LinkWords {
  private LinkWords() {}

  /** For example 14:03, in this computer's zone; with the date where it is not today's. */
  static String time(Instant at, Instant now) {
    ZoneId zone = ZoneId.systemDefault();
    boolean today = at.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
    String clock = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).format(at.atZone(zone));
    return today
        ? clock
        : clock
            + " on "
            + DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).format(at.atZone(zone));
  }

  /**
   * @param why in the words of the layer below, or ""
   */
  static String lost(Instant at, RunRecord record, String why) {
    String known =
        switch (record.state()) {
          case NEW, CONNECTING, DISCONNECTED ->
              record.steps().stream().allMatch(step -> step.attempt() == 0)
                  ? "Nothing was known yet of what the server does."
                  : "What the server walks it walks on by itself; Drydock will see when it is back.";
          case RUNNING, RECONNECTING ->
              "The server was walking the plan then and most likely walks on; Drydock will see when"
                  + " it is back.";
          default -> "The server was standing still then, so nothing is missed.";
        };
    return "The link was lost at "
        + time(at, at)
        + ". "
        + known
        + (why == null || why.isBlank() ? "" : " (" + why.strip() + ")");
  }

  static String back(Instant lost, Instant now) {
    return "Connected again at " + time(now, now) + ", after " + length(lost, now) + ".";
  }

  static String length(Instant from, Instant to) {
    long seconds = Math.max(0, Duration.between(from, to).toSeconds());
    if (seconds < 90) {
      return seconds + " s";
    }
    long minutes = (seconds + 30) / 60;
    if (minutes < 90) {
      return minutes + " min";
    }
    return minutes / 60 + " h " + minutes % 60 + " min";
  }
}
