package dev.drydock.practice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One binary package source of apt: one address, one suite. Formats: sources.list(5).
 *
 * @param uri without a slash at its end
 * @param signedBy path of a keyring, or ""
 * @param trusted apt was told not to verify it
 */
record AptEntry(
    String uri, String suite, List<String> components, String signedBy, boolean trusted) {
  private static final Pattern ONE_LINE =
      Pattern.compile("deb\\s+(?:\\[([^]]*)]\\s+)?(\\S+)\\s+(\\S+)((?:\\s+\\S+)*)");

  AptEntry {
    components = List.copyOf(components);
    uri = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  /** Text of a {@code sources.list} file. Lines that are no package source are passed over. */
  static List<AptEntry> parseList(String text) {
    List<AptEntry> entries = new ArrayList<>();
    for (String raw : text.lines().toList()) {
      int comment = raw.indexOf('#');
      Matcher line = ONE_LINE.matcher((comment < 0 ? raw : raw.substring(0, comment)).strip());
      if (!line.matches()) {
        continue;
      }
      String options = line.group(1) == null ? "" : line.group(1);
      entries.add(
          new AptEntry(
              line.group(2),
              line.group(3),
              words(line.group(4)),
              keyring(option(options, "signed-by")),
              isYes(option(options, "trusted"))));
    }
    return entries;
  }

  /** Text of a {@code .sources} file (deb822). */
  static List<AptEntry> parseDeb822(String text) {
    List<AptEntry> entries = new ArrayList<>();
    StringBuilder stanza = new StringBuilder();
    for (String line : (text + "\n\n").lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      if (!line.isBlank()) {
        stanza.append(line).append('\n');
      } else if (!stanza.isEmpty()) {
        addStanza(stanza.toString(), entries);
        stanza.setLength(0);
      }
    }
    return entries;
  }

  private static void addStanza(String stanza, List<AptEntry> entries) {
    if (!words(field(stanza, "Types")).contains("deb")
        || field(stanza, "Enabled").strip().toLowerCase(Locale.ROOT).equals("no")) {
      return;
    }
    for (String uri : words(field(stanza, "URIs"))) {
      for (String suite : words(field(stanza, "Suites"))) {
        entries.add(
            new AptEntry(
                uri,
                suite,
                words(field(stanza, "Components")),
                keyring(field(stanza, "Signed-By").strip()),
                isYes(field(stanza, "Trusted").strip())));
      }
    }
  }

  /** A field's value; lines that continue it start with a space. */
  private static String field(String stanza, String name) {
    StringBuilder value = new StringBuilder();
    boolean inside = false;
    for (String line : stanza.lines().toList()) {
      if (line.startsWith(" ") || line.startsWith("\t")) {
        if (inside) {
          value.append('\n').append(line.strip());
        }
        continue;
      }
      inside = line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
      if (inside) {
        value.append(line.substring(name.length() + 1).strip());
      }
    }
    return value.toString();
  }

  private static String option(String options, String name) {
    for (String option : words(options)) {
      if (option.startsWith(name + "=")) {
        return option.substring(name.length() + 1);
      }
    }
    return "";
  }

  /** A key may also be written into the file itself, or named by fingerprint: no path then. */
  private static String keyring(String value) {
    return value.startsWith("/") && !value.contains("\n") && !value.contains(",") ? value : "";
  }

  private static boolean isYes(String value) {
    return value.equalsIgnoreCase("yes");
  }

  private static List<String> words(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+", -1));
  }
}
