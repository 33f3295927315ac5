package dev.drydock.recipe;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The recipe files of {@code resources/recipes}, in the order of its file {@code index}. Immutable.
 */
public final class Recipes {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

  private final List<Recipe> recipes;
  private final List<Repository> upstreams;

  /**
   * The recipes that come with the program.
   *
   * @throws RecipeException if one is malformed
   */
  public Recipes() {
    this(
        Resources.text("recipes/index")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(id -> parse(id, Resources.text("recipes/" + id + ".yaml")))
            .toList());
  }

  Recipes(List<Recipe> recipes) {
    this.recipes = List.copyOf(recipes);
    this.upstreams = repositories(Resources.text("upstreams.yaml"));
  }

  /** The repositories that a person can set mirrors for. */
  public List<Repository> upstreams() {
    return upstreams;
  }

  /** All, the one to prefer first. */
  public List<Recipe> all() {
    return recipes;
  }

  /**
   * @throws IllegalArgumentException with a message for the person if there is none
   */
  public Recipe get(String id) {
    return recipes.stream()
        .filter(recipe -> recipe.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no route \""
                        + id
                        + "\". There are: "
                        + String.join(", ", recipes.stream().map(Recipe::id).toList())
                        + "."));
  }

  private static List<Repository> repositories(String yaml) {
    try {
      return List.of(YAML.readValue(yaml, Repository[].class));
    } catch (JacksonException e) {
      throw new RecipeException("upstreams: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * @throws RecipeException saying what is malformed
   */
  static Recipe parse(String id, String yaml) {
    File file;
    try {
      file = YAML.readValue(yaml, File.class);
    } catch (JacksonException e) {
      throw new RecipeException("recipe " + id + ": " + e.getOriginalMessage(), e);
    }
    if (file == null || isBlank(file.title()) || isBlank(file.summary()) || file.steps() == null) {
      throw new RecipeException("recipe " + id + ": title, summary and steps must be there");
    }
    List<Parameter> parameters =
        orEmpty(file.parameters()).stream().map(parameter -> parameter(id, parameter)).toList();
    requireUnique(id, "parameter", parameters.stream().map(Parameter::id).toList());
    List<Recipe.Entry> entries =
        file.steps().stream()
            .map(entry -> new Recipe.Entry(entry.step(), orEmpty(entry.when())))
            .toList();
    requireUnique(id, "step", entries.stream().map(Recipe.Entry::step).toList());
    for (Recipe.Entry entry : entries) {
      if (!entry.when().isEmpty()) {
        Condition.named(entry.when());
      }
    }
    List<String> needs = orEmpty(file.needs());
    needs.forEach(Condition::named);
    List<String> distinct = orEmpty(file.distinct());
    List<String> ids = parameters.stream().map(Parameter::id).toList();
    if (!ids.containsAll(distinct)) {
      throw new RecipeException("recipe " + id + ": distinct names no parameter: " + distinct);
    }
    return new Recipe(
        id,
        file.title(),
        file.summary().strip(),
        parameters,
        entries,
        needs,
        distinct,
        about(id, file.about()));
  }

  private static Recipe.About about(String recipe, AboutFile file) {
    if (file == null) {
      return Recipe.About.NOTHING;
    }
    for (Recipe.Engine engine : orEmpty(file.engines())) {
      if (isBlank(engine.version()) || isBlank(engine.released())) {
        throw new RecipeException("recipe " + recipe + ": an engine has a version and released");
      }
    }
    return new Recipe.About(
        orEmpty(file.enginePackage()),
        orEmpty(file.engines()),
        orEmpty(file.recommended()).strip(),
        orEmpty(file.otherwise()).strip(),
        orEmpty(file.warnings()).stream().map(String::strip).toList());
  }

  private static Parameter parameter(String recipe, ParameterFile file) {
    String where = "recipe " + recipe + ", parameter " + file.id();
    if (isBlank(file.id()) || !VARIABLE.matcher(file.id()).matches()) {
      throw new RecipeException(where + ": the id must be a variable's name in capitals");
    }
    if (isBlank(file.label()) || isBlank(file.help()) || isBlank(file.kind())) {
      throw new RecipeException(where + ": label, help and kind must be there");
    }
    Parameter.Kind kind;
    try {
      kind = Parameter.Kind.valueOf(file.kind().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new RecipeException(where + ": unknown kind " + file.kind(), e);
    }
    List<String> choices = orEmpty(file.choices());
    if ((kind == Parameter.Kind.CHOICE) == choices.isEmpty()) {
      throw new RecipeException(where + ": choices belong to kind choice, and only there");
    }
    String pattern = orEmpty(file.pattern());
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new RecipeException(where + ": " + e.getMessage(), e);
    }
    if (pattern.isEmpty() != isBlank(file.patternHelp())) {
      throw new RecipeException(where + ": pattern and patternHelp go together");
    }
    return new Parameter(
        file.id(),
        file.label(),
        file.help().strip(),
        kind,
        orEmpty(file.defaultValue()),
        choices,
        pattern,
        orEmpty(file.patternHelp()).strip());
  }

  private static void requireUnique(String recipe, String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name == null || !seen.add(name)) {
        throw new RecipeException(
            "recipe " + recipe + ": " + what + " " + name + " is there twice");
      }
    }
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private record File(
      String title,
      String summary,
      List<String> needs,
      List<String> distinct,
      List<ParameterFile> parameters,
      List<EntryFile> steps,
      AboutFile about) {}

  private record AboutFile(
      String enginePackage,
      List<Recipe.Engine> engines,
      String recommended,
      String otherwise,
      List<String> warnings) {}

  private record ParameterFile(
      String id,
      String label,
      String help,
      String kind,
      String defaultValue,
      List<String> choices,
      String pattern,
      String patternHelp) {}

  private record EntryFile(String step, String when) {}
}
