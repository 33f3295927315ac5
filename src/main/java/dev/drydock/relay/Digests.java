package dev.drydock.relay;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What checksums are made with on this side. */
final class Digests {
  static final int BUFFER = 64 * 1024;

  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
