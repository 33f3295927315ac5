package dev.drydock.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that lies in a job's records: the answer is bounded, and says no more than is true. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileRecordsTest {
  private static final JobId A = new JobId("a");

  @TempDir Path folder;
  private Path home;
  private Path log;

  @BeforeEach
  void prepare() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    log = folder.resolve("desktop").resolve("out");
  }

  private Path job() {
    return home.resolve(".drydock/jobs/a");
  }

  private LocalRemote remote(Shells shell) throws Exception {
    return new LocalRemote(home, shell.path(folder.resolve("bin-" + shell)));
  }

  private static ShellJobs jobs(Path folder) {
    return new ShellJobs(
        new JobScripts.Places(
            folder.resolve("var").toString(), JobScripts.Places.standard().bootFile(), 1, 3));
  }

  /** A job that ended, with 12 bytes of output and exit code 0. */
  private void ended(LocalRemote remote) throws Exception {
    jobs(folder).start(remote, new JobSpec(A, "echo hello; echo world", false), null);
    Waiting.await("end", () -> Files.exists(job().resolve("exit")));
  }

  private static final class Cut implements TailListener {
    long shortened = -1;

    @Override
    public void appended(byte[] buffer, int offset, int length, long total) {}

    @Override
    public void shortened(long total) {
      shortened = total;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 0 13",
        "1 0 999999999999999999",
        "1 0 1000000000000000000",
        "1 0 -1",
        "1 0 08",
        "1 0 12x",
        "1 0",
        "1 -1 12",
        "1 256 12",
        "1 99999999999999999999 12",
        "2 0 12",
        "",
        "1 $(touch MARK) 12",
        "1 0 `touch MARK`",
        "* * *",
        "1 0 12; touch MARK",
        "\0\0\0",
        "1 x 12"
      })
  void tail_lyingExit_isNoGoodEnd(String record) throws Exception {
    for (Shells shell : Shells.values()) {
      LocalRemote remote = remote(shell);
      ended(remote);
      Path mark = folder.resolve("mark");
      Files.writeString(
          job().resolve("exit"), record.replace("MARK", mark.toString()) + "\n", ISO_8859_1);

      JobState state = jobs(folder).tail(remote, A, false, log, new Cut());

      assertThat(state).as("%s %s", shell, record).isInstanceOf(JobState.Lost.class);
      assertThat(log).hasContent("hello\nworld\n");
      assertThat(mark).doesNotExist();
      try (var files = Files.walk(job())) {
        assertThat(files).hasSizeLessThan(20);
      }
      Files.delete(log);
      wipe();
    }
  }

  private void wipe() throws IOException {
    try (var files = Files.walk(job())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void tail_exitClaimsLessThanThereIs_whatIsLeftOutIsTold() throws Exception {
    LocalRemote remote = remote(Shells.DASH);
    ended(remote);
    jobs(folder).tail(remote, A, false, log, new Cut());
    Files.writeString(job().resolve("exit"), "1 0 6\n");
    Cut cut = new Cut();

    JobState state = jobs(folder).tail(remote, A, false, log, cut);

    assertThat(state).isEqualTo(new JobState.Done(0, 6));
    assertThat(log).hasContent("hello\n");
    assertThat(cut.shortened).isEqualTo(6);
  }

  /** It claims more than there ever is, while something writes on and on: an end is found. */
  @ParameterizedTest
  @EnumSource(Shells.class)
  void tail_exitClaimsTooMuchWhileOutputGrows_ends(Shells shell) throws Exception {
    LocalRemote remote = remote(shell);
    ended(remote);
    Files.writeString(job().resolve("exit"), "1 0 999999999999999999\n");
    CountDownLatch stop = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              byte[] more = new byte[100_000];
              while (stop.getCount() > 0) {
                try {
                  if (Files.size(job().resolve("out")) < 50_000_000) {
                    Files.write(job().resolve("out"), more, StandardOpenOption.APPEND);
                  }
                } catch (IOException e) {
                  return;
                }
                Thread.onSpinWait();
              }
            },
            "endless");
    writer.setDaemon(true);
    writer.start();
    try {
      JobState state = jobs(folder).tail(remote, A, false, log, new Cut());
      assertThat(state).isInstanceOf(JobState.Lost.class);
    } finally {
      stop.countDown();
      writer.join();
    }
  }

  @Test
  void tail_exitChangesBetweenReads_endsWithOneOfThem() throws Exception {
    LocalRemote remote = remote(Shells.DASH);
    ended(remote);
    CountDownLatch stop = new CountDownLatch(1);
    Thread liar =
        new Thread(
            () -> {
              Random random = new Random(1);
              while (stop.getCount() > 0) {
                try {
                  Path next = job().resolve("lie");
                  Files.writeString(next, "1 " + random.nextInt(3) + " " + random.nextInt(30));
                  Files.move(
                      next,
                      job().resolve("exit"),
                      java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                  return;
                }
                Thread.onSpinWait();
              }
            },
            "liar");
    liar.setDaemon(true);
    liar.start();
    try {
      for (int i = 0; i < 10; i++) {
        JobState state = null;
        try {
          state = jobs(folder).tail(remote, A, false, log, new Cut());
        } catch (dev.drydock.ssh.TransferException e) {
          assertThat(e).hasMessageContaining("The job itself is not harmed");
        }
        if (state instanceof JobState.Done done) {
          assertThat(Files.size(log)).isEqualTo(done.length());
        }
        assertThat("hello\nworld\n").startsWith(Files.exists(log) ? Files.readString(log) : "");
        Files.deleteIfExists(log);
      }
    } finally {
      stop.countDown();
      liar.join();
    }
  }

  /** Init is alive on every server: a record that names it must not look alive, nor be stopped. */
  @ParameterizedTest
  @EnumSource(Shells.class)
  void stateAndStop_idOfInit_isLostAndNothingIsSignalled(Shells shell) throws Exception {
    LocalRemote remote = remote(shell);
    ended(remote);
    Files.delete(job().resolve("exit"));
    String start = field22("1");
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    for (String id :
        new String[] {
          "1 1 " + start + " 1 " + start + " 1 " + boot,
          "1 1 " + start + " 1 " + start + " 0 " + boot,
          "1 1 " + start + " 999999999 1 1 " + boot
        }) {
      Files.writeString(job().resolve("id"), id + "\n");

      assertThat(jobs(folder).state(remote, A, false)).isInstanceOf(JobState.Lost.class);
      assertThat(jobs(folder).stop(remote, A, false, null)).isInstanceOf(JobState.Lost.class);
      assertThat(job().resolve("stop")).as("nothing was to be stopped").doesNotExist();
      Files.deleteIfExists(log);
      assertThat(jobs(folder).tail(remote, A, false, log, new Cut()))
          .isInstanceOf(JobState.Lost.class);
    }
    assertThat(field22("1")).isEqualTo(start);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 -1 5 -1 5 -1 BOOT",
        "1 0 0 0 0 0 BOOT",
        "1 99999999999999999999 1 2 3 2 BOOT",
        "1 $(touch MARK) 1 `touch MARK` 1 1 BOOT",
        "1 * * * * * BOOT",
        "9 9 9 9 9 9 BOOT",
        "1 SELF 1 SELF 1 SELF BOOT"
      })
  void stateAndStop_senselessId_isNotAliveAndNothingIsSignalled(String record) throws Exception {
    LocalRemote remote = remote(Shells.DASH);
    ended(remote);
    Files.delete(job().resolve("exit"));
    Path mark = folder.resolve("mark");
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    Files.writeString(
        job().resolve("id"),
        record
                .replace("BOOT", boot)
                .replace("MARK", mark.toString())
                .replace("SELF", "" + ProcessHandle.current().pid())
            + "\n");

    for (JobState state :
        new JobState[] {
          jobs(folder).state(remote, A, false), jobs(folder).stop(remote, A, false, null)
        }) {
      // Words that slip into the boot's place make it another boot.
      assertThat(state).isInstanceOfAny(JobState.Lost.class, JobState.Rebooted.class);
    }
    assertThat(job().resolve("stop")).as("nothing was to be stopped").doesNotExist();
    assertThat(mark).doesNotExist();
  }

  private static String field22(String pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
  }
}
