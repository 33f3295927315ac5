package dev.drydock.recipe;

import java.util.List;
import java.util.Map;

/**
 * Exactly what will run, in order: complete in itself (step texts included), so that a run can be
 * resumed years later by another version of Drydock.
 *
 * @param choices the parameters' values the person ended up with
 * @param warnings of choices that may go wrong on this server, each a sentence or two
 */
public record Plan(
    String recipeId,
    String recipeTitle,
    Map<String, String> choices,
    List<PlannedStep> steps,
    List<String> warnings) {
  public Plan {
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  /** A plan with nothing to warn of. */
  public Plan(
      String recipeId, String recipeTitle, Map<String, String> choices, List<PlannedStep> steps) {
    this(recipeId, recipeTitle, choices, steps, List.of());
  }
}
