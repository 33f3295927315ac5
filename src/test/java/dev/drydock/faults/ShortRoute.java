package dev.drydock.faults;

import dev.drydock.cli.Cli;
import dev.drydock.cli.CliEnvironment;
import dev.drydock.cli.Interrupts;
import dev.drydock.cli.LivePractice;
import dev.drydock.cli.Logs;
import dev.drydock.cli.SystemTerminal;
import dev.drydock.files.DrydockHome;
import dev.drydock.profile.ProfileStore;
import dev.drydock.recipe.Plan;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Session;
import dev.drydock.session.Sessions;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.ZoneId;
import java.util.List;

/**
 * The command line with plans that hold only the steps named in {@code drydock.faults.steps}: to
 * try in minutes what the whole route takes half an hour for.
 */
public final class ShortRoute {
  private static final List<String> STEPS =
      List.of(System.getProperty("drydock.faults.steps", "").split(",", -1));

  private ShortRoute() {}

  public static void main(String[] args) {
    DrydockHome home = DrydockHome.fromEnvironment();
    Logs.start(home.log());
    LiveSessions live = new LiveSessions(home);
    Sessions sessions =
        wrap(
            Sessions.class,
            live,
            result -> result instanceof Session session ? shortened(session) : result);
    CliEnvironment environment =
        new CliEnvironment(
            home,
            () -> sessions,
            new ProfileStore(home.profiles()),
            new LivePractice(home),
            new FileInputStream(FileDescriptor.in),
            System.out,
            System.err,
            new SystemTerminal(),
            Interrupts.ofProcess(),
            ZoneId.systemDefault(),
            profile -> 1);
    System.exit(Cli.run(environment, args));
  }

  private static Session shortened(Session session) {
    return wrap(
        Session.class,
        session,
        result ->
            result instanceof Plan plan
                ? new Plan(
                    plan.recipeId(),
                    plan.recipeTitle(),
                    plan.choices(),
                    plan.steps().stream().filter(step -> STEPS.contains(step.id())).toList())
                : result);
  }

  private interface Change {
    Object of(Object result);
  }

  /** What the interface's methods return is changed; all else is the real one's. */
  private static <T> T wrap(Class<T> type, T real, Change change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return change.of(method.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
