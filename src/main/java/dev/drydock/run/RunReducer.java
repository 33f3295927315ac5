package dev.drydock.run;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folds events into a {@link RunRecord}. Not thread-safe. */
final class RunReducer {
  private final RunFolder folder;
  private final Plan plan;
  private final Map<String, StepRecord> steps = new LinkedHashMap<>();
  private String profile = "";
  private String server = "";
  private String factsSummary = "";
  private Instant started = Instant.EPOCH;
  private RunState state = RunState.NEW;
  private String message = "";

  RunReducer(RunFolder folder, Plan plan) {
    this.folder = folder;
    this.plan = plan;
    reset();
  }

  /** As before the first event. */
  void reset() {
    state = RunState.NEW;
    message = "";
    List<PlannedStep> planned = plan.steps();
    for (int i = 0; i < planned.size(); i++) {
      String id = planned.get(i).id();
      steps.put(
          id,
          new StepRecord(
              id,
              StepState.WAITING,
              0,
              "",
              folder.out(RunFolder.outName(i, id, 1)),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              ""));
    }
  }

  void apply(RunEvent event) {
    if (event instanceof RunEvent.RunStarted start) {
      profile = start.profile();
      server = start.server();
      factsSummary = start.factsSummary();
      started = start.at();
    } else if (event instanceof RunEvent.RunChanged change) {
      state = change.state();
      message = change.message();
    } else if (event instanceof RunEvent.StepChanged change) {
      steps.computeIfPresent(change.stepId(), (id, old) -> next(old, change));
      if (change.state() == StepState.RUNNING && state == RunState.RUNNING) {
        // What was said when the walk began is no news any more.
        message = "";
      }
    }
  }

  private StepRecord next(StepRecord old, RunEvent.StepChanged change) {
    boolean settledOrEnded =
        switch (change.state()) {
          case WAITING, CHECKING, SENDING, RUNNING -> false;
          default -> true;
        };
    Optional<Instant> begun =
        change.state() == StepState.CHECKING || change.attempt() != old.attempt()
            ? Optional.of(change.at())
            : old.started();
    return new StepRecord(
        old.stepId(),
        change.state(),
        change.attempt(),
        change.jobId(),
        change.outFile().isEmpty() ? old.out() : folder.out(change.outFile()),
        begun.or(() -> Optional.of(change.at())),
        settledOrEnded ? Optional.of(change.at()) : Optional.empty(),
        Optional.ofNullable(change.exitCode()),
        change.message());
  }

  StepRecord step(String id) {
    return steps.get(id);
  }

  RunRecord record(String repaired) {
    List<StepRecord> shown = steps.values().stream().map(RunReducer::withReason).toList();
    if (state == RunState.NEEDS_DECISION && message.isEmpty()) {
      return record(
          repaired,
          shown,
          shown.stream()
              .filter(step -> !step.state().isSettled())
              .map(StepRecord::message)
              .findFirst()
              .orElse(""));
    }
    return record(repaired, shown, message);
  }

  /** A server tells codes; what they mean stands in the step's output. */
  private static StepRecord withReason(StepRecord step) {
    return step.state() != StepState.FAILED || !step.message().isEmpty()
        ? step
        : new StepRecord(
            step.stepId(),
            step.state(),
            step.attempt(),
            step.jobId(),
            step.out(),
            step.started(),
            step.finished(),
            step.exitCode(),
            Failure.reason(step.exitCode().orElse(1), step.out()));
  }

  private RunRecord record(String repaired, List<StepRecord> shown, String words) {
    return new RunRecord(
        folder.id(), profile, server, factsSummary, started, state, words, plan, shown, repaired);
  }
}
