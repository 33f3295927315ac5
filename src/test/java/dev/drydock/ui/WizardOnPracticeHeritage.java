package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.cli.LivePractice;
import dev.drydock.cli.PracticeSessions;
import dev.drydock.files.DrydockHome;
import dev.drydock.practice.PracticeGuest;
import dev.drydock.practice.PracticeServer;
import dev.drydock.recipe.Route;
import dev.drydock.relay.MirrorStore;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Sessions;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.Redactor;
import dev.drydock.transcript.Transcript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.swing.JList;
import javax.swing.ListModel;
import org.assertj.swing.timing.Condition;
import org.assertj.swing.timing.Pause;
import org.assertj.swing.timing.Timeout;
import org.junit.jupiter.api.Test;

/**
 * The whole road of 2013 through the window, on a fresh practice server: about an hour on a quiet
 * machine. {@code -Ddrydock.heritage.mirrors=go=ADDRESS,docker=ADDRESS,...} says where the sources
 * are; without it they come from their own addresses. The transcript is kept in {@code
 * target/heritage}.
 */
class WizardOnPracticeHeritage extends GuiTest {
  private static final long MINUTES_TO_ANSWER = 10;
  private static final long MINUTES_TO_FINISH = 360;
  private static final Path KEPT = Path.of("target", "heritage");

  private Sessions real;

  @Override
  WizardServices services() {
    WizardServices fake = super.services();
    return new WizardServices(
        real,
        profiles,
        (record, format, file) ->
            Exports.save(
                Transcript.of(record, ZoneId.systemDefault()), format, Redactor.none(), file),
        fake.importer(),
        fake.sources(),
        settings,
        fake.files(),
        closed::countDown);
  }

  @Test
  void walk_theRoadOf2013() throws Exception {
    DrydockHome drydock = DrydockHome.under(home.resolve("first"));
    setMirrors(new MirrorStore(drydock.mirrors()));
    PracticeServer server = PracticeGuest.fresh();
    saveProfile(server.profile());
    real = new PracticeSessions(new LiveSessions(drydock), new LivePractice(PracticeGuest.home()));
    open(PracticeServer.PROFILE_NAME);
    walkToRun();
    awaitFinished();

    assertThat(record().steps())
        .extracting(StepRecord::state)
        .allMatch(state -> state == StepState.DONE || state == StepState.ALREADY_DONE);
    next();
    awaitPage(PageId.RESULT);
    answerOfFileDialog = Optional.of(exported);
    press(Names.RESULT_EXPORT);
    awaitText(Names.STATUS, "transcript is in");
    Files.createDirectories(KEPT);
    Files.copy(exported, KEPT.resolve("transcript.txt"), StandardCopyOption.REPLACE_EXISTING);
    tellTimes();

    assertThat(output("go-proof"))
        .contains("go version go1.1.2 linux/386")
        .contains("pi=3.14159")
        .contains("no SSE2 but where Go asks the processor first");
    assertThat(output("old-engine-start"))
        .contains("version: 0.6.1")
        .contains("Go version")
        .contains("go1.1.2");
    assertThat(output("old-import")).contains("docker images").contains("owner/base32");
    assertThat(output("old-run-env")).contains("container=lxc").contains("HOSTNAME=");
    assertThat(output("old-build")).contains("Successfully built");
    assertThat(output("old-run-built")).containsPattern("(?m)^Itamae v[0-9]+\\.[0-9]+");
    assertThat(PracticeGuest.witness().sites()).as("SSE2 instructions executed").isEmpty();
  }

  private static void setMirrors(MirrorStore mirrors) throws IOException {
    String given = System.getProperty("drydock.heritage.mirrors", "");
    for (String one : given.isEmpty() ? new String[0] : given.split(",", -1)) {
      int equals = one.indexOf('=');
      assertThat(equals).as("ID=ADDRESS: " + one).isPositive();
      mirrors.set(one.substring(0, equals), one.substring(equals + 1));
    }
  }

  private void tellTimes() throws IOException {
    StringBuilder times = new StringBuilder();
    for (StepRecord step : record().steps()) {
      Duration time = Duration.between(step.started().orElseThrow(), step.finished().orElseThrow());
      times
          .append(step.stepId())
          .append(' ')
          .append(step.state())
          .append(' ')
          .append(time.toSeconds())
          .append(" s\n");
    }
    Files.writeString(KEPT.resolve("times.txt"), times.toString());
    System.out.print(times);
  }

  private void walkToRun() {
    next();
    awaitLong(
        "the check-up page",
        MINUTES_TO_ANSWER,
        () -> wizard.current() == PageId.CHECK_UP && wizard.model().facts().isPresent());
    awaitLong("idle", MINUTES_TO_ANSWER, () -> !wizard.isBusy());
    next();
    awaitPage(PageId.ROUTE);
    chooseRoute("source-2013");
    awaitLong("idle", MINUTES_TO_ANSWER, () -> !wizard.isBusy());
    next();
    awaitLong(
        "asked what is done",
        MINUTES_TO_ANSWER,
        () -> wizard.current() == PageId.PLAN && wizard.model().alreadyDone().isPresent());
    awaitLong("idle", MINUTES_TO_ANSWER, () -> !wizard.isBusy());
    next();
    awaitLong("the run page", MINUTES_TO_ANSWER, () -> wizard.current() == PageId.RUN);
  }

  private void chooseRoute(String recipe) {
    awaitTrue("routes are shown", () -> find(wizard.frame(), Names.ROUTES).isShowing());
    onEdt(
        () -> {
          JList<?> list = (JList<?>) find(wizard.frame(), Names.ROUTES);
          ListModel<?> routes = list.getModel();
          for (int i = 0; i < routes.getSize(); i++) {
            if (routes.getElementAt(i) instanceof Route route
                && route.recipe().id().equals(recipe)) {
              list.setSelectedIndex(i);
              return null;
            }
          }
          throw new AssertionError("no route " + recipe);
        });
  }

  private void awaitFinished() {
    awaitLong(
        "the run has ended",
        MINUTES_TO_FINISH,
        () -> {
          RunRecord now = record();
          if (now.state() == RunState.NEEDS_DECISION) {
            throw new AssertionError("needs a decision: " + now.message());
          }
          return now.state() == RunState.FINISHED;
        });
    awaitTrue("Next is enabled", () -> find(wizard.frame(), Names.NEXT).isEnabled());
  }

  private RunRecord record() {
    return onEdt(() -> wizard.model().run().map(RunControl::record).orElseThrow());
  }

  private String output(String id) throws IOException {
    StepRecord step =
        record().steps().stream().filter(one -> one.stepId().equals(id)).findFirst().orElseThrow();
    return new String(Files.readAllBytes(step.out()), StandardCharsets.UTF_8);
  }

  private void awaitLong(String what, long minutes, BooleanSupplier condition) {
    Pause.pause(
        new Condition(what) {
          @Override
          public boolean test() {
            return onEdt(condition::getAsBoolean);
          }
        },
        Timeout.timeout(minutes, TimeUnit.MINUTES));
  }
}
