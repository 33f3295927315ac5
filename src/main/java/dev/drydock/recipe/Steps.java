package dev.drydock.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The step files of {@code resources/steps}. Each starts with a header of comments, one {@code #
 * key: value} a line; a value goes on in lines that begin with {@code #} and two or more spaces.
 * Safe for use from any thread.
 */
public final class Steps {
  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern HEADER = Pattern.compile("# ([a-z]+):(?: (.*))?");
  private static final Pattern CONTINUED = Pattern.compile("# {2,}(\\S.*)");
  private static final Set<String> KEYS =
      Set.of("title", "why", "root", "minutes", "disk", "memory", "undo", "relogin");

  /** May be left out: most steps keep the processor busy. */
  private static final String BOUND = "bound";

  /** {@code PARAMETER=VALUE MINUTES}: a choice that makes the step take that much longer. */
  private static final String LONGER = "longer";

  private static final Pattern LONGER_VALUE =
      Pattern.compile("([A-Z][A-Z0-9_]*)=(\\S+) ([0-9]{1,4})");
  private static final Pattern LONGER_LINE =
      Pattern.compile("(?m)^# " + LONGER + ": " + LONGER_VALUE.pattern() + "$");

  private static final Set<String> OPTIONAL = Set.of("sends", "uses", BOUND, LONGER);

  private final Map<String, Step> parsed = new ConcurrentHashMap<>();
  private final UnaryOperator<String> texts;

  /** The steps that come with the program. */
  public Steps() {
    this(id -> Resources.text("steps/" + id + ".sh"));
  }

  /**
   * @param texts step id to the file's text
   */
  Steps(UnaryOperator<String> texts) {
    this.texts = texts;
  }

  /**
   * @throws RecipeException if there is no such step, or its file is malformed
   */
  public Step get(String id) {
    return parsed.computeIfAbsent(id, key -> parse(key, texts.apply(key)));
  }

  /**
   * @throws RecipeException saying what is malformed
   */
  static Step parse(String id, String text) {
    if (!ID.matcher(id).matches()) {
      throw new RecipeException("\"" + id + "\" is not a step id");
    }
    Map<String, String> header = header(id, text);
    for (String function : List.of("check", "apply", "verify")) {
      if (!Pattern.compile("^" + function + "\\(\\) \\{$", Pattern.MULTILINE)
          .matcher(text)
          .find()) {
        throw new RecipeException("step " + id + " does not define " + function + "()");
      }
    }
    if (text.indexOf('\r') >= 0 || !text.endsWith("\n")) {
      throw new RecipeException("step " + id + " must have Unix lines and end with a newline");
    }
    return new Step(
        id,
        required(id, header, "title"),
        required(id, header, "why"),
        flag(id, header, "root"),
        number(id, header, "minutes"),
        (int) number(id, header, "disk"),
        (int) number(id, header, "memory"),
        header.get("undo"),
        flag(id, header, "relogin"),
        bound(id, header),
        withLibraries(id, words(header, "uses"), text),
        words(header, "sends"));
  }

  private static List<String> words(Map<String, String> header, String key) {
    String value = header.getOrDefault(key, "");
    return value.isEmpty() ? List.of() : List.of(value.split(" +", -1));
  }

  /**
   * What a step shares with others stands in its text, behind its header: a text that is whole in
   * itself can be read, exported, and run years later.
   */
  private static String withLibraries(String id, List<String> names, String text) {
    if (names.isEmpty()) {
      return text;
    }
    int headerEnd = text.indexOf("\n\n");
    if (headerEnd < 0) {
      throw new RecipeException("step " + id + ": there must be an empty line behind the header");
    }
    StringBuilder whole = new StringBuilder(text.substring(0, headerEnd + 2));
    for (String name : names) {
      if (!ID.matcher(name).matches()) {
        throw new RecipeException("step " + id + ": \"" + name + "\" is not a library's name");
      }
      whole.append(Resources.text("steps/lib/" + name + ".sh")).append('\n');
    }
    return whole.append(text.substring(headerEnd + 2)).toString();
  }

  private static Map<String, String> header(String id, String text) {
    Map<String, String> header = new LinkedHashMap<>();
    String last = null;
    for (String line : text.lines().takeWhile(l -> l.startsWith("#")).toList()) {
      Matcher key = HEADER.matcher(line);
      Matcher more = CONTINUED.matcher(line);
      if (key.matches()) {
        last = key.group(1);
        if (!KEYS.contains(last) && !OPTIONAL.contains(last)) {
          throw new RecipeException("step " + id + ": unknown header \"" + last + "\"");
        }
        String value = key.group(2) == null ? "" : key.group(2).strip();
        if (header.put(last, value) != null) {
          throw new RecipeException("step " + id + ": header \"" + last + "\" is there twice");
        }
      } else if (more.matches() && last != null) {
        header.merge(last, more.group(1).strip(), (a, b) -> (a + " " + b).strip());
      } else {
        throw new RecipeException("step " + id + ": not a header line: " + line);
      }
    }
    String longer = header.get(LONGER);
    if (longer != null && !LONGER_VALUE.matcher(longer).matches()) {
      throw new RecipeException(
          "step " + id + ": header \"" + LONGER + "\" must be PARAMETER=VALUE MINUTES");
    }
    List<String> missing = new ArrayList<>(KEYS);
    missing.removeAll(header.keySet());
    if (!missing.isEmpty()) {
      throw new RecipeException("step " + id + ": missing header " + missing);
    }
    return header;
  }

  private static String required(String id, Map<String, String> header, String key) {
    String value = header.get(key);
    if (value.isEmpty()) {
      throw new RecipeException("step " + id + ": header \"" + key + "\" is empty");
    }
    return value;
  }

  private static boolean flag(String id, Map<String, String> header, String key) {
    return switch (header.get(key)) {
      case "yes" -> true;
      case "no" -> false;
      default ->
          throw new RecipeException("step " + id + ": header \"" + key + "\" must be yes or no");
    };
  }

  /** The step with the minutes that these parameters make it take. */
  static Step timed(Step step, Map<String, String> environment) {
    Matcher longer = LONGER_LINE.matcher(step.text());
    return longer.find() && longer.group(2).equals(environment.get(longer.group(1)))
        ? step.withMinutes(step.minutes() + Integer.parseInt(longer.group(3)))
        : step;
  }

  private static Bound bound(String id, Map<String, String> header) {
    return switch (header.getOrDefault(BOUND, "cpu")) {
      case "cpu" -> Bound.CPU;
      case "network" -> Bound.NETWORK;
      case "disk" -> Bound.DISK;
      default ->
          throw new RecipeException(
              "step " + id + ": header \"" + BOUND + "\" must be cpu, network or disk");
    };
  }

  private static double number(String id, Map<String, String> header, String key) {
    String value = header.get(key);
    if (!value.matches("[0-9]{1,6}(\\.[0-9]{1,2})?")
        || (value.contains(".") && !key.equals("minutes"))) {
      throw new RecipeException("step " + id + ": header \"" + key + "\" must be a number");
    }
    return Double.parseDouble(value);
  }
}
