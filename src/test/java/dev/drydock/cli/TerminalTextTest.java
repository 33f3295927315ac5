package dev.drydock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TerminalTextTest {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private static String show(TerminalText text, byte[] bytes) {
    return text.show(bytes, bytes.length);
  }

  private static String show(String raw) {
    return show(new TerminalText(true), raw.getBytes(UTF_8));
  }

  @Test
  void show_coloursPass() {
    assertThat(show("\u001b[1;31mred\u001b[m\r\n\tx\b"))
        .isEqualTo("\u001b[1;31mred\u001b[m\r\n\tx\b");
  }

  @Test
  void show_everythingElseIsDropped() {
    assertThat(
            show(
                "a\u001b[2Jb\u001b[5;5Hc\u001b]52;c;eA==\u0007d\u001bPq\u001b\\e\u001bcf\u001b(0g\u0007"))
        .isEqualTo("abcdefg");
    assertThat(show("a\u009b2Jb\u0090c")).isEqualTo("a2Jbc");
    assertThat(show("\u001b[>4;1mx\u001b[38:5:1my")).isEqualTo("xy");
  }

  @Test
  void show_invalidUtf8() {
    assertThat(show(new TerminalText(true), new byte[] {'a', (byte) 0x9b, '2', 'J', (byte) 0xff}))
        .isEqualTo("a\ufffd2J\ufffd");
  }

  @Test
  void plain_oneText() {
    assertThat(TerminalText.plain("a\u001b[31mb\r\n\tc\u001b")).isEqualTo("ab\n\tc");
  }

  /** What comes out holds no ESC but whole colours, wherever the bytes were cut. */
  @Property(tries = 1000)
  void show_nothingButColours(
      @ForAll
          @StringLength(max = 60)
          @Chars({
            '\u001b', '[', ']', '0', '1', ';', 'm', 'J', 'P', '\\', '\u0007', '\u009b', '\n', 'x'
          })
          String raw,
      @ForAll @IntRange(max = 60) int at) {
    byte[] bytes = raw.getBytes(UTF_8);
    int cut = Math.min(at, bytes.length);
    TerminalText text = new TerminalText(true);

    String shown =
        text.show(bytes, cut) + show(text, java.util.Arrays.copyOfRange(bytes, cut, bytes.length));

    assertThat(COLOUR.matcher(shown).replaceAll("")).doesNotContain("\u001b", "\u0007", "\u009b");
    assertThat(shown).isEqualTo(show(raw));
  }

  @Property(tries = 500)
  void show_anyBytes(@ForAll @Size(max = 100) byte[] bytes) {
    String shown = show(new TerminalText(false), bytes);

    assertThat(
            shown.chars().filter(Character::isISOControl).allMatch(c -> "\n\r\t\b".indexOf(c) >= 0))
        .isTrue();
  }
}
