package dev.drydock.session;

import dev.drydock.job.ServerRuns;
import dev.drydock.recipe.Parameter;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Planner;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.recipe.StepScript;
import dev.drydock.run.LiveRun;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunStore;
import dev.drydock.run.ServerRun;
import dev.drydock.run.Sources;
import dev.drydock.server.CheckUp;
import dev.drydock.server.FactsProbe;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import dev.drydock.server.SpeedProbe;
import dev.drydock.server.SudoCheck;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session over real SSH. */
final class LiveSession implements Session {
  /** Bytes from which on a password is not taken for an ordinary word. */
  private static final int UNMISTAKABLE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

  private final Target target;
  private final HostKey hostKey;
  private final LiveLinks links;
  private final FactsProbe probe;
  private final Planner planner;
  private final RunStore runs;
  private final ServerRuns server;
  private final Sources sources;
  private final Clock clock;
  private final Consumer<LiveSession> whenClosed;
  private final SpeedProbe speedProbe = new SpeedProbe();
  private volatile ServerRuns.Look looked;
  private volatile ServerFacts facts;
  private volatile Speed speed = Speed.UNMEASURED;

  LiveSession(
      Target target,
      HostKey hostKey,
      LiveLinks links,
      FactsProbe probe,
      Planner planner,
      RunStore runs,
      ServerRuns server,
      Sources sources,
      Clock clock,
      Consumer<LiveSession> whenClosed) {
    this.target = target;
    this.hostKey = hostKey;
    this.links = links;
    this.probe = probe;
    this.planner = planner;
    this.runs = runs;
    this.server = server;
    this.sources = sources;
    this.clock = clock;
    this.whenClosed = whenClosed;
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
        free ? LiveLinks.Way.FREE : read.needsSu() ? LiveLinks.Way.SU : LiveLinks.Way.SUDO);
    facts = read;
  }

  @Override
  public Optional<ServerFacts> facts() {
    return Optional.ofNullable(facts);
  }

  /**
   * Over the link that follows jobs, where nothing is under way yet: the other one must be free for
   * what the person does meanwhile.
   */
  @Override
  public Speed measureSpeed() {
    if (!speed.isMeasured()) {
      try {
        speed = speedProbe.measure(links.tail());
        LOG.info("speed of {}: {}", target, speed);
      } catch (RemoteException e) {
        LOG.info("the speed of {} was not measured", target, e);
        speed = Speed.unknown(e.getMessage());
      }
    }
    return speed;
  }

  @Override
  public Speed speed() {
    return speed;
  }

  @Override
  public List<Finding> findings() {
    return CheckUp.judge(known(), speed);
  }

  @Override
  public List<Route> routes() {
    return planner.routes(known(), speed);
  }

  @Override
  public Map<String, String> defaults(Recipe recipe) {
    return planner.defaults(recipe, known());
  }

  @Override
  public Plan plan(Recipe recipe, Map<String, String> choices) {
    refuseSecrets(recipe, choices);
    return planner.plan(recipe, known(), choices);
  }

  /**
   * A password typed or pasted into the wrong field would be stored with the plan, here and on the
   * server. Only values of the person's own are looked at, and only for passwords that no word of a
   * Dockerfile is by chance.
   */
  private void refuseSecrets(Recipe recipe, Map<String, String> choices) {
    Map<String, String> defaults = planner.defaults(recipe, known());
    List<Secret> secrets = links.secrets();
    try {
      choices.forEach(
          (id, value) -> {
            if (!value.equals(defaults.get(id)) && secrets.stream().anyMatch(s -> isIn(s, value))) {
              throw new IllegalArgumentException(
                  "Your password stands in \""
                      + recipe.parameters().stream()
                          .filter(parameter -> parameter.id().equals(id))
                          .map(Parameter::label)
                          .findFirst()
                          .orElse(id)
                      + "\". It would be stored there in readable form, here and on the server: take"
                      + " it out. (Drydock asks for passwords itself, and stores none.)");
            }
          });
    } finally {
      secrets.forEach(Secret::close);
    }
  }

  private static boolean isIn(Secret secret, String text) {
    byte[] bytes = secret.copy();
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    try {
      boolean found = false;
      for (int i = 0; bytes.length >= UNMISTAKABLE && i <= all.length - bytes.length; i++) {
        found |= Arrays.equals(bytes, 0, bytes.length, all, i, i + bytes.length);
      }
      return found;
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(all, (byte) 0);
    }
  }

  /** What secrets this session knows. */
  List<Secret> secrets() {
    return links.secrets();
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
    if (wanted && facts == null) {
      readFacts(); // how root is had is among them
    }
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
        if (before.needsSu()) {
          links.control().sudo("true", new byte[0], password);
          return;
        }
        ServerFacts judged = SudoCheck.confirm(links.control(), before, password);
        take(judged);
        if (!judged.needsSu()) {
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
  public List<ServerRun> runsOnServer() throws RemoteException {
    return ServerRun.list(look());
  }

  private ServerRuns.Look look() throws RemoteException {
    ServerRuns.Look now = server.look(links.control());
    looked = now;
    return now;
  }

  private LiveRun.Tools tools() {
    return new LiveRun.Tools(links, server, sources, clock, runs);
  }

  @Override
  public RunControl newRun(
      Plan plan, String profileName, Map<String, Boolean> done, boolean afterReboot)
      throws IOException {
    ServerRuns.Look there = looked == null ? look() : looked;
    if (Offer.of(ServerRun.list(there)).isGoing() || !there.oldJob().isEmpty()) {
      // That was then.
      there = look();
    }
    Offer offer = Offer.of(ServerRun.list(there));
    if (offer.isGoing()) {
      throw LiveRun.busy(offer.run().orElseThrow().runId());
    }
    if (!there.oldJob().isEmpty()) {
      throw LiveRun.oldJob(there.oldJob());
    }
    String summary =
        findings().stream()
            .map(finding -> finding.label() + ": " + finding.value())
            .collect(Collectors.joining("\n"));
    String id =
        runs.create(
            plan,
            profileName,
            target.toString(),
            new RunStore.Server(hostKey.sha256(), there.machine()),
            summary,
            plan.steps().stream().anyMatch(step -> needsRoot(step, done)),
            afterReboot);
    return LiveRun.open(
        tools(),
        id,
        done.entrySet().stream()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()),
        false,
        false);
  }

  private static boolean needsRoot(PlannedStep step, Map<String, Boolean> done) {
    return step.step().root() && !done.getOrDefault(step.id(), false);
  }

  @Override
  public RunControl openRun(String runId, String profileName) throws IOException {
    if (facts == null) {
      try {
        readFacts(); // how root is had decides what going on will ask for
      } catch (RemoteException e) {
        LOG.info("the facts of {} were not read", target, e);
      }
    }
    ServerRuns.Look there = look();
    Optional<ServerRun> found =
        ServerRun.list(there).stream().filter(run -> run.runId().equals(runId)).findFirst();
    RunStore.Server here = new RunStore.Server(hostKey.sha256(), there.machine());
    if (found.isEmpty()) {
      runs.refuseUnlessNew(runId, here);
    } else if (!runs.has(runId)) {
      adopt(found.get(), profileName, here);
    } else if (!found.get().isGoing() && !found.get().isFinished() && facts != null) {
      // Another version of Drydock, or other facts: then what differs is looked at first.
      if (!check(runs.read(runId).plan()).strangeSteps().isEmpty()) {
        runs.setUnseen(runId, true);
      }
    }
    return LiveRun.open(
        tools(), runId, Set.of(), found.isPresent(), found.isPresent() && !found.get().isGoing());
  }

  private void adopt(ServerRun run, String profileName, RunStore.Server here) throws IOException {
    if (!run.problem().isEmpty()) {
      throw new RefusedException(RefusedException.Kind.DAMAGED, run.problem());
    }
    byte[] plan =
        server
            .plan(links.control(), run.runId())
            .orElseThrow(
                () ->
                    new RefusedException(
                        RefusedException.Kind.DAMAGED, "The plan of this run is not there."));
    runs.adopt(run, plan, planner::isKnown, profileName, target.toString(), here);
  }

  @Override
  public void wish(String runId, Set<String> wishes, Set<String> takenBack) throws RemoteException {
    server.wish(links.control(), runId, wishes, takenBack);
  }

  @Override
  public boolean isUnseen(String runId) {
    return runs.isUnseen(runId);
  }

  @Override
  public void approve(String runId) throws IOException {
    runs.setUnseen(runId, false);
  }

  @Override
  public PlanCheck check(Plan plan) {
    return PlanCheck.of(planner, plan, known());
  }

  @Override
  public void close() {
    whenClosed.accept(this);
    links.close();
  }
}
