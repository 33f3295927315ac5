package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.run.RunControl;
import dev.drydock.run.RunState;
import dev.drydock.session.Session;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What walked a run is dead and its number belongs to another process now: the run is interrupted,
 * can be gone on with, and that other process is left in peace.
 */
@ExtendWith(BookedTests.class)
final class PidReuseTest {
  private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Whose number it was: {@code lease} is "1 pid start boot run", {@code id} has two pairs. */
  enum Who {
    RUNNER("lease.1", 1, 3),
    WRAPPER("runs/%s/jobs/01.1/id", 1, 6),
    SCRIPT("runs/%s/jobs/01.1/id", 3, 6);

    private final String file;
    private final int pid;
    private final int boot;

    Who(String file, int pid, int boot) {
      this.file = file;
      this.pid = pid;
      this.boot = boot;
    }
  }

  @TempDir Path folder;
  private FaultServer server;
  private Session session;
  private String runId;
  private Process innocent;

  @BeforeEach
  void startAndKill() throws Exception {
    server = new FaultServer(folder);
    session =
        server.sessions(folder.resolve("runs")).connect(server.options(), new ScriptedPrompts());
    session.readFacts();
    try (RunControl run =
        session.newRun(FaultSteps.gated(folder, new Random(1)).plan(), "reuse", Map.of(), false)) {
      runId = run.record().runId();
      run.start();
      assertThat(Waiting.until(PATIENCE, () -> length(server.out(runId, "01.1")) == 100_000))
          .isTrue();
    }
    server.processes().killAll();
  }

  private static long length(Path file) {
    return file.toFile().length();
  }

  @AfterEach
  void end() {
    if (innocent != null) {
      innocent.descendants().forEach(ProcessHandle::destroyForcibly);
      innocent.destroyForcibly();
    }
    session.close();
    server.close();
  }

  private Path file(Who who) {
    return folder.resolve("home/.drydock").resolve(who.file.formatted(runId));
  }

  private String[] words(Who who) throws IOException {
    return Files.readString(file(who)).strip().split(" +", -1);
  }

  /** A process of a session of its own that has this number. */
  private Process processWithNumber(String pid) throws IOException {
    // Others make processes at the same time: try until the number is ours.
    String script =
        """
        i=0
        while [ "$i" -lt 500 ]; do
          echo $((PID - 1)) > /proc/sys/kernel/ns_last_pid || exit 1
          setsid sleep 600 &
          if [ "$!" = "$PID" ]; then echo got; wait; exit 0; fi
          kill -9 "$!"
          i=$((i + 1))
        done
        echo none
        """;
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    builder.environment().put("PID", pid);
    return builder.start();
  }

  private void assertInterruptedAndInPeace(ProcessHandle other) throws Exception {
    assertThat(other.isAlive()).isTrue();
    assertThat(session.offer().run().orElseThrow().state()).isEqualTo(RunState.INTERRUPTED);
    // A wish to stop must reach nobody else either.
    server.address().runs().wish(connect(), runId, List.of("stop.01.1"), List.of());
    Files.createFile(folder.resolve("gate"));
    try (Desktop desktop =
        new Desktop(server, folder.resolve("runs"), Clock.systemUTC(), runId, event -> {})) {
      desktop.finish();
      assertThat(desktop.run.record().steps().get(0).attempt()).isEqualTo(2);
    }
    assertThat(other.isAlive()).isTrue();
  }

  private Remote connect() throws Exception {
    Path keys = server.address().key().resolveSibling("known_hosts");
    return new JschConnector(keys, keys.resolveSibling("none"))
        .connect(server.options(), new ScriptedPrompts());
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void numberReused(Who who) throws Exception {
    assumeTrue(Files.isWritable(LAST_PID), "the next process number cannot be chosen here");
    String pid = words(who)[who.pid];
    // A zombie keeps its number until its parent looks, and pid 1 of a container may be slow.
    assumeTrue(
        Waiting.until(PATIENCE, () -> !Files.exists(Path.of("/proc", pid))),
        "the number is not given back");
    innocent = processWithNumber(pid);
    BufferedReader lines = innocent.inputReader(StandardCharsets.UTF_8);
    String said = lines.readLine();
    assumeTrue("got".equals(said), "the number could not be had: " + said);
    assertInterruptedAndInPeace(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
  }

  /** Field 22 of proc(5)'s stat. */
  private static String startOf(String pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
  }

  private void write(Who who, String pid, String start, String boot) throws IOException {
    String[] words = words(who);
    words[who.pid] = pid;
    words[who.pid + 1] = start;
    words[who.boot] = boot;
    Files.writeString(file(who), String.join(" ", words) + "\n");
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void namesLivingProcessOfAnotherTime(Who who) throws Exception {
    innocent = new ProcessBuilder("setsid", "sleep", "600").start();
    String pid = Long.toString(innocent.pid());
    // The clock of start times ticks every 10 ms: the dead one's may be this process's, too.
    write(who, pid, Long.toString(Long.parseLong(startOf(pid)) - 1), words(who)[who.boot]);
    assertInterruptedAndInPeace(innocent.toHandle());
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void namesAnotherBoot(Who who) throws Exception {
    innocent = new ProcessBuilder("setsid", "sleep", "600").start();
    String pid = Long.toString(innocent.pid());
    String thisBoot = words(who)[who.boot];
    // With this boot it would be the run: the test itself is right.
    write(who, pid, startOf(pid), thisBoot);
    assertThat(session.offer().isGoing()).isTrue();
    // Even the start time may be the same after another boot.
    write(who, pid, startOf(pid), "another-boot");
    assertInterruptedAndInPeace(innocent.toHandle());
  }
}
