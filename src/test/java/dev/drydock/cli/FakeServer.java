package dev.drydock.cli;

import dev.drydock.recipe.Parameter;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.recipe.Step;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.ServerRun;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Verdict;
import dev.drydock.session.Session;
import dev.drydock.session.Sessions;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One pretended server and the runs recorded for it. Its fields are set by tests. */
final class FakeServer implements Sessions {
  static final HostKey HOP_KEY =
      new HostKey("ssh-ed25519", "SHA256:" + "H".repeat(43), "MD5:" + "22:".repeat(15) + "22");
  static final HostKey KEY =
      new HostKey("ssh-ed25519", "SHA256:" + "A".repeat(43), "MD5:00:11:22:33");

  final List<ConnectOptions> connects = new ArrayList<>();
  final List<String> passwords = new ArrayList<>();
  final List<RunRecord> recorded = new ArrayList<>();
  final Map<String, Boolean> alreadyDone = new LinkedHashMap<>();

  /** Thrown instead of a session. */
  RemoteException refusal;

  /** Whether the host key is asked for, and a password. */
  boolean unknownHost;

  boolean wantsPassword;
  boolean sudoAsks;
  RemoteException factsFailure;
  boolean routePossible = true;
  Runnable beforePlan = () -> {};
  FakeRun.Scenario scenario = run -> run.finish();
  Path outFolder;
  int sessionsOpen;
  FakeRun lastRun;

  /** Runs that the server tells of; null: those that are recorded here, interrupted or finished. */
  List<ServerRun> onServer;

  /**
   * Whether the plan of what is half done there must be seen first; and thrown instead of a run.
   */
  boolean unseen;

  RefusedException refused;
  boolean afterReboot;
  final List<String> wishes = new ArrayList<>();
  PlanCheck check = PlanCheck.ALL_KNOWN;
  String lastProfile;

  /** A run as the server tells of it. */
  static ServerRun there(String runId, RunState state, int settled) {
    return new ServerRun(
        runId,
        "Docker from packages",
        "attic",
        "anna@laptop",
        Instant.parse("2026-11-24T09:00:00Z"),
        state,
        settled,
        3,
        "two",
        "02.1",
        true,
        2_345_678,
        "");
  }

  private static Step step(String id, boolean root) {
    return new Step(
        id,
        "Do " + id,
        "Because " + id + " is needed.",
        root,
        id.equals("two") ? 12 : 0.2,
        10,
        10,
        "",
        false,
        "check() { false; }\napply() { echo " + id + "; }\nverify() { true; }\n");
  }

  static final Recipe RECIPE =
      new Recipe(
          "debian-package",
          "Docker from Debian's packages",
          "All packages.",
          List.of(
              new Parameter(
                  "IMAGE", "Image", "", Parameter.Kind.TEXT, "owner/base32", List.of(), "", ""),
              new Parameter(
                  "DOCKERFILE",
                  "Dockerfile",
                  "",
                  Parameter.Kind.DOCKERFILE,
                  "",
                  List.of(),
                  "",
                  "")),
          List.of(
              new Recipe.Entry("one", ""),
              new Recipe.Entry("two", ""),
              new Recipe.Entry("three", "")));

  static Plan plan(Map<String, String> choices) {
    List<PlannedStep> steps = new ArrayList<>();
    for (String id : List.of("one", "two", "three")) {
      steps.add(
          new PlannedStep(
              step(id, id.equals("two")),
              new TreeMap<>(Map.of("IMAGE", choices.getOrDefault("IMAGE", "")))));
    }
    return new Plan(RECIPE.id(), RECIPE.title(), choices, steps);
  }

  static ServerFacts facts() {
    return new ServerFacts(
        new ServerFacts.Cpu(
            "GenuineIntel",
            "Pentium III (Coppermine)",
            6,
            8,
            Set.of("fpu", "tsc", "cx8", "cmov", "mmx", "fxsr", "sse"),
            866.7,
            1),
        new ServerFacts.Os(
            "poweredge",
            "Linux",
            "6.1.0-686",
            "i686",
            "i386",
            "debian",
            "12",
            "bookworm",
            "Debian GNU/Linux 12",
            "systemd"),
        new ServerFacts.Memory(1024, 0),
        List.of(new ServerFacts.Disk("/", "/", 9000, 16000)),
        new ServerFacts.Clock(1_795_507_200, 0),
        new ServerFacts.Access(
            "owner",
            1000,
            "/home/owner",
            Set.of("owner", "sudo"),
            ServerFacts.Sudo.PASSWORD,
            false),
        new ServerFacts.Packages(
            "apt", true, "", "http://mirror.example/debian", List.of(), Map.of(), Map.of()),
        new ServerFacts.Engine("", "", false),
        new ServerFacts.Kernel(
            true, false, false, true, true, true, true, "1.8.9 (nf_tables)", true, true),
        new ServerFacts.Network(true, true, ""),
        Map.of("git", "/usr/bin/git"));
  }

  @Override
  public Session connect(ConnectOptions options, Prompts prompts) throws RemoteException {
    connects.add(options);
    if (refusal != null) {
      throw refusal;
    }
    for (Hop hop : options.through()) {
      if (unknownHost && !prompts.trustHostKey(hop.target(), HOP_KEY)) {
        throw new ConnectFailedException(
            ConnectFailedException.Kind.HOST_KEY_UNKNOWN, "The hop's key was not accepted.", null);
      }
      if (wantsPassword) {
        ask(prompts.password(hop.target(), false));
      }
    }
    if (unknownHost && !prompts.trustHostKey(options.target(), KEY)) {
      throw new ConnectFailedException(
          ConnectFailedException.Kind.HOST_KEY_UNKNOWN, "The host key was not accepted.", null);
    }
    if (wantsPassword) {
      ask(prompts.password(options.target(), false));
    }
    if (sudoAsks) {
      ask(prompts.sudoPassword(options.target(), false));
    }
    sessionsOpen++;
    return new FakeSession(options.target());
  }

  private void ask(Optional<Secret> answer) throws ConnectFailedException {
    if (answer.isEmpty()) {
      throw new ConnectFailedException(
          ConnectFailedException.Kind.AUTH_FAILED, "The server let nobody in.", null);
    }
    try (Secret secret = answer.get()) {
      passwords.add(new String(secret.copy(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public List<Recipe> recipes() {
    return List.of(RECIPE);
  }

  @Override
  public List<RunRecord> runs() {
    return List.copyOf(recorded);
  }

  @Override
  public RunRecord run(String runId) throws IOException {
    return recorded.stream()
        .filter(run -> run.runId().equals(runId))
        .findFirst()
        .orElseThrow(() -> new NoSuchFileException(runId));
  }

  private final class FakeSession implements Session {
    private final Target target;

    FakeSession(Target target) {
      this.target = target;
    }

    @Override
    public Target target() {
      return target;
    }

    @Override
    public HostKey hostKey() {
      return KEY;
    }

    @Override
    public ServerFacts readFacts() throws RemoteException {
      if (factsFailure != null) {
        throw factsFailure;
      }
      return FakeServer.facts();
    }

    @Override
    public Optional<ServerFacts> facts() {
      return Optional.of(FakeServer.facts());
    }

    @Override
    public List<Finding> findings() {
      return List.of(
          new Finding(
              "cpu.model", "Processor", "Pentium III \u001b]0;evil\u0007", Verdict.FINE, ""),
          new Finding(
              "cpu.sse2", "SSE2", "missing", Verdict.CARE, "Drydock uses what runs without it."),
          new Finding("disk", "Disk", "full", Verdict.STOP, "Free some space."));
    }

    @Override
    public List<Route> routes() {
      return List.of(
          new Route(
              RECIPE,
              routePossible,
              routePossible,
              List.of(routePossible ? "It fits." : "This processor is no 32-bit x86."),
              13,
              100,
              100));
    }

    @Override
    public Map<String, String> defaults(Recipe recipe) {
      return new TreeMap<>(Map.of("IMAGE", "owner/base32", "DOCKERFILE", "FROM owner/base32\n"));
    }

    @Override
    public Plan plan(Recipe recipe, Map<String, String> choices) {
      if (choices.get("IMAGE").contains("!")) {
        throw new IllegalArgumentException("An image's name has no exclamation mark.");
      }
      beforePlan.run();
      return FakeServer.plan(choices);
    }

    @Override
    public Map<String, Boolean> alreadyDone(Plan plan) {
      return alreadyDone;
    }

    @Override
    public List<ServerRun> runsOnServer() {
      return onServer != null
          ? onServer
          : recorded.stream()
              .filter(run -> run.server().equals(target.toString()))
              .map(
                  run ->
                      there(
                          run.runId(),
                          run.isFinished() ? RunState.FINISHED : RunState.INTERRUPTED,
                          (int) run.steps().stream().filter(s -> s.state().isSettled()).count()))
              .toList();
    }

    @Override
    public boolean isUnseen(String runId) {
      return unseen;
    }

    @Override
    public void wish(String runId, Set<String> made, Set<String> takenBack) {
      made.forEach(wish -> wishes.add(runId + " " + wish));
      takenBack.forEach(wish -> wishes.add(runId + " not " + wish));
    }

    @Override
    public void approve(String runId) {
      unseen = false;
    }

    @Override
    public PlanCheck check(Plan plan) {
      return check;
    }

    @Override
    public RunControl newRun(
        Plan plan, String profileName, Map<String, Boolean> done, boolean reboot) {
      lastProfile = profileName;
      afterReboot = reboot;
      lastRun = new FakeRun("new-run", profileName, target.toString(), plan, outFolder, scenario);
      return lastRun;
    }

    @Override
    public RunControl openRun(String runId, String profileName) throws IOException {
      if (refused != null) {
        throw refused;
      }
      boolean known = recorded.stream().anyMatch(run -> run.runId().equals(runId));
      lastProfile = profileName;
      lastRun =
          known
              ? new FakeRun(run(runId), outFolder, scenario)
              : new FakeRun(
                  runId,
                  profileName,
                  target.toString(),
                  FakeServer.plan(Map.of()),
                  outFolder,
                  scenario);
      return lastRun;
    }

    @Override
    public void close() {
      sessionsOpen--;
    }
  }
}
