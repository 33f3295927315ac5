package dev.drydock.ssh;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Public keys as bytes on the wire, and how OpenSSH prints them for a person. */
public final class ServerKeys {
  private ServerKeys() {}

  /**
   * @param blob a public key in the SSH wire format (RFC 4253, section 6.6)
   */
  public static HostKey describe(byte[] blob) {
    return new HostKey(type(blob), sha256(blob), md5(blob));
  }

  /** {@code SHA256:} and base64 without padding, as OpenSSH 6.8 and later print. */
  public static String sha256(byte[] blob) {
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest("SHA-256", blob));
  }

  /** {@code MD5:} and colon-separated hex, as older OpenSSH printed (there without the prefix). */
  public static String md5(byte[] blob) {
    return "MD5:" + HexFormat.ofDelimiter(":").formatHex(digest("MD5", blob));
  }

  /** The key's type, for example {@code ssh-ed25519}; {@code unknown} for bytes that are no key. */
  public static String type(byte[] blob) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(blob);
      int length = buffer.getInt();
      if (length <= 0 || length > buffer.remaining() || length > 64) {
        return "unknown";
      }
      return new String(blob, 4, length, StandardCharsets.US_ASCII);
    } catch (BufferUnderflowException e) {
      return "unknown";
    }
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
