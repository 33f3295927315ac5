package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AwakeTest {
  private long clock = TimeUnit.HOURS.toNanos(-5);
  private long wall = TimeUnit.DAYS.toNanos(20_000);
  private final Awake awake = new Awake(() -> clock, () -> wall);

  private void pass(long seconds) {
    for (long tick = 0; tick < seconds * 2; tick++) {
      clock += Awake.TICK_NANOS;
      wall += Awake.TICK_NANOS;
      awake.tick();
    }
  }

  private long awakeSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(awake.nanoTime());
  }

  @Test
  void nanoTime_awake_isAsLongAsTheClocks() {
    pass(3600);
    assertThat(awakeSeconds()).isEqualTo(3600);
    assertThat(awake.isJustUp()).isFalse();
    assertThat(awake.wakes()).isZero();
  }

  /** A laptop's sleep on Linux: nanoTime stands still. */
  @Test
  void suspended_costsNoTimeAndIsNoticed() {
    pass(10);
    wall += TimeUnit.HOURS.toNanos(8);
    assertThat(awakeSeconds()).isEqualTo(10);
    assertThat(awake.wakes()).isEqualTo(1);
    assertThat(awake.isJustUp()).isTrue();
  }

  /** SIGSTOP and SIGCONT: both clocks go on. */
  @Test
  void stopped_costsOneSecondAndIsNoticed() {
    pass(10);
    wall += TimeUnit.MINUTES.toNanos(5);
    clock += TimeUnit.MINUTES.toNanos(5);
    assertThat(awakeSeconds()).isEqualTo(11);
    assertThat(awake.wakes()).isEqualTo(1);
    assertThat(awake.isJustUp()).isTrue();
  }

  @Test
  void isJustUp_endsAfterAMinuteAwake() {
    wall += TimeUnit.HOURS.toNanos(8);
    awake.tick();
    pass(59);
    assertThat(awake.isJustUp()).isTrue();
    pass(1);
    assertThat(awake.isJustUp()).isFalse();
    assertThat(awake.wakes()).isEqualTo(1);
  }

  /** A busy computer is late now and then, and clocks are put back. */
  @Test
  void lateTickOrClockPutBack_isNoSleep() {
    clock += TimeUnit.SECONDS.toNanos(15);
    wall += TimeUnit.SECONDS.toNanos(15);
    awake.tick();
    wall -= TimeUnit.DAYS.toNanos(365);
    awake.tick();
    assertThat(awake.wakes()).isZero();
    assertThat(awake.isJustUp()).isFalse();
  }
}
