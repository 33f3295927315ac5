package dev.drydock.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LastLinesTest {
  @TempDir Path folder;

  @Test
  void of_escapesAndBlankLines_areLeftOut() {
    assertThat(LastLines.of("one\n\u001b[31mtwo\u001b[0m\r\n\n\u001b]52;c;evil\u0007three\n", 2))
        .isEqualTo("two\nthree");
  }

  @Test
  void of_nothing_saysSo() {
    assertThat(LastLines.of("\n \n", 3)).isEqualTo("(no output)");
    assertThat(LastLines.of(folder.resolve("missing"), 3)).isEqualTo("(no output)");
  }

  @Test
  void of_bigFile_readsItsEnd() throws Exception {
    Path file = folder.resolve("out");
    Files.writeString(file, "x\n".repeat(100_000) + "the end\n");
    assertThat(LastLines.of(file, 1)).isEqualTo("the end");
  }
}
