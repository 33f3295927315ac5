package dev.drydock.recipe;

import java.util.List;
import java.util.SortedMap;

/**
 * A step with every parameter filled in.
 *
 * @param environment variable name to value; exported, quoted, at the top of the script
 * @param sends what this computer brings for it, in this order
 */
public record PlannedStep(Step step, SortedMap<String, String> environment, List<Sending> sends) {
  public PlannedStep {
    sends = sends == null ? List.of() : List.copyOf(sends);
  }

  /** A step for which nothing is sent. */
  public PlannedStep(Step step, SortedMap<String, String> environment) {
    this(step, environment, List.of());
  }

  /** What is sent before it starts, as comments of its script; "" for nothing. */
  public String announcement() {
    if (sends.isEmpty()) {
      return "";
    }
    StringBuilder text =
        new StringBuilder("# Before this step starts, this computer fetches, checks and sends:\n");
    sends.forEach(one -> text.append("#   ").append(one.describe()).append('\n'));
    return text.append('\n').toString();
  }

  public String id() {
    return step.id();
  }
}
