package dev.drydock.cli;

import dev.drydock.cli.PlanCommand.StepText;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.run.Remaining;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.server.Speed;
import dev.drydock.transcript.Elapsed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Shows a run as it goes, on the thread that calls {@link #watch}: a heading per step, its output
 * byte for byte as it comes (made safe for the terminal), and how it ended.
 */
final class RunWatcher {
  /** What shells report of a command that Ctrl-C ended: 128 and SIGINT. */
  private static final int INTERRUPTED = 130;

  private final RunControl control;
  private final Output output;
  private final boolean colours;
  private final Set<String> skip;
  private final String resumeCommand;
  private final Speed speed;
  private final BlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
  private final Map<String, Instant> started = new HashMap<>();

  /**
   * At most one of these waits in the queue, so that a flood of output to a slow terminal cannot
   * fill the memory: whoever takes it reads the file to its present end.
   */
  private final AtomicBoolean growthQueued = new AtomicBoolean();

  private Shown shown;
  private volatile boolean leaving;

  /**
   * @param skip ids of steps to leave undone when they fail
   * @param resumeCommand what to type to go on later
   * @param speed what the expected times are reckoned with
   */
  RunWatcher(
      RunControl control,
      Output output,
      boolean colours,
      Set<String> skip,
      String resumeCommand,
      Speed speed) {
    this.speed = speed;
    this.control = control;
    this.output = output;
    this.colours = colours;
    this.skip = new HashSet<>(skip);
    this.resumeCommand = resumeCommand;
  }

  /** The step whose output is being shown, and how far. */
  private static final class Shown {
    final String stepId;
    final Path file;
    final TerminalText text;
    long offset;
    boolean lineOpen;

    Shown(String stepId, Path file, boolean colours) {
      this.stepId = stepId;
      this.file = file;
      this.text = new TerminalText(colours);
    }
  }

  /** Starts the run and returns the exit code when it is finished, fails, or was let go. */
  int watch(Interrupts interrupts) throws InterruptedException {
    Consumer<RunEvent> listener = this::hear;
    control.addListener(listener);
    Interrupts.Registration registration = interrupts.onInterrupt(this::farewell);
    try {
      String repaired = control.record().repaired();
      if (!repaired.isEmpty()) {
        output.note(repaired);
      }
      showWhatIsSettled();
      control.start();
      while (true) {
        RunEvent event = events.take();
        if (event instanceof RunEvent.OutputGrew) {
          growthQueued.set(false);
        }
        Integer exitCode = show(event);
        if (exitCode != null) {
          return exitCode;
        }
      }
    } finally {
      registration.close();
      control.removeListener(listener);
      control.close();
    }
  }

  private void hear(RunEvent event) {
    if (!(event instanceof RunEvent.OutputGrew) || growthQueued.compareAndSet(false, true)) {
      events.add(event);
    }
  }

  private void farewell() {
    leaving = true;
    output.note(
        "\nLetting go of the server: it walks the plan on by itself, and nothing is lost."
            + "\nTo see what happened meanwhile:\n  "
            + resumeCommand);
    control.disconnect();
  }

  private void showWhatIsSettled() {
    for (StepRecord step : control.record().steps()) {
      if (step.state().isSettled()) {
        output.line(name(step.stepId()) + ": " + settled(step.state()));
      }
    }
  }

  private static String settled(StepState state) {
    return state == StepState.SKIPPED ? "skipped" : "already done";
  }

  /** The exit code if that was the last of it, else null. */
  private Integer show(RunEvent event) {
    if (event instanceof RunEvent.StepChanged step) {
      show(step);
    } else if (event instanceof RunEvent.OutputGrew) {
      copyOutput();
    } else if (event instanceof RunEvent.LinkChanged link && !link.message().isEmpty()) {
      endLine();
      output.note(link.message());
    } else if (event instanceof RunEvent.RunChanged run) {
      return show(run);
    }
    return null;
  }

  private void show(RunEvent.StepChanged step) {
    switch (step.state()) {
      case WAITING, CHECKING -> {
        // Most are done in a blink: only what comes of it is worth a line.
      }
      case SENDING, RUNNING -> {
        finishOutput();
        started.put(step.stepId(), step.at());
        show(step.stepId(), step.outFile());
      }
      case ALREADY_DONE, SKIPPED -> {
        finishOutput();
        output.line(name(step.stepId()) + ": " + settled(step.state()));
      }
      case DONE -> ended(step, "done");
      case FAILED -> ended(step, "failed");
      case STOPPED -> ended(step, "stopped");
      case INTERRUPTED -> ended(step, "interrupted");
    }
  }

  /** Makes this step the one whose output is shown. */
  private void show(String stepId, String outFile) {
    PlannedStep planned = planned(stepId);
    output.line();
    output.line(
        name(stepId)
            + "  ("
            + (planned.step().root() ? "as root, " : "")
            + remaining().whole(planned.step()).text()
            + ")");
    shown = new Shown(stepId, record(stepId).out().resolveSibling(outFile), colours);
  }

  private void ended(RunEvent.StepChanged step, String how) {
    if (shown == null || !shown.stepId.equals(step.stepId())) {
      finishOutput();
      if (!step.outFile().isEmpty()) {
        show(step.stepId(), step.outFile());
      }
    }
    finishOutput();
    Instant from =
        started.getOrDefault(step.stepId(), record(step.stepId()).started().orElse(step.at()));
    output.line(
        name(step.stepId())
            + ": "
            + how
            + " after "
            + Elapsed.text(Duration.between(from, step.at()))
            + (step.state() == StepState.DONE ? toGo() : ""));
  }

  /** Corrected by what the steps so far took. */
  private String toGo() {
    RunRecord record = control.record();
    return record.isFinished() ? "" : "; " + remaining().all().text() + " to go";
  }

  private Remaining remaining() {
    return Remaining.of(control.record(), speed, Instant.now());
  }

  private Integer show(RunEvent.RunChanged run) {
    RunRecord record = control.record();
    switch (run.state()) {
      case FINISHED -> {
        finishOutput();
        summary(record);
        return ExitCode.DONE;
      }
      case PAUSED, INTERRUPTED, NEEDS_DECISION -> {
        return standsStill(record);
      }
      case DISCONNECTED -> {
        finishOutput();
        if (leaving) {
          return INTERRUPTED;
        }
        output.note(run.message());
        return ExitCode.NO_CONNECTION;
      }
      default -> {
        return null;
      }
    }
  }

  private Integer standsStill(RunRecord record) {
    finishOutput();
    StepRecord current = record.current();
    if (record.state() == RunState.NEEDS_DECISION
        && current != null
        && control.canSkip()
        && skip.remove(current.stepId())) {
      output.note("Leaving it undone, as you asked with --skip.");
      control.skip();
      return null;
    }
    output.error(record.message().isEmpty() ? "A step failed." : inTerminal(record.message()));
    output.note(
        "What was done so far stays. When the cause is out of the way, go on with\n  "
            + resumeCommand);
    return control.trouble().map(ExitCode::of).orElse(ExitCode.STEP_FAILED);
  }

  /** The run's own messages speak of the wizard's button. */
  static String inTerminal(String message) {
    return message
        .replace("Press Retry", "Run the same command again")
        .replace("press Retry", "run the same command again");
  }

  private void summary(RunRecord record) {
    int count = record.steps().size();
    long already = count(record, StepState.ALREADY_DONE);
    long skipped = count(record, StepState.SKIPPED);
    output.line();
    output.line(
        already == count
            ? "All " + count + " steps were already done: nothing was changed."
            : "Finished: "
                + (count - skipped)
                + " of "
                + count
                + " steps are done"
                + (already > 0 ? ", " + already + " of them were already" : "")
                + (skipped > 0 ? "; " + skipped + " skipped" : "")
                + ".");
  }

  private static long count(RunRecord record, StepState state) {
    return record.steps().stream().filter(step -> step.state() == state).count();
  }

  // ---- the output of the step in hand ----

  private void copyOutput() {
    if (shown == null) {
      return;
    }
    byte[] buffer = new byte[1 << 14];
    try (InputStream in = Files.newInputStream(shown.file)) {
      if (Files.size(shown.file) < shown.offset) {
        // The step's record says that it had ended before: what came after is not its output.
        endLine();
        output.note("The last lines above came after the step had ended, and are not part of it.");
        shown.offset = Files.size(shown.file);
      }
      in.skipNBytes(shown.offset);
      int read = in.read(buffer);
      while (read > 0) {
        shown.offset += read;
        String text = shown.text.show(buffer, read);
        if (!text.isEmpty()) {
          output.raw(text);
          shown.lineOpen = !text.endsWith("\n");
        }
        read = in.read(buffer);
      }
    } catch (NoSuchFileException e) {
      // Nothing has been said yet.
    } catch (IOException e) {
      output.note("The output cannot be shown (" + e.getMessage() + "); the run goes on.");
    }
  }

  private void finishOutput() {
    copyOutput();
    endLine();
    shown = null;
  }

  private void endLine() {
    if (shown != null) {
      // A colour that the step left on must not paint what Drydock says.
      output.raw((colours ? "\u001b[0m" : "") + (shown.lineOpen ? System.lineSeparator() : ""));
      shown.lineOpen = false;
    }
  }

  // ---- names ----

  private String name(String stepId) {
    List<PlannedStep> steps = control.record().plan().steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).id().equals(stepId)) {
        return StepText.number(i + 1, steps.size()) + " " + steps.get(i).step().title();
      }
    }
    return stepId;
  }

  private PlannedStep planned(String stepId) {
    return control.record().plan().steps().stream()
        .filter(step -> step.id().equals(stepId))
        .findFirst()
        .orElseThrow();
  }

  private StepRecord record(String stepId) {
    return control.record().steps().stream()
        .filter(step -> step.stepId().equals(stepId))
        .findFirst()
        .orElseThrow();
  }
}
