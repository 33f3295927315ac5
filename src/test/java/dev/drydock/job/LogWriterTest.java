package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void put_existingLog_appends() throws IOException {
    Path log = Files.writeString(folder.resolve("out"), "old ");
    List<Long> totals = new ArrayList<>();
    try (LogWriter writer =
        new LogWriter(log, (buffer, offset, length, total) -> totals.add(total), () -> {})) {
      assertThat(writer.total()).isEqualTo(4);
      writer.put(bytes("xnewx"), 1, 3);
      writer.finish();
      assertThat(writer.total()).isEqualTo(7);
    }
    assertThat(log).hasContent("old new");
    assertThat(totals).containsExactly(7L);
  }

  @Test
  void put_moreThanThereIsRoomFor_allArrivesInOrder() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] all = new byte[500_000];
    random.nextBytes(all);
    Path log = folder.resolve("out");
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (LogWriter writer =
        new LogWriter(
            log,
            (buffer, offset, length, total) -> heard.write(buffer, offset, length),
            () -> {})) {
      for (int at = 0; at < all.length; ) {
        int part = Math.min(all.length - at, random.nextInt(100_000));
        writer.put(all, at, part);
        at += part;
      }
      writer.finish();
    }
    assertThat(Files.readAllBytes(log)).isEqualTo(all);
    assertThat(heard.toByteArray()).isEqualTo(all);
  }

  @Test
  void put_somebodyElseWrites_refused() throws Exception {
    Path log = folder.resolve("out");
    CountDownLatch told = new CountDownLatch(1);
    try (LogWriter writer =
        new LogWriter(log, (buffer, offset, length, total) -> {}, told::countDown)) {
      writer.put(bytes("mine"), 0, 4);
      writer.finish();
      Files.writeString(log, " theirs", StandardOpenOption.APPEND);
      writer.put(bytes("mine"), 0, 4);
      assertThatThrownBy(writer::finish)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("something else is writing");
      told.await();
    }
    assertThat(log).hasContent("mine theirs");
  }

  @Test
  void finish_fullDisk_saysSo() throws Exception {
    Path full = Path.of("/dev/full");
    try (LogWriter writer = new LogWriter(full, (buffer, offset, length, total) -> {}, () -> {})) {
      writer.put(bytes("x"), 0, 1);
      assertThatThrownBy(writer::finish)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/dev/full")
          .hasMessageContaining("disk full");
    }
  }

  @Test
  void cut_longerLog_shortensAndTells() throws IOException {
    Path log = folder.resolve("out");
    List<Long> cuts = new ArrayList<>();
    TailListener listener =
        new TailListener() {
          @Override
          public void appended(byte[] buffer, int offset, int length, long total) {}

          @Override
          public void shortened(long total) {
            cuts.add(total);
          }
        };
    try (LogWriter writer = new LogWriter(log, listener, () -> {})) {
      writer.put(bytes("hello"), 0, 5);
      writer.finish();
      writer.cut(3);
      writer.put(bytes("!"), 0, 1);
      writer.finish();
    }
    assertThat(log).hasContent("hel!");
    assertThat(cuts).containsExactly(3L);
  }
}
