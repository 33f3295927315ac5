package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpeedometerTest {
  private final List<UploadProgress> told = new ArrayList<>();
  private long now = -5;

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private UploadProgress last() {
    return told.get(told.size() - 1);
  }

  @Test
  void at_tellsSpeedAndTimeLeft() {
    Speedometer meter = new Speedometer(told::add, () -> now, 1000, 101_000);
    assertThat(last()).isEqualTo(new UploadProgress(1000, 101_000, 0, java.util.Optional.empty()));
    for (int second = 1; second <= 5; second++) {
      pass(1000);
      meter.at(1000 + second * 10_000L);
    }
    // What an earlier try brought is no speed of this one.
    assertThat(last().bytesPerSecond()).isEqualTo(10_000);
    assertThat(last().left()).hasValue(Duration.ofSeconds(5));
  }

  @Test
  void at_forgetsWhatIsLongPast() {
    Speedometer meter = new Speedometer(told::add, () -> now, 0, 1_000_000);
    for (int second = 1; second <= 20; second++) {
      pass(1000);
      meter.at(second * 10_000L);
    }
    for (int second = 1; second <= 20; second++) {
      pass(1000);
      meter.at(200_000 + second * 1000L);
    }
    assertThat(last().bytesPerSecond()).isEqualTo(1000);
  }

  @Test
  void at_isNotTooTalkativeButTellsTheEnd() {
    Speedometer meter = new Speedometer(told::add, () -> now, 0, 1000);
    for (int i = 1; i <= 1000; i++) {
      pass(1);
      meter.at(i);
    }
    assertThat(told).hasSizeLessThan(7);
    assertThat(last().sent()).isEqualTo(1000);
  }

  @Test
  void at_saysNothingOfSpeedTooSoon() {
    Speedometer meter = new Speedometer(told::add, () -> now, 0, 1000);
    pass(300);
    meter.at(500);
    assertThat(last().bytesPerSecond()).isZero();
    assertThat(last().left()).isEmpty();
  }
}
