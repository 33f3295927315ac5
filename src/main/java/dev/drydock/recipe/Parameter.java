package dev.drydock.recipe;

import java.util.List;
import java.util.Map;

/**
 * Something the person may choose on the Route page.
 *
 * @param id name of the environment variable the steps see, e.g. {@code IMAGE}
 * @param defaultValue may hold {@code ${fact}} references, resolved by the planner
 * @param choices for {@link Kind#CHOICE}
 * @param pattern regular expression the value must match, or ""
 * @param patternHelp what to say when it does not
 * @param instead other defaults, the first whose condition holds
 * @param choiceNeeds choice to the name of the {@link Condition} without which it cannot be made
 */
public record Parameter(
    String id,
    String label,
    String help,
    Kind kind,
    String defaultValue,
    List<String> choices,
    String pattern,
    String patternHelp,
    List<Instead> instead,
    Map<String, String> choiceNeeds) {

  public Parameter {
    choices = List.copyOf(choices);
    instead = List.copyOf(instead);
    choiceNeeds = Map.copyOf(choiceNeeds);
  }

  /** One that has the same default on every server. */
  public Parameter(
      String id,
      String label,
      String help,
      Kind kind,
      String defaultValue,
      List<String> choices,
      String pattern,
      String patternHelp) {
    this(id, label, help, kind, defaultValue, choices, pattern, patternHelp, List.of(), Map.of());
  }

  /**
   * A default for some servers.
   *
   * @param when name of a {@link Condition}
   */
  public record Instead(String when, String defaultValue) {}

  /** How it is edited. */
  public enum Kind {
    TEXT,
    CHOICE,
    /** {@code yes} or {@code no}. */
    FLAG,
    DOCKERFILE
  }
}
