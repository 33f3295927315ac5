package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.relay.MirrorStore;
import dev.drydock.relay.Upstream;
import dev.drydock.run.RunRecord;
import dev.drydock.transcript.Preview;
import dev.drydock.transcript.TranscriptFormat;
import java.awt.Component;
import java.awt.Container;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.Window;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.JLabel;
import javax.swing.JRootPane;
import javax.swing.JTextArea;
import javax.swing.RootPaneContainer;
import javax.swing.SwingUtilities;
import org.assertj.swing.core.BasicRobot;
import org.assertj.swing.core.Robot;
import org.assertj.swing.edt.FailOnThreadViolationRepaintManager;
import org.assertj.swing.edt.GuiActionRunner;
import org.assertj.swing.fixture.FrameFixture;
import org.assertj.swing.timing.Condition;
import org.assertj.swing.timing.Pause;
import org.assertj.swing.timing.Timeout;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The wizard over a server that is not there, with the checker of Swing's threading on. */
abstract class GuiTest {
  static final long WAIT_MILLIS = 20_000;

  @TempDir Path home;

  Robot robot;
  FakeSessions sessions;
  ProfileStore profiles;
  Path settings;
  Path exported;
  Optional<Path> answerOfFileDialog = Optional.empty();
  final List<String> tried = new CopyOnWriteArrayList<>();

  /** What an export finds to hide. */
  volatile Preview hidden = new Preview(0, List.of());

  final List<String> exports = new CopyOnWriteArrayList<>();
  final CountDownLatch closed = new CountDownLatch(1);
  Wizard wizard;
  FrameFixture window;

  @BeforeAll
  static void needsDisplay() {
    if (GraphicsEnvironment.isHeadless()) {
      throw new IllegalStateException(
          "The window's tests need a display: run them under xvfb-run.");
    }
    FailOnThreadViolationRepaintManager.install();
  }

  @AfterAll
  static void uninstall() {
    FailOnThreadViolationRepaintManager.uninstall();
  }

  @BeforeEach
  void prepare() {
    robot = BasicRobot.robotWithNewAwtHierarchy();
    robot.settings().delayBetweenEvents(5);
    robot.settings().eventPostingDelay(20);
    sessions = new FakeSessions(home.resolve("runs"));
    profiles = new ProfileStore(home.resolve("profiles"));
    settings = home.resolve("settings.json");
    exported = home.resolve("transcript.txt");
  }

  @AfterEach
  void close() throws InterruptedException {
    if (wizard != null) {
      Edt.run(wizard::closeNow);
      assertThat(closed.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    }
    robot.cleanUp();
  }

  WizardServices services() {
    return new WizardServices(
        sessions,
        profiles,
        new TranscriptExporter() {
          @Override
          public Preview preview(RunRecord record, TranscriptFormat format) {
            return hidden;
          }

          @Override
          public void export(RunRecord record, TranscriptFormat format, Path file) {
            exports.add(record.runId() + " " + format.id() + " " + file);
          }
        },
        () -> List.of(Profile.of("attic", "attic.example", 2222, "owner")),
        new SourceSettings(new MirrorStore(home.resolve("mirrors.json")), this::tryAddress),
        settings,
        new FileDialogs() {
          @Override
          public Optional<Path> open(Component over, String title, Path start) {
            return answerOfFileDialog;
          }

          @Override
          public Optional<Path> save(Component over, String title, Path suggested) {
            return answerOfFileDialog;
          }
        },
        closed::countDown);
  }

  private void tryAddress(Upstream upstream) throws IOException {
    tried.add(upstream.id() + " " + upstream.address());
    if (upstream.mirror().isPresent()) {
      throw new IOException("There is no repository at " + upstream.address() + ".");
    }
  }

  final void open(String profile) {
    wizard = Wizard.open(services(), Optional.ofNullable(profile));
    window = new FrameFixture(robot, wizard.frame());
    waitForIdle();
    if (profile != null) {
      awaitTrue("the profile is shown", () -> wizard.model().profile().name().equals(profile));
    }
  }

  final void saveProfile() {
    saveProfile(Profile.of("poweredge", "poweredge", 22, "owner"));
  }

  final void saveProfile(Profile profile) {
    try {
      profiles.save(profile);
    } catch (ProfileException e) {
      throw new AssertionError(e);
    }
  }

  final Profile load(String name) {
    try {
      return profiles.load(name);
    } catch (ProfileException e) {
      throw new AssertionError(e);
    }
  }

  /** A saved server with a run of which the first steps are done. */
  final FakeRun halfDone() {
    FakeRun run = sessions.addRun("run7", "poweredge");
    run.doneUpTo(7);
    saveProfile(Profile.of("poweredge", "poweredge", 22, "owner").withLastRun("run7"));
    return run;
  }

  // ---- waiting

  static <T> T onEdt(Callable<T> query) {
    return GuiActionRunner.execute(query);
  }

  static void awaitTrue(String what, BooleanSupplier onEdt) {
    Pause.pause(
        new Condition(what) {
          @Override
          public boolean test() {
            return onEdt(onEdt::getAsBoolean);
          }
        },
        Timeout.timeout(WAIT_MILLIS));
  }

  /** The dialog that is open, or null. */
  final Window dialog() {
    for (Window owned : wizard.frame().getOwnedWindows()) {
      if (owned.isShowing()) {
        return owned;
      }
    }
    return null;
  }

  final void waitForIdle() {
    awaitTrue("nothing is under way", () -> !wizard.isBusy());
    robot.waitForIdle();
  }

  final void awaitPage(PageId page) {
    awaitTrue("page " + page, () -> wizard.current() == page && !wizard.isBusy());
    robot.waitForIdle();
  }

  final void awaitText(String name, String part) {
    awaitTrue(name + " says " + part, () -> text(name).contains(part));
  }

  /** Text of a visible component, or "". */
  final String text(String name) {
    return onEdt(
        () -> {
          Component found = find(wizard.frame(), name);
          if (found == null || !found.isShowing()) {
            return "";
          }
          if (found instanceof JTextArea area) {
            return area.getText();
          }
          return found instanceof JLabel label ? label.getText() : "";
        });
  }

  static Component find(Container in, String name) {
    List<Component> left = new ArrayList<>(List.of(in.getComponents()));
    while (!left.isEmpty()) {
      Component next = left.remove(left.size() - 1);
      if (name.equals(next.getName())) {
        return next;
      }
      if (next instanceof Container container) {
        left.addAll(List.of(container.getComponents()));
      }
    }
    return null;
  }

  // ---- pictures

  /** What a window shows, as Swing paints it. */
  final BufferedImage drawn(Window of) {
    robot.waitForIdle();
    return onEdt(
        () -> {
          JRootPane root = ((RootPaneContainer) of).getRootPane();
          BufferedImage image =
              new BufferedImage(root.getWidth(), root.getHeight(), BufferedImage.TYPE_INT_RGB);
          Graphics2D g = image.createGraphics();
          root.paint(g);
          g.dispose();
          return image;
        });
  }

  static void write(BufferedImage image, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }

  // ---- walking

  final void next() {
    press(Names.NEXT);
  }

  /** Presses a button of the window once it can be, wherever the screen ends. */
  final void press(String name) {
    awaitTrue(
        name + " can be pressed",
        () ->
            find(wizard.frame(), name) instanceof AbstractButton button
                && button.isShowing()
                && button.isEnabled());
    onEdt(
        () -> {
          ((AbstractButton) find(wizard.frame(), name)).doClick();
          return null;
        });
    robot.waitForIdle();
  }

  final void connect() {
    next();
    awaitPage(PageId.CHECK_UP);
    awaitTrue("facts are read", () -> wizard.model().facts().isPresent());
    waitForIdle();
  }

  final void toRoute() {
    connect();
    next();
    awaitPage(PageId.ROUTE);
  }

  final void toPlan() {
    toRoute();
    next();
    awaitPage(PageId.PLAN);
    awaitTrue("asked what is done", () -> wizard.model().alreadyDone().isPresent());
    waitForIdle();
  }

  final FakeRun toRun() {
    toPlan();
    next();
    awaitPage(PageId.RUN);
    return sessions.runs.get(0);
  }

  final Component named(String name) {
    return find(wizard.frame(), name);
  }

  final void press(String name, String opens) {
    awaitTrue(name, () -> named(name) instanceof AbstractButton b && b.isEnabled());
    SwingUtilities.invokeLater(() -> ((AbstractButton) named(name)).doClick());
    dialog(opens);
  }

  final Window dialog(String name) {
    AtomicReference<Window> found = new AtomicReference<>();
    awaitTrue(
        "dialog " + name,
        () -> {
          Arrays.stream(wizard.frame().getOwnedWindows())
              .filter(window -> name.equals(window.getName()) && window.isShowing())
              .forEach(found::set);
          return found.get() != null;
        });
    return found.get();
  }

  final void pressIn(Window dialog, String name) {
    onEdt(
        () -> {
          ((AbstractButton) find(dialog, name)).doClick();
          return null;
        });
    robot.waitForIdle();
  }
}
