package dev.drydock.server;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which distribution it is: from os-release, and where that is missing (before 2012) from
 * lsb-release and debian_version.
 *
 * @param id lower case, e.g. debian, or ""
 * @param versionId e.g. 12 or 13.04, or ""
 * @param codename e.g. bookworm, or ""
 * @param prettyName for people, or ""
 */
record OsRelease(String id, String versionId, String codename, String prettyName) {
  /** Debian's names by number (www.debian.org/releases), for texts that tell only one of them. */
  private static final Map<String, String> DEBIAN =
      Map.ofEntries(
          Map.entry("3", "sarge"),
          Map.entry("4", "etch"),
          Map.entry("5", "lenny"),
          Map.entry("6", "squeeze"),
          Map.entry("7", "wheezy"),
          Map.entry("8", "jessie"),
          Map.entry("9", "stretch"),
          Map.entry("10", "buster"),
          Map.entry("11", "bullseye"),
          Map.entry("12", "bookworm"),
          Map.entry("13", "trixie"),
          Map.entry("14", "forky"));

  private static final Pattern NAME_IN_PARENTHESES = Pattern.compile("\\(([A-Za-z]+)[^)]*\\)");
  private static final Pattern MAJOR = Pattern.compile("^([0-9]{1,4})(\\..*)?$");

  static OsRelease parse(String osRelease, String lsbRelease, String debianVersion) {
    Map<String, String> os = assignments(osRelease);
    Map<String, String> lsb = assignments(lsbRelease);
    String debian = debianVersion.strip();

    String id =
        Texts.firstOf(os.get("ID"), lsb.get("DISTRIB_ID"), debian.isEmpty() ? "" : "debian")
            .toLowerCase(Locale.ROOT);
    boolean isDebian = id.equals("debian");
    String versionId =
        Texts.firstOf(
            os.get("VERSION_ID"),
            lsb.get("DISTRIB_RELEASE"),
            isDebian && MAJOR.matcher(debian).matches() ? debian : "");
    String codename =
        Texts.firstOf(
            os.get("VERSION_CODENAME"),
            os.get("UBUNTU_CODENAME"),
            lsb.get("DISTRIB_CODENAME"),
            nameIn(os.getOrDefault("VERSION", "")),
            isDebian ? debianName(versionId, debian) : "");
    String pretty =
        Texts.firstOf(
            os.get("PRETTY_NAME"),
            lsb.get("DISTRIB_DESCRIPTION"),
            isDebian && !debian.isEmpty() ? "Debian GNU/Linux " + debian : "",
            id);
    return new OsRelease(id, versionId, codename.toLowerCase(Locale.ROOT), pretty);
  }

  private static String debianName(String versionId, String debianVersion) {
    Matcher major = MAJOR.matcher(versionId);
    if (major.matches()) {
      return DEBIAN.getOrDefault(major.group(1), "");
    }
    // Testing and unstable: "trixie/sid".
    int slash = debianVersion.indexOf('/');
    return slash > 0 ? debianVersion.substring(0, slash) : "";
  }

  private static String nameIn(String version) {
    Matcher matcher = NAME_IN_PARENTHESES.matcher(version);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static Map<String, String> assignments(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1).strip()));
      }
    }
    return values;
  }

  private static String unquoted(String value) {
    if (value.length() >= 2
        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
        && value.charAt(value.length() - 1) == value.charAt(0)) {
      value = value.substring(1, value.length() - 1);
    }
    return value.replaceAll("\\\\(.)", "$1");
  }
}
