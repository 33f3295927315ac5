package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must be true after a run, whatever happened in it: for every job whose end was seen, the
 * SHA-256 of the output here is that of the output there, and the exit code is the one the server
 * recorded; every step was executed, and no job twice.
 */
final class Books {
  private static final Pattern STEP =
      Pattern.compile("1 [0-9]+ step ([0-9]{2}) ([a-z]+) ([0-9]+) ([0-9]+) [0-9]+");

  private final FaultServer server;
  private final FaultSteps steps;
  private final FaultBook book;

  /** Per job the step it belongs to, and the exit code that was told for it. */
  private final Map<String, String> jobs = new ConcurrentHashMap<>();

  private final Map<String, Integer> codes = new ConcurrentHashMap<>();

  Books(FaultServer server, FaultSteps steps, FaultBook book) {
    this.server = server;
    this.steps = steps;
    this.book = book;
  }

  /** What was told of a job. */
  void note(String job, String stepId, Integer code) {
    jobs.put(job, stepId);
    if (code != null) {
      Integer before = codes.put(job, code);
      assertThat(before == null || before.equals(code))
          .as("one exit code of %s: %s, then %s", job, before, code)
          .isTrue();
    }
  }

  /**
   * @param folder of the run on the desktop, as it is at the end
   * @param disturbed jobs that may have ended in a way their scripts do not say
   */
  void check(RunRecord record, Path folder, Set<String> disturbed) throws Exception {
    // Also what another process was told, which nobody here heard.
    for (String line : Files.readAllLines(folder.resolve("events"))) {
      Matcher step = STEP.matcher(line);
      if (step.matches() && !step.group(2).equals("waiting")) {
        boolean coded = List.of("done", "failed", "stopped").contains(step.group(2));
        note(
            step.group(1) + "." + step.group(3),
            record.steps().get(Integer.parseInt(step.group(1)) - 1).stepId(),
            coded ? Integer.valueOf(step.group(4)) : null);
      }
    }
    checkSteps(record);
    for (String job : jobs.keySet()) {
      checkJob(job, folder, disturbed);
    }
  }

  private void checkSteps(RunRecord record) throws IOException {
    assertThat(steps.overlapped()).as("two attempts at once").isFalse();
    for (StepRecord step : record.steps()) {
      assertThat(step.state()).as("%s", step).isIn(StepState.DONE, StepState.ALREADY_DONE);
      Set<String> twice = steps.twice(step.stepId());
      book.executedTwice(twice.size());
      assertThat(twice).as("jobs executed twice").isEmpty();
      List<String> executed = steps.executions(step.stepId());
      assertThat(executed).as("executed at all").isNotEmpty();
      if (step.state() == StepState.DONE) {
        assertThat(executed.get(executed.size() - 1)).isEqualTo(step.jobId());
        assertThat(step.exitCode()).contains(0);
      }
    }
  }

  private void checkJob(String job, Path folder, Set<String> disturbed) throws Exception {
    Path onServer = server.job(folder.getFileName().toString(), job);
    // NN.attempt on the server is NN-step.attempt.out here.
    byte[] local = read(folder.resolve(job.replace(".", "-" + jobs.get(job) + ".") + ".out"));
    byte[] remote = read(onServer.resolve("out"));
    Integer code = codes.get(job);
    if (code == null) {
      assertThat(FaultSteps.isPrefix(local, remote) || FaultSteps.isPrefix(remote, local))
          .as("output of %s: here %d bytes, there %d", job, local.length, remote.length)
          .isTrue();
      return;
    }
    String[] words = Files.readString(onServer.resolve("exit")).strip().split(" ", -1);
    assertThat(code).as("exit code of %s", job).isEqualTo(Integer.parseInt(words[1]));
    if (!disturbed.contains(job)) {
      assertThat(code).as("%s", job).isIn(0, steps.plannedCode(jobs.get(job)));
    }
    byte[] whole = Arrays.copyOf(remote, Integer.parseInt(words[2]));
    if (!sha256(local).equals(sha256(whole))) {
      int same = Math.max(0, Arrays.mismatch(local, whole));
      book.lost((long) whole.length - same);
    }
    assertThat(sha256(local))
        .as("output of %s: here %d bytes, there %d", job, local.length, whole.length)
        .isEqualTo(sha256(whole));
  }

  private static byte[] read(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
