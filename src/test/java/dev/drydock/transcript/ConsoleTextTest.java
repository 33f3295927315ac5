package dev.drydock.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTextTest {
  private static List<String> lines(byte[] bytes) throws IOException {
    return lines(new ByteArrayInputStream(bytes));
  }

  private static List<String> lines(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    ConsoleText.read(in, line -> lines.add(line.toString()));
    return lines;
  }

  private static List<String> lines(String text) throws IOException {
    return lines(text.getBytes(UTF_8));
  }

  /** E stands for ESC, r for CR, b for BS. */
  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "E[31mredE[0m, red",
    "E[38;5;196mredE[m, red",
    "E]0;titleG~text, text",
    "E]8;;http://x/E\\link, link",
    "E(Bascii, ascii",
    "E7savedE8, saved",
    "10%r50%r100%, 100%",
    "longerrsho, shoger",
    "longerrE[Ksho, sho",
    "longerrshE[K, sh",
    "xE[2Ky, ' y'",
    "abbc, ac",
    "bbx, x",
  })
  void read_oneLine(String coded, String expected) throws IOException {
    String text =
        coded.replace('E', '\u001b').replace("G~", "\u0007").replace("longerr", "longer\r");
    text = text.replace("%r", "%\r").replace("abbc", "ab\bc").replace("bbx", "\b\bx");

    assertThat(lines(text)).containsExactly(expected);
  }

  @Test
  void read_lineEnds() throws IOException {
    assertThat(lines("")).isEmpty();
    assertThat(lines("a\r\nb\n\nc")).containsExactly("a", "b", "", "c");
    assertThat(lines("a\n")).containsExactly("a");
  }

  @Test
  void read_invalidUtf8() throws IOException {
    assertThat(
            lines(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3, '\n', (byte) 0xe2, (byte) 0x82}))
        .containsExactly("a\ufffdb\ufffd", "\ufffd");
  }

  @Test
  void read_charactersSplitBetweenReads() throws IOException {
    byte[] bytes = "größe € \ud83d\udc33\n".repeat(3).getBytes(UTF_8);
    InputStream oneByOne =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(1, length));
          }
        };

    assertThat(lines(oneByOne)).hasSize(3).containsOnly("größe € \ud83d\udc33");
  }

  @Test
  void read_unendedSequenceSwallowsOneLineAtMost() throws IOException {
    assertThat(lines("\u001b]0;never ended\nnext")).containsExactly("", "next");
    assertThat(lines("\u001b[31\nnext")).containsExactly("", "next");
  }

  @Test
  void read_endlessLineIsBroken() throws IOException {
    List<String> lines = lines("x".repeat(2 * ConsoleText.LONGEST_LINE + 5));

    assertThat(lines).extracting(String::length).containsExactly(65536, 65536, 5);
  }

  @Property(tries = 1000)
  void read_anyBytesLeaveNoControlCharacter(@ForAll @Size(max = 200) byte[] bytes)
      throws IOException {
    for (String line : lines(bytes)) {
      assertThat(line.chars().filter(c -> c != '\t').noneMatch(Character::isISOControl)).isTrue();
    }
  }
}
