package dev.drydock.ui.widget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({
    "0.2, under a minute",
    "1, 1 min",
    "59.4, 59 min",
    "59.7, 1 h",
    "80, 1 h 20 min",
    "120, 2 h"
  })
  void minutes(double minutes, String said) {
    assertThat(Amounts.minutes(minutes)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({"7, 0:07", "760, 12:40", "3723, 1:02:03"})
  void clock(long seconds, String said) {
    assertThat(Amounts.clock(Duration.ofSeconds(seconds))).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "999, 999 B", "1500, 1.5 kB", "253412337, 253 MB", "999600000, 1.0 GB"})
  void bytes(long bytes, String said) {
    assertThat(Amounts.bytes(bytes)).isEqualTo(said);
  }

  @Test
  void count_oneHasNoPlural() {
    assertThat(Amounts.count(1, "step")).isEqualTo("1 step");
    assertThat(Amounts.count(12, "step")).isEqualTo("12 steps");
  }
}
