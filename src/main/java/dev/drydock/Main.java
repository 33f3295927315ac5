package dev.drydock;

import dev.drydock.cli.Cli;
import dev.drydock.cli.CliEnvironment;
import dev.drydock.cli.Interrupts;
import dev.drydock.cli.LivePractice;
import dev.drydock.cli.Logs;
import dev.drydock.cli.SystemTerminal;
import dev.drydock.files.DrydockHome;
import dev.drydock.practice.Practice;
import dev.drydock.practice.PracticeException;
import dev.drydock.practice.PracticePrompts;
import dev.drydock.practice.PracticeServer;
import dev.drydock.practice.PracticeStatus;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileStore;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Sessions;
import dev.drydock.ssh.SshConfig;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.Redactor;
import dev.drydock.transcript.Transcript;
import dev.drydock.ui.Wizard;
import dev.drydock.ui.WizardServices;
import java.awt.HeadlessException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point: no argument opens the wizard, anything else is the command line. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] args) {
    DrydockHome home = DrydockHome.fromEnvironment();
    Logs.start(home.log());
    ProfileStore profiles = new ProfileStore(home.profiles());
    Supplier<Sessions> sessions = new Once<>(() -> new LiveSessions(home));
    CliEnvironment environment =
        new CliEnvironment(
            home,
            sessions,
            profiles,
            new LivePractice(home),
            // Unbuffered: a password must not stay behind in a buffer.
            new FileInputStream(FileDescriptor.in),
            System.out,
            System.err,
            new SystemTerminal(),
            Interrupts.ofProcess(),
            ZoneId.systemDefault(),
            profile -> openWizard(home, sessions.get(), profiles, profile));
    System.exit(Cli.run(environment, args));
  }

  /** Blocks until the window is closed. */
  private static int openWizard(
      DrydockHome home, Sessions sessions, ProfileStore profiles, Optional<String> profile) {
    CountDownLatch closed = new CountDownLatch(1);
    try {
      Wizard.open(
          new WizardServices(
              sessions,
              profiles,
              (record, format, file) ->
                  Exports.save(
                      Transcript.of(record, ZoneId.systemDefault()), format, Redactor.none(), file),
              Main::readSshConfig,
              home.config().resolve("settings.json"),
              person -> new PracticePrompts(() -> runningPractice(home), person),
              WizardServices.systemFiles(),
              closed::countDown),
          profile);
      closed.await();
      return 0;
    } catch (HeadlessException e) {
      LOG.warn("no window", e);
      System.err.println(
          "drydock: there is no display here to open a window on. Use the command line (see"
              + " \"drydock --help\"), or log in with a display (for example ssh -X).");
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static Optional<PracticeServer> runningPractice(DrydockHome home) {
    try {
      return Practice.in(home).status().running().map(PracticeStatus.Running::server);
    } catch (PracticeException e) {
      LOG.warn("state of the practice server", e);
      return Optional.empty();
    }
  }

  private static List<Profile> readSshConfig() throws IOException {
    return SshConfig.read(Path.of(System.getProperty("user.home")), System.getProperty("user.name"))
        .stream()
        .map(
            entry ->
                Profile.of(entry.alias(), entry.host(), entry.port(), entry.user())
                    .withIdentityFile(entry.identityFile().map(Path::toString).orElse("")))
        .toList();
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
