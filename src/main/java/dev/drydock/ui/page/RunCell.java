package dev.drydock.ui.page;

import dev.drydock.recipe.PlannedStep;
import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.ui.widget.Amounts;
import dev.drydock.ui.widget.Icons;
import java.awt.Component;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import javax.swing.JList;
import javax.swing.ListCellRenderer;

/** A step of the run: its state as icon and word, and its time. */
final class RunCell extends StepLine implements ListCellRenderer<PlannedStep> {
  private final Supplier<Optional<RunRecord>> record;

  RunCell(Supplier<Optional<RunRecord>> record) {
    this.record = record;
  }

  static String icon(StepState state) {
    return switch (state) {
      case WAITING -> "waiting";
      case CHECKING -> "checking";
      case SENDING -> "running";
      case RUNNING -> "running";
      case ALREADY_DONE -> "already";
      case DONE -> "ok";
      case FAILED -> "failed";
      case INTERRUPTED -> "interrupted";
      case STOPPED -> "stopped";
      case SKIPPED -> "skipped";
    };
  }

  static String word(StepState state) {
    return switch (state) {
      case WAITING -> "waiting";
      case CHECKING -> "looking whether it is done";
      case SENDING -> "sending what it needs";
      case RUNNING -> "running";
      case ALREADY_DONE -> "already done";
      case DONE -> "done";
      case FAILED -> "failed";
      case INTERRUPTED -> "interrupted";
      case STOPPED -> "stopped";
      case SKIPPED -> "skipped";
    };
  }

  static Optional<StepRecord> find(Optional<RunRecord> run, String stepId) {
    return run.flatMap(
        r -> r.steps().stream().filter(step -> step.stepId().equals(stepId)).findFirst());
  }

  /** How long the step ran, or has been running. */
  static Optional<Duration> elapsed(StepRecord step) {
    return step.started()
        .map(start -> Duration.between(start, step.finished().orElseGet(Instant::now)));
  }

  @Override
  public Component getListCellRendererComponent(
      JList<? extends PlannedStep> list,
      PlannedStep step,
      int index,
      boolean selected,
      boolean focused) {
    Optional<StepRecord> now = find(record.get(), step.id());
    StepState state = now.map(StepRecord::state).orElse(StepState.WAITING);
    String right =
        switch (state) {
          case SENDING, RUNNING, DONE, FAILED, STOPPED, INTERRUPTED ->
              now.flatMap(RunCell::elapsed).map(Amounts::clock).orElse("");
          case ALREADY_DONE -> "was done";
          case SKIPPED -> "skipped";
          case CHECKING, WAITING -> "";
        };
    String colour =
        switch (state) {
          case SENDING, RUNNING, CHECKING -> "Drydock.accent";
          case FAILED -> "Drydock.bad";
          case INTERRUPTED, STOPPED -> "Drydock.care";
          case DONE, ALREADY_DONE -> "Drydock.good";
          case WAITING, SKIPPED -> "Drydock.muted";
        };
    show(
        list,
        selected,
        Icons.get(icon(state), 18),
        (index + 1) + ". " + step.step().title(),
        false,
        right,
        colour);
    getAccessibleContext()
        .setAccessibleName(
            "Step " + (index + 1) + ": " + step.step().title() + ", " + word(state) + " " + right);
    return this;
  }
}
