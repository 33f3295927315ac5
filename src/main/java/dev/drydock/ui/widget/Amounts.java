package dev.drydock.ui.widget;

import java.time.Duration;
import java.util.Locale;

/** Times and sizes as people say them. */
public final class Amounts {
  private Amounts() {}

  /** For example "under a minute", "7 min", "1 h 20 min". */
  public static String minutes(double minutes) {
    if (minutes < 1) {
      return "under a minute";
    }
    long whole = Math.round(minutes);
    if (whole < 60) {
      return whole + " min";
    }
    long rest = whole % 60;
    return whole / 60 + " h" + (rest == 0 ? "" : " " + rest + " min");
  }

  /** For example "about 7 min"; "under a minute" as it is. */
  public static String about(double minutes) {
    return minutes < 1 ? minutes(minutes) : "about " + minutes(minutes);
  }

  /** A running clock: "0:07", "12:40", "1:02:03". */
  public static String clock(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  public static String megabytes(long mb) {
    return mb < 1000 ? mb + " MB" : String.format(Locale.ROOT, "%.1f GB", mb / 1000.0);
  }

  /** Decimal units, as docker prints them. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    String[] units = {"kB", "MB", "GB", "TB"};
    int unit = -1;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  /** "1 step", "3 steps". */
  public static String count(int n, String one) {
    return n + " " + one + (n == 1 ? "" : "s");
  }
}
