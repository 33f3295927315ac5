package dev.drydock.ui;

import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Target;
import dev.drydock.transcript.Preview;
import java.awt.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.swing.AbstractButton;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Draws every dialog, and the pages that tell of refusals, as {@link PagesScreenshotsTest} does.
 */
class DialogPicturesTest extends Pictures {
  private final Target target = new Target("poweredge", 22, "owner");

  @ParameterizedTest
  @CsvSource({"LIGHT,100", "DARK,100", "LIGHT,200", "DARK,200"})
  void everyDialog(Theme.Choice choice, int percent) throws Exception {
    windowIn(choice, percent);
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
        new HostKey(
            "ssh-rsa", "SHA256:" + "x7Qk".repeat(10) + "abc", "MD5:" + "3a:".repeat(15) + "1c"),
        "It is a computer on the way to poweredge.");
  }

  private void refusals() throws Exception {
    refused(
        "key-changed",
        ConnectFailedException.Kind.HOST_KEY_CHANGED,
        "poweredge showed another key than the one on file for it. Either the server was set up"
            + " anew, or someone stands between you and it. Drydock did not log in.\n\n"
            + "Shown now: ssh-ed25519 SHA256:7fYp0VbQxLr2kTnWmE5dGc8sJhUoAi1zBv4Xe9RtN6M"
            + " (MD5:3a:7f:19:c4:52:08:be:d1:6e:90:4b:2d:f3:85:a7:1c)\n"
            + "On file:   ssh-ed25519 SHA256:uJ1yCzVq3kE0m8wLJ2pX0nT4b7R9aSdFgHjKlZxCvBn"
            + " (MD5:1c:7f:19:c4:52:08:be:d1:6e:90:4b:2d:f3:85:a7:3a), line 3 of"
            + " /home/owner/.config/drydock/known_hosts\n\n"
            + "If you know that the change is right (ask whoever runs the server, and compare the"
            + " fingerprint), remove the old key and connect again:\n"
            + "  ssh-keygen -R poweredge -f /home/owner/.config/drydock/known_hosts\n"
            + "or delete the line in an editor.");
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
    run.doneUpTo(run.record().steps().size());
    run.become(RunState.FINISHED, "");
    next();
    awaitPage(PageId.RESULT);
    answerOfFileDialog = Optional.of(exported);
    hidden =
        new Preview(
            3,
            List.of(
                "RUN adduser --disabled-password --gecos '' [hidden]",
                "\u2026Get:14 http://mirror.example/debian bookworm/main i386 [hidden]-common all 1\u2026",
                "uid=1000([hidden]) gid=1000([hidden]) groups=1000([hidden]),27(sudo)"));
    opened("hidden", Names.RESULT_EXPORT);
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
    SwingUtilities.invokeLater(() -> ((AbstractButton) find(wizard.frame(), button)).doClick());
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
}
