package dev.drydock.run;

import dev.drydock.job.Attempt;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.StepScript;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a run's folder on the server holds before it begins: file name to content. */
final class Laying {
  private Laying() {}

  /**
   * @param sent step id to what its script is told of what was sent for it
   * @param now the desktop's clock, for a walk that nobody tells the time
   */
  static Map<String, String> files(Plan plan, About about, Map<String, String> sent, Instant now)
      throws IOException {
    Map<String, String> files = new HashMap<>();
    StringBuilder order = new StringBuilder();
    List<PlannedStep> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      PlannedStep step = steps.get(i);
      String number = Attempt.number(i + 1);
      order.append(number).append(step.step().root() ? " root " : " user ").append(step.id());
      order.append('\n');
      files.put("steps/" + number, StepScript.job(step, now, sent.getOrDefault(step.id(), "")));
    }
    files.put("order", order.toString());
    files.put("plan", PlanCopy.text(plan, about.factsSummary()));
    files.put("about", about.text());
    return files;
  }
}
