package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.Main;
import dev.drydock.files.DrydockHome;
import dev.drydock.practice.PracticeGuest;
import dev.drydock.practice.PracticeServer;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.ServerRun;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Session;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The whole package route on the practice server, begun by the command line in a process of its
 * own, which is killed at once and never comes back. In the middle the server loses its power;
 * after booting it goes on by itself. When it has finished, another computer fetches all of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsOnPracticeSoak {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** Far above the 20 minutes measured. */
  private static final Duration WHOLE = Duration.ofMinutes(60);

  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Path folder = Path.of("target", "faults-practice").toAbsolutePath();
  private PracticeServer server;
  private Process desktop;

  @BeforeAll
  void start() throws Exception {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Files.createDirectories(folder);
    server = PracticeGuest.fresh();
  }

  @AfterAll
  void end() {
    if (desktop != null) {
      desktop.destroyForcibly();
    }
  }

  private ConnectOptions options() {
    return ConnectOptions.of(server.target()).withIdentity(server.keyFile()).withAgent(false);
  }

  private JschConnector connector() {
    return new JschConnector(folder.resolve("known_hosts"), folder.resolve("none"));
  }

  /** What a script prints on the server; "" while it cannot be reached. */
  private String ask(String script) {
    try (Remote remote = connector().connect(options(), new ScriptedPrompts())) {
      return remote.exec(script).text();
    } catch (IOException e) {
      return "";
    }
  }

  private String events() {
    return ask("cat /var/lib/drydock/runs/*/events 2>/dev/null");
  }

  private void begin() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "--host", "127.0.0.1", "--port", "" + server.port()));
    command.addAll(List.of("--user", server.user(), "--identity", "" + server.keyFile()));
    command.addAll(List.of("--no-agent", "--accept-host-key", server.hostKeySha256()));
    command.addAll(List.of("--sudo-password-stdin", "--set", "BASE_TOOL=mmdebstrap"));
    command.addAll(List.of("--after-reboot", "--yes"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("desktop.log").toFile());
    builder.environment().put("DRYDOCK_HOME", folder.resolve("home").toString());
    desktop = builder.start();
    try (OutputStream in = desktop.getOutputStream()) {
      in.write(Files.readAllBytes(server.passwordFile()));
      in.write('\n');
    }
  }

  private void await(String what, Duration limit, String event) throws IOException {
    boolean came =
        Waiting.until(
            limit,
            LOOK,
            () -> {
              String now = events();
              if (!event.contains("decision") && now.contains("ended decision")) {
                throw new AssertionError(what + ": it waits for a decision\n" + now);
              }
              return now.contains(event);
            });
    assertThat(came)
        .as("%s\n%s\n%s", what, events(), Files.readString(folder.resolve("desktop.log")))
        .isTrue();
  }

  @Test
  void route_desktopKilledAtOnceAndNeverBack_powerCut_isFinishedAndWhole() throws Exception {
    begin();
    await("begun", PATIENCE, " begun ");
    desktop.destroyForcibly().waitFor();
    await("the base system is being made", WHOLE, "step 07 running");
    PracticeGuest.powerCut();
    server = PracticeGuest.runningOn(server.port());
    await("it went on by itself", PATIENCE, " boot\n");
    await("finished", WHOLE, "ended finished");
    assertThat(ask("ls /etc/systemd/system")).doesNotContain("drydock");
    assertThat(ask("ps ax")).doesNotContain("/var/lib/drydock/runs");

    LiveSessions another = new LiveSessions(DrydockHome.under(folder.resolve("another")));
    ScriptedPrompts prompts = new ScriptedPrompts();
    try (Session session = another.connect(options(), prompts)) {
      ServerRun found = session.offer().run().orElseThrow();
      assertThat(found.state()).isEqualTo(RunState.FINISHED);
      try (RunControl run = session.openRun(found.runId(), "practice")) {
        run.start();
        assertThat(
                Waiting.until(
                    PATIENCE, () -> run.record().state() == RunState.FINISHED && isWhole(run)))
            .as("%s", run.record().state())
            .isTrue();
        check(run.record());
      }
    }
    assertThat(PracticeGuest.witness().executed()).as("SSE2 instructions since booting").isZero();
  }

  /** Every output is here, byte for byte. */
  private boolean isWhole(RunControl run) {
    return run.record().steps().stream().allMatch(this::isWhole);
  }

  private boolean isWhole(StepRecord step) {
    try {
      String there =
          ask("sha256sum /var/lib/drydock/runs/*/jobs/" + step.jobId() + "/out | cut -d' ' -f1");
      byte[] here = Files.exists(step.out()) ? Files.readAllBytes(step.out()) : new byte[0];
      return there
          .strip()
          .equals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(here)));
    } catch (IOException | java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void check(RunRecord record) {
    assertThat(record.steps())
        .allMatch(step -> step.state() == StepState.DONE || step.state() == StepState.ALREADY_DONE);
    // What the power cut hit was done again, and nothing else: not the clock either, which nobody
    // could tell the server. (What had not reached its disk is as if it had not been.)
    assertThat(record.steps())
        .filteredOn(step -> step.attempt() > 1)
        .extracting(StepRecord::stepId)
        .isSubsetOf("docker-group", "base-rootfs");
  }
}
