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
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.SudoCheck;
import dev.drydock.server.Verdict;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.SuServer;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.ThrowawayUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the facts to a root step on a real server where root is had only through su. */
final class SuOnlyRunTest {
  @TempDir Path folder;
  private ThrowawayUser user;
  private SuServer server;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(LocalSshd.isRoot(), "needs root");
    // The person reads there what root walks.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    user = ThrowawayUser.create("/bin/sh");
    server =
        SuServer.start(
            Files.createDirectory(folder.resolve("server")), "root's own word", List.of());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      user.close();
    }
  }

  private Session connect(ScriptedPrompts prompts) throws Exception {
    return new LiveSessions(
            server.sshd().connector(),
            OwnPlace.in(folder),
            new RunStore(folder.resolve("runs"), Clock.systemUTC()),
            Clock.systemUTC())
        .connect(server.sshd().options(user.name()), prompts);
  }

  private static Plan plan(boolean root) {
    String text =
        "check() { return 1; }\napply() { echo \"I am $(id -u) in $PWD\"; }\nverify() { :; }\n";
    // What needs root is not asked by the last check of a step: that is the user's.
    String done = "check() { [ -e /var/lib/drydock-done ]; }\n";
    String apply =
        "apply() { echo \"I am $(id -u)\"; : > /var/lib/drydock-done; }\nverify() { :; }\n";
    return new Plan(
        "test",
        "Test",
        Map.of(),
        List.of(
            new PlannedStep(
                new Step("one", "One", "why", root, 1, 1, 1, "", false, root ? done + apply : text),
                new TreeMap<>())));
  }

  @Test
  void rootStep_asksForRootsPasswordOnceAndRuns() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts().password("wrong").password("root's own word");
    try (Session session = connect(prompts)) {
      ServerFacts facts = session.readFacts();
      assertThat(facts.access().sudo()).isEqualTo(ServerFacts.Sudo.MISSING);
      assertThat(facts.needsSu()).isTrue();
      assertThat(SudoCheck.whatIsAsked(facts)).contains("root's own password").contains("su");
      Finding finding =
          session.findings().stream()
              .filter(f -> f.id().equals("access.root"))
              .findFirst()
              .orElseThrow();
      assertThat(finding.verdict()).isEqualTo(Verdict.CARE);
      assertThat(finding.value()).contains("no sudo").contains("su");

      session.confirmRoot(plan(true), Map.of());
      assertThat(prompts.asked()).containsSubsequence("root", "root retry");
      assertThat(server.tries()).isEqualTo(2);
      try (RunControl run = session.newRun(plan(true), "test", Map.of(), false)) {
        Told told = Told.by(run);
        run.start();
        told.await(RunState.FINISHED);
        assertThat(run.record().steps().get(0).out()).content().contains("I am 0\n");
      }
    }
    assertThat(prompts.asked().stream().filter(q -> q.startsWith("root"))).hasSize(2);
    assertThat(prompts.asked()).noneMatch(q -> q.startsWith("sudo"));
  }

  @Test
  void confirmRoot_cancelled_saysSoAndTriesNothing() throws Exception {
    try (Session session = connect(new ScriptedPrompts())) {
      session.readFacts();
      SudoException e =
          catchThrowableOfType(
              SudoException.class, () -> session.confirmRoot(plan(true), Map.of()));
      assertThat(e.kind()).isEqualTo(SudoException.Kind.PASSWORD_NEEDED);
      assertThat(server.tries()).isZero();
    }
  }

  @Test
  void confirmRoot_nothingLeftForRoot_asksNothing() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts();
    try (Session session = connect(prompts)) {
      session.readFacts();
      session.confirmRoot(plan(false), Map.of());
      session.confirmRoot(plan(true), Map.of("one", true));
    }
    assertThat(prompts.asked()).noneMatch(q -> q.startsWith("root"));
  }

  /** The probe cannot tell; sudo says only after the password that this user may nothing. */
  @Test
  void confirmRoot_sudoSaysNotAllowed_goesOnWithSu() throws Exception {
    try (LocalSshd plain = LocalSshd.start();
        Session session =
            new LiveSessions(
                    plain.connector(),
                    OwnPlace.in(folder),
                    new RunStore(folder.resolve("runs"), Clock.systemUTC()),
                    Clock.systemUTC())
                .connect(
                    plain.options(user.name()),
                    new ScriptedPrompts().password(user.password()).password("not root's"))) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "needs sudo");
      assertThat(session.readFacts().access().sudo()).isEqualTo(ServerFacts.Sudo.PASSWORD);
      SudoException e =
          catchThrowableOfType(
              SudoException.class, () -> session.confirmRoot(plan(true), Map.of()));
      assertThat(e.kind()).isEqualTo(SudoException.Kind.WRONG_PASSWORD);
      assertThat(e.getMessage()).contains("su on the server refused root's password");
      assertThat(session.facts().orElseThrow().needsSu()).isTrue();
    }
  }

  @Test
  void confirmRoot_sudoPasswordWrong_isAskedForAgainAndThenRight() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts().password("wrong").password(user.password());
    user.sudoers("NAME ALL=(ALL:ALL) ALL");
    try (LocalSshd plain = LocalSshd.start();
        Session session =
            new LiveSessions(
                    plain.connector(),
                    OwnPlace.in(folder),
                    new RunStore(folder.resolve("runs"), Clock.systemUTC()),
                    Clock.systemUTC())
                .connect(plain.options(user.name()), prompts)) {
      session.readFacts();
      session.confirmRoot(plan(true), Map.of());
      session.confirmRoot(plan(true), Map.of());
    }
    assertThat(prompts.asked().stream().filter(q -> q.startsWith("sudo")))
        .containsExactly("sudo", "sudo retry");
  }
}
