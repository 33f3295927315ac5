package dev.drydock.cli;

import dev.drydock.cli.PlanCommand.StepText;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Route;
import dev.drydock.run.RunRecord;
import dev.drydock.run.ServerRun;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.Session;
import dev.drydock.ssh.RemoteException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description =
        "Show which steps are done on a server, running, and left, and the runs kept there, begun"
            + " here or elsewhere; changes nothing.")
final class StatusCommand implements Callable<Integer> {
  private final CliEnvironment environment;
  @Mixin private TargetOptions target;
  @Mixin private LoginOptions login;
  @Mixin private RouteOptions route;

  @Option(names = "--offline", description = "Do not ask the server: only what is recorded here.")
  private boolean offline;

  StatusCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    TargetOptions.Chosen chosen = target.choose(environment.profiles());
    Optional<RunRecord> newest =
        route.isGiven()
            ? Optional.empty()
            : Runs.of(environment.sessions().get(), chosen).stream().findFirst();
    if (offline) {
      if (newest.isEmpty()) {
        environment.output().line("Nothing has been run on " + chosen.target() + " from here.");
      } else {
        print(newest.get().plan(), newest, Map.of());
      }
      return ExitCode.DONE;
    }
    try (LoginOptions.Connected connected = login.connect(environment, chosen)) {
      Session session = connected.session();
      session.readFacts();
      List<ServerRun> onServer = session.runsOnServer();
      Plan plan;
      if (newest.isPresent()) {
        plan = newest.get().plan();
      } else {
        Route taken = route.choose(session, chosen.profile());
        plan = route.plan(session, taken, chosen.profile());
      }
      // The checks of a plan that came from the server are commands, too: not before it was seen.
      boolean unseen = newest.isPresent() && session.isUnseen(newest.get().runId());
      print(plan, newest, unseen ? Map.of() : session.alreadyDone(plan));
      RunsThere.print(environment.output(), onServer, environment.zone());
      return ExitCode.DONE;
    } catch (RemoteException e) {
      throw LoginOptions.failure(e);
    }
  }

  private void print(Plan plan, Optional<RunRecord> run, Map<String, Boolean> onServer) {
    Output output = environment.output();
    Map<String, StepRecord> records =
        run.map(RunRecord::steps).orElse(List.of()).stream()
            .collect(Collectors.toMap(StepRecord::stepId, Function.identity()));
    output.line(
        plan.recipeTitle() + run.map(r -> ", run " + r.runId()).orElse(", not run from here yet"));
    run.map(RunRecord::repaired).filter(told -> !told.isEmpty()).ifPresent(output::note);
    List<PlannedStep> steps = plan.steps();
    int done = 0;
    int running = 0;
    for (int i = 0; i < steps.size(); i++) {
      String id = steps.get(i).id();
      String state = state(Optional.ofNullable(records.get(id)), onServer.get(id));
      done += state.equals(DONE) ? 1 : 0;
      running += state.startsWith(RUNNING) ? 1 : 0;
      output.line(
          StepText.number(i + 1, steps.size()) + " " + steps.get(i).step().title() + ": " + state);
    }
    output.line(
        done + " done, " + running + " running, " + (steps.size() - done - running) + " left.");
  }

  private static final String DONE = "done";
  private static final String RUNNING = "running";

  /** What the server says counts more than what was recorded. */
  private static String state(Optional<StepRecord> record, Boolean onServer) {
    StepState recorded = record.map(StepRecord::state).orElse(StepState.WAITING);
    if (onServer != null && onServer) {
      return DONE;
    }
    boolean undone = onServer != null;
    return switch (recorded) {
      case RUNNING, SENDING, CHECKING -> RUNNING + " when last seen; \"drydock run\" follows it";
      case DONE, ALREADY_DONE -> undone ? "was done, but is no longer so" : DONE;
      case FAILED -> "failed" + record.map(r -> reason(r.message())).orElse("");
      case INTERRUPTED -> "interrupted; it will be run again";
      case STOPPED -> "stopped by hand";
      case SKIPPED -> "skipped";
      case WAITING -> "left to do";
    };
  }

  private static String reason(String message) {
    return message.isEmpty() ? "" : ": " + message.lines().findFirst().orElse("");
  }
}
