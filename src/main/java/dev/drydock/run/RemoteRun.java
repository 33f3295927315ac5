package dev.drydock.run;

import dev.drydock.job.Lease;
import dev.drydock.job.ServerRuns;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A run as a server tells of it, for a computer that knows nothing of it yet. All texts are made
 * harmless; none of it is known to be true.
 *
 * @param title of the recipe
 * @param profile the name under which the server was saved where the run was begun
 * @param hostKey SHA-256 fingerprint that the one who began it saw
 * @param started by that computer's clock
 * @param settled steps that need nothing more
 * @param current id of the step in hand, or ""
 * @param lease who executes it
 * @param outputBytes kept on the server
 * @param problem why nothing can be done with it, or ""
 */
public record RemoteRun(
    String runId,
    String title,
    String profile,
    String hostKey,
    Instant started,
    int settled,
    int steps,
    String current,
    StepState currentState,
    Lease lease,
    long outputBytes,
    String problem) {

  public boolean isFinished() {
    return problem.isEmpty() && settled == steps;
  }

  /** Whether another Drydock is executing it now, as far as the server knows. */
  public boolean isExecuted() {
    return !isFinished() && lease.isHeldByAnother();
  }

  /** For example "7 of 16 steps done". */
  public String progress() {
    return settled + " of " + steps + " steps done";
  }

  /** Newest first. */
  public static List<RemoteRun> list(List<ServerRuns.Listed> listed) {
    return listed.stream()
        .map(RemoteRun::of)
        .sorted(Comparator.comparing(RemoteRun::runId).reversed())
        .toList();
  }

  private static RemoteRun of(ServerRuns.Listed listed) {
    Progress progress = Progress.parse(listed.progress()).orElse(null);
    if (progress == null) {
      return bad(listed, "What is kept of it on the server is damaged.");
    }
    String problem =
        listed.planBytes() == 0
            ? "Its plan is not on the server."
            : listed.planBytes() > ServerRuns.LONGEST_PLAN
                ? "Its plan on the server is far too long to be one."
                : "";
    Progress.Step current =
        progress.steps().stream().filter(s -> !s.state().isSettled()).findFirst().orElse(null);
    return new RemoteRun(
        listed.runId(),
        progress.title(),
        progress.profile(),
        progress.hostKey(),
        progress.started(),
        (int) progress.steps().stream().filter(s -> s.state().isSettled()).count(),
        progress.steps().size(),
        current == null ? "" : current.id(),
        current == null ? StepState.DONE : current.state(),
        listed.lease(),
        listed.outputBytes(),
        problem);
  }

  private static RemoteRun bad(ServerRuns.Listed listed, String problem) {
    return new RemoteRun(
        listed.runId(),
        "",
        "",
        "",
        Instant.EPOCH,
        0,
        0,
        "",
        StepState.WAITING,
        listed.lease(),
        listed.outputBytes(),
        problem);
  }
}
