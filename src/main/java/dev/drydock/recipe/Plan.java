package dev.drydock.recipe;

import java.util.List;
import java.util.Map;

/**
 * Exactly what will run, in order: complete in itself (step texts included), so that a run can be
 * resumed years later by another version of Drydock.
 *
 * @param choices the parameters' values the person ended up with
 */
public record Plan(
    String recipeId, String recipeTitle, Map<String, String> choices, List<PlannedStep> steps) {}
