package dev.drydock.run;

import dev.drydock.recipe.Plan;
import java.time.Instant;
import java.util.List;

/**
 * A run as its folder holds it: plan plus reduced journal. Immutable snapshot.
 *
 * @param repaired a sentence if the journal's damaged tail had to be cut, or ""
 */
public record RunRecord(
    String runId,
    String profile,
    String server,
    String factsSummary,
    Instant started,
    RunState state,
    String message,
    Plan plan,
    List<StepRecord> steps,
    String repaired) {
  public boolean isFinished() {
    return steps.stream().allMatch(step -> step.state().isSettled());
  }

  /** The step in hand or next to do, or null when all are settled. */
  public StepRecord current() {
    return steps.stream().filter(step -> !step.state().isSettled()).findFirst().orElse(null);
  }
}
