package dev.drydock.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The desktop's wall clock, to be turned while it is used. */
final class JumpingClock extends Clock {
  private volatile Duration wrong = Duration.ZERO;

  void jump(Duration by) {
    wrong = by;
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plus(wrong);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
