package dev.drydock.recipe;

import dev.drydock.server.Speed;
import java.util.Collection;

/**
 * From the minutes that a step takes on the reference server to what it may take on this one. Pure.
 *
 * <p>How wide the ranges are was set by hand: the same step on the same practice server, at quiet
 * and at busy times, took from 0.8 to 1.4 times its usual time (debootstrap 429 to 545 s), and a
 * compiler is not everything that a step does.
 */
public final class Estimates {
  /** The part of a step that waits for something else than the processor, and stays. */
  private static final double WAITING = 0.1;

  private Estimates() {}

  public static Estimate of(Step step, Speed speed) {
    return of(step, speed, 1, 0);
  }

  public static Estimate of(Collection<Step> steps, Speed speed) {
    Estimate sum = Estimate.NOTHING;
    for (Step step : steps) {
      sum = sum.plus(of(step, speed));
    }
    return sum;
  }

  /**
   * Corrected by what was seen of other steps.
   *
   * @param ratio how much longer than {@link #expected} others of its kind took
   * @param known from 0, nothing was seen, to 1, the ratio is all but sure: narrows the range
   */
  public static Estimate of(Step step, Speed speed, double ratio, double known) {
    double minutes = expected(step, speed) * ratio;
    Spread spread = spread(step.bound(), speed);
    double narrowed = 1 - 0.7 * Math.max(0, Math.min(1, known));
    double low = minutes * (1 - (1 - spread.low) * narrowed);
    double high = minutes * (1 + (spread.high - 1) * narrowed);
    if (step.bound() == Bound.CPU && known <= 0) {
      high = Math.max(high, step.minutes() * WAITING);
    }
    return new Estimate(low, high);
  }

  /** The most likely minutes on a server of that speed. */
  public static double expected(Step step, Speed speed) {
    return switch (step.bound()) {
      case CPU -> step.minutes() / speed.cpu();
      case DISK -> speed.disk() > 0 ? step.minutes() / speed.disk() : step.minutes();
      case NETWORK -> step.minutes();
    };
  }

  private record Spread(double low, double high) {}

  private static Spread spread(Bound bound, Speed speed) {
    if (bound == Bound.NETWORK || (bound == Bound.DISK && speed.disk() <= 0)) {
      return new Spread(0.5, 2.5);
    }
    if (bound == Bound.DISK) {
      return new Spread(0.6, 2);
    }
    return switch (speed.basis()) {
      case COMPILER -> new Spread(0.75, 1.5);
      case STAND_IN -> new Spread(0.65, 1.8);
      case NONE -> new Spread(0.5, 2.5);
    };
  }
}
