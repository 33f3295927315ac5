package dev.drydock.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.drydock.job.RunKey;
import dev.drydock.recipe.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the one who executes a run keeps on the server, for other computers: how far it is. Small,
 * without any output. Read back it is a stranger's word: {@link #parse} lets nothing through that
 * could be more than a name, a number or harmless text.
 *
 * @param by the writer's token
 * @param title of the recipe
 * @param server as its writer called it, e.g. {@code owner@poweredge:22}
 * @param hostKey SHA-256 fingerprint that the writer saw
 */
record Progress(
    String by,
    String title,
    String profile,
    String server,
    String hostKey,
    Instant started,
    boolean finished,
    List<Step> steps) {
  /** Of messages and of what a check said, each; longer ones are not for a summary. */
  private static final int LONGEST_MESSAGE = 4000;

  private static final int MOST_STEPS = 200;
  private static final int MOST_ATTEMPTS = 9999;
  static final Pattern STEP_ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /**
   * One step.
   *
   * @param hadJob whether this attempt got as far as having a job
   * @param exitCode null if there is none
   * @param said what its check printed where there was no job
   */
  record Step(
      String id,
      StepState state,
      int attempt,
      boolean hadJob,
      Integer exitCode,
      Optional<Instant> began,
      Optional<Instant> ended,
      String message,
      String said) {}

  /** As it is written. Unknown fields of a newer writer are no harm. */
  private record File(
      int schema,
      String by,
      String title,
      String profile,
      String server,
      String hostKey,
      Long started,
      boolean finished,
      List<FileStep> steps) {}

  private record FileStep(
      String id,
      String state,
      int attempt,
      boolean job,
      Integer exit,
      Long began,
      Long ended,
      String message,
      String said) {}

  /** Reads files: what the checks of steps said that had no job. */
  static String text(RunRecord record, String by, String hostKey) throws IOException {
    List<FileStep> steps = new ArrayList<>();
    for (StepRecord step : record.steps()) {
      steps.add(
          new FileStep(
              step.stepId(),
              step.state().name(),
              step.attempt(),
              !step.jobId().isEmpty(),
              step.exitCode().orElse(null),
              step.started().map(Instant::getEpochSecond).orElse(null),
              step.finished().map(Instant::getEpochSecond).orElse(null),
              Untrusted.lines(step.message(), LONGEST_MESSAGE),
              said(step)));
    }
    File file =
        new File(
            1,
            by,
            record.plan().recipeTitle(),
            record.profile(),
            record.server(),
            hostKey,
            record.started().getEpochSecond(),
            record.isFinished(),
            steps);
    return RunFolder.JSON.writeValueAsString(file);
  }

  private static String said(StepRecord step) throws IOException {
    Path out = step.out();
    if (step.state() != StepState.ALREADY_DONE
        || !step.jobId().isEmpty()
        || !Files.isRegularFile(out)
        || Files.size(out) > LONGEST_MESSAGE) {
      return "";
    }
    return new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
  }

  /** Empty for anything that is not a whole and sensible record. */
  static Optional<Progress> parse(byte[] bytes) {
    File file;
    try {
      file =
          RunFolder.JSON
              .readerFor(File.class)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readValue(bytes);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
    if (file == null
        || file.schema() != 1
        || file.steps() == null
        || file.steps().isEmpty()
        || file.steps().size() > MOST_STEPS) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (FileStep step : file.steps()) {
      Optional<Step> good = step(step);
      if (good.isEmpty() || !ids.add(good.get().id())) {
        return Optional.empty();
      }
      steps.add(good.get());
    }
    return Optional.of(
        new Progress(
            file.by() != null && RunKey.isToken(file.by()) ? file.by() : "",
            Untrusted.line(file.title(), 120),
            Untrusted.line(file.profile(), 64),
            Untrusted.line(file.server(), 300),
            Untrusted.line(file.hostKey(), 100),
            Untrusted.instant(file.started()).orElse(Instant.EPOCH),
            steps.stream().allMatch(step -> step.state().isSettled()),
            List.copyOf(steps)));
  }

  private static Optional<Step> step(FileStep step) {
    if (step == null
        || step.id() == null
        || step.id().length() > 64
        || !STEP_ID.matcher(step.id()).matches()
        || step.attempt() < 0
        || step.attempt() > MOST_ATTEMPTS
        || (step.exit() != null && (step.exit() < 0 || step.exit() > 255))) {
      return Optional.empty();
    }
    StepState state = null;
    for (StepState known : StepState.values()) {
      if (known.name().equals(step.state())) {
        state = known;
      }
    }
    if (state == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Step(
            step.id(),
            state,
            step.attempt(),
            step.job() && step.attempt() > 0,
            step.exit(),
            Untrusted.instant(step.began()),
            Untrusted.instant(step.ended()),
            Untrusted.lines(step.message(), LONGEST_MESSAGE),
            Untrusted.lines(step.said(), LONGEST_MESSAGE)));
  }

  /** Whether it tells of exactly the steps of this plan. */
  boolean isOf(Plan plan) {
    return steps.stream()
        .map(Step::id)
        .toList()
        .equals(plan.steps().stream().map(planned -> planned.id()).toList());
  }
}
