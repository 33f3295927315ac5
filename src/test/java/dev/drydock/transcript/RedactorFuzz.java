package dev.drydock.transcript;

import dev.drydock.ssh.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * No secret gets through, and what gets through does not depend on the pieces. In the input 0x01
 * stands for the secret, 0x02 and 0x03 for its halves.
 */
public final class RedactorFuzz {
  private static final String SECRET = "can'ary\"-7391\u00fc";

  private RedactorFuzz() {}

  private static byte[] filtered(byte[] bytes, int size) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Redactor redactor =
            Redactor.of(List.of(Secret.of(SECRET.getBytes(StandardCharsets.UTF_8))));
        OutputStream filter = redactor.wrap(out)) {
      for (int i = 0; i < bytes.length; i += size) {
        filter.write(bytes, i, Math.min(size, bytes.length - i));
      }
    }
    return out.toByteArray();
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    int half = secret.length / 2;
    ByteArrayOutputStream planted = new ByteArrayOutputStream();
    for (byte b : input) {
      switch (b) {
        case 1 -> planted.writeBytes(secret);
        case 2 -> planted.write(secret, 0, half);
        case 3 -> planted.write(secret, half, secret.length - half);
        default -> planted.write(b);
      }
    }
    byte[] bytes = planted.toByteArray();
    byte[] whole = filtered(bytes, Math.max(1, bytes.length));
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    if (text.contains(new String(secret, StandardCharsets.ISO_8859_1))) {
      throw new AssertionError("it got through");
    }
    String joined = text.replaceAll("[\r\n]", "");
    if (joined.contains(new String(secret, StandardCharsets.ISO_8859_1))) {
      throw new AssertionError("it got through between line ends");
    }
    int size = input.length == 0 ? 1 : 1 + (input[0] & 15);
    if (!Arrays.equals(whole, filtered(bytes, size))) {
      throw new AssertionError("it depends on the pieces");
    }
    // As an export does it: what a person would be left looking at, without the secret.
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    ConsoleText.read(
        new ByteArrayInputStream(bytes),
        line -> {
          shown.writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
          shown.write('\n');
        });
    String exported =
        new String(filtered(shown.toByteArray(), size), StandardCharsets.UTF_8).replace("\n", "");
    if (exported.contains(SECRET)) {
      throw new AssertionError("it got through an export");
    }
  }
}
