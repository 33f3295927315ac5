package dev.drydock.ui;

import dev.drydock.recipe.Plan;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A run that a test moves by hand; nothing happens by itself. Thread-safe. */
final class FakeRun implements RunControl {
  private final String id;
  private final String profile;
  private final Plan plan;
  private final Path folder;
  private final List<StepRecord> steps = new ArrayList<>();
  private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  private RunState state = RunState.NEW;
  private String message = "";
  private boolean pause;
  volatile Optional<Instant> nextTry = Optional.empty();
  volatile boolean canSkip = true;

  /** What the server says of it once it is followed. */
  volatile RunState onStart = RunState.RUNNING;

  FakeRun(String id, String profile, Plan plan, Path folder) {
    this.id = id;
    this.profile = profile;
    this.plan = plan;
    this.folder = folder;
    plan.steps()
        .forEach(
            step ->
                steps.add(
                    new StepRecord(
                        step.id(),
                        StepState.WAITING,
                        0,
                        "",
                        folder.resolve(step.id() + ".out"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "")));
  }

  @Override
  public synchronized RunRecord record() {
    return new RunRecord(
        id,
        profile,
        "owner@poweredge:22",
        "CPU: Pentium III",
        Instant.parse("2026-11-24T08:00:00Z"),
        state,
        message,
        plan,
        List.copyOf(steps),
        "");
  }

  /** Moves the run as a whole. */
  void become(RunState newState, String newMessage) {
    synchronized (this) {
      state = newState;
      message = newMessage;
    }
    tell(new RunEvent.RunChanged(Instant.now(), newState, newMessage));
  }

  /**
   * Moves one step.
   *
   * @param ran how long it has been or was running
   */
  void step(int index, StepState newState, Duration ran, Integer exit, String newMessage) {
    StepRecord now;
    synchronized (this) {
      StepRecord old = steps.get(index);
      boolean started = newState != StepState.WAITING && newState != StepState.SKIPPED;
      boolean ended = started && newState != StepState.RUNNING && newState != StepState.CHECKING;
      Instant end = Instant.now();
      now =
          new StepRecord(
              old.stepId(),
              newState,
              Math.max(1, old.attempt()),
              "job" + index,
              old.out(),
              started ? Optional.of(end.minus(ran)) : Optional.empty(),
              ended ? Optional.of(end) : Optional.empty(),
              Optional.ofNullable(exit),
              newMessage);
      steps.set(index, now);
    }
    tell(
        new RunEvent.StepChanged(
            Instant.now(), now.stepId(), newState, 1, now.jobId(), "", exit, newMessage));
  }

  /** Everything up to {@code count} is done, the first three of it before this run. */
  void doneUpTo(int count) {
    for (int i = 0; i < count; i++) {
      step(
          i,
          i < 3 ? StepState.ALREADY_DONE : StepState.DONE,
          Duration.ofSeconds(40 + 23L * i),
          0,
          "");
    }
  }

  void output(int index, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(plan.steps().get(index).id() + ".out"),
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tell(new RunEvent.OutputGrew(Instant.now(), plan.steps().get(index).id(), text.length()));
  }

  private void tell(RunEvent event) {
    listeners.forEach(listener -> listener.accept(event));
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
    calls.add("start");
    become(onStart, "");
  }

  @Override
  public Optional<Instant> nextTry() {
    return nextTry;
  }

  @Override
  public void setPauseAfterStep(boolean newPause) {
    synchronized (this) {
      pause = newPause;
    }
    calls.add("pause " + newPause);
  }

  @Override
  public synchronized boolean isPauseAfterStep() {
    return pause;
  }

  @Override
  public void resume() {
    calls.add("resume");
    become(RunState.RUNNING, "");
  }

  @Override
  public void stopStep() {
    calls.add("stop");
  }

  @Override
  public boolean canSkip() {
    return canSkip;
  }

  @Override
  public void again(String stepId) {
    calls.add("again " + stepId);
    become(RunState.RUNNING, "");
  }

  @Override
  public void skip() {
    calls.add("skip");
    become(RunState.RUNNING, "");
  }

  @Override
  public void reconnectNow() {
    calls.add("reconnect");
  }

  @Override
  public void disconnect() {
    calls.add("disconnect");
    become(RunState.DISCONNECTED, "");
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
