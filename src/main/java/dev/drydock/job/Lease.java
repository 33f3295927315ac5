package dev.drydock.job;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who executes a run. Times are counted by the server's uptime, so a wrong or jumping clock on
 * either side changes nothing.
 *
 * @param generation number of the lease; 0 if there never was one
 * @param ageSeconds since its holder was last heard of; -1: not since the server's last start
 * @param heldSeconds since it was taken; -1: before the server's last start
 * @param label who holds it, e.g. {@code anna@laptop}
 */
public record Lease(Hold hold, long generation, long ageSeconds, long heldSeconds, String label) {
  /** Whose it is. */
  public enum Hold {
    NOBODY,
    MINE,
    OTHER
  }

  /** A holder beats every 10 s while it follows a step; a slow server and link need room. */
  static final int STALE_SECONDS = 60;

  private static final Pattern FORM =
      Pattern.compile(
          "lease (nobody|mine|other) ([0-9]{1,9}) (-1|[0-9]{1,9}) (-1|[0-9]{1,9}) (.*)");

  static final Lease NONE = new Lease(Hold.NOBODY, 0, -1, -1, "unknown");

  /** Empty for any other frame. */
  static Optional<Lease> parse(String frame) {
    Matcher form = FORM.matcher(frame);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Lease(
            hold(form.group(1)),
            Long.parseLong(form.group(2)),
            Long.parseLong(form.group(3)),
            Long.parseLong(form.group(4)),
            RunKey.labelOf(form.group(5))));
  }

  static Hold hold(String word) {
    return switch (word) {
      case "mine" -> Hold.MINE;
      case "other" -> Hold.OTHER;
      default -> Hold.NOBODY;
    };
  }

  public boolean isMine() {
    return hold == Hold.MINE;
  }

  /** Whether somebody else is executing the run, as far as the server knows. */
  public boolean isHeldByAnother() {
    return hold == Hold.OTHER && ageSeconds >= 0 && ageSeconds <= STALE_SECONDS;
  }
}
