package dev.drydock.session;

import dev.drydock.job.Jobs;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.Planner;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.recipe.StepScript;
import dev.drydock.run.PlanRun;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunStore;
import dev.drydock.server.CheckUp;
import dev.drydock.server.FactsProbe;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.SudoCheck;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A session over real SSH. */
final class LiveSession implements Session {
  private final Target target;
  private final HostKey hostKey;
  private final LiveLinks links;
  private final FactsProbe probe;
  private final Planner planner;
  private final RunStore runs;
  private final Jobs jobs;
  private final Clock clock;
  private volatile ServerFacts facts;

  LiveSession(
      Target target,
      HostKey hostKey,
      LiveLinks links,
      FactsProbe probe,
      Planner planner,
      RunStore runs,
      Jobs jobs,
      Clock clock) {
    this.target = target;
    this.hostKey = hostKey;
    this.links = links;
    this.probe = probe;
    this.planner = planner;
    this.runs = runs;
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public HostKey hostKey() {
    return hostKey;
  }

  @Override
  public ServerFacts readFacts() throws RemoteException {
    ServerFacts read = probe.read(links.control(), clock);
    take(read);
    return read;
  }

  private void take(ServerFacts read) {
    ServerFacts.Sudo sudo = read.access().sudo();
    boolean free = sudo == ServerFacts.Sudo.ROOT || sudo == ServerFacts.Sudo.NOPASSWD;
    links.setWay(
        free ? LiveLinks.Way.FREE : read.isSuOnly() ? LiveLinks.Way.SU : LiveLinks.Way.SUDO);
    facts = read;
  }

  @Override
  public Optional<ServerFacts> facts() {
    return Optional.ofNullable(facts);
  }

  @Override
  public List<Finding> findings() {
    return CheckUp.judge(known());
  }

  @Override
  public List<Route> routes() {
    return planner.routes(known());
  }

  @Override
  public Map<String, String> defaults(Recipe recipe) {
    return planner.defaults(recipe, known());
  }

  @Override
  public Plan plan(Recipe recipe, Map<String, String> choices) {
    return planner.plan(recipe, known(), choices);
  }

  private ServerFacts known() {
    if (facts == null) {
      throw new IllegalStateException("the facts have not been read yet");
    }
    return facts;
  }

  @Override
  public Map<String, Boolean> alreadyDone(Plan plan) throws RemoteException {
    return StepScript.parseChecks(
        links.control().exec(StepScript.checkAll(plan.steps(), clock.instant())).text());
  }

  @Override
  public void confirmRoot(Plan plan, Map<String, Boolean> done) throws RemoteException {
    boolean wanted =
        plan.steps().stream()
            .anyMatch(step -> step.step().root() && !done.getOrDefault(step.id(), false));
    if (!wanted || links.way() == LiveLinks.Way.FREE) {
      return;
    }
    SudoException refused = null;
    while (true) {
      Secret password;
      try {
        password = links.sudoPassword(refused != null);
      } catch (SudoException none) {
        throw refused == null ? none : refused;
      }
      try {
        ServerFacts before = known();
        if (before.isSuOnly()) {
          links.control().sudo("true", new byte[0], password);
          return;
        }
        ServerFacts judged = SudoCheck.confirm(links.control(), before, password);
        take(judged);
        if (!judged.isSuOnly()) {
          refuseIfNotAllowed(judged);
          return;
        }
        links.forgetSudo();
        refused = null;
      } catch (SudoException e) {
        if (e.kind() != SudoException.Kind.WRONG_PASSWORD) {
          throw e;
        }
        refused = e;
      }
    }
  }

  private void refuseIfNotAllowed(ServerFacts judged) throws SudoException {
    if (judged.access().sudo() == ServerFacts.Sudo.NONE) {
      throw new SudoException(
          SudoException.Kind.NOT_ALLOWED,
          judged.access().user()
              + " may not become root with sudo on "
              + target.host()
              + ". Log in as a user who may, or as root there put this user into the group sudo (or"
              + " wheel).");
    }
  }

  @Override
  public RunControl newRun(Plan plan, String profileName) throws IOException {
    String summary =
        findings().stream()
            .map(finding -> finding.label() + ": " + finding.value())
            .collect(Collectors.joining("\n"));
    return PlanRun.create(runs, plan, profileName, target.toString(), summary, links, jobs, clock);
  }

  @Override
  public RunControl openRun(String runId) throws IOException {
    if (facts == null) {
      readFacts(); // how root is had decides what the steps left will ask for
    }
    return PlanRun.open(runs, runId, links, jobs, clock);
  }

  @Override
  public void close() {
    links.close();
  }
}
