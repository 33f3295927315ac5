package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.profile.Profile;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.run.RefusedException;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ui.Theme.Choice;
import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JList;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the window offers where a server has a run already. Draws it, too. */
class OffersPageTest extends GuiTest {
  private static final Path FOLDER = Path.of("target", "screenshots");
  private static final String ID = "20261124-090000-abcdef";

  private void connectTo(RunState state, int settled) {
    sessions.onServer = List.of(sessions.there(ID, state, settled));
    saveProfile();
    open("poweredge");
    next();
    awaitText(Names.SERVER_BANNER + ".title", "7 of");
  }

  private FakeRun taken() {
    return sessions.runs.get(0);
  }

  @Test
  void going_resumeIsTheDefaultAndLooksOn() {
    connectTo(RunState.RUNNING, 7);
    assertThat(text(Names.SERVER_BANNER + ".title")).contains("The server is walking it now");
    assertThat(text(Names.SERVER_BANNER + ".text")).contains("by anna@laptop");
    assertThat(onEdt(() -> wizard.frame().getRootPane().getDefaultButton().getName()))
        .isEqualTo(Names.SERVER_RESUME);
    press(Names.SERVER_RESUME);
    awaitPage(PageId.RUN);
    awaitTrue("followed", () -> taken().calls.contains("start"));
    assertThat(load("poweredge").lastRun()).isEqualTo(ID);
    assertThat(onEdt(() -> wizard.frame().getTitle())).startsWith("7/15 poweredge");
  }

  @Test
  void going_planSaysSoAndBeginsNoOther() {
    connectTo(RunState.RUNNING, 7);
    connect();
    next();
    awaitPage(PageId.ROUTE);
    next();
    awaitPage(PageId.PLAN);
    awaitText(Names.PLAN_ELSEWHERE + ".title", "A run is going on this server");
    assertThat(onEdt(() -> ((JButton) named(Names.NEXT)).getText())).isEqualTo("Look on");
    next();
    awaitPage(PageId.RUN);
    assertThat(taken().record().runId()).isEqualTo(ID);
  }

  @Test
  void halfDone_planThatIsNotTodays_isSeenBeforeAnythingGoesOn() {
    sessions.unseen.add(ID);
    sessions.check =
        new PlanCheck(List.of("base-rootfs"), Map.of("MIRROR", "http://other.example"));
    connectTo(RunState.PAUSED, 7);
    press(Names.SERVER_RESUME);
    awaitPage(PageId.PLAN);
    awaitText(Names.PLAN_ELSEWHERE + ".text", "http://other.example");
    assertThat(text(Names.PLAN_ELSEWHERE + ".text")).contains("not as this Drydock would do them");
    assertThat(sessions.askedWhatIsDone).as("checks are commands, too").isFalse();
    assertThat(taken().calls).containsExactly("start");
    next();
    awaitPage(PageId.RUN);
    awaitTrue("goes on", () -> taken().calls.contains("resume"));
    assertThat(sessions.unseen).isEmpty();
  }

  @Test
  void finished_isNoReasonToAsk() {
    sessions.onServer = List.of(sessions.there(ID, RunState.FINISHED, 15));
    saveProfile();
    open("poweredge");
    connect();
    assertThat(onEdt(() -> wizard.current())).isEqualTo(PageId.CHECK_UP);
  }

  @Test
  void resume_onAnotherServer_saysWhichIsWhich() {
    halfDone();
    sessions.refused =
        new RefusedException(RefusedException.Kind.ANOTHER_SERVER, "This is another server: A, B.");
    open("poweredge");
    press(Names.SERVER_RESUME);
    awaitText(Names.PROBLEM_WHAT, "This is another server: A, B.");
    assertThat(onEdt(() -> wizard.current())).isEqualTo(PageId.SERVER);
  }

  @Test
  void profile_editedToAnotherAddress_keepsNothingOfTheRun() {
    halfDone();
    open("poweredge");
    awaitText(Names.SERVER_BANNER + ".title", "7 of");
    onEdt(
        () -> {
          ((JTextComponent) named(Names.SERVER_HOST)).setText("attic.example");
          return null;
        });
    next();
    awaitPage(PageId.CHECK_UP);
    Profile kept = load("poweredge");
    assertThat(kept.host()).isEqualTo("attic.example");
    assertThat(kept.lastRun()).isEmpty();
  }

  @Test
  void delete_whileARunIsGoing_saysSo() {
    connectTo(RunState.RUNNING, 7);
    press(Names.SERVER_DELETE, Names.ASK);
    assertThat(allText(dialog(Names.ASK))).contains("A run is going there, and goes on.");
    pressIn(dialog(Names.ASK), Names.ASK_NO);
  }

  @Test
  void run_settledStep_canBeDoneAgainWhileItStandsStill() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.doneUpTo(4);
    run.become(RunState.PAUSED, "Paused at your wish.");
    onEdt(
        () -> {
          ((JList<?>) named(Names.RUN_STEPS)).setSelectedIndex(1);
          return null;
        });
    awaitTrue("offered", () -> find(wizard.frame(), Names.RUN_AGAIN).isShowing());
    press(Names.RUN_AGAIN, Names.ASK);
    pressIn(dialog(Names.ASK), Names.ASK_YES);
    String second = run.record().steps().get(1).stepId();
    awaitTrue("asked", () -> run.calls.contains("again " + second));
  }

  @Test
  void lostLink_saysWhatIsKnownAndWhenTheNextTryIs() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.nextTry = Optional.of(Instant.now().plusSeconds(500));
    run.become(RunState.RECONNECTING, "The link was lost at 14:03. The server was walking then.");
    awaitText(Names.RUN_BANNER + ".text", "The link was lost at 14:03");
    awaitText(Names.RUN_BANNER + ".text", "Next try in ");
    run.nextTry = Optional.empty();
    awaitText(Names.RUN_BANNER + ".text", "Trying to reach it now");
    press(Names.RUN_RECONNECT);
    assertThat(run.calls).contains("reconnect");
    run.become(RunState.RUNNING, "Connected again at 14:07, after 4 min.");
    awaitText(Names.RUN_BANNER + ".title", "Connected again at 14:07, after 4 min.");
    run.become(RunState.RUNNING, "");
    awaitTrue("gone", () -> !find(wizard.frame(), Names.RUN_BANNER).isShowing());
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,100", "DARK,100", "LIGHT,200", "DARK,200"})
  void pictures(Choice choice, int percent) throws Exception {
    Rectangle size =
        percent == 100 ? new Rectangle(0, 0, 1024, 600) : new Rectangle(0, 0, 1900, 1180);
    new Settings(choice, percent, Optional.of(size), false).write(settings);
    sessions.unseen.add(ID);
    sessions.check =
        new PlanCheck(List.of("base-rootfs"), Map.of("MIRROR", "http://other.example"));
    connectTo(RunState.INTERRUPTED, 7);
    picture("1-server-half-done", choice, percent);
    press(Names.SERVER_RESUME);
    awaitPage(PageId.PLAN);
    picture("4-plan-elsewhere", choice, percent);
    next();
    awaitPage(PageId.RUN);
    FakeRun run = taken();
    run.output(7, Outputs.DEBOOTSTRAP);
    run.step(7, StepState.RUNNING, Duration.ofSeconds(214), null, "");
    run.nextTry = Optional.of(Instant.now().plusSeconds(17));
    run.become(
        RunState.RECONNECTING,
        "The link was lost at 14:03. The server was walking the plan then and most likely walks on;"
            + " Drydock will see when it is back. (No answer for 45 s.)");
    awaitText(Names.RUN_BANNER + ".text", "Next try in ");
    picture("5-run-link-lost", choice, percent);
    run.become(RunState.PAUSED, "Paused at your wish.");
    awaitText(Names.RUN_BANNER + ".title", "Paused");
    picture("5-run-paused", choice, percent);
    run.become(
        RunState.INTERRUPTED,
        "The server stands still in the middle: it was restarted, or what walks the plan was ended"
            + " from outside. Nothing is lost; going on begins with the step in hand.");
    awaitText(Names.RUN_BANNER + ".title", "Interrupted");
    picture("5-run-interrupted", choice, percent);
  }

  private static String allText(Container in) {
    return onEdt(
        () -> {
          StringBuilder all = new StringBuilder();
          Deque<Container> left = new ArrayDeque<>(List.of(in));
          while (!left.isEmpty()) {
            for (Component one : left.poll().getComponents()) {
              if (one instanceof JTextComponent text) {
                all.append(text.getText()).append('\n');
              }
              if (one instanceof Container container) {
                left.add(container);
              }
            }
          }
          return all.toString();
        });
  }

  private void picture(String name, Choice theme, int scale) throws IOException {
    write(
        drawn(wizard.frame()),
        FOLDER.resolve(name + "-" + theme.name().toLowerCase(Locale.ROOT) + "-" + scale + ".png"));
    assertThat(find(wizard.frame(), Names.NEXT)).isInstanceOf(JButton.class);
  }
}
