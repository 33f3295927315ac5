package dev.drydock.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Sending;
import dev.drydock.recipe.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A run's plan as it is kept on the server, so that any computer can go on with it. Read back it is
 * a stranger's word: {@link #parse} checks its form, and nobody executes it before a person has
 * seen it.
 *
 * @param factsSummary lines "label: value", for the transcript
 */
record PlanCopy(Plan plan, String factsSummary) {
  private static final Pattern RECIPE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern STEP_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  /** Variables that change how a shell or a program behaves, rather than what a step does. */
  private static final Set<String> RESERVED =
      Set.of("PATH", "IFS", "ENV", "BASH_ENV", "LD_PRELOAD", "LD_LIBRARY_PATH", "LC_ALL", "HOME");

  private static final int MOST_STEPS = 200;

  private record File(int schema, String facts, Plan plan) {}

  static String text(Plan plan, String factsSummary) throws JsonProcessingException {
    return RunFolder.JSON.writeValueAsString(new File(1, factsSummary, plan));
  }

  /** Of the text as it lies on the server, with or without the line's end. */
  static String digest(String text) {
    return HexFormat.of()
        .formatHex(Digest.digest().digest(text.strip().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * @param known whether this Drydock itself would bring such a thing to a server: a plan from
   *     elsewhere must not say what this computer fetches
   * @throws IOException with a sentence on what is wrong with it
   */
  static PlanCopy parse(byte[] bytes, Predicate<Sending> known) throws IOException {
    File file;
    try {
      file = RunFolder.JSON.readValue(bytes, File.class);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw refused("it is not whole", e);
    }
    if (file == null || file.schema() != 1 || file.plan() == null) {
      throw refused("it is not a plan that this Drydock understands", null);
    }
    return new PlanCopy(checked(file.plan(), known), Untrusted.lines(file.facts(), 8000));
  }

  private static IOException refused(String why, Exception cause) {
    return new IOException("The plan kept on the server cannot be used: " + why + ".", cause);
  }

  private static Plan checked(Plan plan, Predicate<Sending> known) throws IOException {
    require(plan.recipeId() != null && RECIPE.matcher(plan.recipeId()).matches(), "its route");
    List<PlannedStep> steps = plan.steps();
    require(steps != null && !steps.isEmpty() && steps.size() <= MOST_STEPS, "its steps");
    Map<String, String> choices = new LinkedHashMap<>();
    for (Map.Entry<String, String> choice :
        Optional.ofNullable(plan.choices()).orElse(Map.of()).entrySet()) {
      require(
          NAME.matcher(choice.getKey()).matches() && Untrusted.canBeShown(choice.getValue()),
          "its choices");
      choices.put(choice.getKey(), choice.getValue());
    }
    List<PlannedStep> checked = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (PlannedStep planned : steps) {
      require(planned != null && planned.step() != null, "a step that is empty");
      Step step = planned.step();
      require(
          step.id() != null
              && step.id().length() <= 64
              && STEP_ID.matcher(step.id()).matches()
              && ids.add(step.id()),
          "the name of a step");
      require(
          Untrusted.canBeShown(step.text()) && step.text().length() <= 256 * 1024,
          "the commands of step " + step.id() + ", which hold what cannot be shown");
      require(
          step.sends().stream().allMatch(id -> id.length() <= 64 && STEP_ID.matcher(id).matches()),
          "what is sent for step " + step.id());
      require(
          step.minutes() >= 0 && step.minutes() < 1e6 && step.diskMb() >= 0 && step.memoryMb() >= 0,
          "the figures of step " + step.id());
      for (Sending sending : planned.sends()) {
        require(
            sending != null && known.test(sending),
            "step "
                + step.id()
                + " asks this computer to fetch something that this Drydock does not know");
      }
      TreeMap<String, String> environment = new TreeMap<>();
      if (planned.environment() != null) {
        for (Map.Entry<String, String> variable : planned.environment().entrySet()) {
          require(
              NAME.matcher(variable.getKey()).matches()
                  && !RESERVED.contains(variable.getKey())
                  && Untrusted.canBeShown(variable.getValue()),
              "a variable of step " + step.id());
          environment.put(variable.getKey(), variable.getValue());
        }
      }
      checked.add(
          new PlannedStep(
              new Step(
                  step.id(),
                  Untrusted.line(step.title(), 120),
                  Untrusted.line(step.why(), 600),
                  step.root(),
                  step.minutes(),
                  step.diskMb(),
                  step.memoryMb(),
                  Untrusted.line(step.undo(), 600),
                  step.relogin(),
                  step.bound(),
                  step.text(),
                  step.sends()),
              environment,
              planned.sends()));
    }
    return new Plan(
        plan.recipeId(),
        Untrusted.line(plan.recipeTitle(), 120),
        choices,
        List.copyOf(checked),
        plan.warnings().stream().limit(50).map(text -> Untrusted.lines(text, 1000)).toList());
  }

  private static void require(boolean fine, String what) throws IOException {
    if (!fine) {
      throw refused("it was changed or damaged (" + what + ")", null);
    }
  }
}
