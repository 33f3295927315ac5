package dev.drydock.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file of {@code resources/recipes}: a road from a bare server to a container.
 *
 * @param needs names of the {@link Condition}s without which the recipe cannot be run
 * @param distinct parameters no two of which may have the same value
 * @param settings variables for the steps that are nobody's choice
 * @param sources what steps may have sent from this computer
 * @param about what a person should know before choosing it
 */
public record Recipe(
    String id,
    String title,
    String summary,
    List<Parameter> parameters,
    List<Entry> steps,
    List<String> needs,
    List<String> distinct,
    Map<String, String> settings,
    List<Sending> sources,
    About about) {

  public Recipe {
    parameters = List.copyOf(parameters);
    steps = List.copyOf(steps);
    needs = List.copyOf(needs);
    distinct = List.copyOf(distinct);
    settings = Map.copyOf(settings);
    sources = List.copyOf(sources);
  }

  /** A recipe that every server can run. */
  public Recipe(
      String id, String title, String summary, List<Parameter> parameters, List<Entry> steps) {
    this(
        id,
        title,
        summary,
        parameters,
        steps,
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        About.NOTHING);
  }

  Sending source(String sourceId) {
    return sources.stream()
        .filter(source -> source.id().equals(sourceId))
        .findFirst()
        .orElseThrow(
            () -> new RecipeException("recipe " + id + " has no source \"" + sourceId + "\""));
  }

  public Optional<Parameter> parameter(String parameterId) {
    return parameters.stream().filter(parameter -> parameter.id().equals(parameterId)).findFirst();
  }

  /**
   * What the Route page says of a recipe, so that the choice is an honest one.
   *
   * @param enginePackage whose version on the server is the engine's, or ""
   * @param engines those it may lead to, the likeliest first
   * @param recommended why to take it where it is the recommended one, in one sentence, or ""
   * @param otherwise what it is good for where another one is recommended, or ""
   * @param warnings known dangers, a plain sentence or two each
   */
  public record About(
      String enginePackage,
      List<Engine> engines,
      String recommended,
      String otherwise,
      List<String> warnings) {
    static final About NOTHING = new About("", List.of(), "", "", List.of());

    public About {
      engines = List.copyOf(engines);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * @param version of Docker, e.g. 20.10.24
   * @param released by its makers, e.g. April 2023
   */
  public record Engine(String version, String released) {}

  /**
   * @param step id of a step
   * @param when name of a {@link Condition} on facts, or "" for always
   */
  public record Entry(String step, String when) {}
}
