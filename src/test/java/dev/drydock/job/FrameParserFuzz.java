package dev.drydock.job;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The frames found do not depend on the pieces in which they come; 0x01 stands for a mark. */
public final class FrameParserFuzz {
  private static final String NONCE = "0123456789abcdef";

  private FrameParserFuzz() {}

  private static final class Heard implements FrameParser.Handler {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    final List<String> frames = new ArrayList<>();

    @Override
    public void data(byte[] buffer, int offset, int length) {
      data.write(buffer, offset, length);
    }

    @Override
    public void frame(String text) {
      frames.add(data.size() + " " + text);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) {
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    for (byte b : input) {
      if (b == 1) {
        marked.writeBytes(((char) 0x1e + NONCE + " ").getBytes(StandardCharsets.US_ASCII));
      } else {
        marked.write(b);
      }
    }
    byte[] bytes = marked.toByteArray();
    Heard whole = new Heard();
    new FrameParser(NONCE, whole).feed(bytes, 0, bytes.length);
    int size = input.length == 0 ? 1 : 1 + (input[0] & 15);
    Heard pieces = new Heard();
    FrameParser parser = new FrameParser(NONCE, pieces);
    for (int i = 0; i < bytes.length; i += size) {
      parser.feed(bytes, i, Math.min(size, bytes.length - i));
    }
    if (!pieces.frames.equals(whole.frames)
        || !Arrays.equals(pieces.data.toByteArray(), whole.data.toByteArray())) {
      throw new AssertionError("it depends on the pieces");
    }
  }
}
