package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FrameParserTest {
  private static final String NONCE = "00112233445566778899aabbccddeeff";
  private static final String MARK = (char) 0x1e + NONCE + " ";

  /** Data in one piece, frames with the amount of data before them. */
  private static final class Seen implements FrameParser.Handler {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    final List<String> frames = new ArrayList<>();

    @Override
    public void data(byte[] buffer, int offset, int length) {
      data.write(buffer, offset, length);
    }

    @Override
    public void frame(String text) {
      frames.add(text + "@" + data.size());
    }

    String text() {
      return data.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private static Seen parse(String text, int... cuts) {
    Seen seen = new Seen();
    FrameParser parser = new FrameParser(NONCE, seen);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int from = 0;
    for (int cut : cuts) {
      parser.feed(bytes, from, cut - from);
      from = cut;
    }
    parser.feed(bytes, from, bytes.length - from);
    return seen;
  }

  @Test
  void feed_bannerBeforeTheFirstFrame_skipped() {
    Seen seen = parse("Welcome!\n\u001e0011 no frame\n" + MARK + "open\nhello");
    assertThat(seen.frames).containsExactly("open@0");
    assertThat(seen.text()).isEqualTo("hello");
  }

  @Test
  void feed_frameInTheMiddleOfALine_takenOut() {
    Seen seen = parse(MARK + "open\nhel" + MARK + "beat\nlo" + MARK + "end\n");
    assertThat(seen.frames).containsExactly("open@0", "beat@3", "end@5");
    assertThat(seen.text()).isEqualTo("hello");
  }

  @Test
  void feed_nearlyAMark_isData() {
    String nearly = "\u001e\u001e0011\u001e" + NONCE + "\u001e" + NONCE + "x";
    Seen seen = parse(MARK + "open\n" + nearly + MARK + "end\n");
    assertThat(seen.text()).isEqualTo(nearly);
    assertThat(seen.frames).hasSize(2);
  }

  @Test
  void feed_endlessFrame_broken() {
    Seen seen = new Seen();
    FrameParser parser = new FrameParser(NONCE, seen);
    byte[] bytes = (MARK + "x".repeat(10_000) + "\nmore").getBytes(StandardCharsets.ISO_8859_1);
    parser.feed(bytes, 0, bytes.length);
    assertThat(parser.isBroken()).isTrue();
    assertThat(seen.frames).isEmpty();
    assertThat(seen.data.size()).isZero();
  }

  @Property
  void feed_anyCuts_sameResult(
      @ForAll("streams") List<String> pieces, @ForAll List<Integer> anyCuts) {
    String text = String.join("", pieces);
    int[] cuts =
        anyCuts.stream().mapToInt(n -> Math.floorMod(n, text.length() + 1)).sorted().toArray();
    Seen whole = parse(text);
    Seen cut = parse(text, cuts);
    assertThat(cut.text()).isEqualTo(whole.text());
    assertThat(cut.frames).isEqualTo(whole.frames);
  }

  @Property
  void feed_streamOfParts_foundAgain(
      @ForAll("streams") List<String> pieces, @ForAll List<Integer> anyCuts) {
    StringBuilder data = new StringBuilder();
    int frames = 0;
    for (String piece : pieces) {
      if (piece.startsWith(MARK)) {
        frames++;
      } else {
        data.append(piece);
      }
    }
    String text = MARK + "open\n" + String.join("", pieces) + MARK + "end\n";
    int[] cuts =
        anyCuts.stream().mapToInt(n -> Math.floorMod(n, text.length() + 1)).sorted().toArray();
    Seen seen = parse(text, cuts);
    assertThat(seen.text()).isEqualTo(data.toString());
    assertThat(seen.frames).hasSize(frames + 2);
  }

  /** Output, frames, and beginnings of frames that are none. */
  @Provide
  Arbitrary<List<String>> streams() {
    Arbitrary<String> output = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(40);
    Arbitrary<String> frame =
        Arbitraries.strings()
            .alpha()
            .numeric()
            .withChars(' ')
            .ofMaxLength(10)
            .map(t -> MARK + t + "\n");
    // Never followed by what would complete it: an x comes after.
    Arbitrary<String> beginning =
        Arbitraries.integers().between(1, MARK.length() - 1).map(n -> MARK.substring(0, n) + "x");
    return Arbitraries.oneOf(output, frame, beginning).list().ofMaxSize(20);
  }
}
