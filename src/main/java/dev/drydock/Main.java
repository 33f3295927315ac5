package dev.drydock;

import dev.drydock.cli.Cli;
import dev.drydock.cli.CliEnvironment;
import dev.drydock.cli.Interrupts;
import dev.drydock.cli.LivePractice;
import dev.drydock.cli.Logs;
import dev.drydock.cli.PracticeSessions;
import dev.drydock.cli.SystemTerminal;
import dev.drydock.files.DrydockHome;
import dev.drydock.profile.ProfileStore;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Sessions;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Entry point: no argument opens the wizard, anything else is the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    DrydockHome home = DrydockHome.fromEnvironment();
    Logs.start(home.log());
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> crashed(home, thread, e));
    ProfileStore profiles = new ProfileStore(home.profiles());
    LivePractice practice = new LivePractice(home);
    Supplier<Sessions> sessions =
        new Once<>(() -> new PracticeSessions(new LiveSessions(home), practice));
    CliEnvironment environment =
        new CliEnvironment(
            home,
            sessions,
            profiles,
            practice,
            // Unbuffered: a password must not stay behind in a buffer.
            new FileInputStream(FileDescriptor.in),
            System.out,
            System.err,
            new SystemTerminal(),
            Interrupts.ofProcess(),
            ZoneId.systemDefault(),
            new WizardWindow(home, sessions, profiles));
    System.exit(Cli.run(environment, args));
  }

  /**
   * A thread died of a mistake in Drydock, the window's perhaps. Java would print the stack, with
   * whatever its messages quote, to the terminal.
   */
  private static void crashed(DrydockHome home, Thread thread, Throwable e) {
    LoggerFactory.getLogger(Main.class).error("thread {} died", thread.getName(), e);
    System.err.println(
        "drydock: Something unexpected happened in Drydock itself. The log has the details: "
            + home.log());
  }

  /** Makes its value when it is first asked for, once. */
  private static final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private T value;

    Once(Supplier<T> maker) {
      this.maker = maker;
    }

    @Override
    public synchronized T get() {
      if (value == null) {
        value = maker.get();
      }
      return value;
    }
  }
}
