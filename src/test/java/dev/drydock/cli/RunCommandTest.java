package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ssh.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir Path folder;
  private CliHarness cli;

  @BeforeEach
  void setUp() throws Exception {
    cli = new CliHarness(folder);
    cli.saved("attic");
  }

  /** What is expected depends on how far the played run is by the time that a line is shown. */
  private static List<String> withoutTimes(String out) {
    return out.lines()
        .map(line -> line.replaceFirst("([(]|, )[^(,]+\\)$", "$1TIME)"))
        .map(line -> line.replaceFirst("; .* to go$", ""))
        .toList();
  }

  private static void playAll(FakeRun run) {
    run.state(RunState.RUNNING, "");
    for (String id : List.of("one", "two", "three")) {
      run.step(id, StepState.CHECKING, "");
      run.step(id, StepState.RUNNING, "");
      run.output(id, "$ echo " + id + "\n");
      run.output(id, id + "\n");
      run.pass(83);
      run.step(id, StepState.DONE, "");
    }
    run.finish();
  }

  @Test
  void run_showsEverythingInOrder() throws Exception {
    cli.server.scenario = RunCommandTest::playAll;

    assertThat(cli.run("run", "attic", "--yes")).as(cli.err()).isZero();

    assertThat(withoutTimes(cli.out()))
        .containsExactly(
            "",
            "[1/3] Do one  (TIME)",
            "$ echo one",
            "one",
            "[1/3] Do one: done after 1 min 23 s",
            "",
            "[2/3] Do two  (as root, TIME)",
            "$ echo two",
            "two",
            "[2/3] Do two: done after 1 min 23 s",
            "",
            "[3/3] Do three  (TIME)",
            "$ echo three",
            "three",
            "[3/3] Do three: done after 1 min 23 s",
            "",
            "Finished: 3 of 3 steps are done.");
    assertThat(cli.server.lastProfile).isEqualTo("attic");
    assertThat(cli.server.sessionsOpen).isZero();
    assertThat(cli.profiles.load("attic").lastRun()).isEqualTo("new-run");
    assertThat(cli.profiles.load("attic").route()).isEqualTo("debian-package");
  }

  /** Corrected by what was seen: the first step took seven times as long as expected. */
  @Test
  void run_saysHowLongItWillStillTake() {
    cli.server.scenario =
        run -> {
          run.state(RunState.RUNNING, "");
          run.step("one", StepState.RUNNING, "");
          run.pass(83);
          run.step("one", StepState.DONE, "");
          run.state(RunState.NEEDS_DECISION, "Enough.");
        };

    assertThat(cli.run("run", "attic", "--yes")).isEqualTo(ExitCode.STEP_FAILED);

    assertThat(cli.out()).contains("Do one: done after 1 min 23 s; 10 min to 1 h to go");
  }

  @Test
  void run_finishedServer() {
    cli.server.scenario =
        run -> {
          for (String id : List.of("one", "two", "three")) {
            run.step(id, StepState.ALREADY_DONE, "");
          }
          run.finish();
        };

    assertThat(cli.run("run", "attic", "--yes")).isZero();

    assertThat(cli.out().lines())
        .containsExactly(
            "[1/3] Do one: already done",
            "[2/3] Do two: already done",
            "[3/3] Do three: already done",
            "",
            "All 3 steps were already done: nothing was changed.");
  }

  /** A record that says the step ended earlier: what was shown too much is told, and no error. */
  @Test
  void run_outputIsCutBack() {
    cli.server.scenario =
        run -> {
          run.step("one", StepState.RUNNING, "");
          run.output("one", "hello\nnot mine\n");
          Waiting.until(Duration.ofSeconds(30), () -> cli.out().contains("not mine"));
          run.cutOutput("one", 6);
          // Told now: once the output has grown past that again, nobody can see that it was cut.
          run.output("one", "");
          Waiting.until(Duration.ofSeconds(30), () -> cli.err().contains("came after"));
          playAll(run);
        };

    assertThat(cli.run("run", "attic", "--yes")).isZero();

    assertThat(cli.err())
        .contains("came after the step had ended")
        .doesNotContain("cannot be shown");
  }

  @Test
  void run_stepFails() {
    cli.server.scenario =
        run -> {
          run.step("one", StepState.RUNNING, "");
          run.output("one", "no newline at the end");
          run.step("one", StepState.FAILED, "The disk is full.");
          run.state(RunState.NEEDS_DECISION, "The disk is full: free some space.");
        };

    assertThat(cli.run("run", "attic", "--yes")).isEqualTo(5);

    assertThat(cli.out()).contains("no newline at the end\n[1/3] Do one: failed after");
    assertThat(cli.err())
        .contains("drydock: The disk is full: free some space.")
        .contains("drydock run attic --yes");
    assertThat(cli.server.lastRun.disconnected.getCount()).isZero();
  }

  @Test
  void run_skipsWhatIsNamed() {
    cli.server.scenario =
        run -> {
          run.step("one", StepState.RUNNING, "");
          run.step("one", StepState.FAILED, "No.");
          run.state(RunState.NEEDS_DECISION, "No.");
          FakeRun.await(run.skipped);
          run.step("one", StepState.SKIPPED, "");
          run.finish();
        };

    assertThat(cli.run("run", "attic", "--yes", "--skip", "one")).isZero();

    assertThat(cli.out()).contains("[1/3] Do one: skipped", "; 1 skipped");
  }

  @Test
  void run_linkLostAndBack() {
    cli.server.scenario =
        run -> {
          run.step("one", StepState.RUNNING, "");
          run.output("one", "before");
          run.link(false, "The link is lost.");
          run.link(true, "Connected again.");
          run.output("one", " after\n");
          run.step("one", StepState.DONE, "");
          run.finish();
        };

    assertThat(cli.run("run", "attic", "--yes")).isZero();

    assertThat(cli.err()).contains("The link is lost.", "Connected again.");
    assertThat(cli.out()).contains("before").contains(" after\n");
  }

  @Test
  void run_interrupted() {
    cli.server.scenario =
        run -> {
          run.step("one", StepState.RUNNING, "");
          cli.farewell.run();
        };

    int exitCode = cli.run("run", "attic", "--yes");

    assertThat(exitCode).isEqualTo(130);
    assertThat(cli.err())
        .contains("walks the plan on by itself", "nothing is lost", "drydock run attic --yes")
        .doesNotContain("Disconnected.");
    assertThat(cli.server.lastRun.disconnected.getCount()).isZero();
    assertThat(cli.farewell).as("the hook is taken away").isNull();
  }

  @Test
  void run_resumeCommandOfAServerWithoutProfile() {
    cli.stdin = "word\n";
    cli.server.scenario = run -> run.state(RunState.NEEDS_DECISION, "No.");

    assertThat(
            cli.run(
                "run",
                "--host",
                "poweredge",
                "--user",
                "owner",
                "--identity",
                "/a b/key",
                "--password-stdin",
                "--yes"))
        .isEqualTo(5);

    assertThat(cli.err())
        .contains(
            "drydock run --host poweredge --port 22 --user owner --identity '/a b/key'"
                + " --password-stdin --yes");
  }

  @Test
  void run_outputIsSafeForTheTerminal() {
    cli.types();
    cli.server.scenario =
        run -> {
          run.step("one", StepState.RUNNING, "");
          run.output("one", "\u001b[31mred\u001b[2J\u001b]0;title\u0007\u001b");
          run.output("one", "[1;3");
          run.output("one", "2mgreen\u0007 \u20ac".getBytes(StandardCharsets.UTF_8));
          run.step("one", StepState.DONE, "");
          run.finish();
        };

    assertThat(cli.run("run", "attic", "--yes")).isZero();

    assertThat(cli.out()).contains("\u001b[31mred\u001b[1;32mgreen \u20ac\u001b[0m\n");

    cli.typed = null;
    assertThat(cli.run("run", "attic", "--yes", "--new")).isZero();
    assertThat(cli.out()).contains("redgreen").doesNotContain("\u001b");
  }

  @Test
  void run_bigOutputIsWhole() {
    String line = "0123456789".repeat(7) + "\n";
    cli.server.scenario =
        run -> {
          run.step("one", StepState.RUNNING, "");
          for (int i = 0; i < 200; i++) {
            run.output("one", line.repeat(20));
          }
          run.step("one", StepState.DONE, "");
          run.finish();
        };

    assertThat(cli.run("run", "attic", "--yes")).isZero();

    assertThat(cli.out().lines().filter(line.strip()::equals).count()).isEqualTo(4000);
  }

  // ---- consent ----

  @Test
  void run_withoutYes() {
    assertThat(cli.run("run", "attic")).isEqualTo(2);
    assertThat(cli.err()).contains("--yes");
    assertThat(cli.server.connects).isEmpty();

    cli.types("n");
    assertThat(cli.run("run", "attic")).isEqualTo(2);
    assertThat(cli.asked.get(0)).contains("3 steps", "owner@poweredge:2222");
    assertThat(cli.server.lastRun).isNull();

    cli.types("y");
    assertThat(cli.run("run", "attic")).isZero();
    assertThat(cli.server.lastRun).isNotNull();
  }

  // ---- resuming ----

  @Test
  void run_resumesAndShowsWhatWasMissed() throws Exception {
    RunRecord run = cli.recorded("r1", "attic", StepState.DONE, StepState.RUNNING);
    Files.writeString(run.steps().get(1).out(), "said while nobody looked\n");
    cli.server.scenario =
        r -> {
          r.output("two", "and now\n");
          r.pass(7380);
          r.step("two", StepState.DONE, "");
          r.step("three", StepState.ALREADY_DONE, "");
          r.finish();
        };

    assertThat(cli.run("run", "attic", "--yes")).isZero();

    assertThat(withoutTimes(cli.out()))
        .containsExactly(
            "[1/3] Do one: already done",
            "",
            "[2/3] Do two  (as root, TIME)",
            "said while nobody looked",
            "and now",
            "[2/3] Do two: done after 2 h 03 min",
            "[3/3] Do three: already done",
            "",
            "Finished: 3 of 3 steps are done, 1 of them were already.");
    assertThat(cli.err()).contains("Resuming run r1");
    assertThat(cli.profiles.load("attic").lastRun()).isEqualTo("r1");
  }

  @Test
  void run_finishedRunIsNotResumed() {
    cli.recorded("r1", "attic", StepState.DONE, StepState.SKIPPED, StepState.ALREADY_DONE);

    assertThat(cli.run("run", "attic", "--yes")).isZero();

    assertThat(cli.server.lastRun.record().runId()).isEqualTo("new-run");
  }

  @Test
  void run_otherChoicesBeginAnotherRun() {
    cli.recorded("r1", "attic", StepState.DONE, StepState.FAILED);

    assertThat(cli.run("run", "attic", "--yes", "--set", "IMAGE=owner/base32")).isZero();
    assertThat(cli.server.lastRun.record().runId()).isEqualTo("r1");
    assertThat(cli.run("run", "attic", "--yes", "--set", "IMAGE=mine")).isZero();
    assertThat(cli.server.lastRun.record().runId()).isEqualTo("new-run");
    assertThat(cli.run("run", "attic", "--yes", "--new")).isZero();
    assertThat(cli.server.lastRun.record().runId()).isEqualTo("new-run");
  }

  @Test
  void run_profileThatCannotBeSavedStopsNothing() throws Exception {
    cli.server.scenario = FakeRun::finish;
    Path file = cli.home.profiles().resolve("attic.json");
    cli.types("y");
    cli.server.alreadyDone.clear();
    // Damaged after it was read: the fake's plan() is called in between.
    cli.server.beforePlan =
        () -> {
          try {
            Files.writeString(file, "{");
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        };

    assertThat(cli.run("run", "attic")).isZero();

    assertThat(cli.err()).contains("does not know of this run", "not JSON");
    assertThat(file).hasContent("{");
  }
}
