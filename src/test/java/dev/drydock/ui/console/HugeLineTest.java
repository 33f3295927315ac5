package dev.drydock.ui.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One gigabyte without a line end; sparse, so that it takes no disk. */
class HugeLineTest {
  private static final long SIZE = 1L << 30;

  @TempDir Path folder;

  @Test
  void oneGigabyteOnOneLine_isIndexedAndReadInSmallPieces() throws IOException {
    Path log = folder.resolve("log");
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(SIZE);
      file.seek(SIZE - 4);
      file.write(new byte[] {'e', 'n', 'd', '\n'});
    }
    LogIndex index = new LogIndex(log);
    index.catchUp(() -> false);
    RowReader reader = new RowReader(index);

    assertThat(index.lines().length()).isEqualTo(SIZE);
    assertThat(reader.rows())
        .isBetween(SIZE / (LineScanner.MAX_ROW + 4), SIZE / LineScanner.MAX_ROW + 1);
    assertThat(index.lines().marks()).isLessThanOrEqualTo(LineIndex.MAX_MARKS);
    assertThat(reader.row(reader.rows() - 1).text()).endsWith("end");
    assertThat(reader.row(0).text().length()).isLessThanOrEqualTo(LineScanner.MAX_ROW);
    assertThat(reader.parsed()).as("bytes read to show two rows").isLessThan(1 << 20);
  }
}
