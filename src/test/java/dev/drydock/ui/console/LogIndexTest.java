package dev.drydock.ui.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogIndexTest {
  @TempDir Path folder;

  @Test
  void catchUp_missingFileIsEmpty() throws IOException {
    LogIndex index = new LogIndex(folder.resolve("none"));
    index.catchUp(() -> false);
    assertThat(index.lines().rows()).isZero();
    assertThat(new RowReader(index).rows()).isZero();
  }

  @Test
  void row_unfinishedLastLineIsReadAgain() throws IOException {
    Path log = write("one\ntw");
    LogIndex index = new LogIndex(log);
    RowReader reader = new RowReader(index);
    index.catchUp(() -> false);
    assertThat(texts(reader)).containsExactly("one", "tw");
    append(log, "o\nthree\n");
    index.catchUp(() -> false);
    assertThat(texts(reader)).containsExactly("one", "two", "three");
  }

  @Test
  void row_characterCutByGrowth() throws IOException {
    byte[] word = "\u6f22\n".getBytes(StandardCharsets.UTF_8);
    Path log = folder.resolve("log");
    LogIndex index = new LogIndex(log);
    RowReader reader = new RowReader(index);
    Files.write(log, Arrays.copyOf(word, 2));
    index.catchUp(() -> false);
    assertThat(texts(reader)).containsExactly("\ufffd");
    Files.write(log, word);
    index.catchUp(() -> false);
    assertThat(texts(reader)).containsExactly("\u6f22");
  }

  @Test
  void row_replacedByAShorterFile() throws IOException {
    Path log = write("one\ntwo\nthree\n");
    LogIndex index = new LogIndex(log);
    RowReader reader = new RowReader(index);
    index.catchUp(() -> false);
    assertThat(texts(reader)).hasSize(3);
    Files.writeString(log, "again\n");
    index.catchUp(() -> false);
    assertThat(texts(reader)).containsExactly("again");
  }

  @Test
  void row_styleIsCarriedFromFarAbove() throws IOException {
    Path log = write("\u001b[32m" + "green\n".repeat(200_000));
    LogIndex index = new LogIndex(log);
    RowReader reader = new RowReader(index);
    index.catchUp(() -> false);
    assertThat(reader.rows()).isEqualTo(200_000);
    assertThat(reader.row(199_999).runStyle(0))
        .isEqualTo(Style.PLAIN.withForeground(Style.indexed(2)));
    assertThat(reader.parsed()).isLessThan(10);
  }

  @Test
  void row_sequenceAcrossASplitStaysWhole() throws IOException {
    Path log = write("x".repeat(LineScanner.MAX_ROW - 2) + "\u001b[31mred");
    LogIndex index = new LogIndex(log);
    index.catchUp(() -> false);
    RowReader reader = new RowReader(index);
    assertThat(reader.rows()).isEqualTo(2);
    assertThat(reader.row(0).text()).hasSize(LineScanner.MAX_ROW - 2);
    assertThat(reader.row(0).continued()).isTrue();
    assertThat(reader.row(1).text()).isEqualTo("red");
    assertThat(reader.row(1).continued()).isFalse();
    assertThat(reader.row(1).runStyle(0)).isEqualTo(Style.PLAIN.withForeground(Style.indexed(1)));
  }

  @Test
  void row_splitNeverCutsACharacter() throws IOException {
    Path log = write("x" + "\u6f22".repeat(100_000));
    LogIndex index = new LogIndex(log);
    index.catchUp(() -> false);
    assertThat(String.join("", texts(new RowReader(index))))
        .isEqualTo("x" + "\u6f22".repeat(100_000));
  }

  @Test
  void row_outOfRange() throws IOException {
    LogIndex index = new LogIndex(write("one\n"));
    index.catchUp(() -> false);
    assertThatThrownBy(() -> new RowReader(index).row(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void span_memoryStaysBoundedByThinning() {
    LineIndex index = new LineIndex(16, 8);
    byte[] line = "0123456789\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 5000; i++) {
      index.append(line, 0, line.length);
    }
    assertThat(index.marks()).isBetween(4, 8);
    assertThat(index.rows()).isEqualTo(5000);
    for (long row = 0; row < 5000; row += 7) {
      LineIndex.Span span = index.span(row);
      assertThat(span.firstRow()).isLessThanOrEqualTo(row);
      assertThat(span.firstRow() + span.rows()).isGreaterThan(row);
      assertThat(span.start()).isEqualTo(span.firstRow() * line.length);
    }
  }

  @Property(tries = 60)
  void rows_equalTheNaiveModel(@ForAll long seed, @ForAll boolean hugeLine) {
    try {
      Path log = Files.createTempFile("drydock-console", ".log");
      try {
        compareWithModel(log, new Random(seed), hugeLine);
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compareWithModel(Path log, Random random, boolean hugeLine)
      throws IOException {
    LogIndex index = new LogIndex(log);
    RowReader reader = new RowReader(index);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int growth = 0; growth < 6; growth++) {
      byte[] more = randomBytes(random, hugeLine && growth == 2);
      Files.write(log, more, StandardOpenOption.APPEND);
      all.writeBytes(more);
      index.catchUp(() -> false);
      List<Row> expected = model(all.toByteArray());
      assertThat(reader.rows()).isEqualTo(expected.size());
      for (int i = 0; i < 40 && !expected.isEmpty(); i++) {
        int number = i < 5 ? Math.max(0, expected.size() - 1 - i) : random.nextInt(expected.size());
        Row row = reader.row(number);
        assertThat(row.text()).isEqualTo(expected.get(number).text());
        assertThat(row.continued()).isEqualTo(expected.get(number).continued());
        if (row.length() > 0) {
          assertThat(row.runStyle(0)).isEqualTo(expected.get(number).runStyle(0));
        }
      }
    }
  }

  private static byte[] randomBytes(Random random, boolean huge) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int pieces = random.nextInt(3000);
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> out.write('\n');
        case 3 -> out.writeBytes(("\u001b[" + (30 + random.nextInt(18)) + "m").getBytes(UTF_8));
        case 4 -> out.writeBytes("\u6f22\u00e9\ud83d\ude00".getBytes(UTF_8));
        case 5 -> out.write(random.nextInt(256));
        case 6 -> out.writeBytes("\u001b]0;title".getBytes(UTF_8));
        default -> out.writeBytes("some words ".repeat(random.nextInt(12)).getBytes(UTF_8));
      }
      if (huge && i == pieces / 2) {
        out.writeBytes("0123456789\u00e9".repeat(20_000).getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  /** The whole file at once, one parser: what the sparse index must agree with. */
  private static List<Row> model(byte[] all) {
    List<Row> rows = new ArrayList<>();
    Carry carry = Carry.START;
    int from = 0;
    while (from < all.length) {
      int to = from;
      while (to < all.length
          && all[to] != '\n'
          && (to - from < LineScanner.MAX_ROW
              || (to - from < LineScanner.MAX_ROW + 3 && (all[to] & 0xc0) == 0x80))) {
        to++;
      }
      boolean ended = to < all.length && all[to] == '\n';
      boolean continued = !ended && to < all.length;
      int next = ended ? to + 1 : to;
      rows.add(new AnsiText().parse(all, from, next, carry, continued));
      AnsiText parser = new AnsiText();
      parser.begin(carry);
      parser.accept(all, from, next);
      carry = parser.carry();
      from = next;
    }
    return rows;
  }

  private static List<String> texts(RowReader reader) throws IOException {
    List<String> result = new ArrayList<>();
    for (long row = 0; row < reader.rows(); row++) {
      result.add(reader.row(row).text());
    }
    return result;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("log"), text);
  }

  private static void append(Path log, String text) throws IOException {
    try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
