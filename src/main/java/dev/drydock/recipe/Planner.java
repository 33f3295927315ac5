package dev.drydock.recipe;

import dev.drydock.server.Go386;
import dev.drydock.server.GoVersion;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns facts and choices into a plan. Pure: asks nothing of the server. Safe for use from any
 * thread.
 */
public final class Planner {
  /**
   * RAM and swap that a route needs together, in MB: 1 GB less what a kernel keeps for itself, so
   * that a server with 1 GB of RAM passes.
   */
  static final int ENOUGH_MEMORY_MB = 960;

  /** The parameter that says who fetches sources, and its value for the server. */
  private static final String FETCH_BY = "FETCH_BY";

  private static final String FETCHED_BY_SERVER = "the server";
  private static final String GO386 = "GO386";

  /** The Go that {@code GO386} is for: the one that the seed's road builds. */
  private static final GoVersion GO = new GoVersion(1, 1, 2);

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)\\}");

  private final Recipes recipes;
  private final Steps steps;

  /** With the recipes and steps that come with the program. */
  public Planner() {
    this(new Recipes(), new Steps());
  }

  public Planner(Recipes recipes, Steps steps) {
    this.recipes = recipes;
    this.steps = steps;
  }

  public Recipes recipes() {
    return recipes;
  }

  /** Every recipe judged for this server: possible ones first, the first possible recommended. */
  public List<Route> routes(ServerFacts facts) {
    return routes(facts, Speed.UNMEASURED);
  }

  /**
   * @param speed what the times are reckoned with
   */
  public List<Route> routes(ServerFacts facts, Speed speed) {
    List<Route> possible = new ArrayList<>();
    List<Route> impossible = new ArrayList<>();
    for (Recipe recipe : recipes.all()) {
      Route route = judge(recipe, facts, speed, possible.isEmpty());
      (route.possible() ? possible : impossible).add(route);
    }
    possible.addAll(impossible);
    return Collections.unmodifiableList(possible);
  }

  private Route judge(Recipe recipe, ServerFacts facts, Speed speed, boolean first) {
    List<String> against = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (String need : recipe.needs()) {
      Condition.Answer answer = Condition.named(need).ask(facts);
      (answer.yes() ? reasons : against).add(answer.sentence());
    }
    List<Step> planned = new ArrayList<>();
    double minutes = 0;
    int diskMb = 0;
    int memoryMb = 0;
    for (Recipe.Entry entry : wanted(recipe, facts)) {
      Step step = steps.get(entry.step());
      if (!entry.when().isEmpty()) {
        reasons.add(Condition.named(entry.when()).ask(facts).sentence());
      }
      planned.add(step);
      minutes += step.minutes();
      diskMb += step.diskMb();
      memoryMb = Math.max(memoryMb, step.memoryMb());
    }
    boolean possible = against.isEmpty();
    if (possible) {
      reasons.addAll(cautions(facts, diskMb));
    }
    List<String> told = possible ? reasons : against;
    told.removeIf(String::isEmpty);
    return new Route(
        recipe,
        possible,
        possible && first,
        List.copyOf(told),
        minutes,
        diskMb,
        memoryMb,
        engine(recipe.about(), facts),
        Estimates.of(planned, speed));
  }

  /** The package's version on this server, where the recipe installs one, and its age. */
  private static String engine(Recipe.About about, ServerFacts facts) {
    String packaged =
        about.enginePackage().isEmpty()
            ? ""
            : facts
                .packages()
                .installed()
                .getOrDefault(
                    about.enginePackage(),
                    facts.packages().candidates().getOrDefault(about.enginePackage(), ""));
    String version = packaged.replaceFirst("^[0-9]+:", "").replaceFirst("[+~-].*$", "");
    for (Recipe.Engine engine : about.engines()) {
      if (version.isEmpty() || version.equals(engine.version())) {
        return "Docker " + engine.version() + " (" + engine.released() + ")";
      }
    }
    return version.isEmpty() ? "" : "Docker " + version;
  }

  private static List<String> cautions(ServerFacts facts, int diskMb) {
    List<String> cautions = new ArrayList<>();
    ServerFacts.Disk disk = diskOf(facts, "/var/lib");
    if (disk != null && disk.freeMb() < diskMb) {
      cautions.add(
          "Take care: "
              + disk.freeMb()
              + " MB are free on "
              + disk.mountPoint()
              + ", and the whole route from the start needs about "
              + diskMb
              + " MB.");
    }
    if (!facts.network().mirrorReachable() && !facts.packages().mirror().startsWith("file:")) {
      cautions.add(
          "Take care: the server does not reach its package mirror"
              + (facts.network().problem().isEmpty() ? "" : " (" + facts.network().problem() + ")")
              + ". Steps that fetch packages will fail until it does.");
    }
    if (!facts.packages().indexWorks()) {
      cautions.add(
          "The list of available packages does not work yet; a step refreshes it and says what is"
              + " wrong if it cannot.");
    }
    return cautions;
  }

  private static ServerFacts.Disk diskOf(ServerFacts facts, String path) {
    return facts.disks().stream()
        .filter(disk -> disk.path().equals(path))
        .findFirst()
        .orElse(facts.disks().isEmpty() ? null : facts.disks().get(0));
  }

  private static List<Recipe.Entry> wanted(Recipe recipe, ServerFacts facts) {
    return recipe.steps().stream()
        .filter(entry -> entry.when().isEmpty() || Condition.named(entry.when()).holds(facts))
        .toList();
  }

  /** Parameter id to the value it would have on this server, in the recipe's order. */
  public Map<String, String> defaults(Recipe recipe, ServerFacts facts) {
    return resolve(recipe, facts, Map.of());
  }

  /**
   * The plan for these choices. A parameter without a choice, or whose choice is just its default,
   * follows the others: a Dockerfile left as it was starts from the base image that was chosen.
   *
   * @throws IllegalArgumentException with a message for the person when a choice is not acceptable
   */
  public Plan plan(Recipe recipe, ServerFacts facts, Map<String, String> choices) {
    for (String id : choices.keySet()) {
      if (recipe.parameter(id).isEmpty()) {
        throw new IllegalArgumentException(
            "The route \"" + recipe.title() + "\" has nothing to choose called " + id + ".");
      }
    }
    Map<String, String> defaults = defaults(recipe, facts);
    Map<String, String> chosen = new HashMap<>();
    choices.forEach(
        (id, value) -> {
          String normal = normalise(recipe.parameter(id).orElseThrow(), value);
          if (!normal.equals(defaults.get(id))) {
            chosen.put(id, normal);
          }
        });
    Map<String, String> values = resolve(recipe, facts, chosen);
    for (Parameter parameter : recipe.parameters()) {
      problem(parameter, values.get(parameter.id()))
          .ifPresent(
              message -> {
                throw new IllegalArgumentException(message);
              });
    }
    requireDistinct(recipe, values);
    requirePossible(recipe, facts, values);
    Map<String, String> variables = new HashMap<>(facts(facts));
    variables.putAll(recipe.settings());
    variables.putAll(values);
    List<PlannedStep> planned =
        wanted(recipe, facts).stream()
            .map(entry -> steps.get(entry.step()))
            .map(step -> planned(recipe, Steps.timed(step, variables), variables))
            .toList();
    return new Plan(
        recipe.id(),
        recipe.title(),
        Collections.unmodifiableMap(new LinkedHashMap<>(values)),
        planned,
        warnings(facts, values));
  }

  private static PlannedStep planned(Recipe recipe, Step step, Map<String, String> variables) {
    if (step.sends().isEmpty()) {
      return new PlannedStep(step, environment(step, variables));
    }
    List<Sending> all = step.sends().stream().map(recipe::source).toList();
    Map<String, String> more = new HashMap<>(variables);
    more.put("SENDS", String.join("\n", all.stream().map(Sending::pin).toList()));
    boolean clones = FETCHED_BY_SERVER.equals(variables.get(FETCH_BY));
    return new PlannedStep(
        step, environment(step, more), all.stream().filter(one -> one.ours() || !clones).toList());
  }

  private static List<String> warnings(ServerFacts facts, Map<String, String> values) {
    String go386 = values.get(GO386);
    return go386 == null
        ? List.of()
        : Go386.judgeOverride(facts.cpu(), GO, go386).map(List::of).orElse(List.of());
  }

  private static void requireDistinct(Recipe recipe, Map<String, String> values) {
    Map<String, String> labels = new HashMap<>();
    for (String id : recipe.distinct()) {
      // Docker takes a name without a tag for the tag "latest".
      String value = values.get(id).replaceFirst(":latest$", "");
      String label = recipe.parameter(id).orElseThrow().label();
      String other = labels.putIfAbsent(value, label);
      if (other != null) {
        throw new IllegalArgumentException(
            label
                + " and "
                + other
                + " are both \""
                + values.get(id)
                + "\". One would take the other's name away: give them different names.");
      }
    }
  }

  private static void requirePossible(
      Recipe recipe, ServerFacts facts, Map<String, String> values) {
    for (Parameter parameter : recipe.parameters()) {
      String need = parameter.choiceNeeds().get(values.get(parameter.id()));
      if (need != null) {
        Condition.Answer answer = Condition.named(need).ask(facts);
        if (!answer.yes()) {
          throw new IllegalArgumentException(
              parameter.label()
                  + ": \""
                  + values.get(parameter.id())
                  + "\" will not do. "
                  + answer.sentence());
        }
      }
    }
  }

  /** What is wrong with a value, in a sentence for the person, or empty. */
  public static Optional<String> problem(Parameter parameter, String value) {
    String normal = normalise(parameter, value);
    boolean fits =
        switch (parameter.kind()) {
          case CHOICE -> parameter.choices().contains(normal);
          case FLAG -> normal.equals("yes") || normal.equals("no");
          case TEXT -> normal.indexOf('\n') < 0;
          case DOCKERFILE -> true;
        };
    if (normal.indexOf('\0') >= 0) {
      fits = false;
    }
    String help =
        switch (parameter.kind()) {
          case CHOICE -> "Choose one of: " + String.join(", ", parameter.choices()) + ".";
          case FLAG -> "Choose yes or no.";
          case TEXT, DOCKERFILE ->
              parameter.patternHelp().isEmpty() ? "Use plain text." : parameter.patternHelp();
        };
    if (fits
        && !parameter.pattern().isEmpty()
        && !Pattern.compile(parameter.pattern()).matcher(normal).matches()) {
      fits = false;
    }
    if (fits) {
      return Optional.empty();
    }
    String shown = normal.lines().findFirst().orElse("");
    shown = shown.length() > 60 ? shown.substring(0, 60) + "..." : shown;
    return Optional.of(
        parameter.label()
            + (shown.isEmpty() ? " is empty. " : ": \"" + shown + "\" will not do. ")
            + help);
  }

  /** Unix line ends; a Dockerfile ends without blank lines, others without white space around. */
  private static String normalise(Parameter parameter, String value) {
    String unix = value.replace("\r\n", "\n").replace('\r', '\n');
    return parameter.kind() == Parameter.Kind.DOCKERFILE ? unix.stripTrailing() : unix.strip();
  }

  private static Map<String, String> resolve(
      Recipe recipe, ServerFacts facts, Map<String, String> chosen) {
    Map<String, String> known = new HashMap<>(facts(facts));
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : recipe.parameters()) {
      String value = chosen.get(parameter.id());
      if (value == null) {
        value = normalise(parameter, substitute(recipe, parameter, facts, known));
      }
      known.put(parameter.id(), value);
      values.put(parameter.id(), value);
    }
    return values;
  }

  private static String substitute(
      Recipe recipe, Parameter parameter, ServerFacts facts, Map<String, String> known) {
    String text =
        parameter.instead().stream()
            .filter(one -> Condition.named(one.when()).holds(facts))
            .map(Parameter.Instead::defaultValue)
            .findFirst()
            .orElse(parameter.defaultValue());
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match -> {
              String value = known.get(match.group(1));
              if (value == null) {
                throw new RecipeException(
                    "recipe "
                        + recipe.id()
                        + ", parameter "
                        + parameter.id()
                        + ": "
                        + match.group()
                        + " is neither a fact nor an earlier parameter");
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /** Whether one of the recipes that come with the program brings exactly this. */
  public boolean isKnown(Sending sending) {
    return recipes.all().stream().anyMatch(recipe -> recipe.sources().contains(sending));
  }

  /**
   * A step as it would be planned with these values, also one whose condition does not hold; empty
   * for one that is unknown here.
   *
   * @param values of the recipe's parameters
   */
  Optional<PlannedStep> compose(
      Recipe recipe, String stepId, ServerFacts facts, Map<String, String> values) {
    Map<String, String> variables = new HashMap<>(facts(facts));
    variables.putAll(recipe.settings());
    variables.putAll(values);
    try {
      return Optional.of(planned(recipe, steps.get(stepId), variables));
    } catch (RecipeException e) {
      return Optional.empty();
    }
  }

  /** Where the rule has no answer (no x86 flags), every such CPU has a 387 unit or needs none. */
  private static String go386Rule(ServerFacts facts) {
    return Go386.decide(facts, GO) instanceof Go386.Use use ? use.value() : "387";
  }

  /** Only what the step's text or the prelude uses: a script that can be read whole. */
  private static SortedMap<String, String> environment(Step step, Map<String, String> variables) {
    SortedMap<String, String> environment = new TreeMap<>();
    variables.forEach(
        (name, value) -> {
          Pattern use = Pattern.compile("\\$\\{?" + name + "(?![A-Z0-9_a-z])");
          if (use.matcher(step.text()).find() || use.matcher(StepScript.prelude()).find()) {
            environment.put(name, value);
          }
        });
    return Collections.unmodifiableSortedMap(environment);
  }

  /**
   * What steps and defaults may know of the server.
   *
   * <ul>
   *   <li>{@code LOGIN}, {@code LOGIN_HOME}: the user who logs in
   *   <li>{@code IMAGE_USER}: the login's name made fit for an image's name
   *   <li>{@code ARCH}, {@code SUITE}, {@code DISTRIBUTION}: e.g. i386, bookworm, debian
   *   <li>{@code SERVER_MIRROR}, {@code SOURCES}: where its packages come from; deb lines
   *   <li>{@code INIT}: systemd, upstart, sysv or other
   *   <li>{@code CPU_SSE2}: yes or no
   *   <li>{@code GO386_RULE}: what Go 1.1.2 needs for this CPU, 387 or sse2
   *   <li>{@code KERNEL_AUFS}, {@code KERNEL_OVERLAY}: yes or no
   *   <li>{@code ENOUGH_MEMORY_MB}: see {@link #ENOUGH_MEMORY_MB}
   * </ul>
   */
  static Map<String, String> facts(ServerFacts facts) {
    String imageUser =
        facts
            .access()
            .user()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return Map.ofEntries(
        Map.entry("LOGIN", facts.access().user()),
        Map.entry("LOGIN_HOME", facts.access().home()),
        Map.entry("IMAGE_USER", imageUser.isEmpty() ? "drydock" : imageUser),
        Map.entry("ARCH", facts.os().architecture().isEmpty() ? "i386" : facts.os().architecture()),
        Map.entry("SUITE", facts.os().codename()),
        Map.entry("DISTRIBUTION", facts.os().id()),
        Map.entry("SERVER_MIRROR", facts.packages().mirror()),
        Map.entry("SOURCES", String.join("\n", facts.packages().sources())),
        Map.entry("INIT", facts.os().init()),
        Map.entry("CPU_SSE2", facts.cpu().has("sse2") ? "yes" : "no"),
        Map.entry("GO386_RULE", go386Rule(facts)),
        Map.entry("KERNEL_AUFS", facts.kernel().aufs() ? "yes" : "no"),
        Map.entry("KERNEL_OVERLAY", facts.kernel().overlay() ? "yes" : "no"),
        Map.entry("ENOUGH_MEMORY_MB", Integer.toString(ENOUGH_MEMORY_MB)));
  }
}
