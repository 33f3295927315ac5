package dev.drydock.ui.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.recipe.Plan;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultPageTest {
  @Test
  void commands_ofToday() {
    assertThat(typed("start-engine"))
        .containsExactly(
            "ssh owner@poweredge",
            "docker images",
            "docker run --rm -it owner/base32 bash",
            "docker run --rm owner/mine ruby --version",
            "DOCKER_BUILDKIT=0 docker build -t owner/mine drydock/build");
  }

  @Test
  void commands_ofDocker061_areOnesThatItKnows() {
    assertThat(typed("old-engine-start"))
        .containsExactly(
            "ssh owner@poweredge",
            "docker images",
            "docker run -i -t owner/base32 bash",
            "docker run owner/mine ruby --version",
            "docker build -t owner/mine drydock/build");
  }

  private static List<String> typed(String step) {
    StepRecord done =
        new StepRecord(
            step,
            StepState.DONE,
            1,
            "",
            Path.of("out"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(0),
            "");
    Map<String, String> choices =
        Map.of(
            "IMAGE", "owner/base32",
            "BUILT_IMAGE", "owner/mine",
            "TEST_COMMAND", "ruby --version");
    RunRecord record =
        new RunRecord(
            "run",
            "poweredge",
            "owner@poweredge:22",
            "",
            Instant.EPOCH,
            RunState.FINISHED,
            "",
            new Plan("recipe", "Recipe", choices, List.of()),
            List.of(done),
            "");
    return ResultPage.commands(record).stream().map(ResultPage.Command::text).toList();
  }
}
