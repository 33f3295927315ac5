package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoVersionTest {
  @ParameterizedTest
  @CsvSource({
    "1.1.2, 1, 1, 2",
    "1.15, 1, 15, 0",
    "go1.21.5, 1, 21, 5",
    "go1.16rc1, 1, 16, 0",
    "1, 1, 0, 0",
    "' 1.4 ', 1, 4, 0",
    "go version go1.1.2 linux/386, 1, 1, 2"
  })
  void parse_forms(String text, int major, int minor, int patch) {
    assertThat(GoVersion.parse(text)).isEqualTo(new GoVersion(major, minor, patch));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.", "1..2", "-1.2", "1.2.3.4", "1.99999", "one"})
  void parse_notAVersion(String text) {
    assertThatThrownBy(() -> GoVersion.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.1.2");
  }

  @Test
  void compareTo_numbersNotLetters() {
    assertThat(GoVersion.parse("1.9")).isLessThan(GoVersion.parse("1.10"));
    assertThat(GoVersion.parse("1.10.1")).isGreaterThan(GoVersion.parse("1.10"));
    assertThat(GoVersion.parse("2.0")).isGreaterThan(GoVersion.parse("1.30"));
  }
}
