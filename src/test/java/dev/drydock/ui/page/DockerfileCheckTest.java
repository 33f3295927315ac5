package dev.drydock.ui.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROM owner/base32",
        "# a comment\n\nfrom owner/base32\nrun true",
        "ARG TAG=1\nFROM owner/base32:$TAG",
        "FROM a\nRUN apt-get update && \\\n  apt-get -y install ruby\nCMD [\"ruby\"]",
        "FROM a\nRUN true \\\n# a comment inside\n  && true\n",
        "FROM c755b018548a\nMAINTAINER Owner <owner@example.org>"
      })
  void check_accepts(String text) {
    assertThat(DockerfileCheck.check(text)).isEmpty();
  }

  @Test
  void check_emptyNeedsFrom() {
    assertThat(DockerfileCheck.check("\n# nothing\n").orElseThrow().message()).contains("FROM");
  }

  @Test
  void check_fromComesFirst() {
    assertThat(DockerfileCheck.check("RUN true\nFROM a").orElseThrow().line()).isEqualTo(1);
  }

  @Test
  void check_unknownInstructionHasItsLine() {
    DockerfileCheck.Mistake mistake =
        DockerfileCheck.check("FROM a\n\napt-get install ruby").orElseThrow();
    assertThat(mistake.line()).isEqualTo(3);
    assertThat(mistake.message()).contains("apt-get");
  }

  @Test
  void check_instructionWithoutArgument() {
    assertThat(DockerfileCheck.check("FROM a\nRUN").orElseThrow().line()).isEqualTo(2);
  }

  @Test
  void check_openContinuation() {
    assertThat(DockerfileCheck.check("FROM a\nRUN true \\").orElseThrow().message())
        .contains("backslash");
  }
}
