package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.files.DrydockHome;
import dev.drydock.practice.PracticeServer;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Session;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Short runs of the real engine while the server itself is in trouble. */
final class ServerFaults {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final String BOOT = "cat /proc/sys/kernel/random/boot_id";
  private static final String WORK = "/var/tmp/drydock-faults";

  private final Path folder;
  private final PracticeServer server;
  private final FaultProxy proxy;
  private final ServerView view;
  private final FaultTable table;

  /**
   * @param folder for what the desktop records
   */
  ServerFaults(
      Path folder, PracticeServer server, FaultProxy proxy, ServerView view, FaultTable table) {
    this.folder = folder;
    this.server = server;
    this.proxy = proxy;
    this.view = view;
    this.table = table;
  }

  /** A run in this process, with what it asked of the person. */
  private final class Sitting implements AutoCloseable {
    final ScriptedPrompts prompts = new ScriptedPrompts();
    final RunJournal journal;
    final Session session;
    final RunControl run;

    Sitting(String name, PlannedStep... steps) throws Exception {
      DrydockHome home = DrydockHome.under(folder.resolve(name));
      journal = new RunJournal(home.runs());
      prompts.password(password());
      session =
          new LiveSessions(home)
              .connect(
                  ConnectOptions.of(new Target("127.0.0.1", proxy.port(), server.user()))
                      .withIdentity(server.keyFile())
                      .withAgent(false),
                  prompts);
      // It takes the place of what an earlier test left, as root wrote there, too.
      sudo("rm -rf " + WORK + " && install -d -o " + server.user() + " " + WORK);
      session.readFacts();
      run = session.newRun(new Plan("faults", "Faults", Map.of(), List.of(steps)), name);
      run.start();
    }

    StepRecord step(String id) {
      return run.record().steps().stream()
          .filter(step -> step.stepId().equals(id))
          .findFirst()
          .orElseThrow();
    }

    String output(String id) {
      try {
        Path out = step(id).out();
        return Files.exists(out) ? Files.readString(out) : "";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void await(String what, BooleanSupplier condition) {
      assertThat(Waiting.until(PATIENCE, condition)).as("%s; %s", what, run.record()).isTrue();
    }

    void awaitOutput(String id, String text) {
      await(id + " prints " + text, () -> output(id).contains(text));
    }

    /** The second attempt has begun when this returns. */
    void retry(String id) {
      run.retry();
      await("the second attempt at " + id, () -> step(id).attempt() == 2);
    }

    void awaitFinished() {
      // Not: or NEEDS_DECISION. Right after a Retry that is still the state of before.
      await("the end of the run", () -> run.record().state() == RunState.FINISHED);
    }

    /** Bytes, codes and numbers of executions are the same on both sides. */
    void compare(String fault) throws IOException {
      RunRecord record = run.record();
      ServerView.Verdict verdict = view.compare(record, journal.events());
      table.lost(fault, verdict.lostBytes(), verdict.doubles());
      assertThat(verdict.faults()).isEmpty();
    }

    @Override
    public void close() {
      run.close();
      session.close();
    }
  }

  private String password() throws IOException {
    return Files.readString(server.passwordFile()).strip();
  }

  /** As root on the server, past the proxy. */
  private String sudo(String script) throws IOException {
    try (Remote remote = view.open();
        Secret password = server.password()) {
      ExecResult result = remote.sudo(script, new byte[0], password);
      assertThat(result.exitCode()).as("%s: %s", script, result.errorText()).isZero();
      return result.text();
    }
  }

  /** Prints a line a second until {@link #go}: however slow the test is, it comes in time. */
  private static PlannedStep ticking(String id, boolean root) {
    return step(
        id,
        root,
        """
          i=0
          until [ -e "$WORK/go" ]; do
            i=$((i + 1))
            echo "tick $i."
            sleep 1
          done
        """);
  }

  private static PlannedStep quick(String id, boolean root) {
    return step(id, root, "  echo quick");
  }

  private void go() throws IOException {
    sudo(": >" + WORK + "/go");
  }

  private static PlannedStep step(String id, boolean root, String work) {
    String text =
        """
        check() { [ -e "$WORK/%1$s.done" ] || return 1; }
        apply() {
          echo "$0" >>"$WORK/%1$s.executed"
        %2$s
          : >"$WORK/%1$s.done"
        }
        verify() { [ -e "$WORK/%1$s.done" ]; }
        """
            .formatted(id, work);
    return new PlannedStep(
        new Step(id, "Step " + id, "why", root, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", WORK)));
  }

  /** Every line once and in order, however many there are. */
  private static void assertTicks(String output) {
    List<String> ticks = output.lines().filter(line -> line.startsWith("tick ")).toList();
    assertThat(ticks)
        .isNotEmpty()
        .isEqualTo(
            IntStream.rangeClosed(1, ticks.size()).mapToObj(i -> "tick " + i + ".").toList());
  }

  private long executions(String id) throws IOException {
    return view.run("cat " + WORK + "/" + id + ".executed").lines().count();
  }

  /** An ordinary restart, as an administrator would order it. */
  void reboot() throws Exception {
    String fault = "clean reboot in the middle of a step";
    table.tried(fault);
    try (Sitting sitting =
        new Sitting(
            "reboot", quick("before", false), ticking("middle", true), quick("after", true))) {
      sitting.awaitOutput("middle", "tick 3.");
      String boot = view.run(BOOT);
      try {
        sudo("systemctl reboot");
      } catch (RemoteException e) {
        // It may go faster than its answer.
      }
      sitting.await(
          "the link is lost", () -> sitting.run.record().state() == RunState.RECONNECTING);
      awaitOtherBoot(boot);
      go();
      Instant back = Instant.now();
      sitting.await("it goes on", () -> sitting.run.record().state() == RunState.RUNNING);
      Duration recovery = Duration.between(back, Instant.now());
      sitting.awaitFinished();

      assertThat(sitting.step("middle").attempt()).isEqualTo(2);
      assertThat(sitting.journal.events())
          .anyMatch(
              event ->
                  event.text("stepId").equals("middle")
                      && event.text("state").equals("INTERRUPTED")
                      && event.text("message").contains("restarted"));
      assertThat(executions("before")).isEqualTo(1);
      assertThat(executions("middle")).isEqualTo(2);
      assertThat(executions("after")).isEqualTo(1);
      sitting.compare(fault);
      table.survived(fault, recovery);
    }
  }

  private void awaitOtherBoot(String boot) {
    assertThat(
            Waiting.until(
                PATIENCE,
                Duration.ofMillis(500),
                () -> {
                  try {
                    return !view.run(BOOT).equals(boot);
                  } catch (IOException e) {
                    return false;
                  }
                }))
        .as("the server is up again")
        .isTrue();
  }

  /** Before a step begins, and while one writes; freed, and tried again. */
  void diskFull() throws Exception {
    String fault = "disk full before a step, freed, Retry";
    table.tried(fault);
    try (Sitting sitting =
        new Sitting("full-before", ticking("first", false), quick("writer", true))) {
      sitting.awaitOutput("first", "tick 2.");
      fill();
      go();
      sitting.await(
          "it asks what to do", () -> sitting.run.record().state() == RunState.NEEDS_DECISION);
      String told = sitting.run.record().message();
      free();
      assertThat(told).contains("disk").contains("full");
      Instant freed = Instant.now();
      sitting.retry("writer");
      sitting.awaitFinished();
      table.survived(fault, Duration.between(freed, Instant.now()));
      assertThat(executions("first")).isEqualTo(1);
      assertThat(executions("writer")).isEqualTo(1);
      assertTicks(sitting.output("first"));
      table.note("disk full, told: " + told);
    } finally {
      free();
    }

    String during = "disk fills up during a step, freed, Retry";
    table.tried(during);
    try (Sitting sitting =
        new Sitting(
            "full-during",
            step(
                "filler",
                true,
                """
                  echo waiting
                  until [ -e "$WORK/go" ]; do sleep 1; done
                  head -c 30000000 /dev/zero >"$WORK/data" || { rm -f "$WORK/data"; exit 7; }
                """))) {
      sitting.awaitOutput("filler", "waiting");
      fill();
      go();
      sitting.await(
          "it asks what to do", () -> sitting.run.record().state() == RunState.NEEDS_DECISION);
      assertThat(sitting.step("filler").exitCode()).contains(7);
      free();
      Instant freed = Instant.now();
      sitting.retry("filler");
      sitting.awaitFinished();
      table.survived(during, Duration.between(freed, Instant.now()));
      assertThat(sitting.step("filler").attempt()).isEqualTo(2);
      assertThat(sitting.step("filler").exitCode()).contains(0);
    } finally {
      free();
    }
  }

  /** Also the last reserved block: a root step must feel it, too. */
  private void fill() throws IOException {
    sudo(
        """
        free=$(df -P -k /var/tmp | tail -n 1 | { read -r _ _ _ free _; echo "$free"; })
        fallocate -l "$((free - 2000))K" /var/tmp/drydock-full.1
        # What is reserved for root, and the rest.
        for size in 100M 10M 1M 100K; do
          n=0
          while [ "$n" -lt 40 ] && fallocate -l "$size" "/var/tmp/drydock-full.$size.$n" 2>/dev/null; do
            n=$((n + 1))
          done
        done
        dd if=/dev/zero of=/var/tmp/drydock-full.rest bs=4096 2>/dev/null || :
        dd if=/dev/zero of=/var/tmp/drydock-full.end bs=4096 2>/dev/null || :
        """);
  }

  private void free() throws IOException {
    sudo("rm -f /var/tmp/drydock-full.*");
  }

  /** Years back and years forth, and the link made anew in both. */
  void clockJump() throws Exception {
    String fault = "clock set back to 2001 and on to 2035 during a step";
    table.tried(fault);
    try (Sitting sitting = new Sitting("clock", ticking("long", true), quick("next", false))) {
      sitting.awaitOutput("long", "tick 2.");
      sudo("date -s '2001-02-03 04:05'");
      proxy.cut(FaultProxy.End.RESET);
      awaitMore(sitting, "long");
      sudo("date -s '2035-06-07 08:09'");
      proxy.cut(FaultProxy.End.RESET);
      Instant cut = Instant.now();
      awaitMore(sitting, "long");
      go();
      sitting.awaitFinished();
      table.survived(fault, Duration.between(cut, Instant.now()));
      assertThat(sitting.step("long").attempt()).isEqualTo(1);
      assertThat(sitting.step("next").attempt()).isEqualTo(1);
      assertTicks(sitting.output("long"));
      assertThat(executions("long")).isEqualTo(1);
      sitting.compare(fault);
    } finally {
      sudo("date -s @" + Instant.now().getEpochSecond());
    }
  }

  /** What it prints from now on arrives. */
  private static void awaitMore(Sitting sitting, String id) {
    int before = sitting.output(id).length();
    sitting.await("more of " + id, () -> sitting.output(id).length() > before + 20);
  }

  /** sudo forgets at once that it was given the password; the person is asked no second time. */
  void sudoExpires() throws Exception {
    String fault = "sudo's timestamp expires between steps";
    table.tried(fault);
    sudo("echo 'Defaults timestamp_timeout=0' >/etc/sudoers.d/drydock-faults");
    try (Sitting sitting =
        new Sitting("sudo", ticking("one", true), quick("two", true), quick("three", true))) {
      sitting.awaitOutput("one", "tick 1.");
      sudo("rm -rf /run/sudo/ts/* /var/lib/sudo/ts/*");
      proxy.cut(FaultProxy.End.FIN);
      go();
      Instant cut = Instant.now();
      sitting.awaitOutput("two", "quick");
      table.survived(fault, Duration.between(cut, Instant.now()));
      proxy.cut(FaultProxy.End.RESET);
      sitting.awaitFinished();
      for (String id : List.of("one", "two", "three")) {
        assertThat(executions(id)).isEqualTo(1);
        assertThat(sitting.step(id).attempt()).isEqualTo(1);
      }
      assertThat(sitting.prompts.asked().stream().filter(asked -> asked.startsWith("sudo")))
          .containsExactly("sudo");
      sitting.compare(fault);
    } finally {
      sudo("rm -f /etc/sudoers.d/drydock-faults");
    }
  }
}
