package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PracticeStateTest {
  @TempDir Path folder;

  static PracticeState state(ProcessId id, Path machine) {
    return new PracticeState(
        id.pid(),
        id.startTicks(),
        id.bootId(),
        2222,
        "pentium3",
        2048,
        false,
        machine.toString(),
        machine.resolve("monitor").toString(),
        machine.resolve("line").toString(),
        "f00",
        1000,
        "");
  }

  @Test
  void read_whatWasWritten() throws Exception {
    PracticeState state = state(new ProcessId(7, 8, "b"), folder);
    Path file = folder.resolve("state.json");
    state.write(file);

    assertThat(PracticeState.read(file)).contains(state);
  }

  @Test
  void read_fieldOfANewerDrydock() throws Exception {
    PracticeState state = state(new ProcessId(7, 8, "b"), folder);
    Path file = folder.resolve("state.json");
    state.write(file);
    Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"later\": 1,"));

    assertThat(PracticeState.read(file)).contains(state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"pid\": 1}"})
  void read_damaged(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("state.json"), text);

    assertThat(PracticeState.read(file)).isEmpty();
  }

  @Test
  void read_none() {
    assertThat(PracticeState.read(folder.resolve("state.json"))).isEmpty();
  }
}
