package dev.drydock.transcript;

import dev.drydock.recipe.PlannedStep;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a document tells of a run. The steps' output stays in its files, to be streamed.
 *
 * @param profile name, or "" for a server given by address
 * @param facts label and value, as read when the run started
 * @param choices what the person chose on the Route page
 * @param zone in which times are shown
 */
public record Transcript(
    String runId,
    String server,
    String profile,
    String route,
    Instant started,
    RunState state,
    String message,
    String repaired,
    List<Fact> facts,
    Map<String, String> choices,
    List<Step> steps,
    ZoneId zone) {

  public Transcript {
    facts = List.copyOf(facts);
    choices = new LinkedHashMap<>(choices);
    steps = List.copyOf(steps);
  }

  /** One line of the check-up. */
  public record Fact(String label, String value) {}

  /**
   * One step, its newest attempt.
   *
   * @param number from 1
   * @param script the step's file, whole
   * @param environment what its parameters were
   * @param out raw output; the file may not exist
   */
  public record Step(
      int number,
      String id,
      String title,
      String why,
      boolean root,
      String script,
      Map<String, String> environment,
      StepState state,
      int attempt,
      Optional<Instant> started,
      Optional<Instant> finished,
      Optional<Integer> exitCode,
      String message,
      Path out) {

    public Optional<Duration> elapsed() {
      return started.flatMap(from -> finished.map(to -> Duration.between(from, to)));
    }

    /** For a person, e.g. "already done". */
    public String stateText() {
      return switch (state) {
        case WAITING -> "not run yet";
        case CHECKING -> "being checked";
        case SENDING -> "sending what it needs";
        case RUNNING -> "running";
        case ALREADY_DONE -> "already done: nothing was changed";
        case DONE -> "done";
        case FAILED -> "failed";
        case INTERRUPTED -> "interrupted on the server";
        case STOPPED -> "stopped by hand";
        case SKIPPED -> "skipped by hand";
      };
    }
  }

  public static Transcript of(RunRecord run, ZoneId zone) {
    Map<String, StepRecord> records = new LinkedHashMap<>();
    run.steps().forEach(step -> records.put(step.stepId(), step));
    List<Step> steps = new ArrayList<>();
    for (PlannedStep planned : run.plan().steps()) {
      StepRecord record = records.get(planned.id());
      if (record != null) {
        steps.add(step(steps.size() + 1, planned, record));
      }
    }
    return new Transcript(
        run.runId(),
        run.server(),
        run.profile(),
        run.plan().recipeTitle(),
        run.started(),
        run.state(),
        run.message(),
        run.repaired(),
        facts(run.factsSummary()),
        run.plan().choices(),
        steps,
        zone);
  }

  private static Step step(int number, PlannedStep planned, StepRecord record) {
    return new Step(
        number,
        planned.id(),
        planned.step().title(),
        planned.step().why(),
        planned.step().root(),
        planned.announcement() + planned.step().text(),
        planned.environment(),
        record.state(),
        record.attempt(),
        record.started(),
        record.finished(),
        record.exitCode(),
        record.message(),
        record.out());
  }

  private static List<Fact> facts(String summary) {
    List<Fact> facts = new ArrayList<>();
    for (String line : summary.lines().filter(line -> !line.isBlank()).toList()) {
      int colon = line.indexOf(": ");
      facts.add(
          colon < 0
              ? new Fact("", line.strip())
              : new Fact(line.substring(0, colon).strip(), line.substring(colon + 2).strip()));
    }
    return facts;
  }

  /** For a person, e.g. "finished". */
  public String stateText() {
    return switch (state) {
      case NEW -> "not started";
      case CONNECTING -> "connecting";
      case RUNNING -> "running";
      case RECONNECTING -> "link lost, connecting again; the server works on";
      case PAUSED -> "paused";
      case NEEDS_DECISION -> "waits for a decision: go on with the step, or skip it";
      case INTERRUPTED -> "interrupted: the server was restarted, or what walked it was ended";
      case DISCONNECTED -> "not watched; what was started works on";
      case FINISHED -> "finished";
    };
  }
}
