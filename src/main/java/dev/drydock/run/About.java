package dev.drydock.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.drydock.recipe.PlannedStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run is, beside its plan; laid down on the server, and kept with the copy. From a server it
 * is a stranger's word.
 *
 * @param title of the recipe
 * @param profile the name under which the server was saved where the run was begun
 * @param server e.g. {@code owner@poweredge:22}
 * @param hostKey SHA-256 fingerprint that the one who began it saw
 * @param machine the server's {@code /etc/machine-id}, or "none"
 * @param started by that computer's clock
 * @param digest SHA-256 of the plan as it was laid down: what the person saw
 * @param by who began it, e.g. {@code anna@laptop}
 * @param factsSummary lines "label: value", for the transcript
 * @param root whether root walks it
 * @param afterReboot whether the server goes on by itself after a restart
 * @param steps ids, in order
 */
public record About(
    int schema,
    String title,
    String profile,
    String server,
    String hostKey,
    String machine,
    Instant started,
    String digest,
    String by,
    String factsSummary,
    boolean root,
    boolean afterReboot,
    List<String> steps) {
  static final int SCHEMA = 2;
  private static final int MOST_STEPS = 99;

  String text() {
    try {
      return RunFolder.JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it can always be written", e);
    }
  }

  /** Empty when it is none, or not a whole one; all texts are made harmless. */
  static Optional<About> parse(String text) {
    About about;
    try {
      about = RunFolder.JSON.readValue(text, About.class);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (about == null
        || about.schema() != SCHEMA
        || about.started() == null
        || about.steps() == null
        || about.steps().isEmpty()
        || about.steps().size() > MOST_STEPS
        || !about.steps().stream().allMatch(RunFolder::isStepId)
        || Untrusted.instant(about.started().getEpochSecond()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new About(
            SCHEMA,
            Untrusted.line(about.title(), 120),
            Untrusted.line(about.profile(), 120),
            Untrusted.line(about.server(), 300),
            Untrusted.line(about.hostKey(), 120),
            Untrusted.line(about.machine(), 64),
            about.started(),
            Untrusted.line(about.digest(), 64),
            Untrusted.line(about.by(), 80),
            Untrusted.lines(about.factsSummary(), 8000),
            about.root(),
            about.afterReboot(),
            about.steps()));
  }

  static List<String> ids(List<PlannedStep> steps) {
    return steps.stream().map(PlannedStep::id).toList();
  }
}
