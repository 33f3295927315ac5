package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shell files of this part: installer/ and the practice server's own. */
class ShellFilesTest {
  private static final List<String> FILES =
      List.of(
          "installer/lib.sh",
          "installer/check.sh",
          "installer/practice.sh",
          ".ci/run",
          "src/main/resources/practice/build.sh",
          "src/main/resources/practice/watchdog.sh");

  @Test
  void files_parseInDash() throws Exception {
    for (String file : FILES) {
      Commands.Outcome outcome = Commands.run(List.of("dash", "-n", file));
      assertThat(outcome.ok()).as(file + ": " + outcome.text()).isTrue();
    }
  }

  @Test
  void files_shellcheck() throws Exception {
    assumeTrue(HostTools.of("/usr/bin:/bin").find("shellcheck").isPresent(), "needs shellcheck");
    List<String> command = new ArrayList<>(List.of("shellcheck", "-s", "sh"));
    command.addAll(FILES);
    Commands.Outcome outcome = Commands.run(command);

    assertThat(outcome.ok()).as(outcome.text()).isTrue();
  }

  @Test
  void ci_runsExactlyTheCheck() throws Exception {
    assertThat(Files.readAllLines(Path.of(".ci/run")))
        .last()
        .asString()
        .endsWith("sh installer/check.sh");
  }
}
