package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
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

/** Whether a run that is gone on with can be root, on a real server, before anything is executed. */
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

  /** A run in whose first step the wizard was closed; its second step needs root. */
  private String halfDone() throws Exception {
    Plan plan =
        new Plan(
            "test",
            "Test",
            Map.of(),
            List.of(
                step("one", false, "while ! [ -e \"$WORK/gate\" ]; do sleep 0.05; done"),
                step("two", true, "id -u")));
    try (Session session = connect(new ScriptedPrompts())) {
      session.readFacts();
      try (RunControl run = session.newRun(plan, "test")) {
        run.start();
        assertThat(Waiting.until(PATIENCE, () -> Files.exists(work.resolve("one.count")))).isTrue();
        return run.record().runId();
      }
    }
  }

  private static List<String> sudoQuestions(ScriptedPrompts prompts) {
    return prompts.asked().stream().filter(question -> question.startsWith("sudo")).toList();
  }

  @Test
  void resumeRun_asksBeforeTheRunGoesOn_andNotAgain() throws Exception {
    String id = halfDone();
    ScriptedPrompts prompts = new ScriptedPrompts().password("wrong").password(user.password());
    try (Session session = connect(prompts);
        RunControl run = session.resumeRun(id)) {
      assertThat(sudoQuestions(prompts)).containsExactly("sudo", "sudo retry");
      assertThat(work.resolve("two.count")).doesNotExist();
      run.start();
      Files.createFile(work.resolve("gate"));
      assertThat(Waiting.until(PATIENCE, () -> run.record().state() == RunState.FINISHED))
          .as("%s", run.record())
          .isTrue();
      assertThat(run.record().steps().get(1).out()).content().contains("0\n");
      assertThat(sudoQuestions(prompts)).hasSize(2);
      assertThat(Files.readAllLines(work.resolve("one.count"))).hasSize(1);
    }
  }

  @Test
  void resumeRun_onlyWrongPasswords_saysSoAndLetsGoOfTheRun() throws Exception {
    String id = halfDone();
    ScriptedPrompts prompts = new ScriptedPrompts().password("wrong");
    try (Session session = connect(prompts)) {
      SudoException e =
          catchThrowableOfType(SudoException.class, () -> session.resumeRun(id).close());
      assertThat(e.kind()).isEqualTo(SudoException.Kind.WRONG_PASSWORD);
      // Typed once, tried once; then the person gave none.
      assertThat(sudoQuestions(prompts)).containsExactly("sudo", "sudo retry");
      try (RunControl again = session.openRun(id)) {
        assertThat(again.isWatching()).isFalse();
      }
    }
  }

  @Test
  void confirmRoot_ofARun_countsWhatIsSettled() throws Exception {
    String id = halfDone();
    ScriptedPrompts prompts = new ScriptedPrompts().password(user.password());
    Files.createFile(work.resolve("gate"));
    try (Session session = connect(prompts)) {
      try (RunControl run = session.resumeRun(id)) {
        run.start();
        assertThat(Waiting.until(PATIENCE, () -> run.record().state() == RunState.FINISHED))
            .isTrue();
      }
    }
    ScriptedPrompts none = new ScriptedPrompts();
    try (Session session = connect(none);
        RunControl run = session.resumeRun(id)) {
      assertThat(run.record().isFinished()).isTrue();
      assertThat(sudoQuestions(none)).isEmpty();
    }
  }
}
