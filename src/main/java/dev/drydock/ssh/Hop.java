package dev.drydock.ssh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A computer on the way to a server: Drydock logs in there, and from there goes on.
 *
 * @param target its user's name can hold no comma: those stand between several
 * @param identity the private key for this one alone; without it, the server's is offered
 * @param legacy categories of old algorithms the person allowed for this one alone
 */
public record Hop(Target target, Optional<Path> identity, Set<LegacyAlgorithms> legacy) {
  /** More than anybody has; each is one more login. */
  public static final int MAX = 8;

  private static final String HELP =
      " Write user@host:port, and a comma between several, for example owner@gate:22, owner@inner.";

  /**
   * @throws IllegalArgumentException with a message fit for a person: written down among others, it
   *     would be read as something else
   */
  public Hop {
    String text = target.toString();
    if (text.contains(",") || !text.strip().equals(text) || !one(text, "").equals(target)) {
      throw new IllegalArgumentException(
          "On the way: \"" + target.user() + "\" cannot be a user name there." + HELP);
    }
    legacy = Set.copyOf(legacy);
  }

  public Hop(Target target, Optional<Path> identity) {
    this(target, identity, Set.of());
  }

  public Hop withLegacy(Set<LegacyAlgorithms> allowed) {
    return new Hop(target, identity, allowed);
  }

  public static Hop of(Target target) {
    return new Hop(target, Optional.empty());
  }

  /**
   * Reads what ssh(1) takes after {@code -J}, and what a person makes of it: {@code user@host:port}
   * with user and port left out at will, commas between several, the nearest first.
   *
   * @param defaultUser for those that name none
   * @return empty for a blank text and for "none"
   * @throws IllegalArgumentException with a message fit for a person
   */
  public static List<Hop> parse(String text, String defaultUser) {
    String all = text.strip();
    if (all.isEmpty() || all.equalsIgnoreCase("none")) {
      return List.of();
    }
    List<Hop> hops = new ArrayList<>();
    for (String part : all.split(",", -1)) {
      hops.add(of(one(part.strip(), defaultUser)));
    }
    if (hops.size() > MAX) {
      throw new IllegalArgumentException("At most " + MAX + " computers can be on the way.");
    }
    return List.copyOf(hops);
  }

  private static Target one(String text, String defaultUser) {
    String rest = text.startsWith("ssh://") ? text.substring("ssh://".length()) : text;
    int at = rest.lastIndexOf('@');
    String user = at < 0 ? defaultUser : rest.substring(0, at);
    String place = rest.substring(at + 1);
    String host = place;
    int port = Target.DEFAULT_PORT;
    int bracket = place.startsWith("[") ? place.indexOf(']') : -1;
    int colon = place.indexOf(':', Math.max(0, bracket));
    // Several colons without brackets: an address of IPv6, and no port.
    if (bracket > 0 || place.indexOf(':') == place.lastIndexOf(':')) {
      if (colon >= 0) {
        port = port(place.substring(colon + 1), text);
        host = place.substring(0, colon);
      }
      if (bracket > 0) {
        host = place.substring(1, bracket);
      }
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          (text.isEmpty() ? "A name on the way is missing." : "\"" + text + "\" names no host.")
              + HELP);
    }
    try {
      return new Target(host, port, user);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("On the way: " + e.getMessage() + HELP, e);
    }
  }

  private static int port(String text, String whole) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + whole + "\" has no proper port." + HELP, e);
    }
  }

  /** What {@link #parse} reads back; without the keys. */
  public static String text(List<Hop> hops) {
    return hops.stream().map(hop -> hop.target().toString()).collect(Collectors.joining(", "));
  }
}
