package dev.drydock.cli;

import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.recipe.Estimates;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Route;
import dev.drydock.run.LiveRun;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.ServerRun;
import dev.drydock.server.Speed;
import dev.drydock.session.Offer;
import dev.drydock.session.Session;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = "Run a route on a server, or go on with what is half done there.",
    footer = {
      "",
      "The server walks the plan by itself: Ctrl-C lets go of it and changes nothing",
      "there; the same command follows it again. Running again on a finished server",
      "changes nothing."
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
      description =
          "Begin a new run even where one could be resumed, or the last one is another server's; what"
              + " is done stays done.")
  private boolean fresh;

  @Option(
      names = "--skip",
      paramLabel = "STEP",
      description = "Leave this step undone if it fails, and go on. May be repeated.")
  private Set<String> skip = new LinkedHashSet<>();

  @Option(
      names = "--after-reboot",
      description =
          "A new run goes on by itself after a restart of the server: a start-up entry is made there,"
              + " and removed at the run's end.")
  private boolean afterReboot;

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
      RunControl control = take(session, chosen);
      refuseUnknownSteps(control);
      return new RunWatcher(
              control,
              environment.output(),
              environment.terminal().isInteractive(),
              skip,
              resumeCommand(chosen),
              session.speed())
          .watch(environment.interrupts());
    } catch (RemoteException e) {
      throw LoginOptions.failure(e);
    } catch (RefusedException e) {
      throw new CliFailure(
          ExitCode.of(e), e.getMessage() + " (A new one: the same command with --new.)", e);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.TROUBLE_HERE,
          "The run's record on this computer cannot be used: " + PrivateFiles.explain(e),
          e);
    }
  }

  private RunControl take(Session session, TargetOptions.Chosen chosen) throws IOException {
    Offer offer = session.offer();
    if (offer.isGoing()) {
      return lookOn(session, chosen, offer.run().orElseThrow());
    }
    Optional<String> halfDone = fresh ? Optional.empty() : halfDone(session, chosen, offer);
    if (halfDone.isPresent()) {
      RunControl control = session.openRun(halfDone.get(), chosen.profileName());
      if (sameChoices(control.record().plan())) {
        return goOn(session, chosen, control);
      }
      control.close();
    }
    return begin(session, chosen);
  }

  /**
   * What is half done, by the server's word; else by the profile's: then the server is asked why.
   */
  private Optional<String> halfDone(Session session, TargetOptions.Chosen chosen, Offer offer)
      throws IOException {
    if (offer.run().isPresent()) {
      return offer.run().filter(run -> offer.isHalfDone()).map(ServerRun::runId);
    }
    String last = chosen.profile().map(Profile::lastRun).orElse("");
    if (last.isEmpty()
        || environment.sessions().get().runs().stream()
            .noneMatch(run -> run.runId().equals(last) && !run.isFinished())) {
      return Optional.empty();
    }
    try {
      session.openRun(last, chosen.profileName()).close();
      return Optional.of(last);
    } catch (RefusedException e) {
      if (e.kind() != RefusedException.Kind.OLD) {
        throw e;
      }
      environment.output().note(e.getMessage());
      return Optional.empty();
    }
  }

  private RunControl lookOn(Session session, TargetOptions.Chosen chosen, ServerRun going)
      throws IOException {
    RunControl control = session.openRun(going.runId(), chosen.profileName());
    if (fresh || !sameChoices(control.record().plan())) {
      control.close();
      throw new CliFailure(
          ExitCode.REFUSED,
          LiveRun.busy(going.runId()).getMessage()
              + "\nTo follow it:\n  "
              + resumeCommand(chosen)
              + "\nTo stop it: \"drydock wish\" with the same server and --wish stop.");
    }
    remember(chosen, control.record());
    environment
        .output()
        .note(
            "Run "
                + going.runId()
                + ", begun by "
                + going.by()
                + ". "
                + Offer.of(List.of(going)).sentence());
    return control;
  }

  private RunControl goOn(Session session, TargetOptions.Chosen chosen, RunControl control)
      throws IOException {
    RunRecord record = control.record();
    boolean going = false;
    try {
      if (session.isUnseen(record.runId())) {
        seePlan(session, record);
        session.approve(record.runId());
      } else {
        confirm("Resume the run of " + day(record) + " on " + chosen.target() + "?");
      }
      remember(chosen, record);
      environment.output().note("Resuming run " + record.runId() + ".");
      going = true;
      return control;
    } finally {
      if (!going) {
        control.close();
      }
    }
  }

  private RunControl begin(Session session, TargetOptions.Chosen chosen) throws IOException {
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
    Map<String, Boolean> done = session.alreadyDone(plan);
    // A wrong password shows now, and not after hours of sending.
    session.confirmRoot(plan, done);
    RunControl control = session.newRun(plan, chosen.profileName(), done, afterReboot);
    remember(chosen, control.record());
    environment.output().note("Run " + control.record().runId() + ".");
    return control;
  }

  private void refuseUnknownSteps(RunControl control) {
    List<String> known = control.record().plan().steps().stream().map(PlannedStep::id).toList();
    skip.stream()
        .filter(step -> !known.contains(step))
        .findFirst()
        .ifPresent(
            step -> {
              control.close();
              throw CliFailure.usage(
                  "The plan has no step \""
                      + step
                      + "\" to skip. It has: "
                      + String.join(", ", known)
                      + ".");
            });
  }

  /** A plan from elsewhere, or another than today's, is not gone on with before it was seen. */
  private void seePlan(Session session, RunRecord record) {
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
        "This plan was made elsewhere, or for other facts; it is not all what this Drydock would"
            + " compose today. Its fingerprint is "
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

  private boolean sameChoices(Plan plan) {
    if (route.route != null && !route.route.equals(plan.recipeId())) {
      return false;
    }
    return plan.choices().entrySet().containsAll(route.values().entrySet());
  }

  private void confirm(String question) {
    Consent.ask(environment, yes, question);
  }

  /** So that the wizard, too, offers to resume it. A profile that cannot be saved stops nothing. */
  private void remember(TargetOptions.Chosen chosen, RunRecord run) {
    if (chosen.profile().isEmpty()) {
      return;
    }
    try {
      Profile profile = environment.profiles().load(chosen.profileName());
      environment
          .profiles()
          .save(
              profile
                  .withRoute(run.plan().recipeId(), run.plan().choices())
                  .withLastRun(run.runId()));
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
