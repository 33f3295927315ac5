package dev.drydock.run;

import dev.drydock.job.ServerRuns;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run as its server tells of it, wherever it was begun. All texts are made harmless.
 *
 * @param title of the recipe
 * @param profile the name under which the server was saved where the run was begun
 * @param by who began it
 * @param started by that computer's clock
 * @param state where it stands, by the server's word: RUNNING, PAUSED, NEEDS_DECISION, INTERRUPTED
 *     or FINISHED
 * @param settled steps that need nothing more
 * @param current id of the step in hand or next, or ""
 * @param attempt of the step in hand, e.g. {@code 07.1}, or "" when none was begun
 * @param root whether root walks it
 * @param outputBytes kept on the server
 * @param problem why nothing can be done with it, or ""
 */
public record ServerRun(
    String runId,
    String title,
    String profile,
    String by,
    Instant started,
    RunState state,
    int settled,
    int steps,
    String current,
    String attempt,
    boolean root,
    long outputBytes,
    String problem) {

  public boolean isGoing() {
    return state == RunState.RUNNING;
  }

  public boolean isFinished() {
    return state == RunState.FINISHED;
  }

  /** For example "7 of 16 steps done". */
  public String progress() {
    return settled + " of " + steps + " steps done";
  }

  /** What a server has, the newest first; those that never began are none. */
  public static List<ServerRun> list(ServerRuns.Look look) {
    return Stream.concat(
            look.runs().stream().map(ServerRun::of),
            look.earlier().stream().map(ServerRun::earlier))
        .filter(run -> !run.problem().isEmpty() || run.state() != RunState.NEW)
        .sorted(Comparator.comparing(ServerRun::runId).reversed())
        .toList();
  }

  private static ServerRun earlier(String runId) {
    return new ServerRun(
        runId,
        "",
        "",
        "",
        Instant.EPOCH,
        RunState.DISCONNECTED,
        0,
        0,
        "",
        "",
        false,
        0,
        "An earlier Drydock walked it from a desktop; where that is, it can be read and exported, and"
            + " not be gone on with. What it did stays done.");
  }

  private static ServerRun of(ServerRuns.Listed listed) {
    About about = About.parse(listed.about()).orElse(null);
    String problem =
        about == null
            ? "What is kept of it on the server is damaged."
            : listed.planBytes() == 0
                ? "Its plan is not on the server."
                : listed.planBytes() > ServerRuns.LONGEST_PLAN
                    ? "Its plan on the server is far too long to be one."
                    : "";
    RunView view = new RunView(about == null ? List.of() : about.steps());
    RunState state = RunState.NEW;
    for (String line : listed.events()) {
      for (RunEvent event : view.apply(line)) {
        if (event instanceof RunEvent.RunChanged change) {
          state = change.state();
        }
      }
    }
    if (listed.going()) {
      state = RunState.RUNNING;
    } else if (view.isWalking()) {
      state = RunState.INTERRUPTED;
    }
    return new ServerRun(
        listed.runId(),
        about == null ? "" : about.title(),
        about == null ? "" : about.profile(),
        about == null ? "" : about.by(),
        about == null ? Instant.EPOCH : about.started(),
        state,
        (int) view.states().values().stream().filter(StepState::isSettled).count(),
        view.states().size(),
        view.states().entrySet().stream()
            .filter(step -> !step.getValue().isSettled())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(""),
        view.lengths().entrySet().stream()
            .filter(one -> one.getValue() < 0)
            .map(one -> one.getKey().toString())
            .reduce("", (one, next) -> next),
        listed.root(),
        listed.outputBytes(),
        problem);
  }
}
