package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  private Frame framed() {
    return new Frame("n:1:B", "n:1:E:", content::write);
  }

  private static void feed(Frame frame, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    frame.accept(bytes, 0, bytes.length);
  }

  private String content() {
    return content.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void noiseBefore_isDropped() {
    Frame frame = framed();
    feed(frame, "Welcome\nn:1:Xn:1:B\r\nhellon:1:E:0\nlate");
    assertThat(content()).isEqualTo("hello");
    assertThat(frame.isDone()).isTrue();
    assertThat(frame.trailer()).isEqualTo("0");
    assertThat(frame.noise()).isEqualTo("Welcome\nn:1:X");
  }

  @Test
  void otherNumbersMarker_isContent() {
    Frame frame = framed();
    feed(frame, "n:1:B\nn:2:E:0\n");
    assertThat(frame.isDone()).isFalse();
    feed(frame, "n:1:E:12\n");
    assertThat(content()).isEqualTo("n:2:E:0\n");
    assertThat(frame.trailer()).isEqualTo("12");
  }

  @Test
  void partOfAMarker_isHeldBackOnlyWhileItMayBeOne() {
    Frame frame = framed();
    feed(frame, "n:1:B\nabn:1:");
    assertThat(content()).isEqualTo("ab");
    feed(frame, "x");
    assertThat(content()).isEqualTo("abn:1:x");
  }

  @Test
  void withoutEnd_allIsContentAtOnce() {
    Frame frame = new Frame("n:1:B", null, content::write);
    feed(frame, "noise n:1:B\nabc n:1:E:0\n");
    assertThat(content()).isEqualTo("abc n:1:E:0\n");
  }

  @Test
  void muchNoise_onlyTheEndIsKept() {
    Frame frame = framed();
    for (int i = 0; i < 1000; i++) {
      feed(frame, "line " + i + "\n".repeat(20));
    }
    assertThat(frame.noise().length()).isLessThan(20_000);
    assertThat(frame.noise().strip()).endsWith("line 999");
  }

  /** However the network cuts the bytes, the outcome is the same. */
  @Property
  void anyChunks_sameOutcome(
      @ForAll @Size(max = 60) byte[] body,
      @ForAll @Size(max = 20) byte[] noise,
      @ForAll @IntRange(min = 1, max = 9) int chunk) {
    String inside = new String(body, StandardCharsets.ISO_8859_1).replace("n:1:E:", "");
    String before = new String(noise, StandardCharsets.ISO_8859_1).replace("n:1:B", "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frame frame = new Frame("n:1:B", "n:1:E:", out::write);
    byte[] all = (before + "n:1:B\n" + inside + "n:1:E:7\n").getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < all.length; i += chunk) {
      frame.accept(all, i, Math.min(chunk, all.length - i));
    }
    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(inside);
    assertThat(frame.trailer()).isEqualTo("7");
    assertThat(frame.isDone()).isTrue();
  }
}
