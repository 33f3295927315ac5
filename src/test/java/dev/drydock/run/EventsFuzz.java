package dev.drydock.run;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whatever a server tells of a run: its events, what it is about, its plan. */
public final class EventsFuzz {
  private static final Path FOLDER = Path.of("/runs/20261124-120000-abcdef");
  private static final Plan PLAN =
      new Plan(
          "r",
          "R",
          Map.of(),
          List.of(
              new PlannedStep(
                  new Step("set-clock", "t", "w", false, 1, 1, 1, "", false, ""),
                  new TreeMap<>())));

  private EventsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    RunView view = new RunView(About.ids(PLAN.steps()));
    RunReducer reducer = new RunReducer(new RunFolder(FOLDER), PLAN);
    for (String line : text.split("\n", -1)) {
      view.apply(line).forEach(reducer::apply);
    }
    for (StepRecord step : reducer.record("").steps()) {
      check(FOLDER.equals(step.out().getParent()), "a file outside the run: " + step.out());
    }
    About.parse(text)
        .ifPresent(
            about -> {
              check(about.steps().stream().allMatch(RunFolder::isStepId), "a step's name");
              check(
                  Untrusted.canBeShown(about.title() + about.factsSummary()), "it cannot be shown");
            });
    try {
      PlanCopy copy = PlanCopy.parse(input, sending -> false);
      copy.plan()
          .steps()
          .forEach(step -> check(Untrusted.canBeShown(step.step().text()), "it cannot be shown"));
    } catch (IOException e) {
      check(e.getMessage() != null && !e.getMessage().isBlank(), "no reason given");
    }
  }

  private static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
