package dev.drydock.recipe;

import dev.drydock.ssh.Shell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Composes what runs on the server: a head, every parameter as an exported quoted variable, the
 * prelude, the step's text, and the mode. Values are never spliced anywhere else. Pure.
 */
public final class StepScript {
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
  private static final String FRAME = "drydock-check: ";
  private static final Pattern CHECK =
      Pattern.compile("(?m)^drydock-check: ([a-z0-9-]+) ([0-9]{1,3})\r?\n");

  private static final Pattern SAID = Pattern.compile("(?m)^drydock-said: ([a-z0-9-]+) (.*?)\r?\n");

  /** How a step's script tells the person what went wrong (see the prelude's {@code fail}). */
  private static final String FAILURE = "! ";

  private static final String HEAD =
      """
      #!/bin/sh
      # shellcheck disable=SC2034  # no step uses all that the prelude answers
      LC_ALL=C; export LC_ALL
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
      umask 022
      set -eu
      """;

  private static final String JOB =
      """

      # Asked to check, only look. Else do it, unless it is done already; asked for again, in any case.
      drydock_rc=0
      case ${1-} in
        check) check || drydock_rc=$?; exit "$drydock_rc" ;;
        again) drydock_rc=1 ;;
        *) check || drydock_rc=$? ;;
      esac
      case $drydock_rc in
        0)
          say "Already done: nothing was changed."
          # Who walks the plan listens there.
          { printf already >&9; } 2>/dev/null || :
          exit 0
          ;;
        1) ;;
        *) say "Whether this is done already could not be told (code $drydock_rc): doing it." ;;
      esac
      apply
      verify
      drydock_rc=0
      check >/dev/null || drydock_rc=$?
      [ "$drydock_rc" -eq 0 ] ||
        fail "The step ran to its end, but what it should have achieved is not there."
      # Done means on the disk: after a power cut nobody would look for it again.
      sync
      say "Done."
      """;

  private static final String CHECK_MODE =
      """

      # Only look: 0 is done, 1 is not yet, anything else is an error.
      drydock_rc=0
      check || drydock_rc=$?
      exit "$drydock_rc"
      """;

  /** Every line is marked, so that nothing a check prints can be taken for its verdict. */
  private static final String CHECK_AND_SAY =
      """
      drydock_rc=0
      drydock_said=$(check) || drydock_rc=$?
      if [ "$drydock_rc" -eq 0 ] && [ -n "$drydock_said" ]; then
        printf '%s\\n' "$drydock_said" | sed 's/^/drydock-said: ID /'
      fi
      exit "$drydock_rc"
      """;

  private StepScript() {}

  /** The functions that every step may use. */
  public static String prelude() {
    return Prelude.TEXT;
  }

  /**
   * What a job runs: {@code check}; when that says done, one line and exit code 0; else {@code
   * apply} and {@code verify}.
   *
   * @param now the desktop's time, for the step that sets the clock: compose right before starting
   */
  public static String job(PlannedStep step, Instant now) {
    return job(step, now, "");
  }

  /**
   * As {@link #job(PlannedStep, Instant)}, for a step that something was sent for.
   *
   * @param sent one line for each: name, SHA-256, bytes, and the file on the server
   */
  public static String job(PlannedStep step, Instant now, String sent) {
    return HEAD + variable("DRYDOCK_SENT", sent) + body(step, now) + JOB;
  }

  /**
   * Only looks, needs no root, changes nothing. Exit code 0: done; 1: not yet; else an error. What
   * an earlier run printed may be printed again (a kept report, for example).
   *
   * @param now the desktop's time
   */
  public static String check(PlannedStep step, Instant now) {
    return HEAD + body(step, now) + CHECK_MODE;
  }

  /**
   * One script that checks all steps in one round trip, each in a subshell of its own. Its output
   * is for {@link #parseChecks}; its exit code is 0.
   *
   * @param now the desktop's time
   */
  public static String checkAll(List<PlannedStep> steps, Instant now) {
    StringBuilder script = new StringBuilder(HEAD).append(now(now)).append(prelude());
    Set<String> images = new LinkedHashSet<>();
    for (PlannedStep step : steps) {
      step.environment().forEach((name, value) -> addIfImage(images, name, value));
    }
    if (!images.isEmpty()) {
      script.append("look_up_images " + String.join(" ", images) + "\n");
    }
    for (PlannedStep step : steps) {
      script
          .append("\ndrydock_rc=0\n(\n")
          .append(variables(step))
          .append(step.step().text())
          .append(CHECK_AND_SAY.replace("ID", step.id()))
          .append(") 2>/dev/null </dev/null || drydock_rc=$?\n")
          .append("printf '%s%s %s\\n' '" + FRAME + "' '" + step.id() + "' \"$drydock_rc\"\n");
    }
    return script.append("exit 0\n").toString();
  }

  /**
   * Step id to whether it is done already; a step whose check failed, or whose answer did not
   * arrive whole, is absent.
   */
  public static Map<String, Boolean> parseChecks(String output) {
    Map<String, Boolean> done = new LinkedHashMap<>();
    Matcher line = CHECK.matcher(output);
    while (line.find()) {
      switch (line.group(2)) {
        case "0" -> done.put(line.group(1), true);
        case "1" -> done.put(line.group(1), false);
        default -> done.remove(line.group(1));
      }
    }
    return done;
  }

  /**
   * Step id to what the check of a step that is done printed, e.g. the report kept from the run
   * that did it.
   */
  public static Map<String, String> parseSaid(String output) {
    Map<String, String> said = new LinkedHashMap<>();
    Matcher line = SAID.matcher(output);
    while (line.find()) {
      said.merge(line.group(1), line.group(2) + "\n", String::concat);
    }
    return said;
  }

  /**
   * What a failed step itself said went wrong and what to do: its last block of lines marked so.
   *
   * @param output the end of the job's output is enough
   */
  public static Optional<String> failure(String output) {
    List<String> said = new ArrayList<>();
    boolean inBlock = false;
    for (String line : output.lines().toList()) {
      if (line.startsWith(FAILURE)) {
        if (!inBlock) {
          said.clear();
        }
        said.add(line.substring(FAILURE.length()).strip());
        inBlock = true;
      } else {
        inBlock = false;
      }
    }
    return said.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", said));
  }

  private static void addIfImage(Set<String> images, String name, String value) {
    if (name.equals("IMAGE") || name.endsWith("_IMAGE")) {
      images.add(Shell.quote(value));
    }
  }

  private static String body(PlannedStep step, Instant now) {
    return "\n# Step "
        + step.id()
        + "\n"
        + now(now)
        + variables(step)
        + "\n"
        + prelude()
        + "\n"
        + step.step().text();
  }

  private static String now(Instant now) {
    // Who walks the plan hours later says what the desktop's clock says then.
    return "DRYDOCK_NOW=${DRYDOCK_NOW:-" + now.getEpochSecond() + "}; export DRYDOCK_NOW\n";
  }

  private static String variables(PlannedStep step) {
    StringBuilder text = new StringBuilder();
    step.environment().forEach((name, value) -> text.append(variable(name, value)));
    return text.toString();
  }

  private static String variable(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a variable's name: " + name);
    }
    return name + "=" + Shell.quote(value) + "; export " + name + "\n";
  }

  private static final class Prelude {
    static final String TEXT = Resources.text("steps/lib/prelude.sh");

    private Prelude() {}
  }
}
