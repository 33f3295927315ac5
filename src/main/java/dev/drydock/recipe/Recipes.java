package dev.drydock.recipe;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,40}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

  private final List<Recipe> recipes;

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
  }

  /** The repositories that a person can set mirrors for. */
  public List<Repository> upstreams() {
    return Upstreams.ALL;
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
    Map<String, String> settings = file.settings() == null ? Map.of() : file.settings();
    settings
        .keySet()
        .forEach(
            name -> {
              if (!VARIABLE.matcher(name).matches()) {
                throw new RecipeException(
                    "recipe " + id + ": setting " + name + " must be a variable's name");
              }
            });
    List<Sending> sources =
        orEmpty(file.sources()).stream().map(source -> source(id, source)).toList();
    requireUnique(id, "source", sources.stream().map(Sending::id).toList());
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
        settings,
        sources,
        about(id, file.about()));
  }

  private static Sending source(String recipe, SourceFile file) {
    String where = "recipe " + recipe + ", source " + file.id();
    if (isBlank(file.id()) || !NAME.matcher(file.id()).matches() || isBlank(file.title())) {
      throw new RecipeException(
          where + ": id (small letters, digits, dots) and title must be there");
    }
    boolean ours = !isBlank(file.folder());
    if (ours == !isBlank(file.upstream()) || ours != !orEmpty(file.files()).isEmpty()) {
      throw new RecipeException(where + ": either an upstream, or a folder and its files");
    }
    if (ours) {
      SortedMap<String, String> files = new TreeMap<>();
      for (String name : file.files()) {
        files.put(name, Resources.text(file.folder() + "/" + name));
      }
      return new Sending(file.id(), file.title(), "", "", "", sum(files), "", files);
    }
    String commit = orEmpty(file.commit());
    if (!COMMIT.matcher(commit).matches()) {
      throw new RecipeException(where + ": the commit must have 40 digits");
    }
    Repository repository =
        Upstreams.ALL.stream()
            .filter(one -> one.id().equals(file.upstream()))
            .findFirst()
            .orElseThrow(
                () -> new RecipeException(where + ": there is no upstream " + file.upstream()));
    return new Sending(
        file.id(),
        file.title(),
        repository.id(),
        repository.url(),
        orEmpty(file.tag()),
        commit,
        orEmpty(file.part()),
        new TreeMap<>());
  }

  private static String sum(SortedMap<String, String> files) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    files.forEach(
        (name, text) ->
            digest.update((name + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
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
        orEmpty(file.patternHelp()).strip(),
        instead(where, file.instead()),
        choiceNeeds(where, choices, file.choiceNeeds()));
  }

  private static List<Parameter.Instead> instead(String where, List<InsteadFile> file) {
    return orEmpty(file).stream()
        .map(
            one -> {
              if (isBlank(one.when()) || one.defaultValue() == null) {
                throw new RecipeException(where + ": instead needs when and defaultValue");
              }
              Condition.named(one.when());
              return new Parameter.Instead(one.when(), one.defaultValue());
            })
        .toList();
  }

  private static Map<String, String> choiceNeeds(
      String where, List<String> choices, Map<String, String> needs) {
    if (needs == null) {
      return Map.of();
    }
    needs.forEach(
        (choice, condition) -> {
          if (!choices.contains(choice)) {
            throw new RecipeException(where + ": choiceNeeds names no choice: " + choice);
          }
          Condition.named(condition);
        });
    return needs;
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

  /** Read once: every recipe's sources name them. */
  private static final class Upstreams {
    static final List<Repository> ALL = repositories(Resources.text("upstreams.yaml"));

    private Upstreams() {}
  }

  private record File(
      String title,
      String summary,
      List<String> needs,
      List<String> distinct,
      Map<String, String> settings,
      List<SourceFile> sources,
      List<ParameterFile> parameters,
      List<EntryFile> steps,
      AboutFile about) {}

  private record AboutFile(
      String enginePackage,
      List<Recipe.Engine> engines,
      String recommended,
      String otherwise,
      List<String> warnings) {}

  private record SourceFile(
      String id,
      String title,
      String upstream,
      String tag,
      String commit,
      String part,
      String folder,
      List<String> files) {}

  private record ParameterFile(
      String id,
      String label,
      String help,
      String kind,
      String defaultValue,
      List<String> choices,
      String pattern,
      String patternHelp,
      List<InsteadFile> instead,
      Map<String, String> choiceNeeds) {}

  private record InsteadFile(String when, String defaultValue) {}

  private record EntryFile(String step, String when) {}
}
