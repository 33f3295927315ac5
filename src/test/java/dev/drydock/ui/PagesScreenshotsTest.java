package dev.drydock.ui;

import dev.drydock.profile.Profile;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ui.console.ConsoleView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JList;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Draws every page in both themes and at both ends of the scale into {@code target/screenshots}.
 */
class PagesScreenshotsTest extends Pictures {

  @ParameterizedTest
  @CsvSource({"LIGHT,100", "DARK,100", "LIGHT,200", "DARK,200"})
  void everyPage(Theme.Choice choice, int percent) throws Exception {
    windowIn(choice, percent);
    saveProfile(Profile.of("attic", "attic.example", 2222, "owner"));
    FakeRun old = halfDone();
    old.become(RunState.DISCONNECTED, "");
    FakeRun done = sessions.addRun("run3", "basement");
    done.doneUpTo(sessions.plan().steps().size());
    saveProfile(Profile.of("basement", "basement", 22, "owner").withLastRun("run3"));
    open("poweredge");
    awaitText("server.banner.title", "7 of");
    picture("1-server");
    write(Names.SERVER_THROUGH, "owner@gate.example:24, owner@inner");
    picture("1-server-through");
    write(Names.SERVER_THROUGH, "owner@gate:no");
    onEdt(
        () -> {
          ((JButton) find(wizard.frame(), Names.SERVER_SAVE)).doClick();
          return null;
        });
    picture("1-server-through-wrong");
    write(Names.SERVER_THROUGH, "");

    sessions.login =
        (options, prompts) -> {
          throw new ConnectFailedException(
              ConnectFailedException.Kind.REFUSED,
              "poweredge refuses connections on port 22. Nothing listens there: either the SSH"
                  + " server is not running or it uses another port. Start it on the server (on"
                  + " Debian: sudo systemctl start ssh), or correct the port.",
              new IOException("Connection refused"));
        };
    next();
    awaitText(Names.PROBLEM_WHAT, "refuses");
    picture("1-server-error");
    sessions.login =
        (options, prompts) -> prompts.trustHostKey(options.target(), FakeSessions.hostKey());
    next();
    awaitTrue(
        "dialog",
        () ->
            wizard.frame().getOwnedWindows().length > 0
                && wizard.frame().getOwnedWindows()[0].isShowing());
    robot.waitForIdle();
    picture("1-server-key", wizard.frame().getOwnedWindows()[0]);
    onEdt(
        () -> {
          ((JButton) find(wizard.frame().getOwnedWindows()[0], Names.PROMPT_OK)).doClick();
          return null;
        });
    awaitPage(PageId.CHECK_UP);
    awaitTrue("facts are read", () -> wizard.model().facts().isPresent());
    awaitTrue("the speed is measured", () -> wizard.model().speed().isMeasured());
    robot.waitForIdle();
    picture("2-checkup");
    next();
    awaitPage(PageId.ROUTE);
    picture("3-route");
    chooseRoute(1);
    picture("3-route-source");
    sources();
    chooseRoute(0);
    next();
    awaitPage(PageId.PLAN);
    waitForIdle();
    picture("4-plan");
    next();
    awaitPage(PageId.RUN);
    run(sessions.runs.get(0));
  }

  private void chooseRoute(int index) {
    onEdt(
        () -> {
          ((JList<?>) find(wizard.frame(), Names.ROUTES)).setSelectedIndex(index);
          return null;
        });
    robot.waitForIdle();
  }

  private void sources() throws Exception {
    onEdt(
        () -> {
          // In a moment: a modal dialog holds up whoever opens it.
          SwingUtilities.invokeLater(wizard::chooseSources);
          return null;
        });
    awaitTrue("dialog", () -> dialog() != null);
    robot.waitForIdle();
    picture("3-route-sources", onEdt(this::dialog));
    onEdt(
        () -> {
          dialog().dispose();
          return null;
        });
  }

  private void write(String field, String text) {
    onEdt(
        () -> {
          ((JTextComponent) find(wizard.frame(), field)).setText(text);
          return null;
        });
    robot.waitForIdle();
  }

  private void run(FakeRun run) throws Exception {
    int debootstrap =
        sessions.plan().steps().stream().map(PlannedStep::id).toList().indexOf("base-rootfs");
    run.doneUpTo(debootstrap);
    run.output(debootstrap, Outputs.DEBOOTSTRAP);
    run.step(debootstrap, StepState.RUNNING, Duration.ofSeconds(214), null, "");
    awaitText(Names.RUN_SUMMARY, debootstrap + " of");
    awaitConsole("Unpacking");
    picture("5-run");
    run.nextTry = Optional.of(Instant.now().plusSeconds(19));
    run.become(RunState.RECONNECTING, "The link was lost at 14:03: no answer for 45 s.");
    awaitText("run.banner.title", "lost");
    picture("5-run-link");
    run.output(debootstrap, Outputs.FAILURE);
    run.step(
        debootstrap,
        StepState.FAILED,
        Duration.ofSeconds(398),
        1,
        "The disk is full: /var has 0 MB free. Free at least 400 MB there, then press Retry.");
    run.become(RunState.NEEDS_DECISION, "");
    awaitText(Names.PROBLEM_WHAT, "failed");
    picture("5-run-error");
    int all = run.record().steps().size();
    run.doneUpTo(all);
    run.output(all - 1, Outputs.REPORT);
    run.become(RunState.FINISHED, "");
    awaitTrue("finished", () -> wizard.model().runIsFinished());
    next();
    awaitPage(PageId.RESULT);
    awaitTrue("chart", () -> find(wizard.frame(), Names.RESULT_CHART).isShowing());
    picture("6-result");
  }

  private void awaitConsole(String part) {
    awaitTrue(
        "the console shows " + part,
        () ->
            find(wizard.frame(), "console") instanceof ConsoleView view
                && view.isCaughtUp()
                && view.visibleText().contains(part));
  }

  private void picture(String name) throws IOException {
    picture(name, wizard.frame());
  }
}
