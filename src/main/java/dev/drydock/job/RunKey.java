package dev.drydock.job;

import java.util.regex.Pattern;

/**
 * A run on a server, and who asks about it.
 *
 * @param runId {@code yyyymmdd-hhmmss-xxxxxx}: safe as a file name
 * @param token 32 hexadecimal digits that tell one Drydock from another; no secret
 * @param label tells a person who that is, e.g. {@code anna@laptop}
 */
public record RunKey(String runId, String token, String label) {
  private static final Pattern RUN = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-f]{6}");
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  public RunKey {
    if (!isRunId(runId) || !TOKEN.matcher(token).matches() || !LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("not a run's key: " + runId + " " + token + " " + label);
    }
  }

  public static boolean isRunId(String text) {
    return RUN.matcher(text).matches();
  }

  public static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /** What is left of any text when all that a label cannot hold is taken out. */
  public static String labelOf(String text) {
    String clean = text.replaceAll("[^A-Za-z0-9._@-]+", "-");
    clean = clean.length() > 64 ? clean.substring(0, 64) : clean;
    return LABEL.matcher(clean).matches() ? clean : "unknown";
  }
}
