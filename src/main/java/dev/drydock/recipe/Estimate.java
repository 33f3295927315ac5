package dev.drydock.recipe;

import java.util.Locale;

/**
 * A time to expect, as honest as a guess can be: from {@code low} to {@code high} minutes.
 *
 * @param low not negative, at most {@code high}
 */
public record Estimate(double low, double high) {
  public static final Estimate NOTHING = new Estimate(0, 0);

  /** Where halves of an hour no longer matter. */
  private static final double LONG_MINUTES = 600;

  public Estimate {
    if (!(low >= 0) || !(high >= low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException("not a range of minutes: " + low + " to " + high);
    }
  }

  public Estimate plus(Estimate other) {
    return new Estimate(low + other.low, high + other.high);
  }

  /** When this many minutes of it are over. */
  Estimate after(double minutes) {
    return new Estimate(Math.max(0, low - minutes), Math.max(0, high - minutes));
  }

  /** In the middle; what a bar of progress goes by. */
  public double middle() {
    return (low + high) / 2;
  }

  /**
   * As people say it, rounded outwards so that it promises no more than the numbers do: "under a
   * minute", "up to 3 min", "20 to 40 min", "50 min to 1.5 h", "2 to 3.5 h".
   */
  public String text() {
    if (high < 1) {
      return "under a minute";
    }
    double to = Math.ceil(high / grain(high)) * grain(high);
    double from = Math.floor(low / grain(low)) * grain(low);
    if (from < 1) {
      return "up to " + amount(to) + unit(to);
    }
    if (from == to) {
      return "about " + amount(to) + unit(to);
    }
    boolean same = unit(from).equals(unit(to));
    return amount(from) + (same ? "" : unit(from)) + " to " + amount(to) + unit(to);
  }

  private static double grain(double minutes) {
    if (minutes < 10) {
      return 1;
    }
    if (minutes < 60) {
      return 5;
    }
    return minutes < LONG_MINUTES ? 30 : 60;
  }

  private static String amount(double minutes) {
    if (minutes < 60) {
      return Long.toString(Math.round(minutes));
    }
    double hours = minutes / 60;
    return hours == Math.rint(hours)
        ? Long.toString(Math.round(hours))
        : String.format(Locale.ROOT, "%.1f", hours);
  }

  private static String unit(double minutes) {
    return minutes < 60 ? " min" : " h";
  }
}
