package dev.drydock.ssh;

import java.util.Objects;

/**
 * Whom to log in as, and where.
 *
 * @param host name or address, never starting with '-', no white space
 * @param port 1 to 65535
 * @param user login name, no white space
 */
public record Target(String host, int port, String user) {
  public static final int DEFAULT_PORT = 22;

  /**
   * @throws IllegalArgumentException with a message fit for a person, when a part is malformed
   */
  public Target {
    Objects.requireNonNull(host);
    Objects.requireNonNull(user);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("The server's host name or address is missing.");
    }
    if (host.startsWith("-") || !host.chars().allMatch(Target::fitsHost)) {
      throw new IllegalArgumentException(
          "\"" + host + "\" is not a host name or address: use letters, digits, '.', '-' and ':'.");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("The port must be between 1 and 65535, not " + port + ".");
    }
    if (user.isEmpty()) {
      throw new IllegalArgumentException("The user name to log in with is missing.");
    }
    if (user.startsWith("-") || user.chars().anyMatch(c -> c <= ' ' || c == 127)) {
      throw new IllegalArgumentException("\"" + user + "\" is not a user name.");
    }
  }

  private static boolean fitsHost(int c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == ':' || c == '_' || c == '%';
  }

  @Override
  public String toString() {
    return text(host, port, user);
  }

  /** As an address is written, also one that cannot be connected to. */
  public static String text(String host, int port, String user) {
    return user + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
