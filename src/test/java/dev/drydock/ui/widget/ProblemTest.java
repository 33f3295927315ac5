package dev.drydock.ui.widget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {

  @Test
  void ofMessage_firstSentenceIsTheHeadline() {
    Problem problem =
        Problem.ofMessage("poweredge.example.org refuses port 22. Start its SSH server.", "");
    assertThat(problem.what()).isEqualTo("poweredge.example.org refuses port 22.");
    assertThat(problem.why()).isEqualTo("Start its SSH server.");
  }

  @Test
  void ofMessage_oneSentenceHasNoRest() {
    Problem problem = Problem.ofMessage("Version 1.5 is too old", "");
    assertThat(problem.what()).isEqualTo("Version 1.5 is too old");
    assertThat(problem.why()).isEmpty();
  }

  @Test
  void ofMessage_lineEndEndsTheHeadline() {
    Problem problem = Problem.ofMessage("It failed\nbecause of that", "log");
    assertThat(problem.what()).isEqualTo("It failed");
    assertThat(problem.asText()).isEqualTo("It failed\nbecause of that\nlog");
  }
}
