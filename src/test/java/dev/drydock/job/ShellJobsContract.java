package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.TransferException;
import dev.drydock.ssh.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for jobs in any shell; one subclass for each. */
abstract class ShellJobsContract {
  private static final TailListener DEAF = (buffer, offset, length, total) -> {};

  @TempDir Path folder;

  Path home;
  Path log;
  LocalRemote remote;
  ShellJobs jobs;
  private JobScripts.Places places;
  private final List<JobSpec> started = new ArrayList<>();

  abstract Shells shell();

  @BeforeEach
  void prepare() throws Exception {
    home = Files.createDirectory(folder.resolve("a home"));
    log = folder.resolve("desktop").resolve("out");
    remote = new LocalRemote(home, shell().path(folder.resolve("bin")));
    places =
        new JobScripts.Places(
            folder.resolve("var").toString(),
            JobScripts.Places.standard().bootFile(),
            1,
            JobScripts.Places.standard().leaseSeconds());
    jobs = new ShellJobs(places);
  }

  @AfterEach
  void endAll() throws Exception {
    for (JobSpec spec : started) {
      jobs.stop(remote, spec.id(), spec.root(), null);
    }
  }

  private JobId id(String name) {
    return new JobId(name);
  }

  private JobState start(String name, String script) throws Exception {
    JobSpec spec = new JobSpec(id(name), script, false);
    started.add(spec);
    return jobs.start(remote, spec, null);
  }

  private JobState tail(String name) throws Exception {
    return jobs.tail(remote, id(name), false, log, DEAF);
  }

  private JobState state(String name) throws Exception {
    return jobs.state(remote, id(name), false);
  }

  private Path job(String name) {
    return home.resolve(".drydock/jobs").resolve(name);
  }

  /** Version, wrapper, its start, script, its start, group, boot. */
  private String[] identity(String name) throws IOException {
    return Files.readString(job(name).resolve("id")).trim().split(" ");
  }

  private void kill(String signal, String pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-s", signal, "--", pid).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static boolean alive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
  }

  private Path await(String name) throws Exception {
    Path file = home.resolve(name);
    Waiting.await(name, () -> Files.exists(file) && Files.size(file) > 0);
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 127, 255})
  void tail_script_tellsItsExitCode(int code) throws Exception {
    start("a", "echo hello; echo there >&2; exit " + code);
    assertThat(tail("a")).isEqualTo(new JobState.Done(code, 12));
    assertThat(log).hasContent("hello\nthere\n");
    assertThat(state("a")).isEqualTo(new JobState.Done(code, 12));
  }

  @Test
  void tail_binaryOutput_exact() throws Exception {
    byte[] all = new byte[5_000_001];
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    new Random(seed).nextBytes(all);
    Arrays.fill(all, 100, 70_000, (byte) 0);
    Files.write(home.resolve("data"), all);
    start("a", "sleep 0.3; cat data");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, all.length));
    assertThat(Files.mismatch(log, home.resolve("data"))).isEqualTo(-1);
  }

  @Test
  void tail_noOutput_emptyLog() throws Exception {
    start("a", "sleep 0.2");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 0));
    assertThat(log).isEmptyFile();
  }

  @Test
  void tail_outputComes_whileItRuns() throws Exception {
    start("a", "echo one; while ! [ -f go ]; do sleep 0.1; done; echo two");
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    TailListener listener =
        (buffer, offset, length, total) -> {
          heard.write(buffer, offset, length);
          try {
            // What is told is on disk already.
            assertThat(Files.size(log)).isEqualTo(total);
            Files.writeString(home.resolve("go"), "");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    assertThat(jobs.tail(remote, id("a"), false, log, listener)).isEqualTo(new JobState.Done(0, 8));
    assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
  }

  @Test
  void tail_banner_notInTheLog() throws Exception {
    remote.setBanner("Welcome to poweredge\nYou have mail.\n");
    start("a", "sleep 0.3; echo hello");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 6));
    assertThat(log).hasContent("hello\n");
  }

  @Test
  void tail_absent_saysSo() throws Exception {
    assertThat(tail("a")).isEqualTo(new JobState.Absent());
    assertThat(state("a")).isEqualTo(new JobState.Absent());
  }

  @Test
  void start_surroundings_areASimpleLogins() throws Exception {
    start("a", "umask; pwd; cat; echo \"$0\" | sed 's/.*\\///'; set | grep DD_");
    assertThat(tail("a")).isInstanceOf(JobState.Done.class);
    assertThat(Files.readString(log)).matches("0*22\n\\Q" + home + "\\E\nscript\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(job("a"))))
        .isEqualTo("rwx------");
    for (String file : List.of("script", "out", "id", "exit")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(job("a").resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void start_scriptWithAnyCharacters_runsAsItIs() throws Exception {
    start("a", "cat <<'END'\n'\"\\$HOME `id` \u00fc %s \\n\nEND\nprintf '%s' done");
    assertThat(tail("a")).isInstanceOf(JobState.Done.class);
    assertThat(log).hasContent("'\"\\$HOME `id` \u00fc %s \\n\ndone");
  }

  @Test
  void start_again_runsNothing() throws Exception {
    start("a", "echo x >> times; exit 3");
    tail("a");
    assertThat(start("a", "echo x >> times; exit 4")).isEqualTo(new JobState.Done(3, 0));
    assertThat(home.resolve("times")).hasContent("x\n");
  }

  @Test
  void start_againWhileItRuns_tellsRunning() throws Exception {
    assertThat(start("a", "echo x >> times; sleep 60").isRunning()).isTrue();
    assertThat(start("a", "echo x >> times").isRunning()).isTrue();
    await("times");
    assertThat(home.resolve("times")).hasContent("x\n");
  }

  @Test
  void start_manyAtOnce_runsOnce() throws Exception {
    JobSpec spec = new JobSpec(id("a"), "echo x >> times; sleep 60", false);
    started.add(spec);
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Future<JobState>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(pool.submit(() -> jobs.start(remote, spec, null)));
      }
      for (Future<JobState> answer : answers) {
        assertThat(answer.get().isRunning()).isTrue();
      }
    } finally {
      pool.shutdown();
    }
    await("times");
    assertThat(home.resolve("times")).hasContent("x\n");
  }

  @Test
  void start_withLog_shortJobNeedsNoTail() throws Exception {
    JobSpec spec = new JobSpec(id("a"), "printf '\\036\\000hello'; exit 5", false);
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    JobState state =
        jobs.start(
            remote,
            spec,
            null,
            log,
            (buffer, offset, length, total) -> heard.write(buffer, offset, length));
    // On a slow machine the moment may be over; then a tail brings the same.
    if (state.isRunning()) {
      state = tail("a");
    } else {
      assertThat(remote.streams()).isZero();
      assertThat(heard.toByteArray()).isEqualTo("\u001e\0hello".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(state).isEqualTo(new JobState.Done(5, 7));
    assertThat(log).hasBinaryContent("\u001e\0hello".getBytes(StandardCharsets.UTF_8));
    assertThat(tail("a")).isEqualTo(new JobState.Done(5, 7));
  }

  @Test
  void start_withLogThatHoldsSomething_leavesItAlone() throws Exception {
    start("a", "printf hello");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 5));
    Files.writeString(log, "hel");
    JobState state =
        jobs.start(remote, new JobSpec(id("a"), "printf hello", false), null, log, DEAF);
    assertThat(state).isEqualTo(new JobState.Done(0, 5));
    assertThat(log).hasContent("hel");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 5));
    assertThat(log).hasContent("hello");
  }

  @Test
  void state_wrapperKilled_lostWhenTheScriptIsGoneToo() throws Exception {
    start("a", "echo x > began; while ! [ -f go ]; do sleep 0.1; done; echo y > ended");
    await("began");
    kill("KILL", identity("a")[1]);
    // A second try beside it would do harm.
    assertThat(state("a").isRunning()).isTrue();
    Files.writeString(home.resolve("go"), "");
    await("ended");
    Waiting.await("lost", () -> state("a") instanceof JobState.Lost);
    assertThat(tail("a")).isEqualTo(new JobState.Lost(0));
  }

  @Test
  void tail_wrapperAndScriptKilled_lostWithAllOutput() throws Exception {
    start("a", "echo x > began; echo hello; sleep 60 & wait");
    await("began");
    FutureTask<JobState> tail = new FutureTask<>(() -> tail("a"));
    new Thread(tail, "tail").start();
    kill("KILL", identity("a")[1]);
    kill("KILL", "-" + identity("a")[5]);
    assertThat(tail.get()).isEqualTo(new JobState.Lost(6));
    assertThat(log).hasContent("hello\n");
  }

  @Test
  void state_scriptKilled_done137() throws Exception {
    start("a", "echo x > began; exec sleep 60");
    await("began");
    kill("KILL", identity("a")[3]);
    assertThat(tail("a")).isEqualTo(new JobState.Done(137, 0));
  }

  @Test
  void state_everythingTermed_isNoResult() throws Exception {
    // As a server that shuts down does it.
    start("a", "echo x > began; exec sleep 60");
    await("began");
    kill("TERM", identity("a")[3]);
    kill("TERM", identity("a")[1]);
    Waiting.await("lost", () -> state("a") instanceof JobState.Lost);
    assertThat(job("a").resolve("exit")).doesNotExist();
  }

  @Test
  void state_wrapperTermedAlone_stillRecords() throws Exception {
    start("a", "echo x > began; while ! [ -f go ]; do sleep 0.1; done; exit 9");
    await("began");
    kill("TERM", identity("a")[1]);
    Files.writeString(home.resolve("go"), "");
    assertThat(tail("a")).isEqualTo(new JobState.Done(9, 0));
  }

  @Test
  void stop_polite_done143() throws Exception {
    start("a", "echo x > began; exec sleep 60");
    await("began");
    assertThat(jobs.stop(remote, id("a"), false, null)).isEqualTo(new JobState.Done(143, 0));
    assertThat(tail("a")).isEqualTo(new JobState.Done(143, 0));
  }

  @Test
  void stop_scriptThatTidiesUp_tellsItsOwnCode() throws Exception {
    start("a", "trap 'echo tidy; exit 5' TERM; echo x > began; while :; do sleep 0.1; done");
    await("began");
    assertThat(jobs.stop(remote, id("a"), false, null)).isInstanceOf(JobState.Done.class);
    assertThat(tail("a")).isEqualTo(new JobState.Done(5, Files.size(job("a").resolve("out"))));
    assertThat(Files.readString(log)).contains("tidy\n");
  }

  @Test
  void stop_stubbornWithGrandchildren_allKilled() throws Exception {
    start(
        "a",
        "trap '' TERM; sh -c 'sh -c \"echo \\$\\$ > pid; while :; do sleep 1; done\"; :' & "
            + "while :; do sleep 1; done");
    String grandchild = Files.readString(await("pid")).trim();
    assertThat(alive(grandchild)).isTrue();
    assertThat(jobs.stop(remote, id("a"), false, null)).isEqualTo(new JobState.Done(137, 0));
    Waiting.await("grandchild gone", () -> !alive(grandchild));
  }

  @Test
  void stop_grandchildOutlivesTheScript_killedToo() throws Exception {
    start("a", "sh -c 'trap \"\" TERM; echo $$ > pid; while :; do sleep 1; done' & wait");
    String grandchild = Files.readString(await("pid")).trim();
    assertThat(jobs.stop(remote, id("a"), false, null)).isEqualTo(new JobState.Done(143, 0));
    Waiting.await("grandchild gone", () -> !alive(grandchild));
  }

  @Test
  void stop_ended_changesNothing() throws Exception {
    start("a", "exit 3");
    tail("a");
    assertThat(jobs.stop(remote, id("a"), false, null)).isEqualTo(new JobState.Done(3, 0));
    assertThat(jobs.stop(remote, id("b"), false, null)).isEqualTo(new JobState.Absent());
  }

  @Test
  void stop_wrapperKilledBefore_endsTheScript() throws Exception {
    start("a", "echo $$ > pid; exec sleep 60");
    String script = Files.readString(await("pid")).trim();
    kill("KILL", identity("a")[1]);
    assertThat(jobs.stop(remote, id("a"), false, null)).isEqualTo(new JobState.Lost(0));
    Waiting.await("script gone", () -> !alive(script));
  }

  @Test
  void state_otherBoot_rebooted() throws Exception {
    start("a", "echo hello; echo x > began; exec sleep 60");
    await("began");
    Path boot = Files.writeString(folder.resolve("boot"), "11111111-2222-3333\n");
    ShellJobs later = new ShellJobs(places.withBootFile(boot.toString()));
    assertThat(later.state(remote, id("a"), false)).isEqualTo(new JobState.Rebooted(6));
    assertThat(later.stop(remote, id("a"), false, null)).isEqualTo(new JobState.Rebooted(6));
    assertThat(alive(identity("a")[3])).isTrue();
    assertThat(later.tail(remote, id("a"), false, log, DEAF)).isEqualTo(new JobState.Rebooted(6));
    assertThat(log).hasContent("hello\n");
  }

  @Test
  void state_pidOfAnother_lostAndNeverSignalled() throws Exception {
    start("a", "echo x > began; exec sleep 60");
    await("began");
    String[] real = identity("a");
    Path id = job("a").resolve("id");
    byte[] kept = Files.readAllBytes(id);
    Files.writeString(
        id,
        "1 %s 1%s %s 1%s %s %s\n".formatted(real[1], real[2], real[3], real[4], real[5], real[6]));
    assertThat(state("a")).isEqualTo(new JobState.Lost(0));
    assertThat(jobs.stop(remote, id("a"), false, null)).isEqualTo(new JobState.Lost(0));
    assertThat(alive(real[3])).isTrue();
    Files.write(id, kept);
    assertThat(state("a").isRunning()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a) (b c", "x) S 1 2 3 4 5", "line\nbreak"})
  void state_oddProcessName_stillKnown(String name) throws Exception {
    Path sleep = Files.copy(Shells.find("sleep"), home.resolve(name));
    sleep.toFile().setExecutable(true);
    start("a", "echo x > began; exec './" + name + "' 60");
    await("began");
    String script = identity("a")[3];
    Path comm = Path.of("/proc", script, "comm");
    Waiting.await("renamed", () -> Files.readString(comm).startsWith(name.substring(0, 4)));
    kill("KILL", identity("a")[1]);
    assertThat(state("a").isRunning()).isTrue();
    kill("KILL", script);
    Waiting.await("lost", () -> state("a") instanceof JobState.Lost);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "garbage",
        "1 0 -5\n",
        "1 256 0\n",
        "1 99999999999999999999 0\n",
        "1 0 99999999999999999999999\n",
        "1 08 09\n",
        "2 0 0\n",
        "\0\1\2\3",
        "1 $(touch hit) 0\n",
        "1 * *\n"
      })
  void state_damagedExit_lost(String content) throws Exception {
    start("a", "echo hello");
    tail("a");
    Files.writeString(job("a").resolve("exit"), content);
    assertThat(state("a")).isEqualTo(new JobState.Lost(6));
    assertThat(tail("a")).isEqualTo(new JobState.Lost(6));
    assertThat(home.resolve("hit")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage\n",
        "1 -1 0 -1 0 -1 x\n",
        "1 1 1 1 1 1\n",
        "1 99999999999999999999 1 08 09 1 boot\n",
        "1 ../1 1 * * * x\n",
        "\0\1\2"
      })
  void state_damagedIdentity_lostOrRebooted(String content) throws Exception {
    start("a", "echo hello");
    tail("a");
    Files.delete(job("a").resolve("exit"));
    Files.writeString(job("a").resolve("id"), content);
    assertThat(state("a"))
        .isInstanceOfAny(JobState.Lost.class, JobState.Rebooted.class)
        .isNotEqualTo(new JobState.Lost(0));
    assertThat(jobs.stop(remote, id("a"), false, null))
        .isInstanceOfAny(JobState.Lost.class, JobState.Rebooted.class);
  }

  @Test
  void state_folderAlone_lost() throws Exception {
    // It is given the time that a start may take; here, two seconds.
    jobs = new ShellJobs(new JobScripts.Places(places.rootBase(), places.bootFile(), 1, -3));
    Files.createDirectories(job("a"));
    assertThat(state("a")).isEqualTo(new JobState.Lost(0));
    assertThat(start("a", "echo x > ran")).isEqualTo(new JobState.Lost(0));
    assertThat(home.resolve("ran")).doesNotExist();
  }

  @Test
  void state_startInProgress_runningUntilItsTimeIsOver() throws Exception {
    Files.createDirectories(job("a"));
    String boot = Files.readString(Path.of(places.bootFile())).trim();
    long uptime =
        (long) Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
    Files.writeString(job("a").resolve("by"), "1 " + uptime + " " + boot + "\n");
    assertThat(state("a")).isEqualTo(new JobState.Running(0));
    long old = Math.max(0, uptime - 1000);
    ShellJobs hasty =
        new ShellJobs(new JobScripts.Places(places.rootBase(), places.bootFile(), 1, -6));
    Files.writeString(job("a").resolve("by"), "1 " + old + " " + boot + "\n");
    assertThat(hasty.state(remote, id("a"), false)).isEqualTo(new JobState.Lost(0));
    Files.writeString(job("a").resolve("by"), "1 " + uptime + " another-boot\n");
    assertThat(state("a")).isEqualTo(new JobState.Rebooted(0));
  }

  /** Its shell is killed while its wrapper is about to begin: who looks then settles it. */
  @Test
  void state_starterKilled_lostAtOnceAndNeverBegun() throws Exception {
    Path setsid = folder.resolve("bin/setsid");
    Files.deleteIfExists(setsid);
    Files.writeString(
        setsid,
        """
        #!/bin/sh
        echo $$ > "$HOME/held"
        while ! [ -e "$HOME/go" ]; do sleep 0.05; done
        exec "$@"
        """);
    setsid.toFile().setExecutable(true);
    JobSpec spec = new JobSpec(id("a"), "echo x > ran", false);
    started.add(spec);
    FutureTask<JobState> start = new FutureTask<>(() -> jobs.start(remote, spec, null));
    new Thread(start).start();
    String held = Files.readString(await("held")).trim();
    assertThat(state("a")).as("while it is being started").isEqualTo(new JobState.Running(0));
    String[] by = Files.readString(job("a").resolve("by")).trim().split(" ", -1);
    kill("KILL", by[3]);
    Waiting.await("its shell is gone", () -> !alive(by[3]));
    assertThat(state("a")).isEqualTo(new JobState.Lost(0));
    assertThat(jobs.start(remote, spec, null)).isEqualTo(new JobState.Lost(0));

    Files.createFile(home.resolve("go"));
    Waiting.await("its wrapper is gone", () -> !alive(held));
    assertThat(home.resolve("ran")).doesNotExist();
    assertThat(state("a")).isEqualTo(new JobState.Lost(0));
    assertThat(jobs.remove(remote, id("a"), false, null)).isEqualTo(new JobState.Absent());
  }

  @Test
  void start_tooSlow_runsNothingAndLeavesNothing() throws Exception {
    ShellJobs impatient =
        new ShellJobs(new JobScripts.Places(places.rootBase(), places.bootFile(), 1, -1));
    assertThatThrownBy(
            () -> impatient.start(remote, new JobSpec(id("a"), "echo x > ran", false), null))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("too slow")
        .hasMessageContaining("Try again");
    assertThat(job("a")).doesNotExist();
    assertThat(home.resolve("ran")).doesNotExist();
  }

  @Test
  void start_folderCannotBeMade_saysWhy() throws Exception {
    Files.writeString(home.resolve(".drydock"), "a file in the way");
    assertThatThrownBy(() -> start("a", "true"))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("could not start \"a\"")
        .hasMessageContaining(".drydock");
    started.clear();
  }

  @Test
  void tail_cutAnywhereAndResumed_identical() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] all = new byte[300_000];
    random.nextBytes(all);
    Files.write(home.resolve("data"), all);
    start(
        "a",
        "i=0; while [ $i -lt 30 ]; do dd if=data bs=10000 skip=$i count=1 2>/dev/null; "
            + "i=$((i+1)); sleep 0.05; done");
    int lost = 0;
    JobState state = null;
    while (state == null) {
      remote.cutStreamsAfter(lost < 25 ? 1 + random.nextInt(30_000) : Long.MAX_VALUE);
      try {
        state = tail("a");
      } catch (ConnectionLostException e) {
        lost++;
      }
      byte[] sofar = Files.readAllBytes(log);
      assertThat(Arrays.mismatch(sofar, Arrays.copyOf(all, sofar.length))).isEqualTo(-1);
    }
    assertThat(lost).isPositive();
    assertThat(state).isEqualTo(new JobState.Done(0, all.length));
    assertThat(sha256(Files.readAllBytes(log))).isEqualTo(sha256(all));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void tail_endedJobFromAnyPoint_identical() throws Exception {
    start("a", "printf 'one\\000two\\nthree'");
    byte[] all = "one\0two\nthree".getBytes(StandardCharsets.UTF_8);
    for (int had = 0; had <= all.length; had++) {
      Files.createDirectories(log.getParent());
      Files.write(log, Arrays.copyOf(all, had));
      assertThat(tail("a")).isEqualTo(new JobState.Done(0, all.length));
      assertThat(log).hasBinaryContent(all);
    }
  }

  @Test
  void tail_interrupted_jobGoesOnAndNobodyIsLeft() throws Exception {
    start("a", "echo hello; while ! [ -f go ]; do sleep 0.1; done; echo bye");
    Thread[] tailing = new Thread[1];
    FutureTask<JobState> tail =
        new FutureTask<>(
            () ->
                jobs.tail(
                    remote,
                    id("a"),
                    false,
                    log,
                    (buffer, offset, length, total) -> tailing[0].interrupt()));
    tailing[0] = new Thread(tail, "tail");
    tailing[0].start();
    assertThatThrownBy(tail::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(log).hasContent("hello\n");
    Path out = job("a").resolve("out");
    Waiting.await("no tail left", () -> readers(out) == 0);
    Files.writeString(home.resolve("go"), "");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 10));
  }

  /** How many tails of the file there are. */
  private static long readers(Path out) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              try {
                String command =
                    Files.readString(
                        Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                        StandardCharsets.ISO_8859_1);
                return command.contains("-f\0" + out);
              } catch (IOException e) {
                return false;
              }
            })
        .count();
  }

  @Test
  void tail_desktopDiskFull_saysSoAndTheJobGoesOn() throws Exception {
    start("a", "echo hello; sleep 60");
    Path full = Path.of("/dev/full");
    assertThatThrownBy(() -> jobs.tail(remote, id("a"), false, full, DEAF))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could not be written");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(state("a").isRunning()).isTrue();
  }

  @Test
  void tail_outputAfterTheEnd_ignored() throws Exception {
    start("a", "(while ! [ -f go ]; do sleep 0.1; done; echo late) & echo now");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 4));
    Files.writeString(home.resolve("go"), "");
    Path out = job("a").resolve("out");
    Waiting.await("late output", () -> Files.size(out) == 9);
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 4));
    assertThat(log).hasContent("now\n");
    // As if it had been written between the step's end and its record.
    Files.copy(out, log, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 4));
    assertThat(log).hasContent("now\n");
  }

  @Test
  void tail_logLongerThanTheServers_refusedAndUntouched() throws Exception {
    start("a", "echo now");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "somebody else's");
    assertThatThrownBy(() -> tail("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than the output of \"a\"");
    assertThat(log).hasContent("somebody else's");
  }

  @Test
  void tail_serverLostOutputAfterTheEnd_lostUnlessAlreadyFetched() throws Exception {
    start("a", "echo hello");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 6));
    Files.writeString(job("a").resolve("out"), "hel");
    assertThat(tail("a")).isEqualTo(new JobState.Done(0, 6));
    assertThat(log).hasContent("hello\n");
    Files.delete(log);
    assertThat(tail("a")).isEqualTo(new JobState.Lost(3));
    assertThat(log).hasContent("hel");
  }

  @Test
  void tail_powerCutTookFetchedOutput_rebootedAndTheLogKeepsIt() throws Exception {
    Path boot = Files.writeString(folder.resolve("boot"), "one\n");
    jobs = new ShellJobs(places.withBootFile(boot.toString()));
    start("a", "echo hello; exec sleep 60");
    Waiting.await("its output", () -> Files.size(job("a").resolve("out")) == 6);
    Files.createDirectories(log.getParent());
    Files.writeString(log, "hello\nfrom before");
    Files.writeString(boot, "two\n");
    assertThat(tail("a")).isEqualTo(new JobState.Rebooted(6));
    assertThat(log).hasContent("hello\nfrom before");
  }

  @Test
  void list_jobs_inOrderOfStart() throws Exception {
    assertThat(jobs.list(remote)).isEmpty();
    for (String name : List.of("c", "a", "b")) {
      start(name, "true");
    }
    jobs.start(remote, new JobSpec(id("root"), "true", true), null);
    Files.createDirectories(home.resolve(".drydock/jobs/Not A Job"));
    Files.writeString(home.resolve(".drydock/jobs/Not A Job/by"), "");
    List<JobId> found = jobs.list(remote);
    assertThat(found).hasSize(4).contains(id("root"));
    if (shell() != Shells.BUSYBOX) {
      // busybox may sort by whole seconds.
      assertThat(found).containsExactly(id("c"), id("a"), id("b"), id("root"));
    }
  }

  @Test
  void remove_endedJob_gone() throws Exception {
    start("a", "true");
    tail("a");
    assertThat(jobs.remove(remote, id("a"), false, null)).isEqualTo(new JobState.Absent());
    assertThat(job("a")).doesNotExist();
    assertThat(jobs.remove(remote, id("a"), false, null)).isEqualTo(new JobState.Absent());
  }

  @Test
  void remove_runningJob_refused() throws Exception {
    start("a", "echo x > began; exec sleep 60");
    await("began");
    assertThat(jobs.remove(remote, id("a"), false, null).isRunning()).isTrue();
    assertThat(state("a").isRunning()).isTrue();
  }

  @Test
  void start_rootJob_inItsOwnPlace() throws Exception {
    JobSpec spec = new JobSpec(id("a"), "echo hello; exit 4", true);
    jobs.start(remote, spec, null);
    assertThat(jobs.tail(remote, id("a"), true, log, DEAF)).isEqualTo(new JobState.Done(4, 6));
    assertThat(log).hasContent("hello\n");
    assertThat(jobs.state(remote, id("a"), false)).isEqualTo(new JobState.Absent());
    assertThat(jobs.remove(remote, id("a"), true, null)).isEqualTo(new JobState.Absent());
  }

  @Test
  void start_rootScriptArrivesHalf_neverRun() throws Exception {
    remote.cutStdinAfter(20);
    JobSpec spec = new JobSpec(id("a"), "echo x > ran\n: and more of this\n", true);
    assertThatThrownBy(() -> jobs.start(remote, spec, null))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("only 20 of 32 bytes");
    assertThat(home.resolve("ran")).doesNotExist();
    assertThat(jobs.state(remote, id("a"), true)).isEqualTo(new JobState.Absent());
  }

  /** Root alone could enter its folder then: what root finds must be seen by the others, too. */
  @Test
  void start_rootJobKilledBeforeItWasHandedOver_lostForEverybody() throws Exception {
    JobSpec spec = new JobSpec(id("a"), "echo x > ran", true);
    jobs.start(remote, new JobSpec(id("b"), "true", true), null);
    Path base;
    try (Stream<Path> folders = Files.list(folder.resolve("var"))) {
      base = folders.findFirst().orElseThrow();
    }
    Path job = Files.createDirectory(base.resolve("a"));
    Files.setPosixFilePermissions(job, PosixFilePermissions.fromString("rwx------"));
    String[] like = Files.readString(base.resolve("b/by")).trim().split(" ", -1);
    // A process that was never there, and the right boot and time.
    Path by = job.resolve("by");
    Files.writeString(by, "1 " + like[1] + " " + like[2] + " 4194304 1\n");
    Files.setPosixFilePermissions(by, PosixFilePermissions.fromString("rw-------"));
    assertThat(jobs.start(remote, spec, null)).isEqualTo(new JobState.Lost(0));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(job)))
        .isEqualTo("rwx--x--x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(job.resolve("id"))))
        .isEqualTo("rw-r--r--");
    assertThat(home.resolve("ran")).doesNotExist();
  }

  @Test
  void start_rootFolderIsALink_refused() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("var"), elsewhere);
    assertThatThrownBy(() -> jobs.start(remote, new JobSpec(id("a"), "true", true), null))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("not a real folder that belongs to root");
    assertThat(elsewhere).isEmptyDirectory();
  }

  /** As on a full disk: nobody put anything there, so nobody is to be looked for. */
  @Test
  void start_rootFolderCannotBeMade_saysWhy() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    ShellJobs there =
        new ShellJobs(
            new JobScripts.Places(
                file.resolve("var").toString(),
                places.bootFile(),
                places.graceSeconds(),
                places.leaseSeconds()));
    assertThatThrownBy(() -> there.start(remote, new JobSpec(id("a"), "true", true), null))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("could not be made")
        .hasMessageContaining("Is the disk full")
        .hasMessageNotContaining("look who made it");
  }

  @Test
  void start_rootFolderOthersCanWrite_refused() throws Exception {
    Path base = Files.createDirectory(folder.resolve("var"));
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> jobs.start(remote, new JobSpec(id("a"), "true", true), null))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("not a real folder that belongs to root");
  }
}
