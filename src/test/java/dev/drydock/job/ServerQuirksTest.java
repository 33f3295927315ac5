package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.ssh.TransferException;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that lack something: a command, space on the disk, or the right to look. */
class ServerQuirksTest {
  private static final TailListener DEAF = (buffer, offset, length, total) -> {};
  private static final JobId A = new JobId("a");

  @TempDir Path folder;

  private Path home;
  private Path log;
  private ShellJobs jobs;

  @BeforeEach
  void prepare() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    log = folder.resolve("out");
    jobs =
        new ShellJobs(
            new JobScripts.Places(
                folder.resolve("var").toString(), JobScripts.Places.standard().bootFile(), 1, 20));
  }

  /** Runs a command and returns what it printed, or null when it failed. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? said : null;
  }

  private static void assumeRoot() throws Exception {
    assumeThat(run("id", "-u").trim())
        .as("only root can mount a small disk or be somebody else")
        .isEqualTo("0");
  }

  private Path await(String name) throws Exception {
    Path file = home.resolve(name);
    Waiting.await(name, () -> Files.exists(file) && Files.size(file) > 0);
    return file;
  }

  @Test
  void start_noSetsid_runsAndStopsWithItsChildren() throws Exception {
    String path = Shells.pathWithout(folder.resolve("bin"), Set.of("setsid", "busybox"));
    LocalRemote remote = new LocalRemote(home, path);
    jobs.start(remote, new JobSpec(A, "echo hello; exit 3", false), null);
    assertThat(jobs.tail(remote, A, false, log, DEAF)).isEqualTo(new JobState.Done(3, 6));

    JobId b = new JobId("b");
    String script = "trap '' TERM; sh -c 'echo $$ > pid; while :; do sleep 1; done' & wait; wait";
    jobs.start(remote, new JobSpec(b, script, false), null);
    long child = Long.parseLong(Files.readString(await("pid")).trim());
    assertThat(jobs.stop(remote, b, false, null)).isEqualTo(new JobState.Done(137, 0));
    Waiting.await(
        "child gone", () -> !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void start_setsidOfBusyboxOnly_ownSession() throws Exception {
    String path = Shells.pathWithout(folder.resolve("bin"), Set.of("setsid"));
    LocalRemote remote = new LocalRemote(home, path);
    jobs.start(remote, new JobSpec(A, "echo x > began; exec sleep 60", false), null);
    await("began");
    String[] identity = Files.readString(home.resolve(".drydock/jobs/a/id")).trim().split(" ", -1);
    assertThat(identity[5]).isEqualTo(identity[3]);
    assertThat(jobs.stop(remote, A, false, null)).isEqualTo(new JobState.Done(143, 0));
  }

  @Test
  void start_sleepOfWholeSecondsOnly_stillWorks() throws Exception {
    String path = Shells.pathWithout(folder.resolve("bin"), Set.of("sleep"));
    Path sleep = folder.resolve("bin/sleep");
    Files.writeString(
        sleep,
        "#!/bin/sh\ncase $1 in *[!0-9]*) echo bad >&2; exit 1;; esac\nexec %s \"$@\"\n"
            .formatted(Shells.find("sleep")));
    sleep.toFile().setExecutable(true);
    LocalRemote remote = new LocalRemote(home, path);
    JobState state =
        jobs.start(remote, new JobSpec(A, "echo hello; sleep 1", false), null, log, DEAF);
    assertThat(state.isRunning()).isTrue();
    assertThat(jobs.tail(remote, A, false, log, DEAF)).isEqualTo(new JobState.Done(0, 6));
    assertThat(log).hasContent("hello\n");
  }

  @Test
  void exit_diskFilledByTheJob_stillRecorded() throws Exception {
    assumeRoot();
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", home.toString()))
        .as("this machine lets nobody mount a small disk")
        .isNotNull();
    try {
      LocalRemote remote = new LocalRemote(home, Shells.DASH.path(folder.resolve("bin")));
      String script = "while echo 0123456789; do :; done; sleep 1; exit 28";
      jobs.start(remote, new JobSpec(A, script, false), null);
      JobState end = jobs.tail(remote, A, false, log, DEAF);
      assertThat(end).isEqualTo(new JobState.Done(28, Files.size(log)));
      assertThat(Files.size(log)).isGreaterThan(100_000);

      // And the next finds no room at all: nothing runs, nothing is left of it.
      JobSpec next = new JobSpec(new JobId("b"), "echo x > ran", false);
      assertThatThrownBy(() -> jobs.start(remote, next, null))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("Is the disk full?");
      assertThat(jobs.state(remote, next.id(), false)).isEqualTo(new JobState.Absent());
      assertThat(home.resolve("ran")).doesNotExist();
    } finally {
      run("umount", "-l", home.toString());
    }
  }

  @Test
  void rootJob_ofAnotherUser_onlyRootCanWriteAndTheUserCanRead() throws Exception {
    assumeRoot();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    LocalRemote remote =
        new LocalRemote(
            home,
            Shells.DASH.path(folder.resolve("bin")),
            List.of("setpriv", "--reuid=4242", "--regid=4242", "--clear-groups"),
            Map.of("SUDO_UID", "4242"));
    JobSpec spec = new JobSpec(A, "id -u; umask; while ! [ -f go ]; do sleep 0.1; done", true);
    assertThat(jobs.start(remote, spec, null).isRunning()).isTrue();
    Path base = folder.resolve("var");
    Path job = base.resolve("jobs-4242").resolve("a");
    assertThat(run("stat", "-c", "%a %u", base.toString())).isEqualTo("711 0\n");
    assertThat(run("stat", "-c", "%a %u", base.resolve("jobs-4242").toString()))
        .isEqualTo("755 0\n");
    assertThat(run("stat", "-c", "%a %u", job.toString())).isEqualTo("711 0\n");
    assertThat(run("stat", "-c", "%a %u", job.resolve("script").toString())).isEqualTo("600 0\n");
    assertThat(run("stat", "-c", "%a %u", job.resolve("wrapper").toString())).isEqualTo("600 0\n");
    assertThat(run("stat", "-c", "%a %u", job.resolve("out").toString())).isEqualTo("400 4242\n");
    assertThat(run("stat", "-c", "%a %u", job.resolve("id").toString())).isEqualTo("644 0\n");
    assertThat(jobs.state(remote, A, true).isRunning()).isTrue();
    assertThat(jobs.list(remote)).containsExactly(A);
    Files.writeString(home.resolve("go"), "");
    assertThat(jobs.tail(remote, A, true, log, DEAF)).isInstanceOf(JobState.Done.class);
    assertThat(Files.readString(log)).matches("0\n0*22\n");
    assertThat(run("stat", "-c", "%a %u", job.resolve("exit").toString())).isEqualTo("644 0\n");
    // What needs root needs sudo.
    assertThat(jobs.remove(remote, A, true, null)).isEqualTo(new JobState.Absent());
  }

  @Test
  void state_procHidesTheProcessesOfOthers_stillRunning() throws Exception {
    assumeRoot();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path hide = folder.resolve("hide");
    Files.writeString(
        hide,
        "#!/bin/sh\nexec unshare -m sh -c 'mount --make-rprivate / && "
            + "mount -t proc -o hidepid=2 proc /proc && exec setpriv --reuid=4242 --regid=4242 "
            + "--clear-groups \"$@\"' hide \"$@\"\n");
    hide.toFile().setExecutable(true);
    assumeThat(run(hide.toString(), "sh", "-c", "! [ -e /proc/1/stat ]"))
        .as("this machine lets nobody mount /proc")
        .isNotNull();
    LocalRemote remote =
        new LocalRemote(
            home,
            Shells.DASH.path(folder.resolve("bin")),
            List.of(hide.toString()),
            Map.of("SUDO_UID", "4242"));
    JobSpec spec = new JobSpec(A, "exec sleep 60", true);
    assertThat(jobs.start(remote, spec, null).isRunning()).isTrue();
    assertThat(jobs.state(remote, A, true).isRunning()).isTrue();
    assertThat(jobs.stop(remote, A, true, null)).isEqualTo(new JobState.Done(143, 0));
    assertThat(jobs.state(remote, A, true)).isEqualTo(new JobState.Done(143, 0));
  }

  @Test
  void start_twentyTrivialJobs_needNoChannelOfTheirOwn() throws Exception {
    LocalRemote remote = new LocalRemote(home, Shells.DASH.path(folder.resolve("bin")));
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      JobId id = new JobId("step-" + i);
      Path own = folder.resolve("out-" + i);
      JobState state = jobs.start(remote, new JobSpec(id, "echo hello", false), null, own, DEAF);
      if (state.isRunning()) {
        state = jobs.tail(remote, id, false, own, DEAF);
      }
      assertThat(state).isEqualTo(new JobState.Done(0, 6));
      assertThat(own).hasContent("hello\n");
    }
    System.out.printf(
        "twenty trivial jobs: %d ms, %d tails%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), remote.streams());
  }
}
