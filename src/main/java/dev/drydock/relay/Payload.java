package dev.drydock.relay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file on this computer that is to be brought to a server.
 *
 * @param file where it is
 * @param size in bytes
 * @param sha256 of its content, 64 hexadecimal digits; an upload that does not have it is no upload
 */
public record Payload(Path file, long size, String sha256) {
  /** Reads the file once. */
  public static Payload of(Path file) throws IOException {
    MessageDigest digest = Digests.sha256();
    long size = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      byte[] buffer = new byte[Digests.BUFFER];
      for (int count; (count = in.read(buffer)) >= 0; size += count) {
        digest.update(buffer, 0, count);
      }
    }
    return new Payload(file, size, HexFormat.of().formatHex(digest.digest()));
  }
}
