package dev.drydock.ssh;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time during which this computer, or this process, was awake. Whatever waits for an answer
 * counts in it: after a sleep the answer may lie unread, and the network needs a moment to come
 * back, so the time asleep must not have used up anybody's patience.
 *
 * <p>In a suspend Java's nanoTime stands still on Linux and goes on elsewhere; while the process
 * was stopped it goes on everywhere. The clock on the wall goes on in both. Thread-safe.
 */
public final class Awake {
  /** How often the clocks are looked at. */
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** What passes between two ticks beyond this was sleep, or as good as. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** From here on it was no mere stutter of a busy computer. */
  private static final long SLEPT_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Wi-Fi, DHCP, VPN and DNS are back by then, one after the other. */
  private static final long JUST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final Awake COMPUTER = ticking();

  private final LongSupplier clock;
  private final LongSupplier wall;

  // All below are guarded by this.
  private long awakeNanos;
  private long lastClock;
  private long lastWall;
  private long wakes;
  private long wokeAt;

  Awake(LongSupplier clock, LongSupplier wall) {
    this.clock = clock;
    this.wall = wall;
    lastClock = clock.getAsLong();
    lastWall = wall.getAsLong();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ticks as long as the process lives
  private static Awake ticking() {
    Awake made =
        new Awake(
            System::nanoTime, () -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    Link.WATCHDOG.scheduleWithFixedDelay(made::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
    return made;
  }

  /** That of this process. */
  public static Awake computer() {
    return COMPUTER;
  }

  /** Looks at the clocks; to be called every {@link #TICK_NANOS} at least. */
  synchronized void tick() {
    long nowClock = clock.getAsLong();
    long nowWall = wall.getAsLong();
    long passed = nowClock - lastClock;
    awakeNanos += Math.min(passed, MOST_NANOS);
    if (Math.max(passed, nowWall - lastWall) > SLEPT_NANOS) {
      // Also where the clock was only turned: once too patient does no harm.
      wakes++;
      wokeAt = awakeNanos;
    }
    lastClock = nowClock;
    lastWall = nowWall;
  }

  /** Like {@link System#nanoTime()}, but stands still (nearly) while asleep. */
  public synchronized long nanoTime() {
    tick();
    return awakeNanos;
  }

  /** How often it was woken. */
  public synchronized long wakes() {
    tick();
    return wakes;
  }

  /** Whether it was woken so lately that what fails now says nothing yet. */
  public synchronized boolean isJustUp() {
    tick();
    return wakes > 0 && awakeNanos - wokeAt < JUST_NANOS;
  }

  /** {@link #nanoTime()} of this process. */
  static long now() {
    return COMPUTER.nanoTime();
  }
}
