package dev.drydock.cli;

import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.recipe.Estimates;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Route;
import dev.drydock.run.RemoteRun;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.server.Speed;
import dev.drydock.session.Session;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = "Run a route on a server, or resume the newest run that is not finished.",
    footer = {
      "",
      "Ctrl-C lets go of the server: the step in hand works on there, and the same",
      "command goes on with it. Running again on a finished server changes nothing."
    })
final class RunCommand implements Callable<Integer> {
  private final CliEnvironment environment;
  @Mixin private TargetOptions target;
  @Mixin private LoginOptions login;
  @Mixin private RouteOptions route;

  @Option(names = "--yes", description = "Start without asking.")
  private boolean yes;

  @Option(
      names = "--new",
      description = "Begin a new run even where one could be resumed; what is done stays done.")
  private boolean fresh;

  @Option(
      names = "--skip",
      paramLabel = "STEP",
      description = "Leave this step undone if it fails, and go on. May be repeated.")
  private Set<String> skip = new LinkedHashSet<>();

  @Option(
      names = "--take-over",
      description =
          "Execute the run here although another Drydock does; that one is put into looking on.")
  private boolean takeOver;

  @Option(
      names = "--accept-plan",
      paramLabel = "SHA256",
      description =
          "Go on with exactly the plan of this fingerprint, which was begun on another computer and"
              + " is not what this Drydock would compose.")
  private String acceptPlan;

  RunCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    TargetOptions.Chosen chosen = target.choose(environment.profiles());
    if (!yes && !environment.terminal().isInteractive()) {
      throw CliFailure.usage(
          "Add --yes to change the server without being asked; \"drydock plan\" shows what would"
              + " run.");
    }
    try (LoginOptions.Connected connected = login.connect(environment, chosen)) {
      Session session = connected.session();
      session.readFacts();
      RunControl control = control(session, chosen);
      RunWatcher watcher =
          new RunWatcher(
              control,
              environment.output(),
              environment.terminal().isInteractive(),
              skip,
              resumeCommand(chosen),
              session.speed());
      if (takeOver) {
        if (control.isWatching()) {
          session.confirmRoot(control.record());
        }
        control.takeOver();
      }
      return watcher.watch(environment.interrupts());
    } catch (RemoteException e) {
      throw LoginOptions.failure(e);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.TROUBLE_HERE,
          "The run's record on this computer cannot be used: " + PrivateFiles.explain(e),
          e);
    }
  }

  private RunControl control(Session session, TargetOptions.Chosen chosen) throws IOException {
    List<RunRecord> known = Runs.of(environment.sessions().get(), chosen);
    Optional<RemoteRun> elsewhere =
        fresh ? Optional.empty() : RunsElsewhere.unfinished(session, known);
    if (elsewhere.isPresent()) {
      return adopt(session, chosen, elsewhere.get());
    }
    Optional<RunRecord> unfinished =
        fresh ? Optional.empty() : known.stream().findFirst().filter(run -> !run.isFinished());
    if (unfinished.isPresent() && session.isUnseen(unfinished.get().runId())) {
      return goOn(session, chosen, session.openRun(unfinished.get().runId()), true);
    }
    if (unfinished.isPresent() && sameChoices(unfinished.get())) {
      RunRecord run = unfinished.get();
      confirm("Resume the run of " + day(run) + " on " + chosen.target() + "?");
      RunControl control = session.resumeRun(run.runId());
      remember(chosen, run.runId(), run.plan());
      environment.output().note("Resuming run " + run.runId() + ".");
      return control;
    }
    unfinished.ifPresent(RunCommand::refuseIfRunning);
    Route taken = route.choose(session, chosen.profile());
    Plan plan = route.plan(session, taken, chosen.profile());
    Speed speed = session.measureSpeed();
    confirm(
        "Run \""
            + plan.recipeTitle()
            + "\" ("
            + plan.steps().size()
            + " steps, "
            + Estimates.of(plan.steps().stream().map(PlannedStep::step).toList(), speed).text()
            + ") on "
            + chosen.target()
            + "?");
    // A wrong password shows now, and not hours later.
    session.confirmRoot(plan, session.alreadyDone(plan));
    RunControl control = session.newRun(plan, chosen.profileName());
    remember(chosen, control.record().runId(), plan);
    environment.output().note("Run " + control.record().runId() + ".");
    return control;
  }

  /** Goes on with what was begun on another computer. */
  private RunControl adopt(Session session, TargetOptions.Chosen chosen, RemoteRun found)
      throws IOException {
    environment.output().note(RunsElsewhere.sentence(found, environment.zone()));
    if (route.isGiven()) {
      throw CliFailure.usage(
          "Go on with that run first (the same command without --route and --set), or add --new to"
              + " begin another one beside it.");
    }
    boolean mayExecute = takeOver || !found.isExecuted();
    if (!mayExecute) {
      environment
          .output()
          .note(
              "Looking on. Ctrl-C leaves it alone; the same command with --take-over goes on with it"
                  + " here.");
    }
    return goOn(session, chosen, session.adopt(found, chosen.profileName()), mayExecute);
  }

  /**
   * @param mayExecute or else only look on
   */
  private RunControl goOn(
      Session session, TargetOptions.Chosen chosen, RunControl control, boolean mayExecute)
      throws RemoteException {
    RunRecord record = control.record();
    boolean going = false;
    try {
      if (mayExecute && session.isUnseen(record.runId()) && !record.isFinished()) {
        approve(session, record);
        session.confirmRoot(record);
        control.takeOver();
      }
      remember(chosen, record.runId(), record.plan());
      environment.output().note("Run " + record.runId() + ".");
      going = true;
      return control;
    } finally {
      if (!going) {
        control.close();
      }
    }
  }

  /** Nothing that came from the server is executed before the person has seen it. */
  private void approve(Session session, RunRecord record) {
    PlanCheck check = session.check(record.plan());
    String fingerprint = record.planFingerprint();
    if (check.isAllKnown() || fingerprint.equals(acceptPlan)) {
      confirm("Go on with it here?");
      return;
    }
    Output output = environment.output();
    List<PlannedStep> steps = record.plan().steps();
    for (int i = 0; i < steps.size(); i++) {
      PlannedStep planned = steps.get(i);
      output.line();
      output.line(
          PlanCommand.StepText.number(i + 1, steps.size())
              + " "
              + planned.step().title()
              + (planned.step().root() ? "  (as root)" : "")
              + (check.strangeSteps().contains(planned.id())
                  ? "  NOT AS THIS DRYDOCK WOULD DO IT"
                  : ""));
      PlanCommand.commands(output, planned);
    }
    output.line();
    check
        .chosen()
        .forEach((id, value) -> output.line("Chosen elsewhere: " + id + "=" + Shell.quote(value)));
    output.note(
        "This plan was made on another computer and comes from the server; it is not all what this"
            + " Drydock would compose. Its fingerprint is "
            + fingerprint
            + ".");
    if (yes) {
      throw CliFailure.usage(
          "Look through the commands above. To run them, add --accept-plan "
              + fingerprint
              + "; to begin anew, add --new.");
    }
    confirm("Run exactly these commands?");
  }

  private String day(RunRecord run) {
    return run.started().atZone(environment.zone()).toLocalDate().toString();
  }

  private boolean sameChoices(RunRecord run) {
    if (route.route != null && !route.route.equals(run.plan().recipeId())) {
      return false;
    }
    return run.plan().choices().entrySet().containsAll(route.values().entrySet());
  }

  private static void refuseIfRunning(RunRecord run) {
    StepRecord current = run.current();
    if (current != null && current.state() == StepState.RUNNING) {
      throw CliFailure.usage(
          "The step \""
              + current.stepId()
              + "\" of an earlier run with other choices may still be running on the server."
              + " Follow it to its end first (the same command without --route and --set), or add"
              + " --new to begin another run beside it.");
    }
  }

  private void confirm(String question) {
    if (yes) {
      return;
    }
    String answer =
        environment
            .terminal()
            .readLine(TerminalText.plain(question) + " [y/N] ")
            .orElse("")
            .strip()
            .toLowerCase(Locale.ROOT);
    if (!answer.equals("y") && !answer.equals("yes")) {
      throw CliFailure.usage("Nothing was done.");
    }
  }

  /** So that the wizard, too, offers to resume it. A profile that cannot be saved stops nothing. */
  private void remember(TargetOptions.Chosen chosen, String runId, Plan plan) {
    if (chosen.profile().isEmpty()) {
      return;
    }
    try {
      Profile profile = environment.profiles().load(chosen.profileName());
      environment
          .profiles()
          .save(profile.withRoute(plan.recipeId(), plan.choices()).withLastRun(runId));
    } catch (ProfileException e) {
      environment.output().note("The profile does not know of this run: " + e.getMessage());
    }
  }

  private String resumeCommand(TargetOptions.Chosen chosen) {
    List<String> words = new ArrayList<>(List.of("drydock", "run"));
    if (chosen.profile().isPresent()) {
      words.add(word(chosen.profileName()));
    } else {
      words.addAll(
          List.of(
              "--host",
              word(chosen.target().host()),
              "--port",
              Integer.toString(chosen.target().port()),
              "--user",
              word(chosen.target().user())));
      if (!chosen.options().through().isEmpty()) {
        words.addAll(
            List.of("--jump", word(Hop.text(chosen.options().through()).replace(", ", ","))));
      }
      if (target.server.identity != null) {
        words.addAll(List.of("--identity", word(target.server.identity.toString())));
      }
    }
    if (!target.server.legacy.isEmpty()) {
      words.addAll(List.of("--legacy", word(String.join(",", target.server.legacy))));
    }
    if (!target.server.jumpLegacy.isEmpty()) {
      words.addAll(List.of("--jump-legacy", word(String.join(",", target.server.jumpLegacy))));
    }
    if (login.jumpPasswordStdin) {
      words.add("--jump-password-stdin");
    }
    if (login.passwordStdin) {
      words.add("--password-stdin");
    }
    if (login.sudoPasswordStdin) {
      words.add("--sudo-password-stdin");
    }
    words.add("--yes");
    return String.join(" ", words);
  }

  private static String word(String text) {
    return text.matches("[A-Za-z0-9._@/:~,-]+") ? text : Shell.quote(text);
  }
}
