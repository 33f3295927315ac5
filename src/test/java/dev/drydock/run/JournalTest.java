package dev.drydock.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private void append(RunEvent... events) throws Exception {
    try (Journal journal = Journal.open(file(), RunFolder.JSON)) {
      for (RunEvent event : events) {
        journal.append(event);
      }
    }
  }

  @Test
  void append_thenRead_givesTheSameEvents() throws Exception {
    RunEvent link = new RunEvent.LinkChanged(NOON, false, "lost");
    RunEvent run = new RunEvent.RunChanged(NOON, RunState.PAUSED, "");
    append(START, RUNNING);
    append(FAILED, link, run);
    Journal.Content content = Journal.read(file(), RunFolder.JSON);
    assertThat(content.events()).containsExactly(START, RUNNING, FAILED, link, run);
    assertThat(content.repaired()).isEmpty();
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  /** A crash can end a write at any byte: whole events stay, the rest is kept aside and told. */
  @Test
  void open_cutAtEveryByte_keepsEveryWholeEventAndEveryByte() throws Exception {
    append(START, RUNNING, FAILED);
    byte[] whole = Files.readAllBytes(file());
    List<RunEvent> all = List.of(START, RUNNING, FAILED);
    for (int cut = 0; cut <= whole.length; cut++) {
      byte[] left = Arrays.copyOf(whole, cut);
      Files.write(file(), left);
      int events =
          (int)
              new String(left, java.nio.charset.StandardCharsets.UTF_8)
                  .chars()
                  .filter(c -> c == '\n')
                  .count();
      boolean atLine = cut == 0 || left[cut - 1] == '\n';
      Journal.Content content = Journal.read(file(), RunFolder.JSON);
      assertThat(content.events()).isEqualTo(all.subList(0, events));
      assertThat(content.repaired().isEmpty()).as("cut at %d", cut).isEqualTo(atLine);
      append(FAILED);
      assertThat(Journal.read(file(), RunFolder.JSON).events())
          .hasSize(events + 1)
          .endsWith(FAILED);
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> aside =
            files.filter(f -> f.getFileName().toString().contains(".cut-at-")).toList();
        assertThat(aside).hasSize(atLine ? 0 : 1);
        for (Path path : aside) {
          int lineStart =
              new String(left, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1;
          assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOfRange(left, lineStart, cut));
          Files.delete(path);
        }
      }
    }
  }

  /** The last word of a run that is left is said by a thread that has just been interrupted. */
  @Test
  void append_interrupted_writesWhollyAndKeepsTheInterrupt() throws Exception {
    try (Journal journal = Journal.open(file(), RunFolder.JSON)) {
      journal.append(START);
      Thread.currentThread().interrupt();
      journal.append(RUNNING);
      assertThat(Thread.interrupted()).isTrue();
      journal.append(FAILED);
    }
    assertThat(Journal.read(file(), RunFolder.JSON).events())
        .containsExactly(START, RUNNING, FAILED);
  }

  /** Wherever in a write the interrupt comes: every line once and whole. */
  @Test
  void append_interruptedAgainAndAgain_losesAndDoublesNothing() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread writer = Thread.currentThread();
    Thread pest =
        new Thread(
            () -> {
              while (end.getCount() > 0) {
                writer.interrupt();
                Thread.onSpinWait();
              }
            },
            "pest");
    List<RunEvent> said = new ArrayList<>();
    try (Journal journal = Journal.open(file(), RunFolder.JSON)) {
      pest.start();
      for (int i = 0; i < 50; i++) {
        RunEvent event = new RunEvent.LinkChanged(NOON, false, "lost " + i);
        said.add(event);
        journal.append(event);
      }
      end.countDown();
      while (pest.isAlive()) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
    assertThat(Journal.read(file(), RunFolder.JSON).events()).isEqualTo(said);
  }

  @Test
  void read_damagedLineInTheMiddle_tellsAndReadsTheRest() throws Exception {
    append(START);
    Files.writeString(file(), Files.readString(file()) + "{\"event\":\"step\",\u0000\n");
    append(FAILED);
    Journal.Content content = Journal.read(file(), RunFolder.JSON);
    assertThat(content.events()).containsExactly(START, FAILED);
    assertThat(content.repaired()).contains("1 damaged line");
  }

  @Test
  void open_symbolicLinkInItsPlace_isRefused() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "precious\n");
    Files.createSymbolicLink(file(), victim);
    try {
      append(START);
      assertThat(victim).as("must have been refused").doesNotExist();
    } catch (java.io.IOException e) {
      assertThat(Files.readString(victim)).isEqualTo("precious\n");
    }
  }
}
