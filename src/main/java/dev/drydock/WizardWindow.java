package dev.drydock;

import dev.drydock.cli.CliEnvironment;
import dev.drydock.cli.ExitCode;
import dev.drydock.files.DrydockHome;
import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileRules;
import dev.drydock.profile.ProfileStore;
import dev.drydock.relay.MirrorStore;
import dev.drydock.relay.Upstreams;
import dev.drydock.session.Sessions;
import dev.drydock.session.Through;
import dev.drydock.ssh.SshConfig;
import dev.drydock.ui.SessionsExporter;
import dev.drydock.ui.SourceSettings;
import dev.drydock.ui.Wizard;
import dev.drydock.ui.WizardServices;
import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the window over the same engine as the command line, and waits until it is closed. */
final class WizardWindow implements CliEnvironment.WizardOpener {
  private static final Logger LOG = LoggerFactory.getLogger(WizardWindow.class);

  private final DrydockHome home;
  private final Supplier<Sessions> sessions;
  private final ProfileStore profiles;

  WizardWindow(DrydockHome home, Supplier<Sessions> sessions, ProfileStore profiles) {
    this.home = home;
    this.sessions = sessions;
    this.profiles = profiles;
  }

  @Override
  public Optional<String> obstacle() {
    try {
      if (!GraphicsEnvironment.isHeadless()) {
        GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice();
        return Optional.empty();
      }
    } catch (HeadlessException | AWTError | LinkageError e) {
      LOG.info("no window", e);
    }
    return Optional.of(
        "There is no display to open the wizard on. Start it at a desktop (with a Java that is not"
            + " the \"headless\" one), or do the same in the terminal: see drydock --help.");
  }

  @Override
  public int open(Optional<String> profileName) {
    CountDownLatch closed = new CountDownLatch(1);
    Wizard.open(services(closed::countDown), profileName);
    try {
      closed.await();
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.TROUBLE_HERE;
    }
  }

  private WizardServices services(Runnable whenClosed) {
    return new WizardServices(
        sessions.get(),
        profiles,
        new SessionsExporter(sessions),
        WizardWindow::fromSshConfig,
        new SourceSettings(new MirrorStore(home.mirrors()), new Upstreams(home.cache())::test),
        home.config().resolve("settings.json"),
        WizardServices.systemFiles(),
        whenClosed);
  }

  /** The hosts of the person's own SSH settings that can be profiles. */
  private static List<Profile> fromSshConfig() throws IOException {
    List<SshConfig.Entry> entries;
    try {
      entries =
          SshConfig.read(
              Path.of(System.getProperty("user.home")), System.getProperty("user.name", ""));
    } catch (IOException e) {
      throw new IOException(
          "Your SSH settings cannot be read: " + PrivateFiles.explain(e) + ".", e);
    }
    List<Profile> found = new ArrayList<>();
    for (SshConfig.Entry entry : entries) {
      Profile profile =
          Profile.of(entry.alias(), entry.host(), entry.port(), entry.user())
              .withIdentityFile(entry.identityFile().map(Path::toString).orElse(""))
              .withThrough(Through.toKeep(entry.through()));
      if (ProfileRules.problems(profile).isEmpty()) {
        found.add(profile);
      } else {
        LOG.info("not imported: {}", ProfileRules.problems(profile));
      }
    }
    return found;
  }
}
