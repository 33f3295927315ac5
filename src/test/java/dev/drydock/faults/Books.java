package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must be true after a run, whatever happened in it: of every attempt that the server told,
 * its step was executed once, and never two at once; and a desktop's copy has the server's events,
 * and of every attempt that ended the bytes and the code that the server recorded.
 */
final class Books {
  private static final Pattern STEP =
      Pattern.compile("1 [0-9]+ step (\\d\\d) (\\S+) (\\d+) (\\d+) (\\d+)");

  private final FaultServer server;
  private final FaultSteps steps;
  private final FaultBook book;

  Books(FaultServer server, FaultSteps steps, FaultBook book) {
    this.server = server;
    this.steps = steps;
    this.book = book;
  }

  /**
   * The server's own.
   *
   * @param disturbed attempts that may have ended in a way their scripts do not say
   */
  void checkServer(RunRecord record, Set<String> disturbed) throws IOException {
    assertThat(steps.overlapped()).as("two at once").isFalse();
    List<String> events = Files.readAllLines(server.run(record.runId()).resolve("events"));
    Set<String> told = new HashSet<>();
    for (String line : events) {
      Matcher step = STEP.matcher(line);
      if (!step.matches() || step.group(2).equals("waiting") || step.group(2).equals("skipped")) {
        continue;
      }
      String job = step.group(1) + "." + step.group(3);
      if (step.group(2).equals("running")) {
        assertThat(told.add(job)).as("%s begins once", job).isTrue();
      } else {
        checkAttempt(record, job, step, disturbed);
      }
    }
    List<String> walks =
        events.stream()
            .filter(line -> line.matches("1 \\d+ begun .*"))
            .map(line -> line.split(" ", -1)[4])
            .toList();
    assertThat(walks).as("no walk began twice").doesNotHaveDuplicates();
    assertThat(events.stream().filter(line -> line.endsWith(" ended finished 00"))).hasSize(1);
    for (StepRecord step : record.steps()) {
      assertThat(step.state()).as("%s", step).isIn(StepState.DONE, StepState.ALREADY_DONE);
      List<String> executed = steps.executions(step.stepId());
      long twice = executed.size() - executed.stream().distinct().count();
      book.executedTwice(twice);
      assertThat(executed)
          .as("executed once for an attempt that was told")
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .allMatch(told::contains);
    }
  }

  private void checkAttempt(RunRecord record, String job, Matcher step, Set<String> disturbed)
      throws IOException {
    String id = record.steps().get(Integer.parseInt(step.group(1)) - 1).stepId();
    int code = Integer.parseInt(step.group(4));
    int executed = Collections.frequency(steps.executions(id), job);
    switch (step.group(2)) {
      case "done" ->
          assertThat(executed).as("executions of %s: %s", job, steps.executions(id)).isEqualTo(1);
      case "already" -> assertThat(executed).as("executions of %s", job).isZero();
      case "failed" -> {
        if (!disturbed.contains(job)) {
          assertThat(code).as("code of %s", job).isEqualTo(steps.plannedCode(id));
          assertThat(executed).as("executions of %s", job).isEqualTo(1);
        }
      }
      default -> {
        // Interrupted or stopped: before its apply, or in it.
      }
    }
  }

  /**
   * A desktop's.
   *
   * @param folder of the run there
   */
  void checkCopy(RunRecord record, Path folder) throws IOException {
    Path there = server.run(record.runId());
    assertThat(folder.resolve("events"))
        .hasBinaryContent(Files.readAllBytes(there.resolve("events")));
    for (String line : Files.readAllLines(folder.resolve("events"))) {
      Matcher step = STEP.matcher(line);
      if (step.matches() && step.group(2).matches("done|already|failed|stopped|interrupted")) {
        String job = step.group(1) + "." + step.group(3);
        String id = record.steps().get(Integer.parseInt(step.group(1)) - 1).stepId();
        byte[] here =
            read(folder.resolve("%s-%s.%s.out".formatted(step.group(1), id, step.group(3))));
        byte[] whole =
            Arrays.copyOf(
                read(there.resolve("jobs").resolve(job).resolve("out")),
                Integer.parseInt(step.group(5)));
        int differs = Arrays.mismatch(here, whole);
        book.lost(differs < 0 ? 0 : whole.length - differs);
        assertThat(differs)
            .as("output of %s: here %d bytes, there %d", job, here.length, whole.length)
            .isEqualTo(-1);
      }
    }
    for (StepRecord step : record.steps()) {
      if (step.state() == StepState.DONE) {
        assertThat(step.exitCode()).contains(0);
      }
    }
  }

  private static byte[] read(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }
}
