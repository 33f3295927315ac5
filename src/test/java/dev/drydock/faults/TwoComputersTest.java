package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.ServerRun;
import dev.drydock.session.Session;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.io.RandomAccessFile;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run that was begun on another computer: this one knows of it only what the server tells, which
 * is believed where it has the right form, shown harmlessly, and gone on with when its plan was
 * seen.
 */
final class TwoComputersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private FaultServer server;
  private Session b;
  private String id;

  /** A run of which the first step is done, and whose server was restarted in the second. */
  @BeforeEach
  void beginElsewhere() throws Exception {
    server = new FaultServer(folder);
    try (Session a =
        server.sessions(folder.resolve("a")).connect(server.options(), new ScriptedPrompts())) {
      a.readFacts();
      try (RunControl run = a.newRun(plan(), "a", Map.of(), false)) {
        id = run.record().runId();
        run.start();
        assertThat(Waiting.until(PATIENCE, () -> Files.exists(folder.resolve("gated.executed"))))
            .isTrue();
      }
    }
    server.reboot();
    b = server.sessions(folder.resolve("b")).connect(server.options(), new ScriptedPrompts());
    b.readFacts();
  }

  @AfterEach
  void stop() {
    b.close();
    server.close();
  }

  private PlannedStep step(String name, String apply) {
    String text =
        """
        check() { [ -e "$WORK/%1$s.done" ]; }
        apply() { echo executed >> "$WORK/%1$s.executed"
        %2$s
        : > "$WORK/%1$s.done"; }
        verify() { [ -e "$WORK/%1$s.done" ]; }
        """
            .formatted(name, apply);
    return new PlannedStep(
        new Step(name, "Step " + name, "why", false, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", folder.toString())));
  }

  private Plan plan() {
    String waits = "echo begin; while ! [ -e \"$WORK/gate\" ]; do sleep 0.05; done; seq 20000";
    return new Plan(
        "test",
        "Test",
        Map.of(),
        List.of(step("first", "echo first"), step("gated", waits), step("last", "echo last")));
  }

  private long executions(String name) throws IOException {
    Path file = folder.resolve(name + ".executed");
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private void replace(String file, String from, String to) throws IOException {
    Path path = server.run(id).resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  private ServerRun only() throws Exception {
    List<ServerRun> runs = b.runsOnServer();
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  private Desktop takeUp() throws Exception {
    return new Desktop(server, folder.resolve("b"), Clock.systemUTC(), id, event -> {});
  }

  @Test
  void interrupted_goesOnWhenItsPlanWasSeen_andNothingIsDoneTwice() throws Exception {
    assertThat(only().isGoing()).as("a lease of before the restart").isFalse();
    assertThat(only().progress()).isEqualTo("1 of 3 steps done");
    Files.createFile(folder.resolve("gate"));
    try (Desktop desktop = takeUp()) {
      assertThat(desktop.session.isUnseen(id)).isTrue();
      assertThat(Waiting.until(PATIENCE, desktop::asks)).isTrue();
      assertThat(executions("last")).as("nothing of it is walked before it was seen").isZero();
      assertThat(b.check(desktop.run.record().plan()).strangeSteps()).contains("last");
      desktop.finish();
      assertThat(desktop.run.record().steps().get(1).attempt()).isEqualTo(2);
      for (int i = 1; i <= 3; i++) {
        String job = "0%d.%d".formatted(i, i == 2 ? 2 : 1);
        assertThat(desktop.run.record().steps().get(i - 1).out())
            .hasBinaryContent(Files.readAllBytes(server.out(id, job)));
      }
    }
    assertThat(executions("first")).isEqualTo(1);
    assertThat(executions("gated")).isEqualTo(2);
    assertThat(executions("last")).isEqualTo(1);
  }

  @Test
  void whatIsKept_othersCannotRead() throws Exception {
    Path kept = server.run(id);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept))).endsWith("---");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.getParent())))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"id\":\"last\"|\"id\":\"../../../../tmp/last\"",
        "\"id\":\"last\"|\"id\":\"first\"",
        "\"WORK\":|\"PATH\":",
        "\"WORK\":|\"WORK;touch evil\":",
        "\"recipeId\":\"test\"|\"recipeId\":\"../test\"",
        "echo last|echo \\u001b[2Jlast",
        "echo last|echo \\u202elast",
        "echo last|echo \\u0000",
        "\"steps\":[|\"steps\":[null,",
        "{|[",
      })
  void openRun_forgedPlan_isRefused(String change) throws Exception {
    String[] fromTo = change.split("\\|", 2);
    replace("plan", fromTo[0], fromTo[1]);
    assertThatThrownBy(() -> b.openRun(id, "b").close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be used");
    assertThat(folder.resolve("b").resolve(id)).doesNotExist();
  }

  /** The server walks what it has; what was approved is another. */
  @Test
  void openRun_changedPlan_isNotWalked() throws Exception {
    replace("plan", "echo last", "echo changed");
    Files.createFile(folder.resolve("gate"));
    try (Desktop desktop = takeUp()) {
      assertThat(Waiting.until(PATIENCE, desktop::asks)).isTrue();
      desktop.resume();
      assertThat(Waiting.until(PATIENCE, () -> desktop.run.trouble().isPresent())).isTrue();
      assertThat(desktop.run.record().message()).contains("another plan");
    }
    assertThat(executions("last")).isZero();
  }

  @Test
  void openRun_hugePlan_isRefusedUnread() throws Exception {
    try (RandomAccessFile plan =
        new RandomAccessFile(server.run(id).resolve("plan").toFile(), "rw")) {
      plan.setLength(1L << 30);
    }
    assertThat(only().problem()).contains("too long");
    assertThatThrownBy(() -> b.openRun(id, "b").close()).hasMessageContaining("too long");
  }

  @Test
  void runsOnServer_hostileTextsAndNames_areNeutralised() throws Exception {
    replace("about", "\"title\":\"Test\"", "\"title\":\"\\u001b]0;owned\\u0007T\\u202eest\"");
    Path runs = server.run(id).getParent();
    for (String name :
        List.of("20261124-000000-0000zz", "a b", "20261124-000000-000000\nx", "-rf")) {
      Path other = Files.createDirectories(runs.resolve(name));
      Files.copy(runs.resolve(id).resolve("events"), other.resolve("events"));
      Files.copy(runs.resolve(id).resolve("about"), other.resolve("about"));
    }
    assertThat(only().runId()).isEqualTo(id);
    assertThat(only().title()).isEqualTo("]0;owned T est");
  }

  /** What tells of other steps than the plan has is not believed. */
  @Test
  void openRun_eventsOfOtherSteps_areNotBelieved() throws Exception {
    Path events = server.run(id).resolve("events");
    Files.writeString(
        events,
        Files.readString(events) + "1 5 step 99 done 1 0 4\n1 5 step 00 done 1 0 4\n\u001b[2J\n");
    Files.createFile(folder.resolve("gate"));
    try (Desktop desktop = takeUp()) {
      desktop.finish();
      assertThat(desktop.run.record().toString()).doesNotContain("\u001b");
    }
    assertThat(executions("first")).isEqualTo(1);
    assertThat(executions("last")).isEqualTo(1);
  }
}
