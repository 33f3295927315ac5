package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.cli.LivePractice;
import dev.drydock.cli.PracticeSessions;
import dev.drydock.files.DrydockHome;
import dev.drydock.practice.PracticeGuest;
import dev.drydock.practice.PracticeServer;
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
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.swing.timing.Condition;
import org.assertj.swing.timing.Pause;
import org.assertj.swing.timing.Timeout;
import org.junit.jupiter.api.Test;

/**
 * The whole job as a newcomer does it: the window, a real server on an emulated Pentium III, and a
 * container on it at the end. The window is closed in the middle of debootstrap and opened again.
 */
class WizardOnPracticeIT extends GuiTest {
  /** For connecting and reading facts on a busy 866 MHz machine. */
  private static final long MINUTES_TO_ANSWER = 5;

  /** Far above the 20 minutes measured: a test machine may be loaded. */
  private static final long MINUTES_TO_FINISH = 75;

  private PracticeServer server;
  private Sessions real;
  private CountDownLatch gone;

  @Override
  WizardServices services() {
    gone = new CountDownLatch(1);
    CountDownLatch thisWindow = gone;
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
        () -> {
          thisWindow.countDown();
          closed.countDown();
        });
  }

  @Test
  void walk_fromAnEmptyWindowToAContainer() throws Exception {
    server = PracticeGuest.fresh();
    saveProfile(server.profile());
    real = anotherDrydock();
    open(PracticeServer.PROFILE_NAME);
    walkToRun();

    awaitLong(
        "debootstrap is under way",
        MINUTES_TO_FINISH,
        () -> step("base-rootfs").state() == StepState.RUNNING && size(step("base-rootfs")) > 3000);
    String runId = record().runId();
    closeWindow();

    // Another Drydock, as after a restart of the computer: it knows only what is on the disk.
    real = anotherDrydock();
    open(PracticeServer.PROFILE_NAME);
    awaitTrue("resume is offered", () -> find(wizard.frame(), Names.SERVER_RESUME).isShowing());
    press(Names.SERVER_RESUME);
    awaitLong("the run page", MINUTES_TO_ANSWER, () -> wizard.current() == PageId.RUN);
    awaitFinished();
    assertThat(record().runId()).isEqualTo(runId);
    assertThat(record().steps())
        .extracting(StepRecord::state)
        .allMatch(state -> state == StepState.DONE || state == StepState.ALREADY_DONE);
    assertThat(step("base-rootfs").attempt()).as("done once").isEqualTo(1);
    assertThat(output("base-rootfs")).contains("Base system installed successfully");
    assertThat(output("run-env")).contains("i686").contains("PATH=").contains("HOSTNAME=");
    assertThat(output("run-built")).contains("ruby");

    next();
    awaitPage(PageId.RESULT);
    answerOfFileDialog = Optional.of(exported);
    press(Names.RESULT_EXPORT);
    awaitText(Names.STATUS, "transcript is in");
    assertThat(exported)
        .content()
        .contains("docker run")
        .contains("Base system installed successfully")
        .contains("i686");
    assertNoSecretIn(home);
    assertThat(PracticeGuest.witness().sites()).as("SSE2 instructions executed").isEmpty();
    closeWindow();

    open(PracticeServer.PROFILE_NAME);
    walkToRun();
    awaitFinished();
    assertThat(record().runId()).isNotEqualTo(runId);
    assertThat(record().steps()).extracting(StepRecord::state).containsOnly(StepState.ALREADY_DONE);
  }

  private Sessions anotherDrydock() {
    return new PracticeSessions(
        new LiveSessions(DrydockHome.under(home.resolve("first"))),
        new LivePractice(PracticeGuest.home()));
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
    next();
    awaitLong(
        "asked what is done",
        MINUTES_TO_ANSWER,
        () -> wizard.current() == PageId.PLAN && wizard.model().alreadyDone().isPresent());
    awaitLong("idle", MINUTES_TO_ANSWER, () -> !wizard.isBusy());
    next();
    awaitLong("the run page", MINUTES_TO_ANSWER, () -> wizard.current() == PageId.RUN);
  }

  private void awaitFinished() {
    awaitLong(
        "the run has ended",
        MINUTES_TO_FINISH,
        () -> {
          RunRecord now = record();
          // A person would have to decide: no use waiting for an hour.
          if (now.state() == RunState.NEEDS_DECISION) {
            throw new AssertionError("needs a decision: " + now.message());
          }
          return now.state() == RunState.FINISHED;
        });
    awaitTrue("Next is enabled", () -> find(wizard.frame(), Names.NEXT).isEnabled());
  }

  private void closeWindow() throws InterruptedException {
    Edt.run(wizard::closeNow);
    assertThat(gone.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    wizard = null;
  }

  private RunRecord record() {
    return onEdt(() -> wizard.model().run().map(RunControl::record).orElseThrow());
  }

  private StepRecord step(String id) {
    return record().steps().stream()
        .filter(step -> step.stepId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static long size(StepRecord step) {
    try {
      return Files.exists(step.out()) ? Files.size(step.out()) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private String output(String id) throws IOException {
    return new String(Files.readAllBytes(step(id).out()), StandardCharsets.UTF_8);
  }

  /** The password must be in no file that Drydock wrote here. */
  private void assertNoSecretIn(Path folder) throws IOException {
    String password = Files.readString(server.passwordFile()).strip();
    List<Path> files;
    try (var walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as("%s", file)
          .doesNotContain(password);
    }
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
