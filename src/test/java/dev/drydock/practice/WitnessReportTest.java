package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessReportTest {
  @Test
  void parse_nothingSeen() {
    WitnessReport report = WitnessReport.parse("executed 0\n");

    assertThat(report.executed()).isZero();
    assertThat(report.sites()).isEmpty();
  }

  @Test
  void parse_sites() {
    WitnessReport report =
        WitnessReport.parse("executed 12\nsite 08048060 660fefc0 11\nsite b7f01234 f20f58c1 1\n");

    assertThat(report.executed()).isEqualTo(12);
    assertThat(report.sites())
        .containsExactly(
            new WitnessReport.Site(0x08048060L, "660fefc0", 11),
            new WitnessReport.Site(0xb7f01234L, "f20f58c1", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "executed\n",
        "executed -1\n",
        "executed 1\nsite 8048060 66 1\n",
        "executed 1\nsite 08048060 660 1\n",
        "executed 1\nsomething else\n"
      })
  void parse_notAReport(String text) {
    assertThatThrownBy(() -> WitnessReport.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
