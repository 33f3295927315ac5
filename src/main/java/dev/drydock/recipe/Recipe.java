package dev.drydock.recipe;

import java.util.List;

/** One file of {@code resources/recipes}: a road from a bare server to a container. */
public record Recipe(
    String id, String title, String summary, List<Parameter> parameters, List<Entry> steps) {

  /**
   * @param step id of a step
   * @param when name of a condition on facts (see the planner), or "" for always
   */
  public record Entry(String step, String when) {}
}
