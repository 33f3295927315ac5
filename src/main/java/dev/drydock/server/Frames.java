package dev.drydock.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The probe's answer, cut at its frames.
 *
 * @param sections name to text
 * @param complete whether the closing frame arrived
 */
record Frames(Map<String, String> sections, boolean complete) {
  private static final Pattern BEGIN = Pattern.compile("(?m)^@@([A-Za-z0-9]+) begin$");

  /** With whatever nonce the first opening frame shows: for stored answers. */
  static Frames parse(String text) {
    Matcher begin = BEGIN.matcher(text);
    return begin.find() ? parse(text, begin.group(1)) : new Frames(Map.of(), false);
  }

  /** Anything before the opening frame (a login banner) is left out. */
  static Frames parse(String text, String nonce) {
    Map<String, String> sections = new LinkedHashMap<>();
    String mark = "@@" + nonce + " ";
    String name = "";
    StringBuilder content = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.startsWith(mark)) {
        if (!name.isEmpty()) {
          sections.put(name, content.toString());
        }
        content.setLength(0);
        name = line.substring(mark.length()).strip();
        if (name.equals("end")) {
          return new Frames(sections, sections.containsKey("begin"));
        }
      } else if (!name.isEmpty()) {
        content.append(line).append('\n');
      }
    }
    if (!name.isEmpty()) {
      sections.put(name, content.toString());
    }
    return new Frames(sections, false);
  }

  String get(String name) {
    return sections.getOrDefault(name, "");
  }
}
