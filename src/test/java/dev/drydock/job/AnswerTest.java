package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  @Test
  void parse_everyState_read() {
    assertThat(Answer.parse("end absent 0 0 0")).contains(new Answer(new JobState.Absent(), 0));
    assertThat(Answer.parse("end starting 0 0 0")).contains(new Answer(new JobState.Running(0), 0));
    assertThat(Answer.parse("end running 0 7 7")).contains(new Answer(new JobState.Running(7), 7));
    assertThat(Answer.parse("end done 255 7 9")).contains(new Answer(new JobState.Done(255, 7), 9));
    assertThat(Answer.parse("end rebooted 0 7 7"))
        .contains(new Answer(new JobState.Rebooted(7), 7));
    assertThat(Answer.parse("end lost 0 999999999999999999 0"))
        .contains(new Answer(new JobState.Lost(999_999_999_999_999_999L), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "end",
        "end done 256 0 0",
        "end done -1 0 0",
        "end done 0 9999999999999999999 0",
        "end done 0 0",
        "end unclear 0 0 0",
        "end done 0 0 0 0",
        "open",
      })
  void parse_anythingElse_empty(String frame) {
    assertThat(Answer.parse(frame)).isEmpty();
  }

  @Property
  void parse_noise_neverThrows(@ForAll String noise) {
    assertThat(Answer.parse("end " + noise)).isNotNull();
  }
}
