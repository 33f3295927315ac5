package dev.drydock.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a saved profile must satisfy; every answer is a sentence for the person. */
public final class ProfileRules {
  /** ASCII only: what one file system keeps apart, another (NFD, ignoring case) may merge. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9 ._@-]{0,63}");

  /** Device names that Windows keeps for itself, with any extension. */
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{Nd}._%:][\\p{L}\\p{Nd}._%:-]*");
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9._-]{0,128}");

  /**
   * Names of {@code ssh.LegacyAlgorithms}, which this floor may not import. An unknown name in a
   * file is kept (a newer Drydock may know it); only the shape is checked.
   */
  private static final Pattern LEGACY = Pattern.compile("[A-Z0-9_]{1,40}");

  /** As many as {@code ssh.Hop} takes. */
  private static final int MAX_ON_THE_WAY = 8;

  private static final Set<String> RESERVED = Set.of(".", "..");

  private ProfileRules() {}

  /** Why {@code name} cannot name a profile, or empty if it can. */
  public static Optional<String> nameProblem(String name) {
    if (name.isBlank()) {
      return Optional.of("The profile needs a name.");
    }
    if (name.length() > 64) {
      return Optional.of("A profile's name can have at most 64 characters.");
    }
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      return Optional.of(
          "\""
              + printable(name)
              + "\" cannot be a profile's name: use letters a-z, digits, spaces and . _ - @,"
              + " not starting with a space, dot or dash.");
    }
    if (name.endsWith(" ") || name.endsWith(".")) {
      return Optional.of("A profile's name cannot end with a space or a dot.");
    }
    if (DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
      return Optional.of(
          "\"" + name + "\" is a name that Windows keeps for itself; choose another one.");
    }
    return Optional.empty();
  }

  /** Every reason not to save, the name's first; empty when it is fine. */
  public static List<String> problems(Profile profile) {
    List<String> problems = new ArrayList<>();
    nameProblem(profile.name()).ifPresent(problems::add);
    problems.addAll(fieldProblems(profile));
    return problems;
  }

  static List<String> fieldProblems(Profile profile) {
    List<String> problems = new ArrayList<>();
    if (profile.host().isEmpty()) {
      problems.add("The server's host name or address is missing.");
    }
    problems.addAll(
        addressProblems(
            profile.host(), profile.port(), profile.user(), profile.identityFile(), ""));
    if (profile.through().size() > MAX_ON_THE_WAY) {
      problems.add("At most " + MAX_ON_THE_WAY + " computers can be on the way to the server.");
    }
    for (Profile.JumpHost hop : profile.through()) {
      if (hop.host().isEmpty()) {
        problems.add("The name of a computer on the way is missing.");
      }
      if (hop.user().contains(",")
          || hop.user().startsWith("ssh://")
          || !hop.user().strip().equals(hop.user())) {
        // As ssh.Hop: in a list of several it would be read as something else.
        problems.add("On the way: \"" + printable(hop.user()) + "\" cannot be a user name there.");
      }
      problems.addAll(
          addressProblems(hop.host(), hop.port(), hop.user(), hop.identityFile(), "On the way: "));
      problems.addAll(legacyProblems(hop.legacy(), "On the way: "));
    }
    problems.addAll(legacyProblems(profile.legacy(), ""));
    if (!RUN.matcher(profile.lastRun()).matches()) {
      problems.add("\"" + printable(profile.lastRun()) + "\" is not the id of a run.");
    }
    return problems;
  }

  private static List<String> legacyProblems(Set<String> categories, String where) {
    return categories.stream()
        .filter(category -> !LEGACY.matcher(category).matches())
        .map(
            category ->
                where + "\"" + printable(category) + "\" is not a category of old algorithms.")
        .toList();
  }

  private static List<String> addressProblems(
      String host, int port, String user, String identityFile, String where) {
    List<String> problems = new ArrayList<>();
    if (!host.isEmpty() && (!HOST.matcher(host).matches() || host.length() > 255)) {
      problems.add(where + "\"" + printable(host) + "\" is not a host name or address.");
    }
    if (port < 1 || port > 65535) {
      problems.add(where + "The port must be between 1 and 65535, not " + port + ".");
    }
    if (user.isEmpty()) {
      problems.add(where + "The user name to log in with is missing.");
    } else if (user.startsWith("-")
        || user.length() > 255
        || user.chars().anyMatch(c -> c <= ' ' || c == 127)) {
      problems.add(where + "\"" + printable(user) + "\" is not a user name.");
    }
    if (identityFile.indexOf('\0') >= 0 || identityFile.length() > 4096) {
      problems.add(where + "The key file's path is not one that a file can have.");
    }
    return problems;
  }

  /** Short and on one line, whatever a hostile file holds: it goes to a terminal or a label. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(80)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(shown::appendCodePoint);
    return text.codePointCount(0, text.length()) > 80 ? shown + "..." : shown.toString();
  }
}
