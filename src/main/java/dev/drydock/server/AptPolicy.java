package dev.drydock.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code apt-cache policy PACKAGE...} says, complaints included.
 *
 * @param candidates versions that an archive offers
 * @param installed versions on the server
 * @param problem apt's own complaints, joined, or ""
 */
record AptPolicy(Map<String, String> candidates, Map<String, String> installed, String problem) {
  private static final Pattern PACKAGE = Pattern.compile("^([a-z0-9][a-z0-9+.:-]*):$");
  private static final Pattern FIELD = Pattern.compile("^  (Installed|Candidate): (\\S+)$");
  private static final Pattern VERSION =
      Pattern.compile("^ (?:\\*\\*\\*|   ) (\\S+)(?: -?[0-9]+)?$");
  private static final Pattern ORIGIN = Pattern.compile("^ {8,}-?[0-9]+ ([a-z][a-z0-9+.-]*:.*)$");

  static AptPolicy parse(String text) {
    Map<String, String> candidates = new LinkedHashMap<>();
    Map<String, String> installed = new LinkedHashMap<>();
    StringJoiner problem = new StringJoiner(" ");
    String name = "";
    String candidate = "";
    String version = "";
    for (String line : text.lines().toList()) {
      Matcher matcher = PACKAGE.matcher(line);
      if (matcher.matches()) {
        name = matcher.group(1);
        candidate = "";
        version = "";
        continue;
      }
      if (line.startsWith("E: ") || line.startsWith("W: ")) {
        problem.add(line.substring(3).strip());
        continue;
      }
      if (name.isEmpty()) {
        continue;
      }
      matcher = FIELD.matcher(line);
      if (matcher.matches()) {
        String value = matcher.group(2).equals("(none)") ? "" : matcher.group(2);
        if (matcher.group(1).equals("Candidate")) {
          candidate = value;
        } else if (!value.isEmpty()) {
          installed.put(name, value);
        }
        continue;
      }
      matcher = VERSION.matcher(line);
      if (matcher.matches()) {
        version = matcher.group(1);
        continue;
      }
      // A version known only from /var/lib/dpkg/status is installed, but no archive has it.
      if (ORIGIN.matcher(line).matches() && !candidate.isEmpty() && version.equals(candidate)) {
        candidates.put(name, candidate);
      }
    }
    return new AptPolicy(candidates, installed, problem.toString());
  }
}
