package dev.drydock.recipe;

import dev.drydock.server.ServerFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a plan that came from somewhere else differs from what this Drydock would compose.
 *
 * @param strangeSteps ids of the steps whose commands or values are not the ones this Drydock would
 *     use: of another version, for other facts, or tampered with
 * @param chosen parameter id to a value that is not what this server would have by itself: somebody
 *     chose it
 */
public record PlanCheck(List<String> strangeSteps, Map<String, String> chosen) {
  public static final PlanCheck ALL_KNOWN = new PlanCheck(List.of(), Map.of());

  public static PlanCheck of(Planner planner, Plan plan, ServerFacts facts) {
    Optional<Recipe> recipe =
        planner.recipes().all().stream().filter(r -> r.id().equals(plan.recipeId())).findFirst();
    Map<String, String> chosen = new LinkedHashMap<>(plan.choices());
    Map<String, String> values = new LinkedHashMap<>();
    if (recipe.isPresent()) {
      Map<String, String> defaults = planner.defaults(recipe.get(), facts);
      // A name that is no parameter must not stand in for a fact.
      for (Parameter parameter : recipe.get().parameters()) {
        String value = plan.choices().get(parameter.id());
        if (value != null && Planner.problem(parameter, value).isEmpty()) {
          values.put(parameter.id(), value);
        }
        if (value != null && value.equals(defaults.get(parameter.id()))) {
          chosen.remove(parameter.id());
        }
      }
    }
    List<String> strange =
        plan.steps().stream()
            .filter(step -> recipe.isEmpty() || !isOurs(planner, recipe.get(), step, facts, values))
            .map(PlannedStep::id)
            .toList();
    return new PlanCheck(strange, Map.copyOf(chosen));
  }

  private static boolean isOurs(
      Planner planner,
      Recipe recipe,
      PlannedStep step,
      ServerFacts facts,
      Map<String, String> values) {
    return planner.compose(recipe, step.id(), facts, values).filter(step::equals).isPresent();
  }

  /** Whether nobody but this Drydock and this server had a say in it. */
  public boolean isAllKnown() {
    return strangeSteps.isEmpty() && chosen.isEmpty();
  }
}
