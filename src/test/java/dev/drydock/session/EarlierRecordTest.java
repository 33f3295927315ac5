package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.run.RefusedException;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.Redactor;
import dev.drydock.transcript.Transcript;
import dev.drydock.transcript.TranscriptFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that the released version walked from a desktop, as it left them in their folders (only
 * names are changed): they are read, listed and exported, and not gone on with.
 */
class EarlierRecordTest {
  private static final String FINISHED = "20261201-120152-76c731";
  private static final String FAILED = "20261201-120153-638ce4";
  private static final String LEFT = "20261201-120153-022769";
  private static final String PAUSED = "20261201-120154-effd20";

  @TempDir Path folder;
  private RunStore store;

  @BeforeEach
  void copy() throws Exception {
    Path kept = Path.of(EarlierRecordTest.class.getResource("/earlier").toURI());
    try (Stream<Path> files = Files.walk(kept)) {
      for (Path file : files.toList()) {
        Files.copy(file, runs().resolve(kept.relativize(file).toString()));
      }
    }
    store = new RunStore(runs(), Clock.systemUTC());
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private static List<StepState> states(RunRecord run) {
    return run.steps().stream().map(StepRecord::state).toList();
  }

  @Test
  void list_hasAllNewestFirst() throws Exception {
    assertThat(store.list())
        .extracting(RunRecord::runId)
        .containsExactly(PAUSED, FAILED, LEFT, FINISHED);
    assertThat(store.list())
        .allSatisfy(
            run -> {
              assertThat(run.profile()).isEqualTo("poweredge");
              assertThat(run.server()).isEqualTo("owner@poweredge:22");
              assertThat(run.factsSummary()).contains("SSE2: missing");
              assertThat(run.started()).isAfter(Instant.parse("2026-12-01T12:01:00Z"));
              assertThat(run.repaired()).isEmpty();
              assertThat(run.plan().recipeTitle()).isEqualTo("Docker from Debian's packages");
            });
  }

  @Test
  void read_finished() throws Exception {
    RunRecord run = store.read(FINISHED);
    assertThat(run.state()).isEqualTo(RunState.FINISHED);
    assertThat(run.isFinished()).isTrue();
    assertThat(states(run)).containsOnly(StepState.DONE);
    assertThat(run.steps().get(0).out()).content().contains("hello \u00e4\n", "there\n");
    assertThat(run.steps().get(0).exitCode()).contains(0);
    assertThat(run.steps().get(1).started()).isPresent();
    assertThat(run.steps().get(1).finished()).isPresent();
  }

  @Test
  void read_failed() throws Exception {
    RunRecord run = store.read(FAILED);
    // It ended with its window, when a decision was waited for.
    assertThat(run.state()).isEqualTo(RunState.DISCONNECTED);
    assertThat(run.steps().get(0).message()).contains("exit code 7", "The disk is full.");
    assertThat(states(run)).containsExactly(StepState.FAILED, StepState.WAITING);
    assertThat(run.steps().get(0).exitCode()).contains(7);
  }

  @Test
  void read_leftInTheMiddle() throws Exception {
    RunRecord run = store.read(LEFT);
    assertThat(run.state()).isEqualTo(RunState.DISCONNECTED);
    assertThat(states(run)).containsExactly(StepState.RUNNING, StepState.WAITING);
    assertThat(run.current().stepId()).isEqualTo("five");
    assertThat(run.steps().get(0).out()).hasContent("begin\n");
  }

  @Test
  void read_paused() throws Exception {
    RunRecord run = store.read(PAUSED);
    assertThat(run.state()).isEqualTo(RunState.DISCONNECTED);
    assertThat(states(run)).containsExactly(StepState.DONE, StepState.WAITING);
  }

  @Test
  void export_allInEveryFormat() throws Exception {
    for (RunRecord run : store.list()) {
      for (TranscriptFormat format : Exports.formats()) {
        Path file = folder.resolve(run.runId() + "." + format.extension());
        Exports.save(Transcript.of(run, ZoneOffset.UTC), format, Redactor.none(), file);
        assertThat(file)
            .content()
            .contains(run.runId(), "owner@poweredge:22", run.steps().get(0).stepId());
      }
    }
    assertThat(folder.resolve(FAILED + ".txt")).content().contains("The disk is full.");
  }

  @Test
  void openRun_refusesInWordsAndChangesNothing() throws Exception {
    Path home = Files.createDirectory(folder.resolve("server-home"));
    try (LocalSshd sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
        Session session =
            new LiveSessions(sshd.connector(), OwnPlace.in(folder), store, Clock.systemUTC())
                .connect(sshd.options(), new ScriptedPrompts())) {
      for (String id : List.of(FINISHED, FAILED, LEFT, PAUSED)) {
        List<String> before = files(id);
        RefusedException refused =
            catchThrowableOfType(
                RefusedException.class, () -> session.openRun(id, "poweredge").close());
        assertThat(refused.kind()).isEqualTo(RefusedException.Kind.OLD);
        assertThat(refused.getMessage())
            .contains("earlier Drydock", "read and exported", "Begin a new run");
        assertThat(files(id)).isEqualTo(before);
      }
      assertThat(home.resolve(".drydock")).doesNotExist();
    }
  }

  private List<String> files(String id) throws IOException {
    try (Stream<Path> files = Files.list(runs().resolve(id))) {
      return files.map(file -> file + " " + file.toFile().length()).sorted().toList();
    }
  }
}
