package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.profile.Profile;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Target;
import dev.drydock.ui.widget.Problem;
import java.awt.Component;
import java.awt.Container;
import java.awt.FocusTraversalPolicy;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.swing.AbstractButton;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JRootPane;
import javax.swing.RootPaneContainer;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;

/**
 * What the keyboard and a screen reader need, on every page and dialog: each stop of the Tab key
 * has a name, and no key of Alt means two things at once.
 */
class KeyboardTest extends GuiTest {
  private final List<String> found = new ArrayList<>();
  private int stops;

  @Test
  void pages_eachStopHasANameAndNoMnemonicIsUsedTwice() {
    halfDone();
    open("poweredge");
    awaitText("server.banner.title", "7 of");
    look("Server");
    onEdt(
        () -> {
          wizard.problem(new Problem("It failed.", "Why.", "Do.", "Details"));
          return null;
        });
    look("Server with a problem");
    connect();
    look("Check-up");
    next();
    awaitPage(PageId.ROUTE);
    look("Route");
    onEdt(
        () -> {
          ((JList<?>) find(wizard.frame(), Names.ROUTES)).setSelectedIndex(1);
          return null;
        });
    look("Route from source");
    onEdt(
        () -> {
          ((JList<?>) find(wizard.frame(), Names.ROUTES)).setSelectedIndex(0);
          return null;
        });
    next();
    awaitPage(PageId.PLAN);
    awaitTrue("asked what is done", () -> wizard.model().alreadyDone().isPresent());
    waitForIdle();
    look("Plan");
    next();
    awaitPage(PageId.RUN);
    FakeRun run = sessions.runs.get(0);
    run.doneUpTo(7);
    run.output(7, Outputs.DEBOOTSTRAP);
    run.step(7, StepState.RUNNING, Duration.ofSeconds(10), null, "");
    look("Run");
    for (RunState state :
        List.of(
            RunState.RECONNECTING, RunState.PAUSED, RunState.INTERRUPTED, RunState.DISCONNECTED)) {
      run.become(state, "");
      look("Run, " + state);
    }
    run.step(7, StepState.FAILED, Duration.ofSeconds(10), 1, "The disk is full.");
    run.become(RunState.NEEDS_DECISION, "");
    awaitText(Names.PROBLEM_WHAT, "failed");
    look("Run, failed");
    int all = run.record().steps().size();
    run.doneUpTo(all);
    run.output(all - 1, Outputs.REPORT);
    run.become(RunState.FINISHED, "");
    awaitTrue("finished", () -> wizard.model().runIsFinished());
    next();
    awaitPage(PageId.RESULT);
    look("Result");
    assertThat(found).isEmpty();
    assertThat(stops).as("places looked at").isGreaterThan(150);
  }

  @Test
  void server_runOfAnotherComputerAndLogin_shareNoMnemonic() {
    halfDone();
    sessions.onServer = List.of(sessions.there("20261124-090000-abcdef", RunState.RUNNING, 7));
    open("poweredge");
    next();
    awaitText(Names.SERVER_BANNER + ".title", "The server is walking it now");
    look("Server, elsewhere");
    connect();
    next();
    awaitPage(PageId.ROUTE);
    next();
    awaitPage(PageId.PLAN);
    look("Plan, elsewhere");
    assertThat(found).isEmpty();
  }

  @Test
  void dialogs_eachStopHasANameAndEscapeAnswersNo() {
    saveProfile();
    open("poweredge");
    Target target = new Target("poweredge", 22, "owner");
    Prompts prompts = wizard.prompts();
    List<Asking> all =
        List.of(
            () -> prompts.trustHostKey(target, FakeSessions.hostKey()),
            () -> prompts.password(target, true).isPresent(),
            () -> prompts.passphrase(Path.of("id_rsa"), false).isPresent(),
            () -> prompts.sudoPassword(target, false).isPresent(),
            () -> prompts.rootPassword(target, true).isPresent(),
            () ->
                prompts
                    .answers(
                        target,
                        "One more thing.",
                        List.of(
                            new Prompts.Question("Password: ", false),
                            new Prompts.Question("Code: ", true)))
                    .isPresent());
    for (int i = 0; i < all.size(); i++) {
      boolean[] answer = {true};
      Asking asking = all.get(i);
      Edt.background(
          asking::ask, said -> answer[0] = said, failure -> found.add(failure.toString()));
      awaitTrue("dialog " + i, () -> dialog() != null);
      robot.waitForIdle();
      Window shown = onEdt(this::dialog);
      look(shown.getName(), shown);
      assertThat(GuiTest.<Object>onEdt(() -> ((JDialog) shown).getRootPane().getDefaultButton()))
          .as("default button of " + shown.getName())
          .isNotNull();
      robot.pressAndReleaseKeys(KeyEvent.VK_ESCAPE);
      awaitTrue("Escape closes " + shown.getName(), () -> !shown.isShowing());
      awaitTrue("answered", () -> !answer[0]);
    }
    onEdt(
        () -> {
          SwingUtilities.invokeLater(wizard::chooseSources);
          return null;
        });
    awaitTrue("sources", () -> dialog() != null);
    look("Sources", onEdt(this::dialog));
    assertThat(found).isEmpty();
  }

  @Test
  void hostKey_enterDoesNotTrust() {
    saveProfile();
    open("poweredge");
    boolean[] trusted = {true};
    boolean[] answered = {false};
    Edt.background(
        () ->
            wizard
                .prompts()
                .trustHostKey(new Target("poweredge", 22, "owner"), FakeSessions.hostKey()),
        said -> {
          trusted[0] = said;
          answered[0] = true;
        },
        failure -> found.add(failure.toString()));
    awaitTrue("dialog", () -> dialog() != null && dialog().isFocused());
    robot.waitForIdle();
    robot.pressAndReleaseKeys(KeyEvent.VK_ENTER);
    awaitTrue("answered", () -> answered[0]);
    assertThat(trusted[0]).isFalse();
    assertThat(found).isEmpty();
  }

  @Test
  void rename_typingGoesIntoTheField() {
    saveProfile();
    open("poweredge");
    SwingUtilities.invokeLater(
        () -> ((AbstractButton) find(wizard.frame(), Names.SERVER_RENAME)).doClick());
    awaitTrue(
        "the field has the focus",
        () -> dialog() != null && find(dialog(), Names.ASK_FIELD).isFocusOwner());
    assertThat(found).isEmpty();
  }

  @Test
  void problem_escapeHidesIt() {
    saveProfile(Profile.of("poweredge", "poweredge", 22, "owner"));
    open("poweredge");
    onEdt(
        () -> {
          wizard.problem(new Problem("It failed.", "", "", ""));
          return null;
        });
    awaitText(Names.PROBLEM_WHAT, "failed");
    robot.pressAndReleaseKeys(KeyEvent.VK_ESCAPE);
    awaitTrue("hidden", () -> text(Names.PROBLEM_WHAT).isEmpty());
  }

  // ---- looking

  /** Asks the person something; true for any answer but no. */
  @FunctionalInterface
  private interface Asking {
    boolean ask() throws Exception;
  }

  private void look(String where) {
    look(where, wizard.frame());
  }

  private void look(String where, Window window) {
    robot.waitForIdle();
    onEdt(
        () -> {
          mnemonics(where, window);
          stops(where, window);
          return null;
        });
  }

  /** Follows the Tab key once around. */
  private void stops(String where, Window window) {
    FocusTraversalPolicy policy = window.getFocusTraversalPolicy();
    Set<Component> seen = new HashSet<>();
    Component at = policy.getFirstComponent(window);
    while (at != null && seen.add(at)) {
      stops++;
      String name = at.getAccessibleContext().getAccessibleName();
      if (name == null || name.isBlank()) {
        found.add(where + ": no accessible name: " + at.getClass().getName() + " " + at.getName());
      }
      at = policy.getComponentAfter(window, at);
    }
    if (seen.isEmpty()) {
      found.add(where + ": the Tab key leads nowhere");
    }
    for (Component text : all(window)) {
      if (text instanceof JTextComponent field && field.isEditable() && !seen.contains(text)) {
        found.add(where + ": the Tab key does not reach " + text.getName());
      }
    }
  }

  private void mnemonics(String where, Window window) {
    Map<Integer, String> keys = new HashMap<>();
    for (Component component : all(window)) {
      int key = 0;
      String what = "";
      if (component instanceof AbstractButton button) {
        key = button.getMnemonic();
        what = button.getText();
      } else if (component instanceof JLabel label && label.getLabelFor() != null) {
        key = label.getDisplayedMnemonic();
        what = label.getText();
      }
      if (key != 0) {
        String other = keys.put(key, what);
        if (other != null) {
          found.add(
              where + ": Alt+" + (char) key + " is both \"" + other + "\" and \"" + what + "\"");
        }
      }
    }
  }

  /** What shows, the menu bar's menus but not their items among it. */
  private static List<Component> all(Window window) {
    List<Component> result = new ArrayList<>();
    JRootPane root = ((RootPaneContainer) window).getRootPane();
    List<Component> left = new ArrayList<>(List.of(root));
    while (!left.isEmpty()) {
      Component next = left.remove(left.size() - 1);
      if (!next.isVisible()) {
        continue;
      }
      result.add(next);
      if (next instanceof Container container) {
        left.addAll(List.of(container.getComponents()));
      }
    }
    return result;
  }
}
