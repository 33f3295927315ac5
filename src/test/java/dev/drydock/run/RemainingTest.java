package dev.drydock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.recipe.Bound;
import dev.drydock.recipe.Estimate;
import dev.drydock.recipe.Estimates;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.server.Speed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class RemainingTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Speed REFERENCE = new Speed(Speed.Basis.COMPILER, 1, 1, "");

  private final List<PlannedStep> planned = new ArrayList<>();
  private final List<StepRecord> records = new ArrayList<>();

  private Step add(Bound bound, double minutes, StepState state, double took) {
    String id = "step" + planned.size();
    Step step = new Step(id, id, "Why.", false, minutes, 1, 1, "", false, bound, "", List.of());
    planned.add(new PlannedStep(step, new TreeMap<>()));
    Optional<Instant> started =
        state == StepState.WAITING
            ? Optional.empty()
            : Optional.of(NOW.minus(Duration.ofMillis((long) (took * 60_000))));
    records.add(
        new StepRecord(
            id,
            state,
            1,
            "",
            Path.of("out"),
            started,
            state == StepState.RUNNING || state == StepState.WAITING
                ? Optional.empty()
                : Optional.of(NOW),
            Optional.empty(),
            ""));
    return step;
  }

  private Remaining remaining(Speed speed) {
    return Remaining.of(
        new RunRecord(
            "run",
            "poweredge",
            "owner@poweredge:22",
            "",
            NOW,
            RunState.RUNNING,
            "",
            new Plan("r", "R", Map.of(), planned),
            records,
            ""),
        speed,
        NOW);
  }

  @Test
  void all_nothingRunYet_isWhatWasPlanned() {
    Step one = add(Bound.CPU, 10, StepState.WAITING, 0);
    Step two = add(Bound.NETWORK, 3, StepState.WAITING, 0);

    assertThat(remaining(REFERENCE).all()).isEqualTo(Estimates.of(List.of(one, two), REFERENCE));
    assertThat(remaining(REFERENCE).isCorrected()).isFalse();
  }

  @Test
  void all_settled_isNothing() {
    add(Bound.CPU, 10, StepState.DONE, 12);
    add(Bound.CPU, 10, StepState.ALREADY_DONE, 0);
    add(Bound.CPU, 10, StepState.SKIPPED, 1);

    assertThat(remaining(REFERENCE).all()).isEqualTo(Estimate.NOTHING);
  }

  @Test
  void all_slowerThanThought_isCorrectedUpwards() {
    add(Bound.CPU, 20, StepState.DONE, 60);
    Step next = add(Bound.CPU, 20, StepState.WAITING, 0);

    Estimate corrected = remaining(REFERENCE).all();

    assertThat(remaining(REFERENCE).isCorrected()).isTrue();
    assertThat(corrected.low()).isGreaterThan(Estimates.of(next, REFERENCE).high());
    assertThat(60.0).isBetween(corrected.low(), corrected.high());
  }

  @Test
  void all_fasterThanThought_isCorrectedDownwards() {
    add(Bound.CPU, 60, StepState.DONE, 20);
    Step next = add(Bound.CPU, 60, StepState.WAITING, 0);

    assertThat(remaining(REFERENCE).all().high()).isLessThan(Estimates.of(next, REFERENCE).low());
  }

  /** A slow mirror says nothing of the processor, nor the other way round. */
  @Test
  void all_otherKindsAreNotCorrected() {
    add(Bound.NETWORK, 20, StepState.DONE, 100);
    Step next = add(Bound.CPU, 20, StepState.WAITING, 0);

    assertThat(remaining(REFERENCE).all()).isEqualTo(Estimates.of(next, REFERENCE));
  }

  /** What was not really run tells nothing. */
  @Test
  void all_failedAndAlreadyDoneTeachNothing() {
    add(Bound.CPU, 20, StepState.ALREADY_DONE, 0);
    Step failed = add(Bound.CPU, 20, StepState.FAILED, 1);

    assertThat(remaining(REFERENCE).all()).isEqualTo(Estimates.of(failed, REFERENCE));
  }

  @Test
  void ofStep_running_countsDown() {
    Step step = add(Bound.CPU, 60, StepState.RUNNING, 10);
    Estimate whole = Estimates.of(step, REFERENCE);

    Estimate left = remaining(REFERENCE).ofStep(step);

    assertThat(left.low()).isEqualTo(whole.low() - 10);
    assertThat(left.high()).isEqualTo(whole.high() - 10);
  }

  /** It has taken longer than expected: nobody knows, but it is not over in no time. */
  @Test
  void ofStep_overdue_isNeverNothing() {
    Step step = add(Bound.CPU, 2, StepState.RUNNING, 40);

    Estimate left = remaining(REFERENCE).ofStep(step);

    assertThat(left.high()).isGreaterThanOrEqualTo(10);
  }

  /** A link lost for a night made one short step last ten hours. */
  @Test
  void all_oneNightWithoutLink_doesNotMakeDays() {
    add(Bound.CPU, 8, StepState.DONE, 8);
    add(Bound.CPU, 0.5, StepState.DONE, 600);
    add(Bound.CPU, 20, StepState.WAITING, 0);

    assertThat(remaining(REFERENCE).all().high()).isLessThan(60);
  }

  @Property
  void all_anything_isARange(
      @ForAll StepState first,
      @ForAll StepState second,
      @ForAll Bound bound,
      @ForAll @IntRange(max = 5000) int took,
      @ForAll @DoubleRange(min = 0.01, max = 600) double minutes,
      @ForAll @DoubleRange(min = 0.01, max = 100) double cpu) {
    planned.clear();
    records.clear();
    add(bound, minutes, first, took);
    add(Bound.CPU, minutes, second, took);

    Estimate all = remaining(new Speed(Speed.Basis.COMPILER, cpu, 0, "")).all();

    assertThat(all.low()).isNotNegative();
    assertThat(all.high()).isFinite();
    boolean settled = first.isSettled() && second.isSettled();
    assertThat(all.equals(Estimate.NOTHING)).isEqualTo(settled);
  }
}
