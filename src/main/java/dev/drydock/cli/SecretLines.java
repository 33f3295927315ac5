package dev.drydock.cli;

import dev.drydock.ssh.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads secrets, one a line, byte by byte, leaving no copy behind. */
final class SecretLines {
  private static final int LIMIT = 4096;

  private SecretLines() {}

  /** Empty at the end of input. */
  static Optional<Secret> read(InputStream in) throws IOException {
    byte[] line = new byte[LIMIT];
    try {
      int length = 0;
      int b = in.read();
      if (b < 0) {
        return Optional.empty();
      }
      while (b >= 0 && b != '\n') {
        if (length == LIMIT) {
          throw CliFailure.usage("The password on standard input is longer than 4096 bytes.");
        }
        line[length++] = (byte) b;
        b = in.read();
      }
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      return Optional.of(Secret.of(Arrays.copyOf(line, length)));
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
