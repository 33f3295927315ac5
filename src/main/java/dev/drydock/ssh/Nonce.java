package dev.drydock.ssh;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random marks that nothing else on a stream can be. Letters and digits: no shell minds them. */
final class Nonce {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Nonce() {}

  static String next() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return "drydock" + HexFormat.of().formatHex(bytes);
  }
}
