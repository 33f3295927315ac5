package dev.drydock.transcript;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Exported lines are bounded text without control characters. */
public final class ConsoleTextFuzz {
  private ConsoleTextFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    ConsoleText.read(
        new ByteArrayInputStream(input),
        line -> {
          if (line.length() > ConsoleText.LONGEST_LINE) {
            throw new AssertionError("unbounded line");
          }
          if (line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
            throw new AssertionError("a control character got through");
          }
        });
  }
}
