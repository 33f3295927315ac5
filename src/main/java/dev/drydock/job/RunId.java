package dev.drydock.job;

import java.util.regex.Pattern;

/** The form of a run's id: {@code yyyymmdd-hhmmss-xxxxxx}, safe as a file name. */
public final class RunId {
  private static final Pattern FORM = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-f]{6}");

  private RunId() {}

  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
