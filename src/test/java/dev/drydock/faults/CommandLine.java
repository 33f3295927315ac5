package dev.drydock.faults;

import dev.drydock.cli.Cli;
import dev.drydock.cli.CliEnvironment;
import dev.drydock.cli.Terminal;
import dev.drydock.files.DrydockHome;
import dev.drydock.profile.ProfileStore;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.Route;
import dev.drydock.server.Speed;
import dev.drydock.session.Session;
import dev.drydock.session.Sessions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code drydock run --yes} as it is, with a plan of the test's for whatever this machine is: its
 * routes and its speed are none of the matter.
 */
final class CommandLine {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final FaultServer server;
  private final Sessions sessions;

  CommandLine(FaultServer server, Path runs, Plan plan) {
    this.server = server;
    Sessions live = server.sessions(runs);
    Route route = new Route(live.recipes().get(0), true, true, List.of(), 1, 1, 1);
    Map<String, Object> answers =
        Map.of(
            "plan",
            plan,
            "routes",
            List.of(route),
            "defaults",
            Map.of(),
            "check",
            PlanCheck.ALL_KNOWN,
            "measureSpeed",
            Speed.UNMEASURED);
    sessions =
        wrap(
            Sessions.class,
            live,
            Map.of(),
            result ->
                result instanceof Session session
                    ? wrap(Session.class, session, answers, same -> same)
                    : result);
  }

  private interface Change {
    Object of(Object result);
  }

  private static <T> T wrap(Class<T> type, T real, Map<String, Object> answers, Change change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
              }
              try {
                return change.of(method.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /** Its exit code. */
  int run(Path home, String hostKey) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    DrydockHome own = DrydockHome.under(home);
    FaultServer.Address address = server.address();
    return Cli.run(
        new CliEnvironment(
            own,
            () -> sessions,
            new ProfileStore(own.profiles()),
            null,
            new ByteArrayInputStream((server.password() + "\n").getBytes(StandardCharsets.UTF_8)),
            out,
            out,
            new Nobody(),
            farewell -> () -> {},
            ZoneOffset.UTC,
            profile -> 1),
        "run",
        "--host",
        "127.0.0.1",
        "--port",
        "" + address.port(),
        "--user",
        address.user(),
        "--identity",
        "" + address.key(),
        "--no-agent",
        "--accept-host-key",
        hostKey,
        "--sudo-password-stdin",
        "--yes");
  }

  /** What it printed. */
  String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static final class Nobody implements Terminal {
    @Override
    public boolean isInteractive() {
      return false;
    }

    @Override
    public Optional<char[]> readSecret(String question) {
      return Optional.empty();
    }

    @Override
    public Optional<String> readLine(String question) {
      return Optional.empty();
    }
  }
}
