package dev.drydock.ui.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  @TempDir Path folder;

  @Test
  void forward_findsShownTextNotRawBytes() throws IOException {
    RowReader reader = log("\u001b[31mer\u001b[0mror: 31m\n");
    assertThat(find(reader, "ERROR", 0, 0, true)).isEqualTo("0:0-0:5");
    assertThat(find(reader, "[31m", 0, 0, true)).isEqualTo("none");
  }

  @Test
  void forward_goesAround() throws IOException {
    RowReader reader = log("x\nneedle\ny\n");
    assertThat(find(reader, "needle", 2, 0, true)).isEqualTo("1:0-1:6 around");
    assertThat(find(reader, "needle", 1, 1, true)).isEqualTo("1:0-1:6 around");
  }

  @Test
  void backward_goesAround() throws IOException {
    RowReader reader = log("a needle needle\nneedle\ny\n");
    assertThat(find(reader, "needle", 2, 0, false)).isEqualTo("1:0-1:6");
    assertThat(find(reader, "needle", 1, 0, false)).isEqualTo("0:9-0:15");
    assertThat(find(reader, "needle", 0, 9, false)).isEqualTo("0:2-0:8");
    assertThat(find(reader, "needle", 0, 2, false)).isEqualTo("1:0-1:6 around");
  }

  @Test
  void forward_acrossASplit() throws IOException {
    RowReader reader = log("x".repeat(LineScanner.MAX_ROW - 3) + "needle\n");
    assertThat(find(reader, "needle", 0, 0, true)).isEqualTo("0:65533-1:3");
    assertThat(find(reader, "needle", 1, 0, false)).isEqualTo("0:65533-1:3");
  }

  @Test
  void forward_nothingThere() throws IOException {
    assertThat(find(log("a\nb\n"), "needle", 0, 0, true)).isEqualTo("none");
    assertThat(find(log(""), "needle", 0, 0, true)).isEqualTo("none");
  }

  @Test
  void stop_endsWithoutAResult() throws IOException {
    Search search = new Search(log("needle\n".repeat(9)), "needle", Position.START, true);
    search.stop();
    assertThat(search.call()).isEmpty();
  }

  @Test
  void extract_keepsTheNewest() throws IOException {
    RowReader reader = log("first\nsecond\nthird\n");
    Extract cut = Extract.of(reader, Position.START, new Position(2, 5), 8, () -> false);
    assertThat(cut).isEqualTo(new Extract("nd\nthird", true));
    Extract all = Extract.of(reader, new Position(0, 2), new Position(2, 2), 99, () -> false);
    assertThat(all).isEqualTo(new Extract("rst\nsecond\nth", false));
  }

  @Test
  void extract_joinsASplitLine() throws IOException {
    String line = "x".repeat(3 * LineScanner.MAX_ROW);
    Extract all =
        Extract.of(log(line + "\nend\n"), Position.START, new Position(3, 3), 1 << 20, () -> false);
    assertThat(all.text()).isEqualTo(line + "\nend");
  }

  private static String find(RowReader reader, String needle, long row, int index, boolean forward)
      throws IOException {
    Optional<Search.Match> match =
        new Search(reader, needle, new Position(row, index), forward).call();
    return match
        .map(
            m ->
                "%d:%d-%d:%d%s"
                    .formatted(
                        m.start().row(),
                        m.start().index(),
                        m.end().row(),
                        m.end().index(),
                        m.around() ? " around" : ""))
        .orElse("none");
  }

  private RowReader log(String text) throws IOException {
    LogIndex index = new LogIndex(Files.writeString(folder.resolve("log"), text));
    index.catchUp(() -> false);
    return new RowReader(index);
  }
}
