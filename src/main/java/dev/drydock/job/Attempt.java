package dev.drydock.job;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt at one step, as the server's files name it.
 *
 * @param step 1 for the plan's first
 * @param number 1 for the first
 */
public record Attempt(int step, int number) implements Comparable<Attempt> {
  private static final Pattern FORM = Pattern.compile("([0-9]{2})\\.([1-9][0-9]{0,5})");

  public static Optional<Attempt> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new Attempt(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
        : Optional.empty();
  }

  /** A step's number, as the server's files and wishes have it. */
  public static String number(int step) {
    return "%02d".formatted(step);
  }

  @Override
  public int compareTo(Attempt other) {
    return step == other.step ? Integer.compare(number, other.number) : step - other.step;
  }

  @Override
  public String toString() {
    return number(step) + "." + number;
  }
}
