package dev.drydock.ui.page;

import dev.drydock.recipe.Estimates;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.server.Speed;
import dev.drydock.ui.widget.Icons;
import java.awt.Component;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.swing.JList;
import javax.swing.ListCellRenderer;

/** A step of the plan: done already or not, root or not, and how long. */
final class PlanCell extends StepLine implements ListCellRenderer<PlannedStep> {
  private final Supplier<Optional<Map<String, Boolean>>> done;
  private final Supplier<Speed> speed;

  PlanCell(Supplier<Optional<Map<String, Boolean>>> done, Supplier<Speed> speed) {
    this.done = done;
    this.speed = speed;
  }

  @Override
  public Component getListCellRendererComponent(
      JList<? extends PlannedStep> list,
      PlannedStep step,
      int index,
      boolean selected,
      boolean focused) {
    boolean isDone = done.get().map(d -> d.getOrDefault(step.id(), false)).orElse(false);
    String right = isDone ? "done" : Estimates.of(step.step(), speed.get()).text();
    show(
        list,
        selected,
        Icons.get(isDone ? "already" : "waiting", 18),
        (index + 1) + ". " + step.step().title(),
        step.step().root(),
        right.equals("under a minute") ? "< 1 min" : right,
        isDone ? "Drydock.good" : "Drydock.muted");
    getAccessibleContext()
        .setAccessibleName(
            "Step "
                + (index + 1)
                + ": "
                + step.step().title()
                + (step.step().root() ? ", needs root" : "")
                + (isDone ? ", already done" : ", " + right));
    return this;
  }
}
