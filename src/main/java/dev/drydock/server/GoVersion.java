package dev.drydock.server;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of Go, e.g. 1.1.2; a pre-release counts as the release it leads to. */
public record GoVersion(int major, int minor, int patch) implements Comparable<GoVersion> {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:go version )?(?:go)?([0-9]{1,4})(?:\\.([0-9]{1,4}))?(?:\\.([0-9]{1,4}))?"
              + "(?:(?:rc|beta)[0-9]{1,3})?(?: [a-z0-9]+/[a-z0-9]+)?");

  /**
   * @param text such as "1.1.2", "1.15", "go1.21.5", "go1.16rc1" or the output of "go version"
   * @throws IllegalArgumentException with a message fit for a person
   */
  public static GoVersion parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a version of Go: write it like 1.1.2, 1.15 or go1.21.5.");
    }
    return new GoVersion(
        Integer.parseInt(matcher.group(1)),
        Texts.number(matcher.group(2), 0),
        Texts.number(matcher.group(3), 0));
  }

  boolean isAtLeast(int otherMajor, int otherMinor) {
    return compareTo(new GoVersion(otherMajor, otherMinor, 0)) >= 0;
  }

  @Override
  public int compareTo(GoVersion other) {
    return Comparator.comparingInt(GoVersion::major)
        .thenComparingInt(GoVersion::minor)
        .thenComparingInt(GoVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + (patch == 0 ? "" : "." + patch);
  }
}
