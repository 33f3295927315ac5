package dev.drydock.session;

import dev.drydock.job.Jobs;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.Planner;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.recipe.StepScript;
import dev.drydock.run.PlanRun;
import dev.drydock.run.RemoteRun;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunInUseException;
import dev.drydock.run.RunStore;
import dev.drydock.run.WatchedRun;
import dev.drydock.server.CheckUp;
import dev.drydock.server.FactsProbe;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.RemoteException;
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
    ServerFacts.Sudo sudo = read.access().sudo();
    links.setSudoNeedsPassword(sudo != ServerFacts.Sudo.ROOT && sudo != ServerFacts.Sudo.NOPASSWD);
    facts = read;
    return read;
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
  public RunControl newRun(Plan plan, String profileName) throws IOException {
    String summary =
        findings().stream()
            .map(finding -> finding.label() + ": " + finding.value())
            .collect(Collectors.joining("\n"));
    return PlanRun.create(runs, plan, profileName, target.toString(), summary, links, jobs, clock);
  }

  @Override
  public RunControl openRun(String runId) throws IOException {
    try {
      return execute(runId);
    } catch (RunInUseException e) {
      return WatchedRun.of(runs, runId, () -> execute(runId), clock);
    }
  }

  private RunControl execute(String runId) throws IOException {
    return PlanRun.open(runs, runId, links, jobs, clock);
  }

  @Override
  public List<RemoteRun> runsOnServer() throws RemoteException {
    return RemoteRun.list(jobs.runs().list(links.control()));
  }

  @Override
  public RunControl adopt(RemoteRun run, String profileName) throws IOException {
    if (!runs.has(run.runId())) {
      if (!run.problem().isEmpty()) {
        throw new IOException(run.problem());
      }
      byte[] plan =
          jobs.runs()
              .plan(links.control(), run.runId())
              .orElseThrow(() -> new IOException("The plan of this run is not on the server."));
      runs.adopt(run, plan, profileName, target.toString());
    }
    return openRun(run.runId());
  }

  @Override
  public boolean isUnseen(String runId) {
    return runs.isUnseen(runId);
  }

  @Override
  public PlanCheck check(Plan plan) {
    return PlanCheck.of(planner, plan, known());
  }

  @Override
  public void close() {
    links.close();
  }
}
