package dev.drydock.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The last lines of an output, fit for a message: no escape sequences, no progress bars. */
public final class LastLines {
  private static final int WINDOW = 16 * 1024;
  private static final Pattern ESCAPES =
      Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)?");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  private LastLines() {}

  /** The last lines of a file; "(no output)" if it has none. Blocks a moment. */
  public static String of(Path file, int count) {
    return of(endOf(file), count);
  }

  /** The end of the file as text; empty if it cannot be read. */
  static String endOf(Path file) {
    return endOf(file, WINDOW);
  }

  /** As long an end of the file as text without colours; empty if it cannot be read. */
  public static String plainEndOf(Path file, int bytes) {
    return ESCAPES.matcher(endOf(file, bytes)).replaceAll("").replace("\r\n", "\n");
  }

  private static String endOf(Path file, int bytes) {
    // Not a channel: a run that is just being left is interrupted, and a channel refuses then.
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] window = new byte[(int) Math.min(bytes, in.length())];
      in.seek(in.length() - window.length);
      in.readFully(window);
      return new String(window, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  static String of(String text, int count) {
    List<String> lines =
        ESCAPES
            .matcher(text)
            .replaceAll("")
            .lines()
            .map(line -> CONTROLS.matcher(line).replaceAll("").stripTrailing())
            .filter(line -> !line.isBlank())
            .toList();
    return lines.isEmpty()
        ? "(no output)"
        : String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
