package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.job.Lease;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.run.RemoteRun;
import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.ssh.SudoException;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.swing.JButton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that were begun on another computer, in the window. Draws them, too. */
class ElsewhereTest extends GuiTest {
  private static final Path FOLDER = Path.of("target", "screenshots");

  private RemoteRun found(Lease.Hold hold, long age) {
    return found(sessions, hold, age);
  }

  /** A run that anna@laptop executes just now. */
  static RemoteRun found(FakeSessions sessions) {
    return found(sessions, Lease.Hold.OTHER, 3);
  }

  private static RemoteRun found(FakeSessions sessions, Lease.Hold hold, long age) {
    return new RemoteRun(
        "20261124-090000-abcdef",
        "Docker from Debian's own packages",
        "attic",
        "SHA256:x",
        Instant.parse("2026-11-24T09:00:00Z"),
        7,
        sessions.plan().steps().size(),
        "base-rootfs",
        StepState.RUNNING,
        new Lease(hold, 1, age, 4000, "anna@laptop"),
        123_456,
        "");
  }

  private void connectToFound() {
    saveProfile();
    open("poweredge");
    next();
    awaitText(Names.SERVER_ELSEWHERE + ".title", "started on another computer");
  }

  @Test
  void resume_planIsShownFirstAndNothingRunsBeforeThePersonGoesOn() {
    sessions.onServer = List.of(found(Lease.Hold.OTHER, 3000));
    sessions.check =
        new PlanCheck(List.of("base-rootfs"), Map.of("MIRROR", "http://other.example"));
    connectToFound();
    assertThat(text(Names.SERVER_ELSEWHERE + ".title")).contains("7 of");
    assertThat(text(Names.SERVER_ELSEWHERE + ".text")).contains("nobody is executing it now");

    press(Names.SERVER_ELSEWHERE_RESUME);
    awaitPage(PageId.PLAN);
    awaitText(Names.PLAN_ELSEWHERE + ".text", "http://other.example");
    assertThat(text(Names.PLAN_ELSEWHERE + ".text")).contains("not as this Drydock would do them");
    assertThat(sessions.askedWhatIsDone).as("checks are commands, too").isFalse();
    assertThat(sessions.adopted.calls).containsExactly("start");

    next();
    awaitPage(PageId.RUN);
    awaitTrue("taken over", () -> sessions.adopted.calls.contains("take over"));
    assertThat(load("poweredge").lastRun()).isEqualTo("20261124-090000-abcdef");
  }

  @Test
  void look_whileAnotherExecutes_andTakeOverKnowingly() {
    sessions.onServer = List.of(found(Lease.Hold.OTHER, 3));
    connectToFound();
    assertThat(text(Names.SERVER_ELSEWHERE + ".text")).contains("anna@laptop is executing it now");

    press(Names.SERVER_ELSEWHERE_LOOK);
    awaitPage(PageId.RUN);
    awaitText(Names.RUN_BANNER + ".title", "You are looking on");
    assertThat(text(Names.RUN_BANNER + ".text")).contains("anna@laptop");
    assertThat(text(Names.TITLE)).isEqualTo("Looking on");
    // Its plan has not been seen yet: that comes first.
    press(Names.RUN_TAKE_OVER);
    awaitPage(PageId.PLAN);
    assertThat(sessions.confirmations).hasValue(0);
    sessions.noRoot =
        new SudoException(SudoException.Kind.WRONG_PASSWORD, "sudo on the server refused it.");
    next();
    awaitText(Names.PROBLEM_WHAT, "sudo on the server refused it");
    assertThat(sessions.adopted.calls).doesNotContain("take over");
    sessions.noRoot = null;
    next();
    awaitPage(PageId.RUN);
    awaitTrue("taken over", () -> sessions.adopted.calls.contains("take over"));
    assertThat(sessions.confirmations).hasValue(2);
  }

  @Test
  void connect_runsThatAreFinishedOrKnown_areNoReasonToAsk() {
    sessions.addRun("20261124-090000-abcdef", "poweredge");
    sessions.onServer = List.of(found(Lease.Hold.OTHER, 3));
    saveProfile();
    open("poweredge");
    connect();
    assertThat(onEdt(() -> wizard.current())).isEqualTo(PageId.CHECK_UP);
  }

  @Test
  void next_afterConnecting_leavesTheOtherRunAlone() {
    sessions.onServer = List.of(found(Lease.Hold.OTHER, 3));
    connectToFound();
    next();
    awaitPage(PageId.CHECK_UP);
    assertThat(sessions.adopted).isNull();
  }

  @Test
  void lostLink_saysWhatIsKnownAndWhenTheNextTryIs() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.nextTry = Optional.of(Instant.now().plusSeconds(500));
    run.become(RunState.RECONNECTING, "The link was lost at 14:03. The step was running then.");
    awaitText(Names.RUN_BANNER + ".text", "The link was lost at 14:03");
    awaitText(Names.RUN_BANNER + ".text", "Next try in ");
    run.nextTry = Optional.empty();
    awaitText(Names.RUN_BANNER + ".text", "Trying to reach it now");
    press(Names.RUN_RECONNECT);
    assertThat(run.calls).contains("reconnect");
    run.become(
        RunState.RUNNING, "Connected again at 14:07, after 4 min. The step went on meanwhile.");
    awaitText(Names.RUN_BANNER + ".title", "Connected again at 14:07, after 4 min.");
    assertThat(text(Names.RUN_BANNER + ".text")).isEqualTo("The step went on meanwhile.");
    run.become(RunState.RUNNING, "");
    awaitTrue("gone", () -> !find(wizard.frame(), Names.RUN_BANNER).isShowing());
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,100", "DARK,100", "LIGHT,200", "DARK,200"})
  void pictures(Theme.Choice choice, int percent) throws Exception {
    Rectangle size =
        percent == 100
            ? new Rectangle(0, 0, Wizard.SIZE.width, Wizard.SIZE.height)
            : new Rectangle(0, 0, 1900, 1180);
    new Settings(choice, percent, Optional.of(size), false).write(settings);
    sessions.onServer = List.of(found(Lease.Hold.OTHER, 3));
    sessions.check =
        new PlanCheck(List.of("base-rootfs"), Map.of("MIRROR", "http://other.example"));
    connectToFound();
    picture("1-server-elsewhere", choice, percent);
    press(Names.SERVER_ELSEWHERE_LOOK);
    awaitPage(PageId.RUN);
    FakeRun run = sessions.adopted;
    run.output(7, Outputs.DEBOOTSTRAP);
    run.step(7, StepState.RUNNING, Duration.ofSeconds(214), null, "");
    awaitText(Names.RUN_BANNER + ".title", "You are looking on");
    picture("5-run-watching", choice, percent);
    press(Names.RUN_TAKE_OVER);
    awaitPage(PageId.PLAN);
    picture("4-plan-elsewhere", choice, percent);
    next();
    awaitPage(PageId.RUN);
    run.nextTry = Optional.of(Instant.now().plusSeconds(17));
    run.become(
        RunState.RECONNECTING,
        "The link was lost at 14:03. The step was running then and most likely goes on; Drydock will"
            + " see when it is back. (The connection to poweredge was lost: no answer for 45 s.)");
    awaitText(Names.RUN_BANNER + ".text", "Next try in ");
    picture("5-run-link-lost", choice, percent);
    run.become(
        RunState.RUNNING,
        "Connected again at 14:07, after 4 min. The step went on meanwhile; its output follows.");
    awaitText(Names.RUN_BANNER + ".title", "Connected again");
    picture("5-run-link-back", choice, percent);
  }

  private void picture(String name, Theme.Choice theme, int scale) throws IOException {
    write(
        drawn(wizard.frame()),
        FOLDER.resolve(name + "-" + theme.name().toLowerCase(Locale.ROOT) + "-" + scale + ".png"));
    assertThat(find(wizard.frame(), Names.NEXT)).isInstanceOf(JButton.class);
  }
}
