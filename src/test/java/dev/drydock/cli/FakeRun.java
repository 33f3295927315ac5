package dev.drydock.cli;

import dev.drydock.recipe.Plan;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A run that plays a scenario on a thread of its own. */
final class FakeRun implements RunControl {
  /** What happens after start. */
  @FunctionalInterface
  interface Scenario {
    void play(FakeRun run) throws InterruptedException;
  }

  static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  final CountDownLatch skipped = new CountDownLatch(1);
  final CountDownLatch disconnected = new CountDownLatch(1);
  private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Scenario scenario;
  private final Path folder;
  volatile boolean started;
  volatile Exception trouble;
  private volatile RunRecord record;
  private volatile Instant now = START;

  FakeRun(String runId, String profile, String server, Plan plan, Path folder, Scenario scenario) {
    this(recorded(runId, profile, server, plan, folder, List.of()), folder, scenario);
  }

  FakeRun(RunRecord record, Path folder, Scenario scenario) {
    this.record = record;
    this.folder = folder;
    this.scenario = scenario;
  }

  /** A record whose first steps are in these states, the others waiting. */
  static RunRecord recorded(
      String runId, String profile, String server, Plan plan, Path folder, List<StepState> states) {
    List<StepRecord> steps = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      StepState state = i < states.size() ? states.get(i) : StepState.WAITING;
      boolean ran = state != StepState.WAITING;
      String id = plan.steps().get(i).id();
      steps.add(
          new StepRecord(
              id,
              state,
              ran ? 1 : 0,
              ran ? "job-" + id : "",
              folder.resolve(id + ".out"),
              ran ? Optional.of(START) : Optional.empty(),
              state.isSettled() ? Optional.of(START.plusSeconds(5)) : Optional.empty(),
              Optional.empty(),
              state == StepState.FAILED ? "It went wrong.\nmore" : ""));
    }
    return new RunRecord(
        runId, profile, server, "SSE2: missing", START, RunState.DISCONNECTED, "", plan, steps, "");
  }

  private void tell(RunEvent event) {
    listeners.forEach(listener -> listener.accept(event));
  }

  void pass(int seconds) {
    now = now.plusSeconds(seconds);
  }

  void step(String id, StepState state, String message) {
    List<StepRecord> steps = new ArrayList<>();
    for (StepRecord old : record.steps()) {
      steps.add(
          old.stepId().equals(id)
              ? new StepRecord(
                  id,
                  state,
                  1,
                  "job-" + id,
                  old.out(),
                  state == StepState.RUNNING ? Optional.of(now) : old.started(),
                  state == StepState.RUNNING ? Optional.empty() : Optional.of(now),
                  Optional.empty(),
                  message)
              : old);
    }
    record =
        new RunRecord(
            record.runId(),
            record.profile(),
            record.server(),
            record.factsSummary(),
            record.started(),
            record.state(),
            "",
            record.plan(),
            steps,
            "");
    tell(new RunEvent.StepChanged(now, id, state, 1, "job-" + id, id + ".out", null, message));
  }

  void output(String id, String text) {
    output(id, text.getBytes(StandardCharsets.UTF_8));
  }

  void output(String id, byte[] bytes) {
    Path file = folder.resolve(id + ".out");
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      tell(new RunEvent.OutputGrew(now, id, Files.size(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void cutOutput(String id, long length) {
    try (FileChannel file =
        FileChannel.open(folder.resolve(id + ".out"), StandardOpenOption.WRITE)) {
      file.truncate(length);
      tell(new RunEvent.OutputGrew(now, id, length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void state(RunState state, String message) {
    record =
        new RunRecord(
            record.runId(),
            record.profile(),
            record.server(),
            record.factsSummary(),
            record.started(),
            state,
            message,
            record.plan(),
            record.steps(),
            "");
    tell(new RunEvent.RunChanged(now, state, message));
  }

  void link(boolean up, String message) {
    tell(new RunEvent.LinkChanged(now, up, message));
  }

  void finish() {
    state(RunState.FINISHED, "All steps are done.");
  }

  @Override
  public RunRecord record() {
    return record;
  }

  @Override
  public void addListener(Consumer<RunEvent> listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Consumer<RunEvent> listener) {
    listeners.remove(listener);
  }

  @Override
  public void start() {
    started = true;
    Thread thread =
        new Thread(
            () -> {
              try {
                scenario.play(this);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "fake-run");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void setPauseAfterStep(boolean pause) {}

  @Override
  public boolean isPauseAfterStep() {
    return false;
  }

  @Override
  public void resume() {}

  @Override
  public Optional<Exception> trouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void stopStep() {}

  @Override
  public void skip() {
    skipped.countDown();
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nothing happened within 30 s");
    }
  }

  @Override
  public void reconnectNow() {}

  @Override
  public void disconnect() {
    if (disconnected.getCount() > 0) {
      disconnected.countDown();
      state(RunState.DISCONNECTED, "Disconnected.");
    }
  }

  @Override
  public void close() {
    disconnect();
  }
}
