package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same jobs through a real sshd. */
class JobsOverSshTest {
  private static final TailListener DEAF = (buffer, offset, length, total) -> {};
  private static final JobId A = new JobId("a");

  @TempDir Path folder;

  private Path home;
  private Path log;
  private LocalSshd sshd;
  private ShellJobs jobs;

  @BeforeEach
  void prepare() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    log = folder.resolve("out");
    sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
    jobs =
        new ShellJobs(
            new JobScripts.Places(
                folder.resolve("var").toString(), JobScripts.Places.standard().bootFile(), 1, 20));
  }

  @AfterEach
  void end() throws IOException {
    try (Remote remote = sshd.connect()) {
      jobs.stop(remote, A, false, null);
    }
    sshd.close();
  }

  @Test
  void tail_linkLostAndTakenUpAgain_identical() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    byte[] all = new byte[3_000_000];
    new Random(seed).nextBytes(all);
    Files.write(home.resolve("data"), all);
    String script =
        "head -c 1000000 data; while ! [ -f go ]; do sleep 0.1; done; "
            + "tail -c +1000001 data; exit 6";
    try (Remote control = sshd.connect();
        Remote tail = sshd.connect()) {
      assertThat(jobs.start(control, new JobSpec(A, script, false), null).isRunning()).isTrue();
      CountDownLatch first = new CountDownLatch(1);
      FutureTask<JobState> tailing =
          new FutureTask<>(
              () ->
                  jobs.tail(
                      tail, A, false, log, (buffer, offset, length, total) -> first.countDown()));
      new Thread(tailing, "tail").start();
      first.await();
      sshd.cutConnections();
      assertThatThrownBy(tailing::get).hasCauseInstanceOf(ConnectionLostException.class);
      assertThatThrownBy(() -> jobs.state(control, A, false))
          .isInstanceOf(ConnectionLostException.class);
    }
    assertThat(Files.size(log)).isPositive();
    Files.writeString(home.resolve("go"), "");
    try (Remote remote = sshd.connect()) {
      assertThat(jobs.tail(remote, A, false, log, DEAF))
          .isEqualTo(new JobState.Done(6, all.length));
      assertThat(Files.mismatch(log, home.resolve("data"))).isEqualTo(-1);
      assertThat(jobs.state(remote, A, false)).isEqualTo(new JobState.Done(6, all.length));
    }
  }

  @Test
  void tail_interrupted_linkAndJobStand() throws Exception {
    try (Remote control = sshd.connect()) {
      String script = "echo hello; while ! [ -f go ]; do sleep 0.1; done; echo bye";
      jobs.start(control, new JobSpec(A, script, false), null);
      CountDownLatch first = new CountDownLatch(1);
      FutureTask<JobState> tailing =
          new FutureTask<>(
              () ->
                  jobs.tail(
                      control,
                      A,
                      false,
                      log,
                      (buffer, offset, length, total) -> first.countDown()));
      Thread thread = new Thread(tailing, "tail");
      thread.start();
      first.await();
      thread.interrupt();
      assertThatThrownBy(tailing::get).hasCauseInstanceOf(InterruptedException.class);
      assertThat(jobs.state(control, A, false).isRunning()).isTrue();
      Files.writeString(home.resolve("go"), "");
      assertThat(jobs.tail(control, A, false, log, DEAF)).isEqualTo(new JobState.Done(0, 10));
      assertThat(log).hasContent("hello\nbye\n");
    }
  }

  @Test
  void stop_whileTailed_bothTellTheSame() throws Exception {
    try (Remote control = sshd.connect();
        Remote tail = sshd.connect()) {
      jobs.start(control, new JobSpec(A, "echo hello; exec sleep 60", false), null);
      CountDownLatch first = new CountDownLatch(1);
      FutureTask<JobState> tailing =
          new FutureTask<>(
              () ->
                  jobs.tail(
                      tail, A, false, log, (buffer, offset, length, total) -> first.countDown()));
      new Thread(tailing, "tail").start();
      first.await();
      assertThat(jobs.stop(control, A, false, null)).isEqualTo(new JobState.Done(143, 6));
      assertThat(tailing.get()).isEqualTo(new JobState.Done(143, 6));
    }
  }

  @Test
  void start_rootJob_scriptComesWhole() throws Exception {
    assumeThat(LocalSshd.isRoot()).as("only root needs no password to become root").isTrue();
    String script = "cat <<'END'\n" + "'\"$HOME `id`\\\n".repeat(20_000) + "END\nexit 9\n";
    try (Remote remote = sshd.connect()) {
      jobs.start(remote, new JobSpec(A, script, true), null, log, DEAF);
      JobState done = jobs.tail(remote, A, true, log, DEAF);
      assertThat(done).isEqualTo(new JobState.Done(9, 14 * 20_000));
      assertThat(log).hasContent("'\"$HOME `id`\\\n".repeat(20_000));
      assertThat(jobs.list(remote)).containsExactly(A);
      assertThat(jobs.remove(remote, A, true, null)).isEqualTo(new JobState.Absent());
    }
  }
}
