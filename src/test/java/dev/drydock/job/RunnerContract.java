package dev.drydock.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the runner does, in each shell that an old server may have. */
abstract class RunnerContract {
  private static final String OTHER = "20261201-100000-abcdef";

  @TempDir Path folder;
  private LocalRemote remote;
  private Walked run;

  abstract Shells shell();

  @BeforeEach
  void prepare() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    remote = new LocalRemote(home, shell().path(folder.resolve("bin")));
    run = walked(Walked.ID);
  }

  private Walked walked(String id) throws Exception {
    return new Walked(folder, remote, id, false, System.getProperty("user.name"));
  }

  @AfterEach
  void endAll() {
    ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains(folder + "/home/.drydock"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** Notes that it was executed; a second one beside it would be seen. */
  private String counted(String name, String then) {
    return "case $1 in check) exit 1;; esac\n"
        + "mkdir \"%1$s/%2$s.inside\" || echo twice >> \"%1$s/twice\"\n".formatted(folder, name)
        + "echo run >> \"%s/%s.count\"\n".formatted(folder, name)
        + then
        + "\nrc=$?\nrmdir \"%s/%s.inside\"\nexit $rc".formatted(folder, name);
  }

  private String waits() {
    return "while ! [ -e \"" + folder + "/go\" ]; do sleep 0.05; done";
  }

  private void go() throws Exception {
    Files.createFile(folder.resolve("go"));
  }

  private int count(String name) throws Exception {
    Path file = folder.resolve(name + ".count");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private void begun(int walk) throws Exception {
    assertThat(run.start(walk)).isInstanceOf(Start.Outcome.Begun.class);
  }

  private void ended(String how) throws Exception {
    run.awaitEvent("ended " + how);
    run.awaitGone();
    assertThat(folder.resolve("twice")).doesNotExist();
  }

  @Test
  void walk_allSteps_inOrderAndNothingIsLeft() throws Exception {
    run.step("echo one").step("echo two; printf already >&9").step("echo three");
    begun(1);
    ended("finished");
    assertThat(run.events())
        .containsExactly(
            "begun",
            "step 01 running 1 0 0",
            "step 01 done 1 0 4",
            "step 02 running 1 0 0",
            "step 02 already 1 0 4",
            "step 03 running 1 0 0",
            "step 03 done 1 0 6",
            "ended finished 00");
    Walked.Desktop desktop = run.follow(folder.resolve("desktop"));
    assertThat(desktop.out("01.1") + desktop.out("02.1") + desktop.out("03.1"))
        .isEqualTo("one\ntwo\nthree\n");
    assertThat(desktop.told).startsWith("caught up");
  }

  @Test
  void walk_stepFails_waitsForADecision() throws Exception {
    run.step(counted("one", ":")).step(counted("two", "[ -e " + folder + "/cure ]")).step(":");
    begun(1);
    ended("decision 02");
    assertThat(run.events())
        .contains("step 02 failed 1 1 0")
        .doesNotContain("step 03 running 1 0 0");
    Files.createFile(folder.resolve("cure"));
    begun(2);
    ended("finished");
    assertThat(run.events()).contains("step 02 done 2 0 0");
    assertThat(count("one")).isEqualTo(1);
    assertThat(count("two")).isEqualTo(2);
  }

  @Test
  void wish_skip_leavesTheStepUndone() throws Exception {
    run.step("exit 7").step("echo two");
    begun(1);
    ended("decision 01");
    run.wish("skip.01");
    begun(2);
    ended("finished");
    assertThat(run.events()).contains("step 01 skipped 1 0 0", "step 02 done 1 0 4");
  }

  @Test
  void wish_again_doesASettledStepOnceMore() throws Exception {
    run.step(counted("one", "echo $1")).step(counted("two", ":"));
    begun(1);
    ended("finished");
    run.wish("again.01");
    begun(2);
    run.awaitEvent("step 01 done 2");
    run.awaitGone();
    assertThat(count("one")).isEqualTo(2);
    assertThat(count("two")).isEqualTo(1);
    assertThat(run.folder().resolve("jobs/01.2/out")).hasContent("again");
  }

  @Test
  void wish_pause_endsAfterTheStepInHand() throws Exception {
    run.step(counted("one", waits())).step(counted("two", ":"));
    begun(1);
    run.awaitEvent("step 01 running");
    run.wish("pause");
    go();
    ended("paused 02");
    assertThat(count("two")).isZero();
    begun(2);
    ended("finished");
  }

  @Test
  void wish_stop_endsAllThatTheStepStarted() throws Exception {
    run.step(counted("one", "sleep 310 & (trap '' TERM; sleep 311) & setsid sleep 312 & wait"));
    begun(1);
    run.awaitEvent("step 01 running");
    assertThat(Waiting.until(Walked.PATIENCE, () -> sleeping() == 3)).isTrue();
    run.wish("stop.01.1");
    run.awaitEvent("ended decision 01");
    assertThat(run.events()).anyMatch(event -> event.matches("step 01 stopped 1 (143|137) 0"));
    assertThat(Waiting.until(Walked.PATIENCE, () -> sleeping() == 0)).isTrue();
    run.awaitGone();
  }

  private static long sleeping() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").matches(".*sleep 31[0-2]"))
        .count();
  }

  @Test
  void start_askedTwice_beginsOnce() throws Exception {
    run.step(counted("one", waits()));
    begun(1);
    assertThat(run.start(1)).isInstanceOf(Start.Outcome.Known.class);
    go();
    ended("finished");
    assertThat(run.start(1)).isInstanceOf(Start.Outcome.Known.class);
    assertThat(count("one")).isEqualTo(1);
  }

  @Test
  void start_anotherPlan_isNotWalked() throws Exception {
    run.step("echo one");
    begun(1);
    ended("finished");
    Files.writeString(run.folder().resolve("digest"), "another\n");
    assertThat(run.start(2)).isInstanceOf(Start.Outcome.Differs.class);
  }

  @Test
  void start_whileAnotherRunWalks_isBusyAndLaysNothingDown() throws Exception {
    run.step(counted("one", waits()));
    begun(1);
    Walked other = walked(OTHER).step("echo other");
    assertThat(other.start(1)).isEqualTo(new Start.Outcome.Busy(Walked.ID));
    assertThat(other.folder()).doesNotExist();
    go();
    ended("finished");
    assertThat(other.start(1)).isInstanceOf(Start.Outcome.Begun.class);
    other.awaitEvent("ended finished");
  }

  @Test
  void start_runnerDeadButItsStepLives_isStillBusy() throws Exception {
    run.step(counted("one", waits()));
    begun(1);
    assertThat(Waiting.until(Walked.PATIENCE, () -> folder.resolve("one.count").toFile().exists()))
        .isTrue();
    assertThat(Waiting.until(Walked.PATIENCE, () -> run.kill("walk run") > 0)).isTrue();
    Walked other = walked(OTHER).step("echo other");
    assertThat(Waiting.until(Walked.PATIENCE, () -> run.kill("walk run") == 0)).isTrue();
    assertThat(other.start(1)).isEqualTo(new Start.Outcome.Busy(Walked.ID));
    go();
  }

  @Test
  void walk_runnerKilled_theNextAdoptsTheStep() throws Exception {
    run.step(counted("one", waits() + "; echo end")).step("echo two");
    begun(1);
    run.awaitEvent("step 01 running");
    assertThat(Waiting.until(Walked.PATIENCE, () -> folder.resolve("one.count").toFile().exists()))
        .isTrue();
    run.kill("walk run");
    assertThat(Waiting.until(Walked.PATIENCE, () -> run.kill("walk run") == 0)).isTrue();
    begun(2);
    go();
    ended("finished");
    assertThat(count("one")).isEqualTo(1);
    assertThat(run.events()).contains("step 01 done 1 0 4");
  }

  @Test
  void walk_allKilled_isInterruptedAndRunAgain() throws Exception {
    run.step(counted("one", "[ -e " + folder + "/go ] || sleep 300"));
    begun(1);
    run.awaitEvent("step 01 running");
    assertThat(Waiting.until(Walked.PATIENCE, () -> folder.resolve("one.count").toFile().exists()))
        .isTrue();
    run.kill("/walk ");
    run.kill("/steps/");
    Files.delete(folder.resolve("one.inside"));
    go();
    run.awaitGone();
    begun(2);
    ended("finished");
    assertThat(run.events()).contains("step 01 interrupted 1 0 0", "step 01 done 2 0 0");
  }

  @Test
  void walk_scriptAndWrapperGone_isTriedThreeTimesUnasked() throws Exception {
    run.step("kill -9 $PPID; kill -9 $$");
    begun(1);
    ended("decision 01");
    assertThat(run.events())
        .contains("step 01 interrupted 4 0 0")
        .doesNotContain("step 01 running 5 0 0");
  }

  @Test
  void walk_afterARestart_looksAgainAtWhatWasDone() throws Exception {
    run.step("case $1 in check) [ -e " + folder + "/kept ];; *) : > " + folder + "/kept;; esac")
        .step("case $1 in check) exit 0;; esac; [ -e " + folder + "/go ]");
    begun(1);
    ended("decision 02");
    Files.delete(folder.resolve("kept"));
    Files.writeString(run.bootFile, "boot-2\n");
    go();
    begun(2);
    ended("finished");
    assertThat(run.events())
        .containsSubsequence("recheck", "step 01 waiting 1 0 0", "step 01 done 2 0 0");
  }

  @Test
  void walk_restartInTheMiddle_isAnInterruptionAndNoFailure() throws Exception {
    run.step(counted("one", "[ -e " + folder + "/go ] || sleep 300"));
    begun(1);
    assertThat(Waiting.until(Walked.PATIENCE, () -> folder.resolve("one.count").toFile().exists()))
        .isTrue();
    // As a shutdown does: TERM to everybody.
    run.processes()
        .keySet()
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    run.awaitGone();
    Files.deleteIfExists(folder.resolve("one.inside"));
    Files.writeString(run.bootFile, "boot-2\n");
    go();
    begun(2);
    ended("finished");
    assertThat(run.events())
        .anyMatch(event -> event.startsWith("step 01 interrupted 1"))
        .noneMatch(event -> event.contains("failed"));
  }

  @Test
  void walk_tornLastLine_standsAlone() throws Exception {
    run.step("exit 3");
    begun(1);
    ended("decision 01");
    Path events = run.folder().resolve("events");
    Files.writeString(events, Files.readString(events) + "1 123 step 01 do");
    begun(2);
    assertThat(Waiting.until(Walked.PATIENCE, () -> run.hasEvent("step 01 failed 2"))).isTrue();
    run.awaitGone();
    assertThat(Files.readAllLines(events)).contains("1 123 step 01 do");
  }

  @Test
  void look_tellsAllThatOffersAreMadeFrom() throws Exception {
    run.step(counted("one", waits()));
    begun(1);
    run.awaitEvent("step 01 running");
    ServerRuns.Look look = run.runs.look(remote);
    assertThat(look.runs()).hasSize(1);
    assertThat(look.runs().get(0).going()).isTrue();
    assertThat(look.runs().get(0).about()).isEqualTo("{}\n");
    assertThat(look.oldJob()).isEmpty();
    assertThat(run.runs.plan(remote, Walked.ID).map(String::new)).contains("the plan\n");
    go();
    ended("finished");
    assertThat(run.runs.look(remote).runs().get(0).going()).isFalse();
    assertThat(run.runs.wish(remote, OTHER, List.of("pause"), List.of())).isFalse();
  }

  @Test
  void start_besideAJobOfAnEarlierDrydock_isRefused() throws Exception {
    Path job = Files.createDirectories(folder.resolve("home/.drydock/jobs/old.1"));
    String stat = Files.readString(Path.of("/proc/self/stat"));
    long pid = ProcessHandle.current().pid();
    String since = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    Files.writeString(job.resolve("id"), "1 " + pid + " " + since + " 0 0 0 boot-1\n");
    run.step("echo one");
    assertThat(run.start(1)).isEqualTo(new Start.Outcome.OldJob("old.1"));
    assertThat(run.runs.look(remote).oldJob()).isEqualTo("old.1");
    assertThat(run.folder()).doesNotExist();
  }

  @Test
  void follow_cutAnywhere_everyByteIsThereOnce() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] bytes = new byte[300_000];
    random.nextBytes(bytes);
    Path data = Files.write(folder.resolve("data"), bytes);
    run.step("cat " + data).step("cat " + data + "; sleep 2").step("echo end");
    begun(1);
    Walked.Desktop desktop = new Walked.Desktop(folder.resolve("desktop"));
    for (int cuts = 0; cuts < 12; cuts++) {
      remote.cutStreamsAfter(1 + random.nextInt(120_000));
      try {
        run.runs.follow(remote, Walked.ID, desktop.here(), desktop);
      } catch (ConnectionLostException e) {
        // Once more.
      }
    }
    remote.cutStreamsAfter(Long.MAX_VALUE);
    run.runs.follow(remote, Walked.ID, desktop.here(), desktop);
    String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(desktop.out("01.1")).as("seed %d", seed).isEqualTo(wanted);
    assertThat(desktop.out("02.1")).as("seed %d", seed).isEqualTo(wanted);
    assertThat(desktop.lines)
        .containsExactlyElementsOf(Files.readAllLines(run.folder().resolve("events")));
  }

  @Test
  void follow_serverLostEvents_tellsAllAnew() throws Exception {
    run.step("echo one").step("echo two");
    begun(1);
    ended("finished");
    Walked.Desktop desktop = run.follow(folder.resolve("desktop"));
    desktop.lines.add("1 999 step 02 running 9 0 0");
    run.runs.follow(remote, Walked.ID, desktop.here(), desktop);
    assertThat(desktop.told).contains("anew");
    assertThat(desktop.lines)
        .containsExactlyElementsOf(Files.readAllLines(run.folder().resolve("events")));
  }

  @Test
  void follow_noSuchRun_saysSo() throws Exception {
    Walked.Desktop desktop = new Walked.Desktop(folder.resolve("desktop"));
    assertThat(run.runs.follow(remote, OTHER, desktop.here(), desktop)).isFalse();
  }

  @Test
  void lease_forgedOrOdd_hangsNobody() throws Exception {
    run.step("echo one");
    Path base = Files.createDirectories(folder.resolve("home/.drydock"));
    new ProcessBuilder("mkfifo", base.resolve("lease.3").toString()).start().waitFor();
    begun(1);
    ended("finished");
    Files.writeString(base.resolve("lease.9"), "1 1 0 boot-1 " + OTHER + "\n");
    begun2();
  }

  private void begun2() throws Exception {
    run.wish("again.01");
    assertThat(run.start(2, Optional.empty())).isInstanceOf(Start.Outcome.Begun.class);
    run.awaitEvent("step 01 done 2");
  }
}
