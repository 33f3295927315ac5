package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
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
import org.junit.jupiter.api.io.TempDir;

/** Looking on needs no root; going on with a run that root walks does. On a real server. */
final class RootAtResumeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private ThrowawayUser user;
  private LocalSshd sshd;
  private Path work;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(LocalSshd.isRoot() && Files.isExecutable(Path.of("/usr/bin/sudo")), "needs root");
    user = ThrowawayUser.create("/bin/sh");
    user.sudoers("NAME ALL=(ALL:ALL) ALL");
    sshd = LocalSshd.start();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    work = Files.createDirectory(folder.resolve("work"));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterEach
  void stop() {
    if (sshd != null) {
      sshd.close();
      user.close();
    }
  }

  private Session connect(ScriptedPrompts prompts) throws Exception {
    return new LiveSessions(
            sshd.connector(),
            OwnPlace.in(folder),
            new RunStore(folder.resolve("runs"), Clock.systemUTC()),
            Clock.systemUTC())
        .connect(sshd.options(user.name()), prompts);
  }

  private PlannedStep step(String id, boolean root, String apply) {
    String text =
        "check() { [ -e \"$WORK/%1$s.done\" ]; }\napply() { echo run >> \"$WORK/%1$s.count\"\n%2$s\n: > \"$WORK/%1$s.done\"; }\nverify() { :; }\n"
            .formatted(id, apply);
    return new PlannedStep(
        new Step(id, id, "why", root, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", work.toString())));
  }

  /** A run that root walks and that has failed; the next walk does it. */
  private String failed() throws Exception {
    Plan plan =
        new Plan(
            "test",
            "Test",
            Map.of(),
            List.of(step("one", false, ":"), step("two", true, "[ -e \"$WORK/cure\" ]\nid -u")));
    ScriptedPrompts prompts = new ScriptedPrompts().password(user.password());
    try (Session session = connect(prompts)) {
      session.readFacts();
      try (RunControl run = session.newRun(plan, "test", Map.of(), false)) {
        Told told = Told.by(run);
        run.start();
        told.await(RunState.NEEDS_DECISION);
        assertThat(work.resolve("two.count")).exists();
        Files.createFile(work.resolve("cure"));
        return run.record().runId();
      }
    }
  }

  private static List<String> sudoQuestions(ScriptedPrompts prompts) {
    return prompts.asked().stream().filter(question -> question.startsWith("sudo")).toList();
  }

  @Test
  void openRun_looksOnWithoutRoot_andGoingOnAsksUntilItIsRight() throws Exception {
    String id = failed();
    ScriptedPrompts prompts = new ScriptedPrompts().password("wrong").password(user.password());
    try (Session session = connect(prompts);
        RunControl run = session.openRun(id, "test")) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      assertThat(run.trouble()).isEmpty();
      assertThat(sudoQuestions(prompts)).isEmpty();
      run.resume();
      told.await(RunState.FINISHED);
      assertThat(run.record().steps().get(1).out()).content().contains("0\n");
      assertThat(run.record().steps().get(1).attempt()).isEqualTo(2);
      assertThat(sudoQuestions(prompts)).containsExactly("sudo", "sudo retry");
    }
    assertThat(Files.readAllLines(work.resolve("one.count"))).hasSize(1);
    assertThat(Files.readAllLines(work.resolve("two.count"))).hasSize(2);
  }

  @Test
  void resume_onlyAWrongPassword_saysSoAndNothingBegins() throws Exception {
    String id = failed();
    ScriptedPrompts prompts = new ScriptedPrompts().password("wrong");
    try (Session session = connect(prompts);
        RunControl run = session.openRun(id, "test")) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      run.resume();
      assertThat(Waiting.until(PATIENCE, () -> run.trouble().isPresent())).isTrue();
      assertThat(run.trouble().orElseThrow()).isInstanceOf(SudoException.class);
      // Typed once, tried once; then the person gave none.
      assertThat(sudoQuestions(prompts)).containsExactly("sudo", "sudo retry");
      assertThat(Files.readAllLines(work.resolve("two.count"))).hasSize(1);
      prompts.password(user.password());
      run.resume();
      told.await(RunState.FINISHED);
    }
  }

  @Test
  void openRun_ofAFinishedOne_asksNothing() throws Exception {
    String id = failed();
    ScriptedPrompts prompts = new ScriptedPrompts().password(user.password());
    try (Session session = connect(prompts);
        RunControl run = session.openRun(id, "test")) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.NEEDS_DECISION);
      run.resume();
      told.await(RunState.FINISHED);
    }
    ScriptedPrompts none = new ScriptedPrompts();
    try (Session session = connect(none);
        RunControl run = session.openRun(id, "test")) {
      Told told = Told.by(run);
      run.start();
      told.await(RunState.FINISHED);
      assertThat(run.record().isFinished()).isTrue();
      assertThat(sudoQuestions(none)).isEmpty();
    }
  }
}
