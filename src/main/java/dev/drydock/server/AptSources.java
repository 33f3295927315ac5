package dev.drydock.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * apt's binary sources in force, from both formats (sources.list(5)).
 *
 * @param lines one-line format
 * @param mirror of the main suite, without a slash at the end, or ""
 */
record AptSources(List<String> lines, String mirror) {
  private static final Pattern ONE_LINE =
      Pattern.compile("^deb\\s+(\\[[^]]*]\\s+)?([a-zA-Z][a-zA-Z0-9+.-]*:\\S+)\\s+(\\S+)(.*)$");
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/@\\s]*@");

  /**
   * @param files path to lines; names ending in {@code .sources} are in the deb822 format
   * @param codename of the release, to tell the main suite from others
   */
  static AptSources parse(Map<String, List<String>> files, String codename) {
    List<Source> sources = new ArrayList<>();
    files.forEach(
        (path, lines) -> {
          if (path.endsWith(".sources")) {
            deb822(lines, sources);
          } else {
            oneLine(lines, sources);
          }
        });
    String mirror =
        sources.stream()
            .filter(source -> !codename.isEmpty() && source.suite().equals(codename))
            .findFirst()
            .or(() -> sources.stream().findFirst())
            .map(source -> source.uri().replaceFirst("/+$", ""))
            .orElse("");
    return new AptSources(sources.stream().map(Source::line).toList(), mirror);
  }

  private static void oneLine(List<String> lines, List<Source> into) {
    for (String line : lines) {
      String text = line.strip();
      int comment = text.indexOf('#');
      if (comment >= 0) {
        text = text.substring(0, comment).strip();
      }
      Matcher matcher = ONE_LINE.matcher(text);
      if (matcher.matches()) {
        String options = matcher.group(1) == null ? "" : matcher.group(1).strip();
        into.add(
            new Source(options, matcher.group(2), matcher.group(3), Texts.words(matcher.group(4))));
      }
    }
  }

  private static void deb822(List<String> lines, List<Source> into) {
    Map<String, String> fields = new LinkedHashMap<>();
    String last = "";
    for (String line : lines) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.isBlank()) {
        stanza(fields, into);
        fields.clear();
        last = "";
        continue;
      }
      int colon = line.indexOf(':');
      if (Character.isWhitespace(line.charAt(0))) {
        if (!last.isEmpty()) {
          fields.merge(last, " " + line.strip(), String::concat);
        }
      } else if (colon > 0) {
        last = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        fields.put(last, line.substring(colon + 1).strip());
      }
    }
    stanza(fields, into);
  }

  private static void stanza(Map<String, String> fields, List<Source> into) {
    String enabled = fields.getOrDefault("enabled", "yes").toLowerCase(Locale.ROOT);
    if (List.of("no", "false", "0", "off", "without", "disable").contains(enabled)
        || !Texts.words(fields.getOrDefault("types", "")).contains("deb")) {
      return;
    }
    List<String> options = new ArrayList<>();
    List<String> architectures = Texts.words(fields.getOrDefault("architectures", ""));
    if (!architectures.isEmpty()) {
      options.add("arch=" + String.join(",", architectures));
    }
    // A key written out in the file has no place in the one-line format.
    String key = fields.getOrDefault("signed-by", "");
    if (key.startsWith("/") && Texts.words(key).size() == 1) {
      options.add("signed-by=" + key);
    }
    String bracket = options.isEmpty() ? "" : "[" + String.join(" ", options) + "]";
    for (String uri : Texts.words(fields.getOrDefault("uris", ""))) {
      for (String suite : Texts.words(fields.getOrDefault("suites", ""))) {
        into.add(
            new Source(bracket, uri, suite, Texts.words(fields.getOrDefault("components", ""))));
      }
    }
  }

  /**
   * @param options with brackets, or ""
   * @param uri without user name and password: facts are shown, exported and kept
   */
  private record Source(String options, String uri, String suite, List<String> components) {
    Source {
      uri = USER_INFO.matcher(uri).replaceFirst("$1");
    }

    String line() {
      return "deb "
          + (options.isEmpty() ? "" : options + " ")
          + uri
          + " "
          + suite
          + (components.isEmpty() ? "" : " " + String.join(" ", components));
    }
  }
}
