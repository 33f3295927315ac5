package dev.drydock.ssh;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that are on file for a host: Drydock's own known_hosts, which grows, and the person's,
 * which is only read. Both in OpenSSH's format (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 */
final class KnownHosts {
  private static final int LIMIT = 1 << 26;
  private static final Object WRITING = new Object();

  private final Path own;
  private final Path users;

  KnownHosts(Path own, Path users) {
    this.own = own;
    this.users = users;
  }

  /** What a line says of its key. */
  enum Mark {
    /** The host's own. */
    NONE,
    /** Not to be trusted any more, whoever shows it. */
    REVOKED,
    /** Of an authority that signs keys of hosts. It is no host's own key. */
    AUTHORITY
  }

  /** One line that speaks about the host in question. */
  // Never compared as a record: isKey compares the bytes.
  @SuppressWarnings("ArrayRecordComponent")
  record Known(Mark mark, byte[] key, Path file, int line) {
    boolean revoked() {
      return mark == Mark.REVOKED;
    }

    String type() {
      return ServerKeys.type(key);
    }

    boolean isKey(byte[] other) {
      return MessageDigest.isEqual(key, other);
    }
  }

  /** How OpenSSH names a host in these files: the port only where it is not 22. */
  static String nameOf(Target target) {
    String host = target.host().toLowerCase(Locale.ROOT);
    return target.port() == Target.DEFAULT_PORT ? host : "[" + host + "]:" + target.port();
  }

  Path own() {
    return own;
  }

  /**
   * Every line for {@code host}, Drydock's own file first. A key marked as revoked for the host is
   * so on all its ports.
   *
   * @throws IOException a file exists and cannot be read: trusting blindly is no way out of that
   */
  List<Known> find(String host) throws IOException {
    String name = asInFile(host);
    List<Known> found = new ArrayList<>();
    for (Path file : List.of(own, users)) {
      int number = 0;
      for (String line : lines(file)) {
        number++;
        Known known = parse(line, name, file, number);
        if (known != null) {
          found.add(known);
        }
      }
    }
    return found;
  }

  void add(String name, byte[] key) throws IOException {
    synchronized (WRITING) {
      StringBuilder text = new StringBuilder();
      for (String line : lines(own)) {
        text.append(line).append('\n');
      }
      text.append(asInFile(name))
          .append(' ')
          .append(ServerKeys.type(key))
          .append(' ')
          .append(Base64.getEncoder().encodeToString(key))
          .append('\n');
      PrivateFiles.write(own, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /**
   * A name with letters beyond ASCII as the bytes of UTF-8 that stand in the file, one to a
   * character. Latin 1 has no such letters: each would be written as '?', which is a pattern that
   * fits any, and a key would count for hosts that it was never trusted for.
   */
  private static String asInFile(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Latin 1 keeps every byte of a comment as it is, whatever its encoding. */
  private static List<String> lines(Path file) throws IOException {
    try {
      return new String(PrivateFiles.read(file, LIMIT), StandardCharsets.ISO_8859_1)
          .lines()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new IOException(PrivateFiles.explain(e), e);
    }
  }

  /** Null for a comment, a line about other hosts, or a damaged line. */
  private static Known parse(String line, String name, Path file, int number) {
    String[] fields = line.strip().split("[ \t]+", 5);
    int first = 0;
    Mark mark = Mark.NONE;
    if (fields[0].startsWith("@")) {
      switch (fields[0]) {
        case "@revoked" -> mark = Mark.REVOKED;
        case "@cert-authority" -> mark = Mark.AUTHORITY;
        default -> {
          return null;
        }
      }
      first = 1;
    }
    if (fields.length < first + 3 || fields[0].startsWith("#")) {
      return null;
    }
    boolean about =
        matches(fields[first], name)
            || (mark == Mark.REVOKED && matches(fields[first], withoutPort(name)));
    if (!about) {
      return null;
    }
    try {
      byte[] key = Base64.getDecoder().decode(fields[first + 2]);
      return new Known(mark, key, file, number);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String withoutPort(String name) {
    int end = name.startsWith("[") ? name.lastIndexOf("]:") : -1;
    return end < 0 ? name : name.substring(1, end);
  }

  private static boolean matches(String patterns, String name) {
    if (patterns.startsWith("|1|")) {
      return matchesHash(patterns, name);
    }
    boolean matched = false;
    String lower = name.toLowerCase(Locale.ROOT);
    for (String pattern : patterns.toLowerCase(Locale.ROOT).split(",", -1)) {
      boolean negated = pattern.startsWith("!");
      if (Wildcards.matches(negated ? pattern.substring(1) : pattern, lower)) {
        if (negated) {
          return false;
        }
        matched = true;
      }
    }
    return matched;
  }

  private static final Pattern BAR = Pattern.compile("\\|");

  /** {@code |1|salt|HMAC-SHA1(salt, name)}, both base64. */
  private static boolean matchesHash(String field, String name) {
    String[] parts = BAR.split(field, -1);
    if (parts.length != 4) {
      return false;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
      byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.ISO_8859_1));
      return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[3]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
