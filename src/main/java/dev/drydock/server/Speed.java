package dev.drydock.server;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast a server is, measured by a few seconds of work, in multiples of the server for which the
 * steps' minutes were written down: the practice server, an emulated Pentium III that does about
 * the work of the 866 MHz one.
 *
 * @param basis what was measured
 * @param cpu times as fast as the reference; 1 where nothing was measured
 * @param disk writes times as fast as the reference; 0 where that was not measured
 * @param problem why nothing was measured, in a sentence, or ""
 */
public record Speed(Basis basis, double cpu, double disk, String problem) {
  /** What an estimate rests on. */
  public enum Basis {
    /** A C compiler at work: what the long steps do, too. */
    COMPILER,
    /** gzip and cksum, where there is no compiler. */
    STAND_IN,
    /** Nothing. */
    NONE
  }

  /**
   * Seconds that one round of {@code compile} of speed.sh takes on the practice server, with GCC
   * 12.2: five measurements of 3 s each gave 0.76 to 0.82, on a host that did nothing else with
   * that core.
   */
  static final double REFERENCE_COMPILE_SECONDS = 0.78;

  /** The same for {@code pack}, gzip 1.12: 0.084 to 0.106. */
  static final double REFERENCE_PACK_SECONDS = 0.09;

  /** The same for 8 MB through to the disk: 0.10 to 0.12 s. */
  static final double REFERENCE_WRITE_MB_PER_SECOND = 73;

  /** Between a 486 and the fastest of today: what lies outside was not measured but disturbed. */
  private static final double LEAST = 0.01;

  private static final double MOST = 100;

  private static final Pattern LINE =
      Pattern.compile(
          "(compile|pack|write) ([0-9]{1,6}) ([0-9]{1,10}\\.[0-9]{2}) ([0-9]{1,10}\\.[0-9]{2})");

  /** Nothing was measured yet, and nothing went wrong either. */
  public static final Speed UNMEASURED = unknown("");

  /**
   * @param problem why, in a sentence, or ""
   */
  public static Speed unknown(String problem) {
    return new Speed(Basis.NONE, 1, 0, problem);
  }

  public boolean isMeasured() {
    return basis != Basis.NONE;
  }

  /**
   * Reads the answer of speed.sh; never fails. Text around the answer's lines (a login banner) is
   * passed over.
   *
   * @param nonce marks the answer's lines
   */
  static Speed parse(String text, String nonce) {
    String mark = "@@" + nonce + " ";
    Basis basis = Basis.NONE;
    double cpu = 1;
    double disk = 0;
    for (String line : text.lines().toList()) {
      Matcher told = LINE.matcher(line.startsWith(mark) ? line.substring(mark.length()) : "");
      if (!told.matches()) {
        continue;
      }
      int count = Integer.parseInt(told.group(2));
      double seconds = Double.parseDouble(told.group(4)) - Double.parseDouble(told.group(3));
      if (count == 0 || seconds < 0) {
        continue;
      }
      // The clock ticks in hundredths: nothing is known to have been faster than that.
      double each = Math.max(seconds, 0.01) / count;
      switch (told.group(1)) {
        case "compile" -> {
          basis = Basis.COMPILER;
          cpu = within(REFERENCE_COMPILE_SECONDS / each);
        }
        case "pack" -> {
          if (basis == Basis.NONE) {
            basis = Basis.STAND_IN;
            cpu = within(REFERENCE_PACK_SECONDS / each);
          }
        }
        default -> disk = within(1 / each / REFERENCE_WRITE_MB_PER_SECOND);
      }
    }
    return basis == Basis.NONE
        ? unknown("The server did not finish the short test of its speed.")
        : new Speed(basis, cpu, disk, "");
  }

  private static double within(double times) {
    return Math.max(LEAST, Math.min(MOST, times));
  }

  /** For example "about 1.3 times as fast as an 866 MHz Pentium III (measured by compiling)". */
  public String text() {
    if (!isMeasured()) {
      return "not measured";
    }
    return compared()
        + (basis == Basis.COMPILER
            ? " (measured by compiling)"
            : " (measured by compressing, as there is no compiler yet)");
  }

  /** What the expected times are reckoned with, in a sentence or two. */
  public String basisSentence() {
    if (isMeasured()) {
      return "The times are for this server, which is " + text() + ".";
    }
    return "The times are those of an 866 MHz Pentium III: how fast this server is was not measured"
        + (problem.isEmpty() ? "." : ". " + problem);
  }

  private String compared() {
    if (cpu > 0.9 && cpu < 1.1) {
      return "about as fast as an 866 MHz Pentium III";
    }
    String times =
        cpu >= 10
            ? Long.toString(Math.round(cpu))
            : String.format(Locale.ROOT, cpu < 0.1 ? "%.2f" : "%.1f", cpu);
    return "about " + times + " times as fast as an 866 MHz Pentium III";
  }
}
