package dev.drydock.ssh;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that nothing announces. */
public final class Waiting {
  private Waiting() {}

  /** Whether it came true before the limit; looks 50 times a second. */
  public static boolean until(Duration limit, BooleanSupplier condition) {
    return until(limit, Duration.ofMillis(20), condition);
  }

  /** The same, with the caller's pause between looks. */
  public static boolean until(Duration limit, Duration pause, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(pause.toNanos());
    }
    return true;
  }
}
