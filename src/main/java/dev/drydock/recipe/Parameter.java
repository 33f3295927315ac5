package dev.drydock.recipe;

import java.util.List;

/**
 * Something the person may choose on the Route page.
 *
 * @param id name of the environment variable the steps see, e.g. {@code IMAGE}
 * @param defaultValue may hold {@code ${fact}} references, resolved by the planner
 * @param choices for {@link Kind#CHOICE}
 * @param pattern regular expression the value must match, or ""
 * @param patternHelp what to say when it does not
 */
public record Parameter(
    String id,
    String label,
    String help,
    Kind kind,
    String defaultValue,
    List<String> choices,
    String pattern,
    String patternHelp) {
  /** How it is edited. */
  public enum Kind {
    TEXT,
    CHOICE,
    /** {@code yes} or {@code no}. */
    FLAG,
    DOCKERFILE
  }
}
