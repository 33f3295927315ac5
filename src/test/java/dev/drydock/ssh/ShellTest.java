package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ShellTest {
  /** Everything a shell might care about, often; any other character, too, but NUL. */
  @Provide
  Arbitrary<List<String>> hostile() {
    Arbitrary<String> special =
        Arbitraries.of(
            "'",
            "\"",
            "\\",
            "$",
            "`",
            "$(id)",
            "${HOME}",
            "\n",
            "\r",
            "\t",
            " ",
            ";",
            "&",
            "|",
            "<",
            ">",
            "*",
            "?",
            "[",
            "]",
            "!",
            "#",
            "~",
            "=",
            "%",
            "-n",
            "-e",
            "--",
            "''",
            "'\\''",
            "\u001b",
            "\u007f",
            "ä",
            "漢",
            "\ud83d\ude00",
            "\ufeff");
    Arbitrary<String> any =
        Arbitraries.strings()
            .withCharRange('\u0001', '\ud7ff')
            .withCharRange('\ue000', '\uffff')
            .ofMaxLength(5);
    return Arbitraries.oneOf(special, special, any)
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 150)
  void quote_survivesDash(@ForAll("hostile") List<String> values) throws IOException {
    StringBuilder script = new StringBuilder("for word in");
    StringBuilder expected = new StringBuilder();
    for (String value : values) {
      script.append(' ').append(Shell.quote(value));
      expected.append(value).append('\0');
    }
    script.append("; do printf '%s\\000' \"$word\"; done\n");
    assertThat(dash(script.toString())).isEqualTo(expected.toString());
  }

  private static String dash(String script) throws IOException {
    Process process = new ProcessBuilder("dash").redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void quote_nul() {
    assertThatThrownBy(() -> Shell.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quote_empty() {
    assertThat(Shell.quote("")).isEqualTo("''");
  }
}
