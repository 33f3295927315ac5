package dev.drydock.run;

import dev.drydock.recipe.Bound;
import dev.drydock.recipe.Estimate;
import dev.drydock.recipe.Estimates;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.server.Speed;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a run will still take. What its steps took so far tells more of this server than any
 * test of its speed does. An immutable judgement of one moment.
 */
public final class Remaining {
  /** Minutes that the expectation counts for, against those that were seen. */
  private static final double PRIOR_MINUTES = 1;

  /** Minutes seen after which the ratio is half sure. */
  private static final double HALF_SURE_MINUTES = 5;

  /** One step tells no more than this: a link that was lost for a night is not its work. */
  private static final double MOST_RATIO = 8;

  private final RunRecord record;
  private final Speed speed;
  private final Instant now;
  private final Map<String, StepRecord> records = new HashMap<>();
  private final Map<Bound, Seen> seen = new EnumMap<>(Bound.class);

  /** Minutes expected of the steps that were seen, and the minutes they took. */
  private record Seen(double expected, double took) {
    static final Seen NOTHING = new Seen(0, 0);

    double ratio() {
      return (PRIOR_MINUTES + took) / (PRIOR_MINUTES + expected);
    }

    double known() {
      return expected / (expected + HALF_SURE_MINUTES);
    }
  }

  private Remaining(RunRecord record, Speed speed, Instant now) {
    this.record = record;
    this.speed = speed;
    this.now = now;
    record.steps().forEach(step -> records.put(step.stepId(), step));
    for (PlannedStep planned : record.plan().steps()) {
      see(planned.step());
    }
  }

  /**
   * @param speed as measured, or {@link Speed#UNMEASURED}
   */
  public static Remaining of(RunRecord record, Speed speed, Instant now) {
    return new Remaining(record, speed, now);
  }

  private void see(Step step) {
    StepRecord told = records.get(step.id());
    if (told == null) {
      return;
    }
    double expected = Estimates.expected(step, speed);
    double took = elapsedMinutes(told);
    boolean late = isUnderWay(told) && took > expected;
    if (told.state() != StepState.DONE && !late) {
      return;
    }
    double counted = Math.max(expected / MOST_RATIO, Math.min(expected * MOST_RATIO, took));
    Seen before = seen.getOrDefault(step.bound(), Seen.NOTHING);
    seen.put(step.bound(), new Seen(before.expected + expected, before.took + counted));
  }

  private static boolean isUnderWay(StepRecord step) {
    return step.state() == StepState.RUNNING || step.state() == StepState.SENDING;
  }

  private double elapsedMinutes(StepRecord step) {
    return step.started()
        .map(start -> Duration.between(start, step.finished().orElse(now)).toMillis() / 60_000.0)
        .map(minutes -> Math.max(0, minutes))
        .orElse(0.0);
  }

  /** Whether steps of this run went into it, or only what was expected beforehand. */
  public boolean isCorrected() {
    return seen.values().stream().anyMatch(one -> one.expected >= PRIOR_MINUTES / 2);
  }

  /** From its beginning to its end, as things look now. */
  public Estimate whole(Step step) {
    Seen kind = seen.getOrDefault(step.bound(), Seen.NOTHING);
    return Estimates.of(step, speed, kind.ratio(), kind.known());
  }

  /** Nothing for a step that is settled. */
  public Estimate ofStep(Step step) {
    StepRecord told = records.get(step.id());
    if (told != null && told.state().isSettled()) {
      return Estimate.NOTHING;
    }
    Estimate whole = whole(step);
    if (told == null || !isUnderWay(told)) {
      return whole;
    }
    double spent = elapsedMinutes(told);
    double low = Math.max(0, whole.low() - spent);
    // Later than anyone thought: then it may well take a good part of that time again.
    return new Estimate(low, Math.max(low, Math.max(whole.high() - spent, spent / 4)));
  }

  /** All steps that are not settled. */
  public Estimate all() {
    Estimate sum = Estimate.NOTHING;
    for (PlannedStep planned : record.plan().steps()) {
      sum = sum.plus(ofStep(planned.step()));
    }
    return sum;
  }
}
