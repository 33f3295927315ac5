package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNewsTest {
  @TempDir Path folder;

  @Test
  void title_tellsHowFarTheRunIs() {
    FakeRun run = new FakeSessions(folder).addRun("r", "poweredge");
    run.doneUpTo(7);
    run.step(7, StepState.RUNNING, Duration.ZERO, null, "");
    assertThat(RunNews.title("poweredge", Optional.of(run.record())))
        .isEqualTo("7/15 poweredge \u2013 Drydock");
    assertThat(RunNews.title("poweredge", Optional.empty())).isEqualTo("poweredge \u2013 Drydock");
    assertThat(RunNews.title("", Optional.empty())).isEqualTo("Drydock");
  }

  @Test
  void news_areTheEndsThatAPersonWaitsFor() {
    EnumSet<RunState> told = EnumSet.noneOf(RunState.class);
    for (RunState state : RunState.values()) {
      RunNews.news(state).ifPresent(text -> told.add(state));
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            RunState.FINISHED, RunState.NEEDS_DECISION, RunState.INTERRUPTED);
  }
}
