package dev.drydock.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The last lines of an output, fit for a message: no escape sequences, no progress bars. */
final class LastLines {
  private static final int WINDOW = 8192;
  private static final Pattern ESCAPES =
      Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)?");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  private LastLines() {}

  static String of(Path file, int count) {
    return of(endOf(file), count);
  }

  /** The end of the file as text; empty if it cannot be read. */
  static String endOf(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(WINDOW, size));
      channel.position(size - buffer.capacity());
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until full
      }
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
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
