package dev.drydock.transcript;

import java.time.Duration;

/** Durations for people. */
public final class Elapsed {
  private Elapsed() {}

  /** For example "0.4 s", "8 s", "1 min 23 s", "2 h 03 min". */
  public static String text(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    long seconds = millis / 1000;
    if (seconds < 2) {
      return millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + twoDigits(seconds % 60) + " s";
    }
    return seconds / 3600 + " h " + twoDigits(seconds % 3600 / 60) + " min";
  }

  private static String twoDigits(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
