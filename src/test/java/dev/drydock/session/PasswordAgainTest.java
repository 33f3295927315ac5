package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.ThrowawayUser;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reconnects to a server that takes only a password, asked for as seldom as can be. */
final class PasswordAgainTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private ThrowawayUser user;
  private LocalSshd sshd;
  private final ScriptedPrompts prompts = new ScriptedPrompts();
  private Session session;
  private RunControl run;
  private Told told;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "needs root");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    user = ThrowawayUser.create("/bin/sh");
    sshd =
        LocalSshd.builder()
            .config("PasswordAuthentication yes")
            .config("PubkeyAuthentication no")
            .start();
    session =
        new LiveSessions(
                sshd.connector(),
                OwnPlace.in(folder),
                new RunStore(folder.resolve("runs"), Clock.systemUTC()),
                Clock.systemUTC())
            .connect(
                ConnectOptions.of(sshd.target(user.name())).withAgent(false),
                prompts.password(user.password()));
    session.readFacts();
    String text =
        "check() { [ -e \"$WORK/done\" ]; }\n"
            + "apply() { : >\"$WORK/begun\"; until [ -e \"$WORK/go\" ]; do sleep 0.1; done\n"
            + ": >\"$WORK/done\"; echo end; }\nverify() { :; }\n";
    Plan plan =
        new Plan(
            "test",
            "Test",
            Map.of(),
            List.of(
                new PlannedStep(
                    new Step("one", "One", "why", false, 1, 1, 1, "", false, text),
                    new TreeMap<>(Map.of("WORK", folder.toString())))));
    run = session.newRun(plan, "test", Map.of(), false);
    told = Told.by(run);
    run.start();
    await(() -> Files.exists(folder.resolve("begun")));
    await(() -> run.record().steps().get(0).state() == StepState.RUNNING);
  }

  @AfterEach
  void stop() {
    if (sshd != null) {
      run.close();
      session.close();
      sshd.close();
      user.close();
    }
  }

  private void await(BooleanSupplier condition) {
    assertThat(Waiting.until(PATIENCE, condition)).as("%s", run.record()).isTrue();
  }

  private long asked() {
    return prompts.asked().stream().filter(q -> q.startsWith("password")).count();
  }

  private long logins() {
    return sshd.log().lines().filter(l -> l.contains("Accepted password")).count();
  }

  private void cutAndReconnect() {
    long before = logins();
    sshd.cutConnections();
    run.reconnectNow();
    await(() -> logins() > before);
  }

  private void finish() throws IOException {
    Files.createFile(folder.resolve("go"));
    told.await(RunState.FINISHED);
    assertThat(run.record().steps().get(0).attempt()).isEqualTo(1);
    assertThat(run.record().steps().get(0).out()).content().contains("end");
  }

  private void passwd(String word) throws Exception {
    Process chpasswd = new ProcessBuilder("chpasswd").start();
    chpasswd
        .getOutputStream()
        .write((user.name() + ":" + word + "\n").getBytes(StandardCharsets.UTF_8));
    chpasswd.getOutputStream().close();
    assertThat(chpasswd.waitFor()).isZero();
  }

  @Test
  void sameAsBefore_isNotAskedAgain() throws Exception {
    cutAndReconnect();
    cutAndReconnect();
    finish();
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void changedMeanwhile_theOldIsTriedOnceAndTheNewAskedForOnce() throws Exception {
    passwd("another-word");
    prompts.password("another-word");
    cutAndReconnect();
    cutAndReconnect();
    finish();
    assertThat(prompts.asked().stream().filter(q -> q.startsWith("password")))
        .containsExactly("password", "password retry");
    assertThat(sshd.log().lines().filter(l -> l.contains("Failed password"))).hasSize(1);
  }

  @Test
  void cancelled_theRunWaitsAndSaysSo() throws Exception {
    passwd("another-word");
    sshd.cutConnections();
    await(() -> run.record().state() == RunState.NEEDS_DECISION);
    assertThat(asked()).isEqualTo(2);
    assertThat(run.record().message())
        .contains("no password was given")
        .contains("The server works on by itself")
        .contains("Retry");
    assertThat(run.record().steps().get(0).state()).isEqualTo(StepState.RUNNING);
    prompts.password("another-word");
    run.resume();
    finish();
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void wrongAgain_isNotALoop() throws Exception {
    passwd("another-word");
    prompts.password("wrong").password("wrong too").password("never asked for");
    sshd.cutConnections();
    await(() -> run.record().state() == RunState.NEEDS_DECISION);
    assertThat(run.record().message()).contains("The password was refused 3 times");
    assertThat(asked()).isEqualTo(3);
    prompts.password("another-word");
    run.resume(); // "never asked for" comes first, is wrong, and then the right one
    finish();
  }
}
