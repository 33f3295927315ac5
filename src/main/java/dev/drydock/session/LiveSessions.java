package dev.drydock.session;

import dev.drydock.files.DrydockHome;
import dev.drydock.job.ServerRuns;
import dev.drydock.recipe.Planner;
import dev.drydock.recipe.Recipe;
import dev.drydock.run.DesktopSources;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunStore;
import dev.drydock.run.Sources;
import dev.drydock.server.FactsProbe;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Connector;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.transcript.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions over real SSH, recorded under one Drydock home. Thread-safe. */
public final class LiveSessions implements Sessions {
  private final Connector connector;
  private final ServerRuns server;
  private final Sources sources;
  private final FactsProbe probe;
  private final Planner planner;
  private final RunStore runs;
  private final Clock clock;
  private final Set<LiveSession> open = ConcurrentHashMap.newKeySet();

  public LiveSessions(DrydockHome home) {
    this(
        new JschConnector(
            home.knownHosts(), Path.of(System.getProperty("user.home"), ".ssh", "known_hosts")),
        new ServerRuns(),
        new RunStore(home.runs(), Clock.systemUTC()),
        new DesktopSources(home),
        Clock.systemUTC());
  }

  /** With a connector of the caller's, for example one that a test put a fault proxy before. */
  public LiveSessions(Connector connector, RunStore runs, Clock clock) {
    this(connector, new ServerRuns(), runs, clock);
  }

  /** With a server side of the caller's, too, for example one in a test's own folders. */
  public LiveSessions(Connector connector, ServerRuns server, RunStore runs, Clock clock) {
    this(connector, server, runs, new DesktopSources(DrydockHome.fromEnvironment()), clock);
  }

  /** With sources of the caller's, too. */
  public LiveSessions(
      Connector connector, ServerRuns server, RunStore runs, Sources sources, Clock clock) {
    this.connector = connector;
    this.sources = sources;
    this.server = server;
    this.probe = new FactsProbe();
    this.planner = new Planner();
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public Session connect(ConnectOptions options, Prompts prompts) throws RemoteException {
    RememberingPrompts remembering = new RememberingPrompts(prompts);
    LiveLinks links = new LiveLinks(connector, options, remembering);
    boolean connected = false;
    try {
      Remote control = links.control();
      LiveSession session =
          new LiveSession(
              options.target(),
              control.hostKey(),
              links,
              probe,
              planner,
              runs,
              server,
              sources,
              clock,
              open::remove);
      open.add(session);
      connected = true;
      return session;
    } finally {
      if (!connected) {
        links.close();
      }
    }
  }

  @Override
  public Redactor redactor() {
    List<Secret> secrets = open.stream().flatMap(session -> session.secrets().stream()).toList();
    try {
      return Redactor.of(secrets);
    } finally {
      secrets.forEach(Secret::close);
    }
  }

  @Override
  public List<Recipe> recipes() {
    return planner.recipes().all();
  }

  @Override
  public List<RunRecord> runs() throws IOException {
    return runs.list();
  }

  @Override
  public RunRecord run(String runId) throws IOException {
    return runs.read(runId);
  }
}
