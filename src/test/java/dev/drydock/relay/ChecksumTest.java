package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTest {
  private static String shell(String script, byte[] input) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", script).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input);
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(Checksum.class)
  void value_isWhatTheProgramSays(Checksum checksum) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int size : new int[] {0, 1, 3, 255, 256, 65_537, 1 << 20}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Checksum.Calculation calculation = checksum.begin();
      int first = size / 3;
      calculation.update(bytes, 0, first);
      assertThat(calculation.value()).isNotEmpty();
      calculation.update(bytes, first, size - first);
      assertThat(checksum.answer(shell(checksum.command(), bytes))).isEqualTo(calculation.value());
    }
  }

  @ParameterizedTest
  @EnumSource(Checksum.class)
  void probe_findsTheProgram(Checksum checksum) throws Exception {
    assertThat(shell("if " + checksum.probe() + "; then echo yes; fi", new byte[0]))
        .isEqualTo("yes\n");
    String gone = "PATH=/nowhere; if " + checksum.probe() + "; then echo yes; else echo no; fi";
    assertThat(shell(gone, new byte[0])).isEqualTo("no\n");
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256SUM,'ab12  -\n'",
    "OPENSSL,'(stdin)= ab12\n'",
    "OPENSSL,'SHA2-256(stdin)= ab12\n'",
    "OPENSSL,'SHA256(stdin)= ab12\n'",
    "OPENSSL,'ab12\n'"
  })
  void answer_inAllItsForms(Checksum checksum, String printed) {
    assertThat(checksum.answer(printed)).isEqualTo("ab12");
  }

  @Test
  void answer_cksumWithTabs() {
    assertThat(Checksum.CKSUM.answer("1219131554\t3\n")).isEqualTo("1219131554 3");
  }
}
