package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.job.BootJobs;
import dev.drydock.job.JobId;
import dev.drydock.job.JobSpec;
import dev.drydock.job.JobState;
import dev.drydock.job.Jobs;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job's process is dead and its number belongs to another one now: the job is lost, and that
 * other process is left in peace.
 */
@ExtendWith(BookedTests.class)
final class PidReuseTest {
  private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JobId ID = new JobId("reused");

  @TempDir Path folder;
  private LocalSshd sshd;
  private Path home;
  private Jobs jobs;
  private Remote remote;
  private Process innocent;

  @BeforeEach
  void start() throws Exception {
    home = Files.createDirectory(folder.resolve("home"));
    Path boot = Files.writeString(folder.resolve("boot"), "this-boot\n");
    sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
    jobs = BootJobs.of(boot, folder.resolve("var"));
    remote = sshd.connect();
  }

  @AfterEach
  void end() throws Exception {
    if (innocent != null) {
      innocent.descendants().forEach(ProcessHandle::destroyForcibly);
      innocent.destroyForcibly();
    }
    remote.close();
    new ServerProcesses(home).killAll();
    sshd.close();
  }

  /** The words of the job's id file: 1, pid, start, script's pid, script's start, group, boot. */
  private String[] identity() throws IOException {
    return Files.readString(home.resolve(".drydock/jobs/reused/id")).strip().split(" ", -1);
  }

  private String[] startAndKill() throws Exception {
    assertThat(
            jobs.start(remote, new JobSpec(ID, "echo hello; sleep 300", false), null).isRunning())
        .isTrue();
    Path out = home.resolve(".drydock/jobs/reused/out");
    assertThat(Waiting.until(PATIENCE, () -> out.toFile().length() == 6)).isTrue();
    String[] identity = identity();
    ServerProcesses processes = new ServerProcesses(home);
    processes.kill(line -> line.contains("/reused/wrapper"));
    processes.kill(line -> line.contains("/reused/script") || line.equals("sleep 300"));
    assertThat(
            Waiting.until(
                PATIENCE,
                () ->
                    processes
                        .find(line -> line.contains("/reused/") || line.equals("sleep 300"))
                        .isEmpty()))
        .isTrue();
    return identity;
  }

  /** A process of a session of its own that has this number. */
  private Process processWithNumber(String pid) throws IOException {
    // Others make processes at the same time: try until the number is ours.
    String script =
        """
        i=0
        while [ "$i" -lt 500 ]; do
          echo $((PID - 1)) > /proc/sys/kernel/ns_last_pid || exit 1
          setsid sleep 600 &
          if [ "$!" = "$PID" ]; then echo got; wait; exit 0; fi
          kill -9 "$!"
          i=$((i + 1))
        done
        echo none
        """;
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    builder.environment().put("PID", pid);
    return builder.start();
  }

  private void reused(String pid) throws Exception {
    assumeTrue(Files.isWritable(LAST_PID), "the next process number cannot be chosen here");
    // A zombie keeps its number until its parent looks, and pid 1 of a container may be slow.
    assumeTrue(
        Waiting.until(PATIENCE, () -> !Files.exists(Path.of("/proc", pid))),
        "the number is not given back");
    innocent = processWithNumber(pid);
    BufferedReader lines = innocent.inputReader(StandardCharsets.UTF_8);
    String said = lines.readLine();
    assumeTrue("got".equals(said), "the number could not be had: " + said);
    assertLostAndInPeace(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
  }

  private void assertLostAndInPeace(ProcessHandle other) throws Exception {
    assertThat(other.isAlive()).isTrue();
    assertThat(jobs.state(remote, ID, false)).isEqualTo(new JobState.Lost(6));
    assertThat(jobs.stop(remote, ID, false, null)).isEqualTo(new JobState.Lost(6));
    assertThat(jobs.tail(remote, ID, false, folder.resolve("log"), (b, o, l, total) -> {}))
        .isEqualTo(new JobState.Lost(6));
    assertThat(folder.resolve("log")).hasContent("hello\n");
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void wrapperNumberReused_lostAndInPeace() throws Exception {
    reused(startAndKill()[1]);
  }

  @Test
  void scriptNumberReused_lostAndInPeace() throws Exception {
    reused(startAndKill()[3]);
  }

  /** Field 22 of proc(5)'s stat. */
  private static String startOf(String pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
  }

  @Test
  void idNamesLivingProcessOfAnotherTime_lostAndInPeace() throws Exception {
    String[] identity = startAndKill();
    innocent = new ProcessBuilder("setsid", "sleep", "600").start();
    String pid = Long.toString(innocent.pid());
    // The clock of start times ticks every 10 ms: the job's own may be this process's, too.
    String other = Long.toString(Long.parseLong(startOf(pid)) - 1);
    Files.writeString(
        home.resolve(".drydock/jobs/reused/id"),
        String.join(" ", "1", pid, other, pid, other, pid, identity[6]) + "\n");
    assertLostAndInPeace(innocent.toHandle());
  }

  @Test
  void idNamesAnotherBoot_rebootedAndInPeace() throws Exception {
    String[] identity = startAndKill();
    innocent = new ProcessBuilder("setsid", "sleep", "600").start();
    String pid = Long.toString(innocent.pid());
    // Even the start time may be the same after another boot.
    String start = startOf(pid);
    String line = String.join(" ", "1", pid, start, pid, start, pid);
    Path id = home.resolve(".drydock/jobs/reused/id");
    Files.writeString(id, line + " another-boot\n");
    assertThat(identity[6]).isEqualTo("this-boot");
    assertThat(jobs.state(remote, ID, false)).isEqualTo(new JobState.Rebooted(6));
    assertThat(jobs.stop(remote, ID, false, null)).isEqualTo(new JobState.Rebooted(6));
    assertThat(innocent.isAlive()).isTrue();
    // With this boot it would be the job: the test itself is right.
    Files.writeString(id, line + " this-boot\n");
    assertThat(jobs.state(remote, ID, false).isRunning()).isTrue();
  }
}
