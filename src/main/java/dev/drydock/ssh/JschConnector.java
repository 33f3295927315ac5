package dev.drydock.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Logger;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.WindowsSSHAgentConnector;
import dev.drydock.ssh.ConnectFailedException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** Logs in with JSch. */
public final class JschConnector implements Connector {
  /**
   * JSch gives up after one silence of this length and three unanswered questions, that is after
   * four of them: a half-open link is to be noticed within a minute.
   */
  private static final int KEEPALIVE_MILLIS = 14_000;

  private static final int KEEPALIVES = 3;
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(JschConnector.class);

  private final KnownHosts knownHosts;
  private final Supplier<Optional<Path>> agentSocket;

  /**
   * @param ownKnownHosts keys the person accepted in Drydock; made when the first one is
   * @param userKnownHosts usually {@code ~/.ssh/known_hosts}; only read, may be missing
   */
  public JschConnector(Path ownKnownHosts, Path userKnownHosts) {
    this(
        ownKnownHosts,
        userKnownHosts,
        () ->
            Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(name -> !name.isBlank())
                .map(Path::of));
  }

  JschConnector(Path ownKnownHosts, Path userKnownHosts, Supplier<Optional<Path>> agentSocket) {
    this.knownHosts = new KnownHosts(ownKnownHosts, userKnownHosts);
    this.agentSocket = agentSocket;
  }

  @Override
  public Remote connect(ConnectOptions options, Prompts prompts) throws RemoteException {
    Link way = null;
    boolean connected = false;
    try {
      for (Hop hop : options.through()) {
        way = new Attempt(options.at(hop), prompts, way, options.target()).run();
      }
      Attempt last = new Attempt(options, prompts, way, options.target());
      Remote remote = new JschRemote(last.run(), last.proven());
      connected = true;
      return remote;
    } finally {
      if (!connected) {
        Link.closeAside(way);
      }
    }
  }

  private final class Attempt {
    private final ConnectOptions options;
    private final Target target;
    private final Progress progress;
    private final Wire wire;
    private final Login login;
    private final HostKeyCheck hostKeys;
    private final LastWords words = new LastWords();
    private final Link via;
    private final Target server;
    private Session session;

    /**
     * @param via the hop before, or null
     * @param server what all this is for: {@code options}' own target, or this is a hop
     */
    Attempt(ConnectOptions options, Prompts prompts, Link via, Target server) {
      this.options = options;
      this.via = via;
      this.server = server;
      target = options.target();
      progress = new Progress(options.timeout());
      wire = new Wire(options.timeout(), progress, via);
      login = new Login(target, prompts, progress);
      hostKeys = new HostKeyCheck(target, knownHosts, prompts, progress, server);
    }

    private boolean isHop() {
      return !target.equals(server);
    }

    HostKey proven() {
      return hostKeys.proven();
    }

    Link run() throws ConnectFailedException {
      try {
        return login();
      } catch (ConnectFailedException e) {
        if (!isHop() || e.kind() == Kind.CANCELLED) {
          throw e;
        }
        throw new ConnectFailedException(
            e.kind(),
            "On the way to " + server.host() + ", at " + target + ": " + e.getMessage(),
            e,
            e.wouldHelp());
      }
    }

    private Link login() throws ConnectFailedException {
      JSch jsch = new JSch();
      jsch.setInstanceLogger(words);
      FileIdentity file = null;
      if (options.identity().isPresent()) {
        Path path = options.identity().get();
        file = new FileIdentity(path, KeyFile.load(jsch, path), login);
      }
      FileIdentity chosen = file;
      // One thread for the whole attempt: it may be left behind (a name being looked up cannot be
      // interrupted), and prompts are answered on it.
      FutureTask<Void> connecting =
          new FutureTask<>(
              () -> {
                session = configured(jsch, chosen);
                // Without a limit of JSch's own: Progress has one that does not count sleep.
                session.connect(0);
                return null;
              });
      Link.daemon(connecting, "ssh login " + target).start();
      try {
        await(connecting);
      } catch (ExecutionException e) {
        throw explain(e.getCause());
      }
      return new Link(target, session, wire, via);
    }

    private void await(FutureTask<Void> connecting)
        throws ExecutionException, ConnectFailedException {
      try {
        while (true) {
          try {
            connecting.get(100, TimeUnit.MILLISECONDS);
            return;
          } catch (TimeoutException e) {
            if (progress.isLate()) {
              wire.close();
              connecting.cancel(true);
              throw late(null);
            }
          }
        }
      } catch (InterruptedException e) {
        wire.close();
        connecting.cancel(true); // a prompt on that thread is taken back
        Thread.currentThread().interrupt();
        throw new ConnectFailedException(
            Kind.CANCELLED, "Connecting to " + target.host() + " was cancelled.", e);
      }
    }

    private Session configured(JSch jsch, FileIdentity file) throws JSchException {
      Session made = jsch.getSession(target.user(), target.host(), target.port());
      made.setSocketFactory(wire);
      made.setUserInfo(login);
      made.setHostKeyRepository(hostKeys);
      Identities identities = Identities.of(file, options.useAgent() ? agentKeys() : List.of());
      login.setOffersRsa(identities.holds("ssh-rsa"));
      made.setIdentityRepository(identities);
      Algorithms.offer(made, options.legacy());
      made.setConfig("PreferredAuthentications", Login.METHODS);
      made.setConfig("userauth.password", PasswordLogin.class.getName());
      made.setConfig("MaxAuthTries", Integer.toString(Login.PASSWORD_TRIES));
      made.setConfig("prefer_known_host_key_types", "yes");
      made.setConfig("HashKnownHosts", "no");
      made.setServerAliveInterval(KEEPALIVE_MILLIS);
      made.setServerAliveCountMax(KEEPALIVES);
      made.setDaemonThread(true);
      // Last, so that nothing above can weaken it; the decision is HostKeyCheck's.
      made.setConfig("StrictHostKeyChecking", "yes");
      return made;
    }

    /** An agent that is not there or does not answer is like one without keys. */
    private List<Identity> agentKeys() {
      try {
        Optional<Path> socket = agentSocket.get();
        if (socket.isPresent()) {
          return new AgentIdentityRepository(new SSHAgentConnector(socket.get())).getIdentities();
        }
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
          return new AgentIdentityRepository(new WindowsSSHAgentConnector()).getIdentities();
        }
      } catch (AgentProxyException | RuntimeException e) {
        LOG.trace("ssh-agent cannot be used", e);
      }
      return List.of();
    }

    private ConnectFailedException explain(Throwable cause) {
      if (cause instanceof LoginStopped stopped) {
        return stopped.reason();
      }
      if (hostKeys.refusal() != null) {
        return hostKeys.refusal();
      }
      Optional<String> broken = Link.brokenHop(via, server);
      if (broken.isPresent()) {
        return new ConnectFailedException(Kind.LOST, broken.get() + " Try again.", cause);
      }
      return failure().explain(cause);
    }

    private ConnectFailedException late(Throwable cause) {
      return failure().late(cause);
    }

    private ConnectFailure failure() {
      return new ConnectFailure(
          target,
          options,
          session,
          wire,
          progress,
          login,
          words.thrown(),
          Optional.ofNullable(via).map(Link::target),
          isHop(),
          words.signatures());
    }
  }

  /** JSch tells some reasons only to its logger. Nothing secret is among what it logs. */
  private static final class LastWords implements Logger {
    private static final Pattern SIGNATURES = Pattern.compile("server-sig-algs=<([^>]*)>");

    private volatile Throwable thrown;
    private volatile List<String> signatures = List.of();

    @Override
    public boolean isEnabled(int level) {
      return level >= INFO || LOG.isTraceEnabled();
    }

    @Override
    public void log(int level, String message) {
      Matcher told = SIGNATURES.matcher(message);
      if (told.matches()) {
        signatures = List.of(told.group(1).split(",", -1));
      }
      LOG.trace("{}", message);
    }

    @Override
    public void log(int level, String message, Throwable cause) {
      if (level >= WARN) {
        thrown = cause;
      }
      LOG.trace("{}", message, cause);
    }

    /** The kinds of signatures that the server said it takes, or none. */
    List<String> signatures() {
      return signatures;
    }

    Throwable thrown() {
      return thrown;
    }
  }
}
