package dev.drydock.ui.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnsiTextTest {
  private static final String ESC = "\u001b";

  @Test
  void parse_plainAscii() {
    Row row = parse("$ apt-get update");
    assertThat(row.text()).isEqualTo("$ apt-get update");
    assertThat(row.onePerColumn()).isTrue();
    assertThat(row.runStyle(0)).isEqualTo(Style.PLAIN);
  }

  @Test
  void parse_lineEndsAreNotText() {
    assertThat(parse("one\r\n").text()).isEqualTo("one");
    assertThat(parse("one\n").text()).isEqualTo("one");
    assertThat(parse("\n").text()).isEmpty();
  }

  @Test
  void parse_sixteenColours() {
    Row row = parse("a" + ESC + "[31mb" + ESC + "[1;102mc" + ESC + "[0md");
    assertThat(row.text()).isEqualTo("abcd");
    assertThat(row.runs()).isEqualTo(4);
    assertThat(styleAt(row, 1)).isEqualTo(Style.PLAIN.withForeground(Style.indexed(1)));
    assertThat(styleAt(row, 2))
        .isEqualTo(
            Style.PLAIN
                .withForeground(Style.indexed(1))
                .withBackground(Style.indexed(10))
                .with(Style.BOLD));
    assertThat(styleAt(row, 3)).isEqualTo(Style.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"38;2;1;2;3", "38:2:1:2:3", "38:2::1:2:3", "0;38;2;1;2;3", "58;5;9;38;2;1;2;3"})
  void parse_trueColour(String parameters) {
    assertThat(styleAt(parse(ESC + "[" + parameters + "mx"), 0))
        .isEqualTo(Style.PLAIN.withForeground(Style.rgb(1, 2, 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"48;5;200", "48:5:200"})
  void parse_indexedColour(String parameters) {
    assertThat(styleAt(parse(ESC + "[" + parameters + "mx"), 0))
        .isEqualTo(Style.PLAIN.withBackground(Style.indexed(200)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "38;5",
        "38",
        "38;2;1;2",
        "38;5;256",
        "38;2;256;0;0",
        "?1",
        ">4;1",
        "1 ",
        "99999999"
      })
  void parse_senselessSgrChangesNothing(String parameters) {
    Row row = parse(ESC + "[" + parameters + "mx");
    assertThat(row.text()).isEqualTo("x");
    assertThat(styleAt(row, 0)).isEqualTo(Style.PLAIN);
  }

  @Test
  void parse_curlyUnderlineOnAndOff() {
    Row row = parse(ESC + "[4:3ma" + ESC + "[4:0mb");
    assertThat(styleAt(row, 0)).isEqualTo(Style.PLAIN.with(Style.UNDERLINE));
    assertThat(styleAt(row, 1)).isEqualTo(Style.PLAIN);
  }

  @Test
  void parse_concealedTextIsShown() {
    assertThat(parse(ESC + "[8mrm -rf /").text()).isEqualTo("rm -rf /");
    assertThat(styleAt(parse(ESC + "[8mrm"), 0)).isEqualTo(Style.PLAIN);
  }

  @Test
  void parse_progressOverwrites() {
    assertThat(parse(" 10%\r 50%\r100%").text()).isEqualTo("100%");
    assertThat(parse("downloading\rdone").text()).isEqualTo("doneloading");
    assertThat(parse("downloading\r" + ESC + "[Kdone").text()).isEqualTo("done");
    assertThat(parse("downloading" + ESC + "[2K\rdone").text()).isEqualTo("done");
    assertThat(parse("abcd\b\b" + ESC + "[1K").text()).isEqualTo("   d");
  }

  @Test
  void parse_backspace() {
    assertThat(parse("ab\b\bc").text()).isEqualTo("cb");
    assertThat(parse("\b\b\bx").text()).isEqualTo("x");
    assertThat(parse("|\b/\b-\b").text()).isEqualTo("-");
  }

  @Test
  void parse_tab() {
    assertThat(parse("a\tb").text()).isEqualTo("a       b");
    assertThat(parse("12345678\tb").text()).isEqualTo("12345678        b");
  }

  @Test
  void parse_overwritingHalfAWideCharacterBlanksTheOther() {
    assertThat(parse("\u6f22x\ra").text()).isEqualTo("a x");
    assertThat(parse("\u6f22x\b\ba").text()).isEqualTo(" ax");
    assertThat(parse("ab\r\u6f22").text()).isEqualTo("\u6f22");
  }

  @Test
  void parse_columnsOfWideAndJoiningCharacters() {
    Row row = parse("\u6f22e\u0301\ud83d\ude00x");
    assertThat(row.width()).isEqualTo(6);
    assertThat(row.column(1)).isEqualTo(2);
    assertThat(row.indexAt(1)).isZero();
    assertThat(row.indexAt(2)).isEqualTo(1);
    assertThat(row.next(1)).isEqualTo(3);
    assertThat(row.previous(3)).isEqualTo(1);
    assertThat(row.indexAt(4)).isEqualTo(3);
    assertThat(row.next(3)).isEqualTo(5);
    assertThat(row.previous(5)).isEqualTo(3);
    assertThat(row.text().charAt(row.indexAt(5))).isEqualTo('x');
  }

  @Test
  void parse_marksDoNotPileUp() {
    assertThat(parse("a" + "\u0301".repeat(1000)).text().length())
        .isEqualTo(1 + AnsiText.MAX_MARKS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "]0;title\u0007",
        "]52;c;cm0gLXJmIC8=\u0007",
        "]52;c;cm0gLXJmIC8=\u001b\\",
        "]8;;http://127.0.0.1/\u001b\\",
        "P1$r0m\u001b\\",
        "_apc\u001b\\",
        "^pm\u001b\\",
        "Xsos\u001b\\",
        "ktitle\u001b\\",
        "[2J",
        "[H",
        "[10;20H",
        "[5A",
        "[?25l",
        "[?1049h",
        "[c",
        "[6n",
        "[21t",
        "[>0q",
        "[!p",
        "[20 q",
        "(B",
        "c",
        "7",
        "#8",
        "=",
      })
  void parse_otherSequencesAreSwallowed(String sequence) {
    Row row = parse("ab" + ESC + sequence + "cd");
    assertThat(row.text()).isEqualTo("abcd");
    assertThat(row.runs()).isEqualTo(1);
    assertThat(styleAt(row, 2)).isEqualTo(Style.PLAIN);
  }

  @Test
  void parse_unterminatedStringHidesLittle() {
    String rest = "x".repeat(3 * EscapeMachine.MAX_STRING);
    assertThat(parse(ESC + "]0;" + rest).text())
        .hasSize(2 + rest.length() - EscapeMachine.MAX_STRING);
  }

  @Test
  void parse_unterminatedCsiHidesLittle() {
    String rest = "1;".repeat(EscapeMachine.MAX_CSI);
    assertThat(parse(ESC + "[" + rest).text()).hasSize(rest.length() - EscapeMachine.MAX_CSI);
  }

  @Test
  void parse_brokenOffSequenceGivesTheByteBack() {
    assertThat(parse(ESC + "[31\u00e9t\u00e9").text()).isEqualTo("\u00e9t\u00e9");
    assertThat(parse("abc" + ESC + "[3\rx").text()).isEqualTo("xbc");
  }

  @Test
  void carry_sequenceEndsWithItsLine() {
    AnsiText text = new AnsiText();
    byte[] raw = bytes(ESC + "[31mred" + ESC + "]0;never closed\n");
    text.accept(raw, 0, raw.length);
    assertThat(text.carry()).isEqualTo(Carry.of(Style.PLAIN.withForeground(Style.indexed(1))));
  }

  @ParameterizedTest
  @CsvSource({"c3, 1", "e282, 1", "f09f98, 1", "ff, 1", "c3c3, 2", "c328, 2", "80, 1", "e08080, 3"})
  void parse_invalidUtf8(String hex, int length) {
    byte[] raw = new byte[hex.length() / 2];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    assertThat(new AnsiText().parse(raw, 0, raw.length, Carry.START, false).text())
        .isEqualTo(new String(raw, StandardCharsets.UTF_8))
        .hasSize(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u202e", "\u2066", "\u200f", "\u2028", "\ufeff", "\udb40\udc41", "\uffff"})
  void parse_disguisingCharactersAreShown(String hostile) {
    assertThat(parse("a" + hostile + "b").text()).isEqualTo("a\ufffdb");
  }

  @Test
  void parse_c1ControlsTakeNoPlaceAndOpenNothing() {
    assertThat(parse("a\u009b31mb").text()).isEqualTo("a31mb");
  }

  @Test
  void parse_rowOfTabsIsBounded() {
    Row row = parse("\t".repeat(LineScanner.MAX_ROW) + "x");
    assertThat(row.width()).isLessThan(3 * LineScanner.MAX_ROW);
  }

  @Property
  void parse_anyBytesGiveCleanText(@ForAll("terminalBytes") byte[] raw) {
    Row row = new AnsiText().parse(raw, 0, raw.length, Carry.START, false);
    assertThat(row.text().chars())
        .noneMatch(c -> c < 0x20 || (c >= 0x7f && c < 0xa0))
        .noneMatch(c -> c >= 0x202a && c <= 0x202e);
    assertThat(row.runs() == 0 ? 0 : row.runEnd(row.runs() - 1)).isEqualTo(row.length());
    assertThat(row.width()).isLessThanOrEqualTo(8 * raw.length);
    int index = 0;
    while (index < row.length()) {
      int next = row.next(index);
      assertThat(next).isGreaterThan(index);
      assertThat(row.previous(next)).isEqualTo(index);
      assertThat(row.indexAt(row.column(index))).isEqualTo(index);
      index = next;
    }
  }

  @Property
  void accept_piecesDoNotMatter(@ForAll("terminalBytes") byte[] raw, @ForAll List<Integer> cuts) {
    AnsiText whole = new AnsiText();
    whole.accept(raw, 0, raw.length);
    AnsiText pieces = new AnsiText();
    int from = 0;
    for (int cut : cuts) {
      int to = Math.min(raw.length, from + Math.floorMod(cut, 7));
      pieces.accept(raw, from, to);
      from = to;
    }
    pieces.accept(raw, from, raw.length);
    assertThat(describe(pieces.finish(false))).isEqualTo(describe(whole.finish(false)));
    assertThat(pieces.carry()).isEqualTo(whole.carry());
  }

  @Property
  void carry_stateAtAnyPlaceIsEnoughToGoOn(
      @ForAll("terminalBytes") byte[] raw, @ForAll int anyCut) {
    int cut = raw.length == 0 ? 0 : Math.floorMod(anyCut, raw.length);
    EscapeMachine whole = new EscapeMachine();
    EscapeMachine first = new EscapeMachine();
    for (int i = 0; i < raw.length; i++) {
      whole.step(raw[i]);
      if (i < cut) {
        first.step(raw[i]);
      }
    }
    EscapeMachine second = new EscapeMachine();
    second.resume(first.carry());
    for (int i = cut; i < raw.length; i++) {
      second.step(raw[i]);
    }
    assertThat(second.carry()).isEqualTo(whole.carry());
  }

  @Property
  void lines_coverTheRow(@ForAll("terminalBytes") byte[] raw) {
    Row row = new AnsiText().parse(raw, 0, raw.length, Carry.START, false);
    int width = 5;
    int lines = row.lines(width);
    for (int line = 0; line < lines; line++) {
      int from = row.lineStart(width, line);
      int to = row.lineStart(width, line + 1);
      assertThat(row.column(to) - row.column(from)).isLessThanOrEqualTo(width);
      for (int i = from; i < to; i++) {
        assertThat(row.lineOf(width, i)).isEqualTo(line);
      }
    }
    assertThat(row.lineStart(width, lines)).isEqualTo(row.length());
  }

  @Provide
  Arbitrary<byte[]> terminalBytes() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            ESC + "[",
            ESC + "]",
            ESC + "P",
            ESC + "\\",
            ESC,
            "31m",
            "38;2;9;8;7m",
            "1;4m",
            "m",
            "K",
            "2K",
            ";",
            ":",
            "\u0007",
            "\r",
            "\b",
            "\t",
            "plain",
            "\u00e9",
            "\u6f22",
            "\ud83d\ude00",
            "\u0301",
            "\u202e",
            "\u0000",
            "\u009b");
    Arbitrary<byte[]> known = pieces.map(AnsiTextTest::bytes);
    Arbitrary<byte[]> any =
        Arbitraries.bytes().filter(b -> b != '\n').array(byte[].class).ofMaxSize(4);
    return Arbitraries.oneOf(known, any).list().ofMaxSize(40).map(AnsiTextTest::join);
  }

  private static byte[] join(List<byte[]> pieces) {
    var out = new java.io.ByteArrayOutputStream();
    pieces.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static List<String> describe(Row row) {
    List<String> result = new ArrayList<>();
    int from = 0;
    for (int run = 0; run < row.runs(); run++) {
      result.add(row.runStyle(run) + row.text().substring(from, row.runEnd(run)));
      from = row.runEnd(run);
    }
    return result;
  }

  private static Style styleAt(Row row, int index) {
    return row.runStyle(row.runAt(index));
  }

  private static Row parse(String text) {
    byte[] raw = bytes(text);
    return new AnsiText().parse(raw, 0, raw.length, Carry.START, false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
