package dev.drydock.recipe;

import java.util.SortedMap;

/**
 * A step with every parameter filled in.
 *
 * @param environment variable name to value; exported, quoted, at the top of the script
 */
public record PlannedStep(Step step, SortedMap<String, String> environment) {
  public String id() {
    return step.id();
  }
}
