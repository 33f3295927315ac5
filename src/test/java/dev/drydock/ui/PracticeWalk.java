package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.cli.LivePractice;
import dev.drydock.cli.PracticeSessions;
import dev.drydock.files.DrydockHome;
import dev.drydock.practice.PracticeGuest;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Sessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.swing.timing.Condition;
import org.assertj.swing.timing.Pause;
import org.assertj.swing.timing.Timeout;

/** Walks the window from the first page to the last, on the practice server. */
abstract class PracticeWalk extends GuiTest {
  private final long minutesToAnswer;
  private final long minutesToFinish;
  private Sessions real;
  private CountDownLatch gone;

  /**
   * @param minutesToAnswer for connecting and reading facts on a busy 866 MHz machine
   * @param minutesToFinish for the whole run; far above what was measured, as a test machine may be
   *     loaded
   */
  PracticeWalk(long minutesToAnswer, long minutesToFinish) {
    this.minutesToAnswer = minutesToAnswer;
    this.minutesToFinish = minutesToFinish;
  }

  @Override
  WizardServices services() {
    gone = new CountDownLatch(1);
    CountDownLatch thisWindow = gone;
    WizardServices fake = super.services();
    return new WizardServices(
        real,
        profiles,
        new SessionsExporter(() -> real),
        fake.importer(),
        fake.sources(),
        settings,
        fake.files(),
        () -> {
          thisWindow.countDown();
          closed.countDown();
        });
  }

  final DrydockHome drydock() {
    return DrydockHome.under(home.resolve("first"));
  }

  /** The next window is that of a Drydock which knows only what is on the disk. */
  final void anotherDrydock() {
    real =
        new PracticeSessions(new LiveSessions(drydock()), new LivePractice(PracticeGuest.home()));
  }

  /** From the first page to the run's. */
  final void walkToRun() {
    next();
    awaitAnswer(
        "the check-up page",
        () -> wizard.current() == PageId.CHECK_UP && wizard.model().facts().isPresent());
    awaitIdle();
    next();
    awaitPage(PageId.ROUTE);
    chooseRoute();
    next();
    awaitAnswer(
        "asked what is done",
        () -> wizard.current() == PageId.PLAN && wizard.model().alreadyDone().isPresent());
    awaitIdle();
    next();
    awaitAnswer("the run page", () -> wizard.current() == PageId.RUN);
  }

  /** On the Route page; what it suggests is taken. */
  void chooseRoute() {}

  final void awaitFinished() {
    awaitRun(
        "the run has ended",
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

  final void assertAllDone() {
    assertThat(record().steps())
        .extracting(StepRecord::state)
        .allMatch(state -> state == StepState.DONE || state == StepState.ALREADY_DONE);
  }

  /** From the run's page to the last, where the transcript is saved as {@link #exported}. */
  final void exportTranscript() {
    next();
    awaitPage(PageId.RESULT);
    answerOfFileDialog = Optional.of(exported);
    press(Names.RESULT_EXPORT);
    awaitText(Names.STATUS, "transcript is in");
  }

  final void closeWindow() throws InterruptedException {
    Edt.run(wizard::closeNow);
    assertThat(gone.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    wizard = null;
  }

  final RunRecord record() {
    return onEdt(() -> wizard.model().run().map(RunControl::record).orElseThrow());
  }

  final StepRecord step(String id) {
    return record().steps().stream()
        .filter(step -> step.stepId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  final String output(String id) throws IOException {
    return new String(Files.readAllBytes(step(id).out()), StandardCharsets.UTF_8);
  }

  final void awaitIdle() {
    awaitAnswer("idle", () -> !wizard.isBusy());
  }

  final void awaitAnswer(String what, BooleanSupplier condition) {
    awaitLong(what, minutesToAnswer, condition);
  }

  final void awaitRun(String what, BooleanSupplier condition) {
    awaitLong(what, minutesToFinish, condition);
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
