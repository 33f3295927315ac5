package dev.drydock.ssh;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Categories of old algorithms that a person may allow for one computer. They are appended last, so
 * a server that can do better still does.
 */
public enum LegacyAlgorithms {
  HOST_KEYS("Old host keys (ssh-rsa with SHA-1)", List.of("ssh-rsa")),
  KEY_EXCHANGE(
      "Old key exchange (Diffie-Hellman with SHA-1)",
      List.of(
          "diffie-hellman-group14-sha1",
          "diffie-hellman-group-exchange-sha1",
          "diffie-hellman-group1-sha1")),
  CIPHERS("Old ciphers (CBC mode, 3DES)", List.of("aes128-cbc", "aes256-cbc", "3des-cbc")),
  MACS("Old checksums (HMAC with SHA-1 or MD5)", List.of("hmac-sha1", "hmac-md5")),
  /** For a person's own RSA key; every RSA key can also sign with SHA-2. */
  PUBLIC_KEYS("Old signatures by your own RSA key (ssh-rsa with SHA-1)", List.of("ssh-rsa"));

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // only ever List.of
  private final List<String> algorithms;

  LegacyAlgorithms(String label, List<String> algorithms) {
    this.label = label;
    this.algorithms = algorithms;
  }

  /** Those of that name; one that only a newer Drydock knows is left out. */
  public static Set<LegacyAlgorithms> named(Set<String> names) {
    Set<LegacyAlgorithms> named = EnumSet.noneOf(LegacyAlgorithms.class);
    for (LegacyAlgorithms category : values()) {
      if (names.contains(category.name())) {
        named.add(category);
      }
    }
    return named;
  }

  /** What {@link #named} reads back. */
  public static Set<String> names(Set<LegacyAlgorithms> categories) {
    Set<String> names = new TreeSet<>();
    categories.forEach(category -> names.add(category.name()));
    return names;
  }

  public String label() {
    return label;
  }

  public List<String> algorithms() {
    return algorithms;
  }
}
