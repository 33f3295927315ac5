package dev.drydock.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.Jvm;
import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses, a disk that is full, a kill in the middle: no event is lost or doubled. */
@Timeout(240)
class JournalFaultsTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("events.jsonl");
  }

  private static RunEvent event(int number) {
    return new RunEvent.RunChanged(NOON, RunState.PAUSED, "event " + number);
  }

  private static List<RunEvent> events(int count) {
    List<RunEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(i));
    }
    return events;
  }

  private List<RunEvent> read() throws IOException {
    return Journal.read(file(), RunFolder.JSON).events();
  }

  // ---- refusals ----

  @Test
  void append_diskRefusesAtEveryCall_eventIsWrittenLaterOnceAndWhole() throws Exception {
    boolean through = false;
    int failAt = 0;
    while (!through) {
      for (boolean partial : new boolean[] {false, true}) {
        Files.deleteIfExists(file());
        int[] calls = {failAt};
        boolean refused = false;
        try (Journal journal =
            Journal.open(
                file(),
                RunFolder.JSON,
                path -> new Refusing(PrivateFiles.openAppend(path), calls, partial))) {
          for (int i = 0; i < 3; i++) {
            try {
              journal.append(event(i));
            } catch (IOException e) {
              refused = true;
              assertThat(read()).as("a refused event is not half there").hasSizeBetween(i, i + 1);
              journal.append(event(i));
            }
          }
        }
        assertThat(read()).as("failing at call %d", failAt).isEqualTo(events(3));
        assertThat(Journal.read(file(), RunFolder.JSON).repaired()).isEmpty();
        through = !refused;
      }
      failAt++;
    }
    assertThat(failAt).as("calls that were refused").isGreaterThan(6);
  }

  /** Refuses one call of those that change the disk; after half of a write, if partial. */
  private static final class Refusing extends FileChannel {
    private final FileChannel real;
    private final int[] callsLeft;
    private final boolean partial;

    Refusing(FileChannel real, int[] callsLeft, boolean partial) {
      this.real = real;
      this.callsLeft = callsLeft;
      this.partial = partial;
    }

    private void call() throws IOException {
      if (callsLeft[0]-- == 0) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (callsLeft[0] == 0 && partial) {
        byte[] half = new byte[from.remaining() / 2];
        from.duplicate().get(half);
        real.write(ByteBuffer.wrap(half));
      }
      call();
      return real.write(from);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      call();
      real.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      real.truncate(size);
      return this;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }

    @Override
    public int read(ByteBuffer to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer to, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }

  // ---- repairs ----

  @Test
  void repair_isToldEverAfterAndNamesTheFile() throws Exception {
    Files.writeString(file(), "{\"event\":\"run\"");
    Journal.open(file(), RunFolder.JSON).close();
    Path aside = folder.resolve("events.jsonl.cut-at-0");
    assertThat(aside).hasContent("{\"event\":\"run\"");
    for (int i = 0; i < 2; i++) {
      assertThat(Journal.read(file(), RunFolder.JSON).repaired())
          .contains("14 damaged byte(s)", aside.toString());
    }
  }

  @Test
  void repair_twiceAtOnePlace_keepsBothTails() throws Exception {
    for (String tail : List.of("first", "second", "second")) {
      Files.writeString(file(), tail);
      Journal.open(file(), RunFolder.JSON).close();
    }
    assertThat(folder.resolve("events.jsonl.cut-at-0")).hasContent("first");
    assertThat(folder.resolve("events.jsonl.cut-at-0.2")).hasContent("second");
    assertThat(folder.resolve("events.jsonl.cut-at-0.3")).doesNotExist();
  }

  /** A repair that ends between setting aside and cutting is done again, to the same end. */
  @Test
  void repair_diskRefusesTheCut_nothingIsLostAndTheNextTryRepairs() throws Exception {
    Files.writeString(file(), "tail");
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                Journal.open(
                    file(),
                    RunFolder.JSON,
                    path -> new Refusing(PrivateFiles.openAppend(path), calls, false)))
        .hasMessage("No space left on device");
    try (Journal journal = Journal.open(file(), RunFolder.JSON)) {
      journal.append(event(0));
    }
    assertThat(read()).isEqualTo(events(1));
    assertThat(folder.resolve("events.jsonl.cut-at-0")).hasContent("tail");
    assertThat(folder.resolve("events.jsonl.cut-at-0.2")).doesNotExist();
  }

  // ---- kill -9 ----

  /**
   * A JVM that does nothing but write, killed again and again: what it said was written is there,
   * the profile is one version or the next, and nothing else is beside it but what is told.
   */
  @Test
  void killedWhileWriting_losesNothingThatWasAcknowledged() throws Exception {
    long seed = Long.getLong("faults.seed", System.nanoTime() & 0xffff_ffffL);
    System.out.println("JournalFaultsTest seed " + seed);
    Random random = new Random(seed);
    int acknowledged = 0;
    for (int round = 0; round < 6; round++) {
      Path output = folder.resolve("output-" + round);
      Process process =
          new ProcessBuilder(
                  Jvm.command(List.of("-XX:-UsePerfData"), Writer.class, folder.toString()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int wanted = 1 + random.nextInt(40);
      try {
        assertThat(
                Waiting.until(
                    Duration.ofSeconds(60),
                    () -> said(output).size() >= wanted || !process.isAlive()))
            .isTrue();
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      List<String> lines = said(output);
      assertThat(lines).hasSizeGreaterThanOrEqualTo(wanted);
      acknowledged = Integer.parseInt(lines.get(lines.size() - 1)) + 1;
      List<RunEvent> kept = read();
      assertThat(kept.size()).isBetween(acknowledged, acknowledged + 1);
      assertThat(kept).isEqualTo(events(kept.size()));
      Profile profile = new ProfileStore(folder.resolve("profiles")).load("p");
      assertThat(profile.choices().get("N").length()).isEqualTo(20_000);
      assertThat(Integer.parseInt(profile.host().substring(1)))
          .isBetween(acknowledged - 1, acknowledged + 1);
    }
    assertThat(acknowledged).isPositive();
  }

  /** The whole lines of the output so far. */
  private static List<String> said(Path output) {
    try {
      String text = Files.readString(output);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Writes event after event and profile after profile, and says so of each when it is done. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException, ProfileException {
      Path folder = Path.of(arguments[0]);
      Path file = folder.resolve("events.jsonl");
      ProfileStore profiles = new ProfileStore(folder.resolve("profiles"));
      try (Journal journal = Journal.open(file, RunFolder.JSON)) {
        int next = Journal.read(file, RunFolder.JSON).events().size();
        while (true) {
          profiles.save(
              Profile.of("p", "h" + next, 22, "owner")
                  .withRoute("", java.util.Map.of("N", "x".repeat(20_000))));
          journal.append(event(next));
          System.out.println(next);
          System.out.flush();
          next++;
        }
      }
    }
  }

  // ---- a disk that is really full ----

  @Test
  void fullDisk_everythingKeepsItsFormerState() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "mounting a small disk needs root");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString()) == 0,
        "mounting is not permitted here");
    try {
      Path file = disk.resolve("events.jsonl");
      ProfileStore profiles = new ProfileStore(disk.resolve("profiles"));
      profiles.save(Profile.of("p", "first", 22, "owner"));
      int written = 0;
      try (Journal journal = Journal.open(file, RunFolder.JSON)) {
        journal.append(event(written++));
        byte[] filler = new byte[4096];
        try (FileChannel fill = PrivateFiles.openAppend(disk.resolve("filler"))) {
          while (fill.size() < 1 << 20) {
            fill.write(ByteBuffer.wrap(filler));
          }
        } catch (IOException full) {
          // As wished.
        }
        boolean refused = false;
        while (!refused) {
          try {
            journal.append(event(written));
            written++;
          } catch (IOException e) {
            refused = true;
          }
        }
        assertThatThrownBy(() -> profiles.save(Profile.of("p", "second", 22, "owner")))
            .isInstanceOf(ProfileException.class)
            .hasMessageContaining("could not be saved")
            .hasMessageContaining("untouched");
        assertThat(profiles.load("p").host()).isEqualTo("first");
        try (Stream<Path> beside = Files.list(disk.resolve("profiles"))) {
          assertThat(beside).hasSize(1);
        }
        assertThat(Journal.read(file, RunFolder.JSON).events()).isEqualTo(events(written));
        Files.delete(disk.resolve("filler"));
        journal.append(event(written++));
      }
      assertThat(Journal.read(file, RunFolder.JSON).events()).isEqualTo(events(written));
      profiles.save(Profile.of("p", "second", 22, "owner"));
      assertThat(profiles.load("p").host()).isEqualTo("second");
    } finally {
      assertThat(run("umount", "-l", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(new String(said, UTF_8)).isTrue();
    return process.exitValue();
  }

  @Test
  void truncated_anywhereWithAnyGarbage_isReadToldAndContinued() throws Exception {
    try (Journal journal = Journal.open(file(), RunFolder.JSON)) {
      for (RunEvent event : events(3)) {
        journal.append(event);
      }
    }
    byte[] whole = Files.readAllBytes(file());
    for (byte[] garbage : List.of(new byte[0], new byte[7], "\u00e9{".getBytes(UTF_8))) {
      for (int cut = 0; cut <= whole.length; cut++) {
        byte[] left = Arrays.copyOf(whole, cut + garbage.length);
        System.arraycopy(garbage, 0, left, cut, garbage.length);
        Files.write(file(), left);
        Journal.Content content = Journal.read(file(), RunFolder.JSON);
        int lineEnd =
            new String(left, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf('\n');
        assertThat(content.repaired().isEmpty()).isEqualTo(lineEnd + 1 == left.length);
        assertThat(content.events()).isEqualTo(events(content.events().size()));
      }
    }
  }
}
