package dev.drydock.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading the journals that an earlier Drydock wrote. */
final class JournalTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final RunEvent START =
      new RunEvent.RunStarted(NOON, "id", "practice", "owner@poweredge:22", "SSE2: missing");
  private static final RunEvent RUNNING =
      new RunEvent.StepChanged(
          NOON, "set-clock", StepState.RUNNING, 1, "a.01-set-clock.1", "01.out", null, "");
  private static final RunEvent FAILED =
      new RunEvent.StepChanged(
          NOON, "set-clock", StepState.FAILED, 1, "a.01-set-clock.1", "", 5, "näin\nkävi");

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("events.jsonl");
  }

  /** As an earlier Drydock wrote it. */
  private void write(RunEvent... events) throws Exception {
    StringBuilder text = new StringBuilder();
    for (RunEvent event : events) {
      text.append(RunFolder.JSON.writerFor(RunEvent.class).writeValueAsString(event)).append('\n');
    }
    Files.writeString(file(), text);
  }

  @Test
  void read_whatWasWritten_givesTheSameEvents() throws Exception {
    RunEvent link = new RunEvent.LinkChanged(NOON, false, "lost");
    RunEvent run = new RunEvent.RunChanged(NOON, RunState.PAUSED, "");
    write(START, RUNNING, FAILED, link, run);
    Journal.Content content = Journal.read(file(), RunFolder.JSON);
    assertThat(content.events()).containsExactly(START, RUNNING, FAILED, link, run);
    assertThat(content.repaired()).isEmpty();
  }

  @Test
  void read_noFile_isARunOfWhichNothingIsKnown() throws Exception {
    Journal.Content content = Journal.read(file(), RunFolder.JSON);
    assertThat(content.events()).isEmpty();
    assertThat(content.repaired()).isEmpty();
    assertThat(file()).doesNotExist();
  }

  /** A crash can have ended a write at any byte: whole events are read, the rest is told of. */
  @Test
  void read_cutAtEveryByteWithAnyGarbage_tellsAndChangesNothing() throws Exception {
    write(START, RUNNING, FAILED);
    byte[] whole = Files.readAllBytes(file());
    List<RunEvent> all = List.of(START, RUNNING, FAILED);
    for (byte[] garbage : List.of(new byte[0], new byte[7], "\u00e9{".getBytes(UTF_8))) {
      for (int cut = 0; cut <= whole.length; cut++) {
        byte[] left = Arrays.copyOf(whole, cut + garbage.length);
        System.arraycopy(garbage, 0, left, cut, garbage.length);
        Files.write(file(), left);
        int lines = (int) new String(left, ISO_8859_1).chars().filter(c -> c == '\n').count();
        boolean atLine = left.length == 0 || left[left.length - 1] == '\n';
        Journal.Content content = Journal.read(file(), RunFolder.JSON);
        assertThat(content.events()).isEqualTo(all.subList(0, lines));
        assertThat(content.repaired().isEmpty()).as("cut at %d", cut).isEqualTo(atLine);
        assertThat(Files.readAllBytes(file())).isEqualTo(left);
      }
    }
  }

  /** An earlier Drydock repaired journals so; what it kept aside is told of ever after. */
  @Test
  void read_tailsThatWereSetAside_areTold() throws Exception {
    write(START);
    Path first = Files.writeString(folder.resolve("events.jsonl.cut-at-0"), "{\"event\":\"run\"");
    Path second = Files.writeString(folder.resolve("events.jsonl.cut-at-0.2"), "x");
    assertThat(Journal.read(file(), RunFolder.JSON).repaired())
        .contains("14 damaged byte(s)", first.toString(), "1 damaged byte(s)", second.toString());
  }

  @Test
  void read_damagedLineInTheMiddle_tellsAndReadsTheRest() throws Exception {
    write(START, FAILED);
    List<String> lines = Files.readAllLines(file());
    Files.writeString(
        file(), lines.get(0) + "\n{\"event\":\"step\",\u0000\n" + lines.get(1) + "\n");
    Journal.Content content = Journal.read(file(), RunFolder.JSON);
    assertThat(content.events()).containsExactly(START, FAILED);
    assertThat(content.repaired()).contains("1 damaged line");
  }
}
