package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Target;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.swing.AbstractButton;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draws every dialog, and the pages that tell of refusals, as {@link PagesScreenshotsTest} does. */
class DialogPicturesTest extends GuiTest {
  private static final Path FOLDER = Path.of("target", "screenshots");
  private final Target target = new Target("poweredge", 22, "owner");
  private Theme.Choice theme;
  private int scale;

  @ParameterizedTest
  @CsvSource({"LIGHT,100", "DARK,100", "LIGHT,200", "DARK,200"})
  void everyDialog(Theme.Choice choice, int percent) throws Exception {
    theme = choice;
    scale = percent;
    Dimension size = percent == 100 ? Wizard.SIZE : new Dimension(1900, 1180);
    new Settings(choice, percent, Optional.of(new Rectangle(0, 0, size.width, size.height)), false)
        .write(settings);
    saveProfile();
    open("poweredge");
    Prompts prompts = wizard.prompts();
    asked("key-hop", () -> trust(prompts));
    asked("password", () -> prompts.password(target, false));
    asked("password-again", () -> prompts.password(target, true));
    asked("passphrase", () -> prompts.passphrase(Path.of("/home/owner/.ssh/id_rsa"), true));
    asked("sudo", () -> prompts.sudoPassword(target, false));
    asked("sudo-again", () -> prompts.sudoPassword(target, true));
    asked("root", () -> prompts.rootPassword(target, false));
    asked("root-again", () -> prompts.rootPassword(target, true));
    asked(
        "questions",
        () ->
            prompts.answers(
                target,
                "This account wants a second proof. The code is on your telephone.",
                List.of(
                    new Prompts.Question("Password: ", false),
                    new Prompts.Question("Verification code (6 digits): ", true))));
    opened("import", Names.SERVER_IMPORT);
    opened("delete", Names.SERVER_DELETE);
    opened("rename", Names.SERVER_RENAME);
    refusals();
    onTheWay();
  }

  private Boolean trust(Prompts prompts) {
    return prompts.trustHostKey(
        new Target("gate.example", 22, "owner"),
        new HostKey("ssh-rsa", "SHA256:" + "x7Qk".repeat(10) + "abc", "MD5:" + "3a:".repeat(15) + "1c"),
        "It is a computer on the way to poweredge.");
  }

  private void refusals() throws Exception {
    refused(
        "key-changed",
        ConnectFailedException.Kind.HOST_KEY_CHANGED,
        "The key of poweredge is not the one that this computer knows. Either the server was set up"
            + " anew, or somebody stands between you and it. Ask whoever runs the server. If the new"
            + " key is right, take the old line out of"
            + " /home/owner/.config/drydock/known_hosts (line 3) and connect again.\n"
            + "Known: ssh-ed25519 SHA256:uJ1yCzVq3kE0m8wLJ2pX0nT4b7R9aSdFgHjKlZxCvBn\n"
            + "Now: ssh-ed25519 SHA256:7fYp0VbQxLr2kTnWmE5dGc8sJhUoAi1zBv4Xe9RtN6M");
    refused(
        "algorithms",
        ConnectFailedException.Kind.NO_COMMON_ALGORITHM,
        "poweredge offers only key exchanges that are no longer safe. Under \u201cVery old"
            + " server\u201d switch on \u201cOld key exchange\u201d, then connect again.");
    write(Names.SERVER_HOST, "");
    next();
    picture("1-server-no-host", wizard.frame());
    write(Names.SERVER_HOST, "poweredge");
    sessions.login = (options, prompts) -> {};
  }

  private void refused(String name, ConnectFailedException.Kind kind, String message)
      throws IOException {
    sessions.login =
        (options, prompts) -> {
          throw new ConnectFailedException(kind, message, new IOException("refused"));
        };
    next();
    awaitText(Names.PROBLEM_WHAT, "poweredge");
    picture("1-server-" + name, wizard.frame());
  }

  private void onTheWay() throws Exception {
    FakeRun run = toRun();
    run.doneUpTo(7);
    run.output(7, Outputs.DEBOOTSTRAP);
    run.step(7, StepState.RUNNING, Duration.ofSeconds(214), null, "");
    opened("stop", Names.RUN_STOP);
    opened("leave", Names.CLOSE);
  }

  /** Draws what a background thread's question shows, and answers no. */
  private <T> void asked(String name, Callable<T> question) throws IOException {
    boolean[] answered = {false};
    Edt.background(
        question,
        said -> answered[0] = true,
        failure -> {
          throw new AssertionError(failure);
        });
    drawAndClose(name);
    awaitTrue("answered", () -> answered[0]);
  }

  private void opened(String name, String button) throws IOException {
    awaitTrue(
        button, () -> find(wizard.frame(), button) instanceof AbstractButton b && b.isEnabled());
    // In a moment: a modal dialog holds up whoever opens it.
    SwingUtilities.invokeLater(
        () -> ((AbstractButton) find(wizard.frame(), button)).doClick());
    drawAndClose(name);
  }

  private void drawAndClose(String name) throws IOException {
    awaitTrue("dialog " + name, () -> dialog() != null);
    Window shown = onEdt(this::dialog);
    picture("dialog-" + name, shown);
    onEdt(
        () -> {
          shown.dispose();
          return null;
        });
    waitForIdle();
  }

  private void write(String field, String text) {
    onEdt(
        () -> {
          ((JTextComponent) find(wizard.frame(), field)).setText(text);
          return null;
        });
    robot.waitForIdle();
  }

  private void picture(String name, Window of) throws IOException {
    BufferedImage image = drawn(of);
    write(
        image,
        FOLDER.resolve(name + "-" + theme.name().toLowerCase(Locale.ROOT) + "-" + scale + ".png"));
    assertThat(image.getWidth()).isGreaterThan(200);
  }
}
