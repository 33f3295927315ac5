package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.server.Speed;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EstimateTest {
  private static final Pattern AMOUNT = Pattern.compile("([0-9.]+)( min| h)?");

  private static Step step(Bound bound, double minutes) {
    return new Step("a", "A", "Why.", false, minutes, 1, 1, "", false, bound, "", List.of());
  }

  private static Speed speed(double cpu) {
    return new Speed(Speed.Basis.COMPILER, cpu, 1, "");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, under a minute",
    "0.2, 0.9, under a minute",
    "0.2, 1, up to 1 min",
    "0.9, 2.1, up to 3 min",
    "3, 3, about 3 min",
    "1.2, 2, 1 to 2 min",
    "9.9, 14, 9 to 15 min",
    "20, 40, 20 to 40 min",
    "21, 38, 20 to 40 min",
    "52, 80, 50 min to 1.5 h",
    "61, 61, 1 to 1.5 h",
    "130, 200, 2 to 3.5 h",
    "500, 700, 8 to 12 h"
  })
  void text(double low, double high, String text) {
    assertThat(new Estimate(low, high).text()).isEqualTo(text);
  }

  /** Rounded outwards: it never promises more than the numbers do. */
  @Property
  void text_holdsTheRange(
      @ForAll @DoubleRange(max = 5000) double a, @ForAll @DoubleRange(max = 5000) double b) {
    Estimate range = new Estimate(Math.min(a, b), Math.max(a, b));
    String text = range.text();
    if (text.equals("under a minute")) {
      assertThat(range.high()).isLessThan(1);
      return;
    }
    Matcher amounts = AMOUNT.matcher(text);
    assertThat(amounts.find()).isTrue();
    double first = Double.parseDouble(amounts.group(1));
    String firstUnit = amounts.group(2);
    boolean two = amounts.find();
    double last = two ? Double.parseDouble(amounts.group(1)) : first;
    String lastUnit = two ? amounts.group(2) : firstUnit;
    double high = last * (lastUnit.equals(" h") ? 60 : 1);
    double low = first * ((firstUnit == null ? lastUnit : firstUnit).equals(" h") ? 60 : 1);
    assertThat(range.high()).as(text).isLessThanOrEqualTo(high + 0.001);
    if (two) {
      assertThat(range.low()).as(text).isGreaterThanOrEqualTo(low - 0.001);
      assertThat(low).as(text).isLessThan(high);
    }
  }

  @Test
  void range_inReverse() {
    assertThatThrownBy(() -> new Estimate(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Estimate(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Estimate(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_twiceAsFast_halfTheTime() {
    Estimate slow = Estimates.of(step(Bound.CPU, 60), speed(1));
    Estimate fast = Estimates.of(step(Bound.CPU, 60), speed(2));

    assertThat(fast).isEqualTo(new Estimate(slow.low() / 2, slow.high() / 2));
    assertThat(slow.low()).isLessThan(60);
    assertThat(slow.high()).isGreaterThan(60);
  }

  @Test
  void of_network_knowsNoProcessor() {
    assertThat(Estimates.of(step(Bound.NETWORK, 10), speed(1)))
        .isEqualTo(Estimates.of(step(Bound.NETWORK, 10), speed(16)));
  }

  @Test
  void of_disk_goesByTheDisk() {
    Step swap = step(Bound.DISK, 10);

    assertThat(Estimates.expected(swap, new Speed(Speed.Basis.COMPILER, 16, 2, ""))).isEqualTo(5);
    assertThat(Estimates.expected(swap, new Speed(Speed.Basis.COMPILER, 16, 0, ""))).isEqualTo(10);
  }

  /** The less is known, the wider. */
  @Test
  void of_unmeasured_isWiderThanStandIn_isWiderThanCompiler() {
    List<Estimate> ranges =
        List.of(
            Estimates.of(step(Bound.CPU, 60), speed(1)),
            Estimates.of(step(Bound.CPU, 60), new Speed(Speed.Basis.STAND_IN, 1, 1, "")),
            Estimates.of(step(Bound.CPU, 60), Speed.UNMEASURED));

    for (int i = 1; i < ranges.size(); i++) {
      assertThat(ranges.get(i).low()).isLessThan(ranges.get(i - 1).low());
      assertThat(ranges.get(i).high()).isGreaterThan(ranges.get(i - 1).high());
    }
  }

  @ParameterizedTest
  @EnumSource(Bound.class)
  void of_knownBetter_isNarrower(Bound bound) {
    Estimate vague = Estimates.of(step(bound, 60), speed(1), 1, 0.1);
    Estimate sure = Estimates.of(step(bound, 60), speed(1), 1, 0.9);

    assertThat(sure.low()).isGreaterThan(vague.low());
    assertThat(sure.high()).isLessThan(vague.high());
  }

  @Property
  void of_anything_isARangeAroundTheExpected(
      @ForAll Bound bound,
      @ForAll @DoubleRange(min = 0.01, max = 600) double minutes,
      @ForAll @DoubleRange(min = 0.01, max = 100) double cpu,
      @ForAll @DoubleRange(min = 0, max = 100) double disk,
      @ForAll @DoubleRange(min = 0, max = 1) double known) {
    Speed speed = new Speed(Speed.Basis.COMPILER, cpu, disk, "");
    Estimate range = Estimates.of(step(bound, minutes), speed, 1, known);
    double expected = Estimates.expected(step(bound, minutes), speed);

    assertThat(expected).isBetween(range.low() - 1e-9, range.high() + 1e-9);
  }

  @Property
  void of_fasterProcessor_neverTakesLonger(
      @ForAll @DoubleRange(min = 0.01, max = 600) double minutes,
      @ForAll @DoubleRange(min = 0.01, max = 100) double a,
      @ForAll @DoubleRange(min = 0.01, max = 100) double b) {
    Estimate slow = Estimates.of(step(Bound.CPU, minutes), speed(Math.min(a, b)));
    Estimate fast = Estimates.of(step(Bound.CPU, minutes), speed(Math.max(a, b)));

    assertThat(fast.low()).isLessThanOrEqualTo(slow.low());
    assertThat(fast.high()).isLessThanOrEqualTo(slow.high());
  }
}
