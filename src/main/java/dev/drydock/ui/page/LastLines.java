package dev.drydock.ui.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The end of a step's output. Blocks: never on the event dispatch thread. */
final class LastLines {
  private static final int BYTES = 16 * 1024;

  private LastLines() {}

  /** The last bytes of the file as text, without colours; "" when there is no file. */
  static String tail(Path file, int bytes) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      long length = in.size();
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(bytes, length));
      in.position(length - buffer.capacity());
      while (buffer.hasRemaining() && in.read(buffer) >= 0) {
        // until it is full or the file ends
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      return text.replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]", "").replace("\r\n", "\n");
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  static String of(Path file, int lines) throws IOException {
    List<String> all = tail(file, BYTES).stripTrailing().lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }
}
