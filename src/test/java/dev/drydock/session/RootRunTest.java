package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.SuServer;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.ThrowawayUser;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that root walks, over a real sshd, for every way to root there is; and one that needs none.
 */
@Timeout(240)
final class RootRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private ThrowawayUser user;
  private LocalSshd sshd;
  private Path work;
  private Path sudoLog;
  private String group;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(LocalSshd.isRoot() && Files.isExecutable(Path.of("/usr/bin/sudo")), "needs root");
    // The person reads there what root walks.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    work = Files.createDirectory(folder.resolve("work"));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
    sudoLog = folder.resolve("sudo.log");
    user = ThrowawayUser.create("/bin/sh");
    group = user.name() + "g";
    sshd = LocalSshd.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (sshd != null) {
      sshd.close();
    }
    if (user != null) {
      user.close();
      new ProcessBuilder("groupdel", group).start().waitFor();
    }
  }

  private void sudoers(String rule) throws IOException {
    user.sudoers("Defaults:NAME logfile=" + sudoLog + ", !syslog", rule);
  }

  /** What root was asked for with sudo, by its own log: one entry each. */
  private long sudos() throws IOException {
    return Files.exists(sudoLog)
        ? Files.readAllLines(sudoLog).stream().filter(l -> l.contains(user.name() + " :")).count()
        : 0;
  }

  private Session connect(ConnectOptions options, ScriptedPrompts prompts) throws Exception {
    Session session =
        new LiveSessions(
                sshd.connector(),
                OwnPlace.in(folder),
                new RunStore(folder.resolve("runs"), Clock.systemUTC()),
                Clock.systemUTC())
            .connect(options, prompts);
    session.readFacts();
    session.offer();
    return session;
  }

  private PlannedStep step(String id, boolean root, String apply) {
    String text =
        "check() { [ -e \"$WORK/%1$s.done\" ]; }\napply() {\n%2$s\n: > \"$WORK/%1$s.done\"; }\nverify() { :; }\n"
            .formatted(id, apply);
    return new PlannedStep(
        new Step(id, id, "why", root, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", work.toString(), "NAME", user.name(), "GROUP", group)));
  }

  private static final String WHO = "echo \"I am $(id -un) in $PWD, at home in $HOME\"\n";

  /** The person joins a group by a step of root's, which has to count for the next one. */
  private Plan plan() {
    return new Plan(
        "test",
        "Test",
        Map.of(),
        List.of(
            step("before", false, WHO + "id -Gn"),
            step("join", true, WHO + "groupadd \"$GROUP\"\nusermod -aG \"$GROUP\" \"$NAME\""),
            step("after", false, WHO + "id -Gn"),
            step("last", true, WHO + "env\n[ -e \"$WORK/cure\" ] || fail \"It is not cured.\"")));
  }

  private Path runs() {
    return folder.resolve("var-lib-drydock/runs");
  }

  private void assertWalkedByRoot(RunRecord run) throws IOException {
    String home = user.home().toString();
    String person = "I am " + user.name() + " in " + home + ", at home in " + home + "\n";
    String root = "I am root in /root, at home in /root\n";
    assertThat(run.steps().get(0).out()).content().contains(person).doesNotContain(group);
    assertThat(run.steps().get(1).out()).content().contains(root);
    assertThat(run.steps().get(2).out()).content().contains(person).contains(group);
    assertThat(run.steps().get(3).out()).content().contains(root).doesNotContain("SUDO_");
    Path kept = runs().resolve(run.runId());
    assertThat(kept.resolve("events")).exists();
    assertThat(user.home().resolve(".drydock/runs")).doesNotExist();
    for (Path path :
        List.of(kept, kept.resolve("plan"), kept.resolve("walk"), kept.resolve("steps/02"))) {
      assertThat(Files.getOwner(path).getName()).as("%s", path).isEqualTo("root");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .as("%s: nobody else writes, strangers read nothing", path)
          .matches("rw.r-[-x]---");
    }
  }

  /** Fails in its last step, is gone on with, and ends. */
  private void walk(Session session, long sudosPerStart) throws Exception {
    try (RunControl run = session.newRun(plan(), "test", Map.of(), false)) {
      long before = sudos();
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      assertThat(run.record().message()).contains("It is not cured.");
      assertThat(sudos() - before).as("sudo for the start").isEqualTo(sudosPerStart);
      Files.createFile(work.resolve("cure"));
      run.resume();
      told.await(RunState.FINISHED);
      assertThat(sudos() - before).as("and for going on").isEqualTo(2 * sudosPerStart);
      assertThat(run.record().steps())
          .allSatisfy(step -> assertThat(step.state()).isEqualTo(StepState.DONE));
      assertWalkedByRoot(run.record());
    }
  }

  private static List<String> asked(ScriptedPrompts prompts, String what) {
    return prompts.asked().stream().filter(question -> question.startsWith(what)).toList();
  }

  @Test
  void sudoWithPassword_oneSudoForEachStart() throws Exception {
    sudoers("NAME ALL=(ALL:ALL) ALL");
    ScriptedPrompts prompts = new ScriptedPrompts().password(user.password());
    try (Session session = connect(sshd.options(user.name()), prompts)) {
      walk(session, 1);
    }
    assertThat(asked(prompts, "sudo")).containsExactly("sudo");
  }

  /** Seen on the practice server: it was asked for, since a new copy knew of no walk. */
  @Test
  void copyThatKnowsNothing_isFollowedWithoutAnyPassword() throws Exception {
    sudoers("NAME ALL=(ALL:ALL) ALL");
    ScriptedPrompts prompts = new ScriptedPrompts().password(user.password());
    String id;
    try (Session session = connect(sshd.options(user.name()), prompts)) {
      walk(session, 1);
      id = session.offer().run().orElseThrow().runId();
    }
    Files.delete(folder.resolve("runs").resolve(id).resolve("events"));
    ScriptedPrompts nobody = new ScriptedPrompts();
    long before;
    try (Session session = connect(sshd.options(user.name()), nobody);
        RunControl run = session.openRun(id, "test")) {
      before = sudos();
      Told told = Told.by(run);
      run.start();
      told.await(RunState.FINISHED);
    }
    assertThat(asked(nobody, "sudo")).isEmpty();
    assertThat(sudos()).isEqualTo(before);
  }

  @Test
  void sudoWithoutPassword_asksNothing() throws Exception {
    sudoers("NAME ALL=(ALL:ALL) NOPASSWD: ALL");
    ScriptedPrompts prompts = new ScriptedPrompts();
    try (Session session = connect(sshd.options(user.name()), prompts)) {
      walk(session, 1);
    }
    assertThat(asked(prompts, "sudo")).isEmpty();
  }

  @Test
  void wrongPassword_isAskedForAgainOnce() throws Exception {
    sudoers("NAME ALL=(ALL:ALL) ALL");
    ScriptedPrompts prompts = new ScriptedPrompts().password("wrong").password(user.password());
    try (Session session = connect(sshd.options(user.name()), prompts);
        RunControl run = session.newRun(plan(), "test", Map.of(), false)) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      assertThat(run.trouble()).isEmpty();
      assertThat(run.record().steps().get(2).state()).isEqualTo(StepState.DONE);
      assertThat(asked(prompts, "sudo")).containsExactly("sudo", "sudo retry");
      assertThat(Files.readAllLines(sudoLog).stream().filter(l -> l.contains("incorrect")))
          .as("one try each: accounts lock")
          .hasSize(1);
    }
  }

  @Test
  void noPasswordGiven_nothingBeginsAndRetryAsksAgain() throws Exception {
    sudoers("NAME ALL=(ALL:ALL) ALL");
    ScriptedPrompts prompts = new ScriptedPrompts();
    try (Session session = connect(sshd.options(user.name()), prompts);
        RunControl run = session.newRun(plan(), "test", Map.of(), false)) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      assertThat(run.trouble()).get().isInstanceOf(SudoException.class);
      assertThat(run.canSkip()).isFalse();
      assertThat(runs()).doesNotExist();
      assertThat(session.runsOnServer()).isEmpty();
      prompts.password(user.password());
      run.resume();
      assertThat(Waiting.until(PATIENCE, () -> Files.exists(work.resolve("after.done")))).isTrue();
    }
  }

  @Test
  void loginRoot_needsNoSudo_andTheRunIsRoots() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts();
    Plan plan =
        new Plan(
            "test", "Test", Map.of(), List.of(step("one", true, WHO), step("two", false, WHO)));
    try (Session session = connect(sshd.options("root"), prompts);
        RunControl run = session.newRun(plan, "test", Map.of(), false)) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.FINISHED);
      for (int step = 0; step < 2; step++) {
        assertThat(run.record().steps().get(step).out())
            .content()
            .contains("I am root in /root, at home in /root\n");
      }
      assertThat(runs().resolve(run.record().runId())).isDirectory();
    }
    assertThat(asked(prompts, "sudo")).isEmpty();
  }

  @Test
  void suOnly_rootsPasswordOnceForTheSitting() throws Exception {
    Path place = Files.createDirectory(folder.resolve("server"));
    try (SuServer server = SuServer.start(place, "root's own word", List.of())) {
      LocalSshd mine = sshd;
      sshd = server.sshd();
      ScriptedPrompts prompts = new ScriptedPrompts().password("root's own word");
      Plan plan =
          new Plan(
              "test",
              "Test",
              Map.of(),
              List.of(
                  step("one", true, WHO),
                  step("two", false, WHO),
                  step("three", true, "[ -e \"$WORK/cure\" ]\n" + WHO)));
      try (Session session = connect(sshd.options(user.name()), prompts);
          RunControl run = session.newRun(plan, "test", Map.of(), false)) {
        Told told = Told.by(run);
        run.start();
        told.await(RunState.NEEDS_DECISION);
        assertThat(server.tries()).isEqualTo(1);
        Files.createFile(work.resolve("cure"));
        run.resume();
        told.await(RunState.FINISHED);
        assertThat(server.tries()).isEqualTo(2);
        assertThat(run.record().steps().get(0).out()).content().contains("I am root in /root,");
        assertThat(run.record().steps().get(1).out())
            .content()
            .contains("I am " + user.name() + " in " + user.home() + ",");
        assertThat(runs().resolve(run.record().runId())).isDirectory();
      } finally {
        sshd = mine;
      }
      assertThat(asked(prompts, "root")).containsExactly("root");
    }
  }

  /** What may not be root walks a plan that needs none, out of its own folder. */
  @Test
  void loginWithoutRoot_walksAPlanWithoutRootStepsInItsHome() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts();
    Plan plan =
        new Plan(
            "test", "Test", Map.of(), List.of(step("one", false, WHO), step("two", false, WHO)));
    try (Session session = connect(sshd.options(user.name()), prompts);
        RunControl run = session.newRun(plan, "test", Map.of(), false)) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.FINISHED);
      assertThat(run.record().steps().get(1).out()).content().contains("I am " + user.name() + " ");
      Path kept = user.home().resolve(".drydock/runs").resolve(run.record().runId());
      assertThat(kept.resolve("events")).exists();
      assertThat(Files.getOwner(kept).getName()).isEqualTo(user.name());
      assertThat(folder.resolve("var-lib-drydock")).doesNotExist();
    }
    assertThat(asked(prompts, "sudo")).isEmpty();
    assertThat(sudos()).isZero();
  }

  /** Steps of root's that are done already are no reason to ask for root. */
  @Test
  void rootStepsThatAreDone_needNoRoot() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts();
    Files.createFile(work.resolve("one.done"));
    Plan plan =
        new Plan(
            "test", "Test", Map.of(), List.of(step("one", true, WHO), step("two", false, WHO)));
    try (Session session = connect(sshd.options(user.name()), prompts)) {
      Map<String, Boolean> done = session.alreadyDone(plan);
      session.confirmRoot(plan, done);
      try (RunControl run = session.newRun(plan, "test", done, false)) {
        Told told = Told.by(run);
        run.start();
        told.await(RunState.FINISHED);
        assertThat(run.record().steps().get(0).state()).isEqualTo(StepState.ALREADY_DONE);
      }
    }
    assertThat(asked(prompts, "sudo")).isEmpty();
  }

  /** Another person of the same server reads nothing of it, and may not walk beside it. */
  @Test
  void anotherLogin_seesNothingOfARunThatIsNotItsOwn() throws Exception {
    sudoers("NAME ALL=(ALL:ALL) NOPASSWD: ALL");
    try (ThrowawayUser other = ThrowawayUser.create("/bin/sh");
        Session session = connect(sshd.options(user.name()), new ScriptedPrompts());
        RunControl run = session.newRun(plan(), "test", Map.of(), false)) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      try (Session stranger = connect(sshd.options(other.name()), new ScriptedPrompts())) {
        assertThat(stranger.runsOnServer()).isEmpty();
      }
      try (Session again = connect(sshd.options(user.name()), new ScriptedPrompts())) {
        assertThat(again.runsOnServer()).hasSize(1);
        assertThat(again.offer().isHalfDone()).isTrue();
      }
    }
  }
}
