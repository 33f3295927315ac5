package dev.drydock.ui;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.Planner;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.ServerRun;
import dev.drydock.server.CheckUp;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import dev.drydock.session.Session;
import dev.drydock.session.Sessions;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that exists only in the test: real check-up and planner, no link. */
final class FakeSessions implements Sessions {
  /** Stands in for the login. */
  @FunctionalInterface
  interface Login {
    void to(ConnectOptions options, Prompts prompts) throws RemoteException;
  }

  final Planner planner = new Planner();
  final List<ConnectOptions> connects = new CopyOnWriteArrayList<>();
  final List<FakeRun> runs = new CopyOnWriteArrayList<>();
  final List<FakeSession> opened = new CopyOnWriteArrayList<>();
  volatile Login login = (options, prompts) -> {};
  volatile ServerFacts facts = FakeFacts.pentium3();
  final AtomicInteger measurements = new AtomicInteger();
  volatile Speed speed = new Speed(Speed.Basis.COMPILER, 0.83, 1, "");
  volatile Map<String, Boolean> done = Map.of();

  /** Runs that the server tells of; those that are not known here are made when taken up. */
  volatile List<ServerRun> onServer = List.of();

  /** Ids of runs whose plan the person has to see first; and what is thrown instead of a run. */
  final Set<String> unseen = ConcurrentHashMap.newKeySet();

  volatile RefusedException refused;
  volatile boolean afterReboot;
  volatile boolean askedWhatIsDone;

  /** What keeps steps from being root, if anything does; and how often that was asked. */
  volatile SudoException noRoot;

  final AtomicInteger confirmations = new AtomicInteger();
  volatile PlanCheck check = PlanCheck.ALL_KNOWN;
  private final Path folder;

  FakeSessions(Path folder) {
    this.folder = folder;
  }

  @Override
  public Session connect(ConnectOptions options, Prompts prompts) throws RemoteException {
    connects.add(options);
    login.to(options, prompts);
    FakeSession session = new FakeSession(options.target());
    opened.add(session);
    return session;
  }

  @Override
  public List<Recipe> recipes() {
    return planner.recipes().all();
  }

  @Override
  public List<RunRecord> runs() {
    return runs.stream().map(FakeRun::record).toList();
  }

  @Override
  public RunRecord run(String runId) throws IOException {
    return find(runId).record();
  }

  private FakeRun find(String runId) throws IOException {
    return runs.stream()
        .filter(run -> run.record().runId().equals(runId))
        .findFirst()
        .orElseThrow(() -> new NoSuchFileException(runId));
  }

  /** A run of anna@laptop's, as the server tells of it. */
  ServerRun there(String id, RunState state, int settled) {
    return new ServerRun(
        id,
        "Docker from Debian's own packages",
        "attic",
        "anna@laptop",
        Instant.parse("2026-11-24T09:00:00Z"),
        state,
        settled,
        plan().steps().size(),
        "base-rootfs",
        "07.1",
        true,
        123_456,
        "");
  }

  /** The plan this server would get without any choices. */
  Plan plan() {
    return planner.plan(planner.recipes().all().get(0), facts, Map.of());
  }

  FakeRun addRun(String id, String profile) {
    FakeRun run = new FakeRun(id, profile, plan(), folder.resolve(id));
    runs.add(0, run);
    return run;
  }

  final class FakeSession implements Session {
    private final Target target;
    private ServerFacts read;
    private volatile Speed measured = Speed.UNMEASURED;
    volatile boolean closed;

    FakeSession(Target target) {
      this.target = target;
    }

    @Override
    public Target target() {
      return target;
    }

    @Override
    public HostKey hostKey() {
      return FakeSessions.hostKey();
    }

    @Override
    public ServerFacts readFacts() {
      read = facts;
      return read;
    }

    @Override
    public Speed measureSpeed() {
      measurements.incrementAndGet();
      measured = speed;
      return measured;
    }

    @Override
    public Speed speed() {
      return measured;
    }

    @Override
    public Optional<ServerFacts> facts() {
      return Optional.ofNullable(read);
    }

    @Override
    public List<Finding> findings() {
      return CheckUp.judge(read, measured);
    }

    @Override
    public List<Route> routes() {
      return planner.routes(read, measured);
    }

    @Override
    public Map<String, String> defaults(Recipe recipe) {
      return planner.defaults(recipe, read);
    }

    @Override
    public Plan plan(Recipe recipe, Map<String, String> choices) {
      return planner.plan(recipe, read, choices);
    }

    @Override
    public List<ServerRun> runsOnServer() {
      return onServer;
    }

    @Override
    public boolean isUnseen(String runId) {
      return unseen.contains(runId);
    }

    @Override
    public void approve(String runId) {
      unseen.remove(runId);
    }

    @Override
    public PlanCheck check(Plan plan) {
      return check;
    }

    @Override
    public Map<String, Boolean> alreadyDone(Plan plan) {
      askedWhatIsDone = true;
      Map<String, Boolean> answer = new HashMap<>();
      plan.steps().forEach(step -> answer.put(step.id(), done.getOrDefault(step.id(), false)));
      return answer;
    }

    @Override
    public void confirmRoot(Plan plan, Map<String, Boolean> done) throws RemoteException {
      confirmations.incrementAndGet();
      if (noRoot != null) {
        throw noRoot;
      }
    }

    @Override
    public RunControl newRun(
        Plan plan, String profileName, Map<String, Boolean> done, boolean reboot) {
      afterReboot = reboot;
      FakeRun run =
          new FakeRun(
              "run" + (runs.size() + 1), profileName, plan, folder.resolve("run" + runs.size()));
      runs.add(0, run);
      return run;
    }

    @Override
    public RunControl openRun(String runId, String profileName) throws IOException {
      if (refused != null) {
        throw refused;
      }
      Optional<ServerRun> there =
          onServer.stream().filter(run -> run.runId().equals(runId)).findFirst();
      if (runs.stream().noneMatch(run -> run.record().runId().equals(runId))) {
        addRun(runId, profileName).doneUpTo(there.orElseThrow().settled());
      }
      FakeRun run = find(runId);
      if (there.isPresent() && unseen.contains(runId)) {
        run.onStart = there.get().state();
      }
      return run;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  static HostKey hostKey() {
    return new HostKey(
        "ssh-ed25519",
        "SHA256:uJ1yCzVq3kE0m8wLJ2pX0nT4b7R9aSdFgHjKlZxCvBn",
        "MD5:3a:7f:19:c4:52:08:be:d1:6e:90:4b:2d:f3:85:a7:1c");
  }
}
