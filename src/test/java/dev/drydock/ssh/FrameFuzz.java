package dev.drydock.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An answer cut out of the control shell's stream does not depend on the pieces in which it comes;
 * 0x01 stands for the begin marker, 0x02 for the end marker.
 */
public final class FrameFuzz {
  private FrameFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    for (byte b : input) {
      switch (b) {
        case 1 -> marked.writeBytes("n:1:B".getBytes(StandardCharsets.US_ASCII));
        case 2 -> marked.writeBytes("n:1:E:".getBytes(StandardCharsets.US_ASCII));
        default -> marked.write(b);
      }
    }
    byte[] bytes = marked.toByteArray();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    Frame once = new Frame("n:1:B", "n:1:E:", whole::write);
    once.accept(bytes, 0, bytes.length);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    Frame often = new Frame("n:1:B", "n:1:E:", pieces::write);
    int size = input.length == 0 ? 1 : 1 + (input[0] & 15);
    for (int i = 0; i < bytes.length; i += size) {
      often.accept(bytes, i, Math.min(size, bytes.length - i));
    }
    if (!Arrays.equals(whole.toByteArray(), pieces.toByteArray())
        || once.isDone() != often.isDone()
        || once.hasBegun() != often.hasBegun()
        || !once.trailer().equals(often.trailer())) {
      throw new AssertionError("it depends on the pieces");
    }
    if (once.trailer().length() > 64 || once.noise().length() > 3 * 4096) {
      throw new AssertionError("unbounded");
    }
  }
}
