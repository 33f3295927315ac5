package dev.drydock.run;

import dev.drydock.job.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines that a server's runner has noted (see {@code walk.sh}) and says what each means.
 * They are the server's word: a line that has not the right form, or speaks of steps that there are
 * not, is as if it were not there. Pure; not thread-safe.
 */
final class RunView {
  private static final Pattern LINE =
      Pattern.compile("1 ([0-9]{1,15}) (begun|step|ended|recheck)(?: (.*))?");
  private static final Pattern BEGUN =
      Pattern.compile("([0-9]{1,12}) ([0-9]{1,6}) (\\S{1,80}) (person|boot)");
  private static final Pattern STEP =
      Pattern.compile(
          "([0-9]{2}) (waiting|running|already|done|failed|stopped|interrupted|skipped)"
              + " ([0-9]{1,6}) ([0-9]{1,3}) ([0-9]{1,18})");

  private final List<String> steps;
  private final Map<Attempt, Long> lengths = new LinkedHashMap<>();
  private final Map<String, StepState> states = new LinkedHashMap<>();
  private int walk;
  private String boot = "";
  private boolean walking;
  private boolean finished;
  private Instant base = Instant.EPOCH;
  private long baseUptime;
  private Instant lastAt = Instant.EPOCH;

  /**
   * @param steps their ids, in the plan's order
   */
  RunView(List<String> steps) {
    this.steps = List.copyOf(steps);
    steps.forEach(id -> states.put(id, StepState.WAITING));
  }

  /** How often a runner has begun to walk. */
  int walk() {
    return walk;
  }

  /** When the newest of it happened, by the server. */
  Instant lastAt() {
    return lastAt;
  }

  /** Whether the last that was noted is not the end of a walk. */
  boolean isWalking() {
    return walking;
  }

  boolean isFinished() {
    return finished;
  }

  Map<String, StepState> states() {
    return states;
  }

  /** The attempts there were; to the length of the output of those that have ended, else -1. */
  Map<Attempt, Long> lengths() {
    return lengths;
  }

  /** What the line means; may be nothing. */
  List<RunEvent> apply(String line) {
    Matcher form = LINE.matcher(line);
    if (!form.matches()) {
      return List.of();
    }
    long uptime = Long.parseLong(form.group(1));
    String rest = form.group(3) == null ? "" : form.group(3);
    return switch (form.group(2)) {
      case "begun" -> begun(BEGUN.matcher(rest), uptime);
      case "step" -> step(STEP.matcher(rest), at(uptime));
      case "recheck" ->
          List.of(
              new RunEvent.RunChanged(
                  at(uptime),
                  RunState.RUNNING,
                  "Looking first whether what was done is still so. The server was restarted, or a"
                      + " day has passed."));
      default -> ended(rest.split(" ", -1)[0], at(uptime));
    };
  }

  /** By the server's clock when the walk began, and its uptime from then on: clocks jump. */
  private Instant at(long uptime) {
    lastAt = base.plusMillis(Math.max(0, uptime - baseUptime) * 10);
    return lastAt;
  }

  private List<RunEvent> begun(Matcher form, long uptime) {
    if (!form.matches()) {
      return List.of();
    }
    Instant now = Instant.ofEpochSecond(Long.parseLong(form.group(1)));
    boolean restarted = !boot.isEmpty() && !boot.equals(form.group(3));
    base = now;
    baseUptime = uptime;
    boot = form.group(3);
    walk = Integer.parseInt(form.group(2));
    walking = true;
    finished = false;
    String message =
        form.group(4).equals("boot")
            ? "The server was restarted, and goes on by itself."
            : restarted ? "The server was restarted since; it goes on." : "";
    return List.of(new RunEvent.RunChanged(now, RunState.RUNNING, message));
  }

  private List<RunEvent> step(Matcher form, Instant at) {
    int number = form.matches() ? Integer.parseInt(form.group(1)) : 0;
    if (number < 1 || number > steps.size()) {
      return List.of();
    }
    String id = steps.get(number - 1);
    int tries = Integer.parseInt(form.group(3));
    long length = Long.parseLong(form.group(5));
    StepState state =
        form.group(2).equals("already")
            ? StepState.ALREADY_DONE
            : StepState.valueOf(form.group(2).toUpperCase(java.util.Locale.ROOT));
    boolean settledBefore = states.put(id, state).isSettled();
    Attempt attempt = new Attempt(number, tries);
    boolean ran = state != StepState.WAITING && state != StepState.SKIPPED && tries > 0;
    if (ran) {
      lengths.put(attempt, state == StepState.RUNNING ? -1 : length);
    }
    String message =
        switch (state) {
          case STOPPED -> "Stopped at your wish.";
          case INTERRUPTED ->
              "Its process on the server was gone without a result (a restart, a power cut, killed"
                  + " from outside, or out of memory). It is run again.";
          case WAITING -> settledBefore ? "It was done, but is to be done again." : "";
          default -> "";
        };
    List<RunEvent> events = new ArrayList<>();
    events.add(
        new RunEvent.StepChanged(
            at,
            id,
            state,
            tries,
            ran ? attempt.toString() : "",
            tries > 0 ? RunFolder.outName(number - 1, id, tries) : "",
            state == StepState.DONE || state == StepState.FAILED || state == StepState.STOPPED
                ? Integer.valueOf(form.group(4))
                : null,
            message));
    return events;
  }

  private List<RunEvent> ended(String cause, Instant at) {
    Optional<RunEvent.RunChanged> event =
        switch (cause) {
          case "finished" ->
              Optional.of(new RunEvent.RunChanged(at, RunState.FINISHED, "All steps are done."));
          case "paused" ->
              Optional.of(new RunEvent.RunChanged(at, RunState.PAUSED, "Paused at your wish."));
          case "decision" -> Optional.of(new RunEvent.RunChanged(at, RunState.NEEDS_DECISION, ""));
          default -> Optional.empty();
        };
    event.ifPresent(
        change -> {
          walking = false;
          finished = change.state() == RunState.FINISHED;
        });
    return List.copyOf(event.stream().toList());
  }
}
