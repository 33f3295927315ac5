package dev.drydock.cli;

import dev.drydock.recipe.Estimates;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Route;
import dev.drydock.recipe.Step;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import dev.drydock.server.SudoCheck;
import dev.drydock.session.Session;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    description = "Show every command that would run on a server; changes nothing.")
final class PlanCommand implements Callable<Integer> {
  private final CliEnvironment environment;
  @Mixin private TargetOptions target;
  @Mixin private LoginOptions login;
  @Mixin private RouteOptions route;

  @Option(names = "--brief", description = "Only the list of steps, without their commands.")
  private boolean brief;

  PlanCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    TargetOptions.Chosen chosen = target.choose(environment.profiles());
    try (LoginOptions.Connected connected = login.connect(environment, chosen)) {
      Session session = connected.session();
      ServerFacts facts = session.readFacts();
      Speed speed = session.measureSpeed();
      Route taken = route.choose(session, chosen.profile());
      Plan plan = route.plan(session, taken, chosen.profile());
      print(taken, plan, session.alreadyDone(plan), speed);
      String asked = SudoCheck.whatIsAsked(facts);
      if (!asked.isEmpty() && plan.steps().stream().anyMatch(step -> step.step().root())) {
        environment.output().line(asked);
      }
      return ExitCode.DONE;
    } catch (RemoteException e) {
      throw LoginOptions.failure(e);
    }
  }

  private void print(Route taken, Plan plan, Map<String, Boolean> alreadyDone, Speed speed) {
    Output output = environment.output();
    output.line(plan.recipeTitle() + " (" + plan.recipeId() + ")");
    if (!taken.engine().isEmpty()) {
      output.line("Leads to " + taken.engine() + ".");
    }
    taken.recipe().about().warnings().forEach(warning -> output.line("Take care: " + warning));
    output.line(speed.basisSentence());
    if (!plan.choices().isEmpty()) {
      output.line();
      plan.choices().forEach((name, value) -> output.line(name + "=" + Shell.quote(value)));
    }
    plan.warnings().forEach(warning -> output.line("Take care: " + warning));
    List<PlannedStep> steps = plan.steps();
    List<Step> left = new ArrayList<>();
    int done = 0;
    for (int i = 0; i < steps.size(); i++) {
      PlannedStep planned = steps.get(i);
      boolean already = alreadyDone.getOrDefault(planned.id(), false);
      done += already ? 1 : 0;
      if (!already) {
        left.add(planned.step());
      }
      step(output, planned, StepText.number(i + 1, steps.size()), already, speed);
    }
    output.line();
    output.line(
        (steps.size() - done)
            + " of "
            + steps.size()
            + " steps to do, "
            + Estimates.of(left, speed).text()
            + ". Nothing has been changed.");
  }

  private void step(
      Output output, PlannedStep planned, String number, boolean already, Speed speed) {
    Step step = planned.step();
    if (!brief) {
      output.line();
    }
    output.line(
        number
            + " "
            + step.title()
            + "  ("
            + (step.root() ? "as root, " : "")
            + Estimates.of(step, speed).text()
            + ")"
            + (already ? "  already done" : ""));
    if (brief) {
      return;
    }
    commands(output, planned);
  }

  /** What a step is for, how to undo it, and every command of it. */
  static void commands(Output output, PlannedStep planned) {
    Step step = planned.step();
    String indent = " ".repeat(8);
    output.line(indent + step.why());
    if (!step.undo().isEmpty()) {
      output.line(indent + "To undo it: " + step.undo());
    }
    output.line();
    planned
        .environment()
        .forEach(
            (name, value) ->
                output.line(
                    indented(indent, name + "=" + Shell.quote(value) + "; export " + name)));
    output.line(indented(indent, (planned.announcement() + step.text()).stripTrailing()));
  }

  private static String indented(String indent, String text) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      out.append(line.isEmpty() ? "" : indent).append(line).append('\n');
    }
    return out.substring(0, out.length() - 1).toString();
  }

  /** How steps are named in lists. */
  static final class StepText {
    private StepText() {}

    /** For example "[ 3/23]". */
    static String number(int number, int count) {
      String last = Integer.toString(count);
      String text = Integer.toString(number);
      return "[" + " ".repeat(last.length() - text.length()) + text + "/" + last + "]";
    }
  }
}
