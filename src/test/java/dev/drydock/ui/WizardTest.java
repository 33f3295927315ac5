package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.profile.Profile;
import dev.drydock.recipe.Recipe;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.LegacyAlgorithms;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import dev.drydock.transcript.Preview;
import dev.drydock.ui.console.ConsoleView;
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.swing.AbstractButton;
import javax.swing.JComboBox;
import javax.swing.JList;
import javax.swing.JTable;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;

/** Walks the wizard from end to end, by hand and by keyboard, over a server that is not there. */
class WizardTest extends GuiTest {

  // ---- the way through

  @Test
  void walk_newServerToResult() {
    open(null);
    setText(Names.SERVER_HOST, "poweredge");
    setText(Names.SERVER_USER, "owner");
    connect();
    assertThat(load("poweredge").user()).isEqualTo("owner");
    assertThat(onEdt(() -> ((JTable) named(Names.FINDINGS)).getRowCount())).isGreaterThan(10);
    next();
    awaitPage(PageId.ROUTE);
    next();
    awaitPage(PageId.PLAN);
    waitForIdle();
    int steps = sessions.plan().steps().size();
    awaitTrue(
        "the button says what it does",
        () ->
            ((AbstractButton) named(Names.NEXT))
                .getText()
                .equals("Run " + steps + " steps on poweredge"));
    assertThat(text(Names.PLAN_SCRIPT)).contains("check()").contains("apply()");
    next();
    awaitPage(PageId.RUN);
    FakeRun run = sessions.runs.get(0);
    assertThat(run.calls).contains("start");
    assertThat(load("poweredge").lastRun()).isEqualTo(run.record().runId());
    run.doneUpTo(steps);
    run.output(steps - 1, Outputs.REPORT);
    run.become(RunState.FINISHED, "");
    next();
    awaitPage(PageId.RESULT);
    awaitText(Names.TITLE, "Docker runs containers on poweredge");
    awaitTrue("the picture", () -> named(Names.RESULT_CHART).isShowing());
    answerOfFileDialog = Optional.of(exported);
    press(Names.RESULT_EXPORT);
    awaitText(Names.STATUS, "transcript is in");
    assertThat(exports).hasSize(1).first().asString().contains("text");
  }

  @Test
  void export_passwordInIt_shownBeforeItIsWritten() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.doneUpTo(run.record().steps().size());
    run.become(RunState.FINISHED, "");
    next();
    awaitPage(PageId.RESULT);
    answerOfFileDialog = Optional.of(exported);
    hidden = new Preview(2, List.of("the password is [hidden]", "\u2026again [hidden]\u2026"));
    press(Names.RESULT_EXPORT);
    Window ask = dialog(Names.ASK);
    assertThat(dialogText(ask, Names.HIDDEN_LINES))
        .isEqualTo("the password is [hidden]\n\u2026again [hidden]\u2026");
    pressIn(ask, Names.ASK_NO);
    awaitText(Names.STATUS, "not written");
    assertThat(exports).isEmpty();
    press(Names.RESULT_EXPORT);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    awaitText(Names.STATUS, "transcript is in");
    assertThat(exports).hasSize(1);
  }

  @Test
  void walk_keyboardAlone() {
    saveProfile();
    open("poweredge");
    awaitTrue("the list has the focus", () -> focusOwner() == named(Names.SERVERS));
    key(KeyEvent.VK_ENTER);
    awaitPage(PageId.CHECK_UP);
    awaitTrue("facts are read", () -> wizard.model().facts().isPresent());
    waitForIdle();
    awaitTrue("the findings have the focus", () -> focusOwner() == named(Names.FINDINGS));
    key(KeyEvent.VK_ENTER);
    awaitPage(PageId.ROUTE);
    awaitTrue("the routes have the focus", () -> focusOwner() == named(Names.ROUTES));
    key(KeyEvent.VK_ENTER);
    awaitPage(PageId.PLAN);
    awaitTrue("asked what is done", () -> wizard.model().alreadyDone().isPresent());
    awaitTrue("the steps have the focus", () -> focusOwner() == named(Names.PLAN_STEPS));
    key(KeyEvent.VK_DOWN);
    awaitTrue("second step", () -> ((JList<?>) named(Names.PLAN_STEPS)).getSelectedIndex() == 1);
    key(KeyEvent.VK_ENTER);
    awaitPage(PageId.RUN);
    FakeRun run = sessions.runs.get(0);
    run.doneUpTo(run.record().steps().size());
    run.become(RunState.FINISHED, "");
    awaitTrue("finished", () -> ((AbstractButton) named(Names.NEXT)).isEnabled());
    key(KeyEvent.VK_ENTER);
    awaitPage(PageId.RESULT);
  }

  @Test
  void keyboard_tabReachesEveryFieldAndLeavesThem() {
    saveProfile();
    open("poweredge");
    awaitTrue("the list has the focus", () -> focusOwner() == named(Names.SERVERS));
    List<String> wanted =
        List.of(
            Names.SERVER_HOST,
            Names.SERVER_PORT,
            Names.SERVER_USER,
            Names.SERVER_KEY,
            Names.SERVER_THROUGH,
            Names.SERVER_AGENT,
            Names.SERVER_NAME,
            Names.NEXT);
    List<String> seen = new ArrayList<>();
    while (seen.size() < 60 && !seen.containsAll(wanted)) {
      Component before = onEdt(WizardTest::focusOwner);
      key(KeyEvent.VK_TAB);
      awaitTrue("the focus moves on", () -> focusOwner() != null && focusOwner() != before);
      seen.add(onEdt(() -> String.valueOf(focusOwner().getName())));
    }
    assertThat(seen).containsAll(wanted);
  }

  @Test
  void back_losesNothing() {
    saveProfile();
    open("poweredge");
    toRoute();
    setText(Names.PARAMETER + "IMAGE", "owner/tiny");
    awaitTrue(
        "the Dockerfile follows",
        () ->
            ((JTextComponent) named(Names.PARAMETER + "DOCKERFILE"))
                .getText()
                .startsWith("FROM owner/tiny"));
    next();
    awaitPage(PageId.PLAN);
    waitForIdle();
    press(Names.BACK);
    awaitPage(PageId.ROUTE);
    press(Names.BACK);
    awaitPage(PageId.CHECK_UP);
    press(Names.BACK);
    awaitPage(PageId.SERVER);
    next();
    awaitPage(PageId.CHECK_UP);
    assertThat(sessions.connects).hasSize(1);
    next();
    awaitPage(PageId.ROUTE);
    Recipe recipe = sessions.recipes().get(0);
    assertThat(onEdt(() -> wizard.model().choices(recipe))).containsEntry("IMAGE", "owner/tiny");
    assertThat(onEdt(() -> ((JTextComponent) named(Names.PARAMETER + "IMAGE")).getText()))
        .isEqualTo("owner/tiny");
  }

  // ---- the Server page

  @Test
  void connect_refusedIsExplained() {
    saveProfile();
    sessions.login =
        (options, prompts) -> {
          throw new ConnectFailedException(
              ConnectFailedException.Kind.REFUSED,
              "poweredge refuses connections on port 22. Start its SSH server.",
              new IOException("Connection refused"));
        };
    open("poweredge");
    next();
    awaitText(Names.PROBLEM_WHAT, "poweredge refuses connections on port 22.");
    awaitText(Names.PROBLEM_WHY, "Start its SSH server.");
    assertThat(onEdt(() -> wizard.current())).isEqualTo(PageId.SERVER);
    sessions.login = (options, prompts) -> {};
    connect();
    assertThat(text(Names.PROBLEM_WHAT)).isEmpty();
  }

  @Test
  void connect_incompleteFormIsPointedAt() {
    open(null);
    setText(Names.SERVER_HOST, "poweredge");
    setText(Names.SERVER_PORT, "70000");
    setText(Names.SERVER_USER, "owner");
    next();
    awaitText("server.wrong", "between 1 and 65535");
    assertThat(sessions.connects).isEmpty();
    setText(Names.SERVER_PORT, "2222");
    connect();
    assertThat(sessions.connects.get(0).target().port()).isEqualTo(2222);
  }

  @Test
  void connect_cancelGivesUpAndClosesALateSession() throws InterruptedException {
    saveProfile();
    CountDownLatch entered = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    sessions.login =
        (options, prompts) -> {
          entered.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            // A login that succeeds all the same, at the very last moment.
            interrupted.set(true);
          }
        };
    open("poweredge");
    next();
    assertThat(entered.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    press(Names.CANCEL);
    awaitText(Names.STATUS, "Cancelled");
    awaitTrue(
        "the late session is closed",
        () -> !sessions.opened.isEmpty() && sessions.opened.get(0).closed);
    assertThat(interrupted).isTrue();
    assertThat(onEdt(() -> wizard.current())).isEqualTo(PageId.SERVER);
  }

  @Test
  void connect_hostKeyIsShownAndRefusable() {
    saveProfile();
    AtomicReference<Boolean> trusted = new AtomicReference<>();
    sessions.login =
        (options, prompts) -> {
          trusted.set(prompts.trustHostKey(options.target(), FakeSessions.hostKey()));
          if (!trusted.get()) {
            throw new ConnectFailedException(
                ConnectFailedException.Kind.HOST_KEY_UNKNOWN, "You did not trust its key.", null);
          }
        };
    open("poweredge");
    next();
    Window dialog = dialog(Names.PROMPT_HOST_KEY);
    assertThat(dialogText(dialog, "prompt.sha256")).isEqualTo(FakeSessions.hostKey().sha256());
    assertThat(dialogText(dialog, "prompt.md5")).isEqualTo(FakeSessions.hostKey().md5());
    pressIn(dialog, Names.PROMPT_CANCEL);
    awaitText(Names.PROBLEM_WHAT, "did not trust");
    assertThat(trusted.get()).isFalse();
    next();
    pressIn(dialog(Names.PROMPT_HOST_KEY), Names.PROMPT_OK);
    awaitPage(PageId.CHECK_UP);
    assertThat(trusted.get()).isTrue();
  }

  @Test
  void connect_passwordIsAskedAndWiped() {
    saveProfile();
    AtomicReference<byte[]> got = new AtomicReference<>();
    sessions.login =
        (options, prompts) -> {
          try (Secret secret = prompts.password(options.target(), false).orElseThrow()) {
            got.set(secret.copy());
          }
        };
    open("poweredge");
    next();
    Window dialog = dialog(Names.PROMPT_PASSWORD);
    JTextComponent field = (JTextComponent) find(dialog, Names.PROMPT_FIELD);
    onEdt(
        () -> {
          field.setText("s3cret");
          return null;
        });
    pressIn(dialog, Names.PROMPT_OK);
    awaitPage(PageId.CHECK_UP);
    assertThat(new String(got.get(), StandardCharsets.UTF_8)).isEqualTo("s3cret");
    assertThat(GuiTest.<String>onEdt(() -> field.getText())).isEmpty();
  }

  @Test
  void prompt_interruptedDialogGoesAway() {
    saveProfile();
    open("poweredge");
    AtomicReference<Optional<Secret>> answer = new AtomicReference<>();
    Edt.Work work =
        Edt.background(
            () -> {
              answer.set(wizard.prompts().password(new Target("poweredge", 22, "owner"), true));
              return null;
            },
            done -> {},
            failure -> {});
    Window dialog = dialog(Names.PROMPT_PASSWORD);
    work.cancel();
    awaitTrue("the dialog is gone", () -> !dialog.isShowing());
    awaitTrue("answered", () -> answer.get() != null);
    assertThat(answer.get()).isEmpty();
  }

  @Test
  void servers_importSaveDuplicateRenameDelete() {
    saveProfile();
    open("poweredge");
    press(Names.SERVER_IMPORT, Names.ASK);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    awaitTrue("imported", () -> names().contains("attic"));
    assertThat(load("attic").port()).isEqualTo(2222);
    setText(Names.SERVER_USER, "root");
    press(Names.SERVER_SAVE);
    awaitText(Names.STATUS, "Saved");
    waitForIdle();
    assertThat(load("attic").user()).isEqualTo("root");
    press(Names.SERVER_RENAME, Names.ASK);
    Window ask = dialog(Names.ASK);
    type(ask, "poweredge");
    pressIn(ask, Names.ASK_YES);
    assertThat(dialogText(ask, "ask.problem")).contains("already");
    type(ask, "loft");
    pressIn(ask, Names.ASK_YES);
    awaitTrue("renamed", () -> names().equals(List.of("loft", "poweredge")));
    press(Names.SERVER_DUPLICATE, Names.ASK);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    awaitTrue("copied", () -> names().contains("loft copy"));
    press(Names.SERVER_DELETE, Names.ASK);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    awaitTrue("deleted", () -> names().equals(List.of("loft", "poweredge")));
  }

  /** Switched on for one computer, it is on for that one alone; and it survives other edits. */
  @Test
  void servers_oldAlgorithmsOnTheWay_areThatComputersAlone() {
    saveProfile();
    open("poweredge");
    press(Names.SERVER_LEGACY);
    setText(Names.SERVER_THROUGH, "gate, keeper@inner:24");
    press(Names.SERVER_LEGACY_ON_THE_WAY + ".inner.ciphers");
    setText(Names.SERVER_THROUGH, "gate, keeper@inner:24, owner@last");
    press(Names.SERVER_LEGACY + ".macs");
    press(Names.SERVER_SAVE);
    awaitText(Names.STATUS, "Saved");
    waitForIdle();
    assertThat(load("poweredge").legacy()).containsExactly("MACS");
    assertThat(load("poweredge").through())
        .extracting(hop -> hop.host() + " " + hop.legacy())
        .containsExactly("gate []", "inner [CIPHERS]", "last []");
    connect();
    assertThat(sessions.connects.get(0).legacy()).containsExactly(LegacyAlgorithms.MACS);
    assertThat(sessions.connects.get(0).through())
        .extracting(hop -> hop.target().host() + " " + hop.legacy())
        .containsExactly("gate []", "inner [CIPHERS]", "last []");
  }

  @Test
  void servers_through_isCheckedKeptAndUsed() {
    saveProfile();
    open("poweredge");
    setText(Names.SERVER_THROUGH, "gate:nonsense");
    press(Names.SERVER_SAVE);
    awaitText("server.wrong", "user@host:port");
    setText(Names.SERVER_THROUGH, "gate, keeper@inner:24");
    press(Names.SERVER_SAVE);
    awaitText(Names.STATUS, "Saved");
    waitForIdle();
    assertThat(load("poweredge").through())
        .extracting(hop -> hop.user() + "@" + hop.host() + ":" + hop.port())
        .containsExactly("owner@gate:22", "keeper@inner:24");
    connect();
    assertThat(sessions.connects.get(0).through()).hasSize(2);
  }

  @Test
  void servers_damagedProfileIsExplainedAndKept() throws Exception {
    Files.createDirectories(home.resolve("profiles"));
    Path file = home.resolve("profiles").resolve("old.json");
    Files.writeString(file, "not json at all");
    open(null);
    awaitTrue("listed", () -> names().contains("old"));
    awaitTrue("explained", () -> !text(Names.PROBLEM_WHAT).isEmpty());
    assertThat(onEdt(() -> ((AbstractButton) named(Names.NEXT)).isEnabled())).isFalse();
    assertThat(file).hasContent("not json at all");
  }

  // ---- resume

  @Test
  void resume_isOfferedAndTakesUpTheRun() {
    FakeRun run = halfDone();
    run.output(7, "what was missed\n");
    open("poweredge");
    awaitText("server.banner.title", "7 of " + run.record().steps().size() + " steps done");
    press(Names.SERVER_RESUME);
    awaitPage(PageId.RUN);
    assertThat(run.calls).contains("start");
    assertThat(sessions.connects).hasSize(1);
    awaitTrue(
        "the missed output",
        () ->
            named("console") instanceof ConsoleView view
                && view.visibleText().contains("what was missed"));
  }

  @Test
  void servers_lookingAtAnotherKeepsTheOneInHand() {
    saveProfile();
    saveProfile(Profile.of("attic", "attic.example", 22, "owner"));
    open("poweredge");
    connect();
    press(Names.BACK);
    awaitPage(PageId.SERVER);
    onEdt(
        () -> {
          ((JList<?>) named(Names.SERVERS)).setSelectedIndex(0);
          return null;
        });
    awaitTrue(
        "another would be connected",
        () -> ((AbstractButton) named(Names.NEXT)).getText().equals("Connect"));
    assertThat(onEdt(() -> wizard.model().profile().name())).isEqualTo("poweredge");
    next();
    awaitTrue("the other one", () -> wizard.model().profile().name().equals("attic"));
    awaitTrue("the first is let go", () -> sessions.opened.get(0).closed);
  }

  @Test
  void result_ofAFinishedRunNeedsNoLogin() {
    FakeRun run = halfDone();
    run.doneUpTo(run.record().steps().size());
    open("poweredge");
    press(Names.SERVER_SHOW_RESULT);
    awaitPage(PageId.RESULT);
    awaitText(Names.TITLE, "Docker runs containers on poweredge");
    assertThat(sessions.connects).isEmpty();
  }

  // ---- the other pages

  @Test
  void checkUp_stopIsSaidFirst() {
    saveProfile();
    sessions.facts = FakeFacts.amd64();
    open("poweredge");
    connect();
    awaitText("checkup.banner.title", "stop");
    assertThat(onEdt(() -> ((JTable) named(Names.FINDINGS)).getValueAt(0, 0).toString()))
        .isEqualTo("STOP");
    next();
    awaitPage(PageId.ROUTE);
    assertThat(onEdt(() -> ((AbstractButton) named(Names.NEXT)).isEnabled())).isFalse();
    awaitText("route.banner.title", "does not lead there");
  }

  @Test
  void checkUp_go386OverrideIsWarned() {
    saveProfile();
    open("poweredge");
    connect();
    awaitText(Names.GO386, "GO386=softfloat");
    assertThat(text(Names.GO386_WARNING)).isEmpty();
    onEdt(
        () -> {
          ((JComboBox<?>) named(Names.GO386_OVERRIDE)).setSelectedItem("sse2");
          return null;
        });
    awaitText(Names.GO386, "GO386=sse2");
    awaitText(Names.GO386_WARNING, "no SSE2");
  }

  @Test
  void route_dockerfileIsValidated() {
    saveProfile();
    open("poweredge");
    toRoute();
    setText(Names.PARAMETER + "DOCKERFILE", "FROM owner/base32\nINSTAL ruby\n");
    awaitText(Names.PARAMETER_PROBLEM + "DOCKERFILE", "Line 2");
    assertThat(onEdt(() -> ((AbstractButton) named(Names.NEXT)).isEnabled())).isFalse();
    setText(Names.PARAMETER + "DOCKERFILE", "FROM owner/base32\nRUN true\n");
    awaitTrue("accepted", () -> ((AbstractButton) named(Names.NEXT)).isEnabled());
    assertThat(text(Names.PARAMETER_PROBLEM + "DOCKERFILE")).isEmpty();
    next();
    awaitPage(PageId.PLAN);
    assertThat(onEdt(() -> wizard.model().plan().orElseThrow().choices().get("DOCKERFILE")))
        .contains("RUN true");
    waitForIdle();
    press(Names.BACK);
    awaitPage(PageId.ROUTE);
    press(Names.PARAMETER_RESET + "DOCKERFILE");
    awaitTrue(
        "the suggestion is back",
        () -> ((JTextComponent) named(Names.PARAMETER + "DOCKERFILE")).getText().contains("ruby"));
  }

  @Test
  void route_badImageNameIsExplained() {
    saveProfile();
    open("poweredge");
    toRoute();
    setText(Names.PARAMETER + "IMAGE", "Not An Image");
    awaitTrue("explained", () -> !text(Names.PARAMETER_PROBLEM + "IMAGE").isEmpty());
    assertThat(onEdt(() -> ((AbstractButton) named(Names.NEXT)).isEnabled())).isFalse();
  }

  @Test
  void plan_knowsWhatIsDone() {
    saveProfile();
    List<String> ids = sessions.plan().steps().stream().map(step -> step.id()).toList();
    sessions.done = Map.of(ids.get(0), true, ids.get(1), true);
    open("poweredge");
    toPlan();
    int left = ids.size() - 2;
    awaitText(Names.PLAN_SUMMARY, left + " of " + ids.size() + " steps to do");
    assertThat(onEdt(() -> ((AbstractButton) named(Names.NEXT)).getText()))
        .isEqualTo("Run " + left + " steps on poweredge");
  }

  @Test
  void run_failureOffersRetryAndSkip() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.doneUpTo(4);
    run.output(4, "! The disk is full.\n! Free some, then press Retry.\n");
    run.step(4, StepState.FAILED, Duration.ofSeconds(9), 1, "");
    run.become(RunState.NEEDS_DECISION, "");
    awaitText(Names.PROBLEM_WHAT, "failed");
    awaitText(Names.PROBLEM_WHY, "The disk is full.");
    press(Names.RUN_RETRY);
    awaitTrue("retried", () -> run.calls.contains("resume"));
    awaitTrue("the problem is gone", () -> text(Names.PROBLEM_WHAT).isEmpty());
    run.step(4, StepState.FAILED, Duration.ofSeconds(9), 1, "");
    run.become(RunState.NEEDS_DECISION, "");
    press(Names.RUN_SKIP, Names.ASK);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    awaitTrue("skipped", () -> run.calls.contains("skip"));
  }

  @Test
  void run_pauseStopReconnectDisconnect() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.step(0, StepState.RUNNING, Duration.ofSeconds(5), null, "");
    press(Names.RUN_PAUSE);
    assertThat(run.isPauseAfterStep()).isTrue();
    press(Names.RUN_STOP, Names.ASK);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    awaitTrue("stopped", () -> run.calls.contains("stop"));
    run.become(RunState.RECONNECTING, "No answer for 45 s.");
    awaitText("run.banner.title", "the server works on");
    press(Names.RUN_RECONNECT);
    assertThat(run.calls).contains("reconnect");
    run.become(RunState.PAUSED, "");
    press(Names.RUN_CONTINUE);
    assertThat(run.calls).contains("resume");
    press(Names.RUN_DISCONNECT);
    awaitText("run.banner.title", "Disconnected");
    assertThat(run.calls).contains("disconnect");
  }

  // ---- closing

  @Test
  void close_midRunSaysTheServerWorksOn() throws InterruptedException {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.step(0, StepState.RUNNING, Duration.ofSeconds(5), null, "");
    press(Names.CLOSE);
    Window dialog = dialog(Names.ASK);
    assertThat(dialogText(dialog, "ask.text")).contains("Resume").contains("by itself");
    assertThat(closed.getCount()).isEqualTo(1);
    pressIn(dialog, Names.ASK_NO);
    awaitTrue("the dialog is gone", () -> !dialog.isShowing());
    press(Names.CLOSE);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    assertThat(closed.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(run.calls).contains("close").doesNotContain("stop");
    assertThat(sessions.opened.get(0).closed).isTrue();
  }

  @Test
  void close_remembersTheWindow() throws InterruptedException {
    open(null);
    onEdt(
        () -> {
          wizard.frame().setBounds(40, 50, 1000, 700);
          return null;
        });
    onEdt(
        () -> {
          wizard.setTheme(Theme.Choice.DARK);
          wizard.setScale(125);
          wizard.frame().setBounds(40, 50, 1000, 700);
          return null;
        });
    press(Names.CLOSE);
    assertThat(closed.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    Settings kept = Settings.read(settings);
    assertThat(kept.theme()).isEqualTo(Theme.Choice.DARK);
    assertThat(kept.scalePercent()).isEqualTo(125);
    assertThat(kept.bounds()).contains(new Rectangle(40, 50, 1000, 700));
  }

  // ---- helpers

  private static Component focusOwner() {
    return KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
  }

  private void key(int code) {
    robot.pressAndReleaseKeys(code);
    robot.waitForIdle();
  }

  private void setText(String name, String text) {
    awaitTrue(name + " is there", () -> named(name) != null && named(name).isShowing());
    onEdt(
        () -> {
          ((JTextComponent) named(name)).setText(text);
          return null;
        });
    robot.waitForIdle();
  }

  private List<String> names() {
    JList<?> list = (JList<?>) named(Names.SERVERS);
    return IntStream.range(0, list.getModel().getSize())
        .mapToObj(i -> list.getModel().getElementAt(i))
        .map(entry -> entry.toString().replaceAll("(?s)^ServerEntry\\[name=([^,]*),.*", "$1"))
        .toList();
  }

  private static void type(Window dialog, String text) {
    onEdt(
        () -> {
          ((JTextComponent) find(dialog, Names.ASK_FIELD)).setText(text);
          return null;
        });
  }

  /** Presses a button that opens a modal dialog, which a direct press would wait for. */
  private static String dialogText(Window dialog, String name) {
    return onEdt(() -> ((JTextComponent) find(dialog, name)).getText());
  }
}
