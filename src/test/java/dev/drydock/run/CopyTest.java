package dev.drydock.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.Jvm;
import dev.drydock.files.PrivateFiles;
import dev.drydock.job.Attempt;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The copy of a run on this computer: what a crash, a full disk or a power cut leaves of it. */
@Timeout(240)
final class CopyTest {
  private static final String BEGUN = "1 1000 begun 1795521600 1 boot-a person";
  private static final String RUNNING = "1 1100 step 01 running 1 0 0";
  private static final String DONE = "1 1200 step 01 done 1 0 5";
  private static final String NEXT = "1 1300 step 02 running 1 0 0";
  private static final Attempt FIRST = new Attempt(1, 1);
  private static final Attempt SECOND = new Attempt(2, 1);
  private static final List<String> STEPS = List.of("clock", "engine");

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void create() throws IOException {
    folder = Files.createDirectory(temporary.resolve("20261124-120000-abcdef"));
  }

  private Copy open() throws IOException {
    return new Copy(new RunFolder(folder), STEPS);
  }

  private Path events() {
    return folder.resolve("events");
  }

  private void take(String... lines) throws IOException {
    {
      Copy copy = open();
      for (String line : lines) {
        copy.take(line);
      }
    }
  }

  @Test
  void take_isOnTheDiskAndThereAgain() throws Exception {
    take(BEGUN, RUNNING);
    assertThat(events()).hasContent(BEGUN + "\n" + RUNNING + "\n");
    assertThat(Files.getPosixFilePermissions(events()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    {
      Copy copy = open();
      assertThat(copy.lines()).containsExactly(BEGUN, RUNNING);
      assertThat(copy.view().walk()).isEqualTo(1);
      assertThat(copy.view().isWalking()).isTrue();
      assertThat(copy.here().lines()).isEqualTo(2);
      assertThat(copy.here().last()).isEqualTo(RUNNING);
    }
  }

  /** A crash ends a write at any byte: the torn line comes again, and is not glued to the next. */
  @Test
  void open_cutAtEveryByte_keepsWholeLinesAndGoesOn() throws Exception {
    byte[] whole = (BEGUN + "\n" + "junk \u00e4\n" + RUNNING + "\n").getBytes(UTF_8);
    List<String> all = List.of(BEGUN, "junk \u00e4", RUNNING);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(events(), Arrays.copyOf(whole, cut));
      int lines = 0;
      for (int i = 0; i < cut; i++) {
        lines += whole[i] == '\n' ? 1 : 0;
      }
      List<String> kept = all.subList(0, lines);
      {
        Copy copy = open();
        assertThat(copy.lines()).as("cut at %d", cut).isEqualTo(kept);
        copy.take(DONE);
      }
      List<String> then = new ArrayList<>(kept);
      then.add(DONE);
      assertThat(events()).hasContent(String.join("\n", then) + "\n");
    }
  }

  /** One line of the server's is one line here, whatever is in it: both count them. */
  @Test
  void take_lineWithOtherEndsInIt_staysOneLine() throws Exception {
    String odd = "1 1 \r\u000b\u2028\u0085 x";
    take(BEGUN, odd, RUNNING);
    {
      Copy copy = open();
      assertThat(copy.lines()).containsExactly(BEGUN, odd, RUNNING);
    }
  }

  @Test
  void here_tellsWhatIsWholeAndWhatIsPartly() throws Exception {
    take(BEGUN, RUNNING, DONE, NEXT);
    {
      Copy copy = open();
      assertThat(copy.here().partly()).isEmpty();
      assertThat(copy.here().whole()).isEmpty();
      Files.writeString(copy.log(FIRST), "1234");
      Files.writeString(copy.log(SECOND), "12");
      assertThat(copy.here().partly()).isEqualTo(Map.of(FIRST, 4L, SECOND, 2L));
      Files.writeString(copy.log(FIRST), "12345");
      assertThat(copy.here().whole()).containsExactly(FIRST);
      assertThat(copy.here().partly()).isEqualTo(Map.of(SECOND, 2L));
      assertThat(copy.bytes()).isEqualTo(7);
    }
  }

  @Test
  void here_nothingPutOut_isWholeWithoutAFile() throws Exception {
    take(BEGUN, RUNNING, "1 1200 step 01 done 1 0 0");
    {
      Copy copy = open();
      assertThat(copy.here().whole()).containsExactly(FIRST);
    }
  }

  @Test
  void trim_cutsWhatCameAfterTheStepsEnd_andNothingElse() throws Exception {
    take(BEGUN, RUNNING, DONE, NEXT);
    {
      Copy copy = open();
      Files.writeString(copy.log(FIRST), "12345 and from the background");
      Files.writeString(copy.log(SECOND), "still running");
      copy.trim(FIRST);
      copy.trim(SECOND);
      copy.trim(new Attempt(2, 7));
      assertThat(copy.log(FIRST)).hasContent("12345");
      assertThat(copy.log(SECOND)).hasContent("still running");
      Files.writeString(copy.log(FIRST), "123");
      copy.trim(FIRST);
      assertThat(copy.log(FIRST)).hasContent("123");
    }
  }

  @Test
  void log_ofAStepThatThePlanHasNot_isRefused() throws Exception {
    {
      Copy copy = open();
      assertThatThrownBy(() -> copy.log(new Attempt(3, 1))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> copy.log(new Attempt(0, 1))).isInstanceOf(IOException.class);
    }
  }

  /** After a power cut a server may tell less than it had told, and then other things. */
  @Test
  void anew_forgetsTheEventsAndSetsUnfinishedOutputsAside() throws Exception {
    take(BEGUN, RUNNING, DONE, NEXT);
    {
      Copy copy = open();
      Files.writeString(copy.log(FIRST), "12345");
      Files.writeString(copy.log(SECOND), "first");
      copy.anew();
      assertThat(copy.lines()).isEmpty();
      assertThat(copy.view().walk()).isZero();
      assertThat(events()).isEmptyFile();
      assertThat(copy.here().lines()).isZero();
      assertThat(copy.here().last()).isEmpty();
      for (String line : List.of(BEGUN, RUNNING, DONE, NEXT)) {
        copy.take(line);
      }
      assertThat(copy.here().whole()).containsExactly(FIRST);
      assertThat(copy.here().partly()).isEmpty();
      Files.writeString(copy.log(SECOND), "second");
      copy.anew();
      assertThat(Path.of(copy.log(SECOND) + ".lost-1")).hasContent("first");
      assertThat(Path.of(copy.log(SECOND) + ".lost-2")).hasContent("second");
      assertThat(copy.log(SECOND)).doesNotExist();
      assertThat(copy.log(FIRST)).hasContent("12345");
    }
  }

  // ---- kill -9

  /**
   * A JVM that does nothing but write, killed again and again: what it said was written is there,
   * and the profile is one version or the next.
   */
  @Test
  void killedWhileWriting_losesNothingThatWasAcknowledged() throws Exception {
    long seed = Long.getLong("faults.seed", System.nanoTime() & 0xffff_ffffL);
    System.out.println("CopyTest seed " + seed);
    Random random = new Random(seed);
    int acknowledged = 0;
    for (int round = 0; round < 5; round++) {
      Path output = temporary.resolve("output-" + round);
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
      {
        Copy copy = open();
        assertThat(copy.lines().size()).isBetween(acknowledged, acknowledged + 1);
        for (int i = 0; i < copy.lines().size(); i++) {
          assertThat(copy.lines().get(i)).isEqualTo(line(i));
        }
      }
      Profile profile = new ProfileStore(folder.resolve("profiles")).load("p");
      assertThat(profile.choices().get("N").length()).isEqualTo(20_000);
      assertThat(Integer.parseInt(profile.host().substring(1)))
          .isBetween(acknowledged - 1, acknowledged + 1);
    }
    assertThat(acknowledged).isPositive();
  }

  private static String line(int number) {
    return "1 " + number + " step 01 running 1 0 0";
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

  /** Takes line after line and saves profile after profile, and says so of each when it is done. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException, ProfileException {
      Path folder = Path.of(arguments[0]);
      ProfileStore profiles = new ProfileStore(folder.resolve("profiles"));
      {
        Copy copy = new Copy(new RunFolder(folder), STEPS);
        int next = copy.lines().size();
        while (true) {
          profiles.save(
              Profile.of("p", "h" + next, 22, "owner")
                  .withRoute("", Map.of("N", "x".repeat(20_000))));
          copy.take(line(next));
          System.out.println(next);
          System.out.flush();
          next++;
        }
      }
    }
  }

  // ---- a disk that is really full

  @Test
  void fullDisk_leavesNoGluedLineAndEverythingInItsFormerState() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "mounting a small disk needs root");
    Path disk = Files.createDirectory(temporary.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString()) == 0,
        "mounting is not permitted here");
    try {
      Path small = Files.createDirectory(disk.resolve("20261124-120000-abcdef"));
      ProfileStore profiles = new ProfileStore(disk.resolve("profiles"));
      profiles.save(Profile.of("p", "first", 22, "owner"));
      List<String> taken = new ArrayList<>();
      {
        Copy copy = new Copy(new RunFolder(small), STEPS);
        copy.take(BEGUN);
        taken.add(BEGUN);
        byte[] filler = new byte[4096];
        try (FileChannel fill = PrivateFiles.openAppend(disk.resolve("filler"))) {
          while (fill.size() < 1 << 20) {
            fill.write(ByteBuffer.wrap(filler));
          }
        } catch (IOException full) {
          // As wished.
        }
        boolean refused = false;
        for (int i = 0; !refused; i++) {
          try {
            copy.take(line(i));
            taken.add(line(i));
          } catch (IOException e) {
            refused = true;
          }
        }
        assertThat(copy.lines()).isEqualTo(taken);
        assertThat(Files.readString(small.resolve("events")))
            .isEqualTo(String.join("\n", taken) + "\n");
        assertThatThrownBy(() -> profiles.save(Profile.of("p", "second", 22, "owner")))
            .isInstanceOf(ProfileException.class)
            .hasMessageContaining("could not be saved")
            .hasMessageContaining("untouched");
        assertThat(profiles.load("p").host()).isEqualTo("first");
        try (Stream<Path> beside = Files.list(disk.resolve("profiles"))) {
          assertThat(beside).hasSize(1);
        }
        Files.delete(disk.resolve("filler"));
        copy.take(DONE);
        taken.add(DONE);
      }
      {
        Copy copy = new Copy(new RunFolder(small), STEPS);
        assertThat(copy.lines()).isEqualTo(taken);
      }
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

  /** A link that is dropped interrupts its thread, perhaps in the midst of a write. */
  @Test
  void take_interrupted_writesAllTheSame() throws Exception {
    Copy copy = open();
    for (int i = 0; i < 50; i++) {
      Thread.currentThread().interrupt();
      copy.take("1 " + i + " recheck");
      assertThat(Thread.interrupted()).as("it is still told").isTrue();
    }
    assertThat(new RunFolder(folder).events()).hasSize(50);
  }
}
