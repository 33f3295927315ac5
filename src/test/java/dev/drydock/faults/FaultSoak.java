package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The schedules of {@link FaultScheduleTest} for hours: {@code mvn -Psoak verify}, or {@code
 * -Ddrydock.soak.minutes=3} for a try. Tells every minute how far it is, and ends by itself: when
 * the time is over, or after some failures.
 */
final class FaultSoak {
  private static final long MINUTES = Long.getLong("drydock.soak.minutes", 480);
  private static final long SEED = Long.getLong("drydock.seed", System.currentTimeMillis());
  private static final int LANES = Integer.getInteger("drydock.lanes", 8);

  @Test
  void schedules_booksAreRight() throws Exception {
    System.out.println("for " + MINUTES + " minutes, from seed " + SEED);
    long begun = System.nanoTime();
    long end = begun + TimeUnit.MINUTES.toNanos(MINUTES);
    FaultBook book = new FaultBook("Soak");
    Lanes lanes = new Lanes(book, SEED, number -> System.nanoTime() - end < 0);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      Future<?> telling =
          clock.scheduleAtFixedRate(() -> tell(lanes, begun), 1, 1, TimeUnit.MINUTES);
      lanes.run(LANES);
      telling.cancel(false);
    } finally {
      clock.shutdownNow();
    }
    tell(lanes, begun);
    book.remark("%d schedules from seed %d.".formatted(lanes.played(), SEED));
    book.publish();
    assertThat(lanes.failures()).isEmpty();
    assertThat(lanes.played()).isPositive();
  }

  private static void tell(Lanes lanes, long begun) {
    Runtime machine = Runtime.getRuntime();
    System.out.printf(
        "%4d of %d minutes: %d schedules, %d failed, %d MB of heap%n",
        TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begun),
        MINUTES,
        lanes.played(),
        lanes.failures().size(),
        (machine.totalMemory() - machine.freeMemory()) >> 20);
  }
}
