package dev.drydock.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.drydock.recipe.Plan;
import java.time.Instant;
import java.util.HexFormat;
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
  /** The same with what is known of the link, for example. */
  RunRecord with(RunState newState, String newMessage) {
    // What was running when the server went down runs no more, though nobody could note that.
    List<StepRecord> shown =
        newState == RunState.INTERRUPTED
            ? steps.stream().map(StepRecord::interrupted).toList()
            : steps;
    return new RunRecord(
        runId, profile, server, factsSummary, started, newState, newMessage, plan, shown, repaired);
  }

  public boolean isFinished() {
    return steps.stream().allMatch(step -> step.state().isSettled());
  }

  /** The step in hand or next to do, or null when all are settled. */
  public StepRecord current() {
    return steps.stream().filter(step -> !step.state().isSettled()).findFirst().orElse(null);
  }

  /** 32 hexadecimal digits that stand for exactly this plan: half of a SHA-256. */
  public String planFingerprint() {
    try {
      byte[] text = RunFolder.JSON.writeValueAsBytes(plan);
      return HexFormat.of().formatHex(Digest.digest().digest(text)).substring(0, 32);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan can always be written", e);
    }
  }
}
