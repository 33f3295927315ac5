package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunState;
import dev.drydock.run.StepState;
import dev.drydock.server.Speed;
import java.awt.Component;
import java.time.Duration;
import javax.swing.JList;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;

/** What the pages say of time, and of what a route leads to. */
class EstimatesTest extends GuiTest {
  private void awaitMeasured() {
    awaitTrue("the speed is known", () -> wizard.model().speed().equals(sessions.speed));
    robot.waitForIdle();
  }

  private void chooseRoute(int index) {
    onEdt(
        () -> {
          ((JList<?>) find(wizard.frame(), Names.ROUTES)).setSelectedIndex(index);
          return null;
        });
    robot.waitForIdle();
  }

  @Test
  void checkUp_measuresOnceAndShowsIt() {
    saveProfile();
    open("poweredge");
    connect();
    awaitMeasured();
    JTable table = (JTable) find(wizard.frame(), Names.FINDINGS);
    assertThat(
            onEdt(
                () -> {
                  StringBuilder all = new StringBuilder();
                  for (int row = 0; row < table.getRowCount(); row++) {
                    all.append(table.getValueAt(row, 2)).append('\n');
                  }
                  return all.toString();
                }))
        .contains("0.8 times as fast as an 866 MHz Pentium III");
    press(Names.CHECK_AGAIN);
    waitForIdle();
    assertThat(sessions.measurements.get()).isEqualTo(1);
  }

  @Test
  void route_bothRoadsSayWhatTheyAre() {
    saveProfile();
    open("poweredge");
    toRoute();
    awaitMeasured();
    awaitText(Names.ROUTE_CHOICE, "Recommended: ");
    awaitText(Names.ROUTE_BASIS, "for this server");

    chooseRoute(1);

    awaitText(Names.ROUTE_WARNINGS + ".text", "CVE-2014-6407");
    assertThat(text(Names.ROUTE_WARNINGS + ".text")).contains("no signatures", "become root");
    assertThat(text(Names.ROUTE_CHOICE)).contains("history");
    JList<?> list = (JList<?>) find(wizard.frame(), Names.ROUTES);
    assertThat(onEdt(() -> accessibleName(list, 0))).contains("Docker 20.10.24 (April 2023)");
    assertThat(onEdt(() -> accessibleName(list, 1)))
        .contains("Docker 0.6.1 (August 2013)", " h, ", "of disk", "of memory");
  }

  private static <T> String accessibleName(JList<T> list, int index) {
    Component cell =
        list.getCellRenderer()
            .getListCellRendererComponent(
                list, list.getModel().getElementAt(index), index, false, false);
    return cell.getAccessibleContext().getAccessibleName();
  }

  @Test
  void route_speedNotMeasured_saysSo() {
    sessions.speed = Speed.unknown("The server has no awk.");
    saveProfile();
    open("poweredge");
    toRoute();
    awaitMeasured();

    awaitText(Names.ROUTE_BASIS, "not measured. The server has no awk.");
    next();
    awaitPage(PageId.PLAN);
    awaitText(Names.PLAN_SUMMARY, "on an 866 MHz Pentium III");
  }

  @Test
  void run_correctsItselfByTheStepsSoFar() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.become(RunState.RUNNING, "");
    awaitText(Names.RUN_SUMMARY, "to go.");
    String before = text(Names.RUN_SUMMARY);

    // The base system is expected to take 7 to 15 minutes here.
    run.doneUpTo(6);
    run.step(6, StepState.DONE, Duration.ofHours(1), 0, "");

    awaitText(Names.RUN_SUMMARY, "at this pace");
    assertThat(before).contains("min to go.");
    assertThat(text(Names.RUN_SUMMARY)).contains(" h to go");
  }

  @Test
  void run_longerThanExpected_saysSo() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.doneUpTo(7);
    run.step(7, StepState.RUNNING, Duration.ofHours(3), null, "");
    run.become(RunState.RUNNING, "");

    awaitText(Names.RUN_STEP_STATE, "longer than expected");
  }

  /** This computer's disk is full: no step is to blame, and leaving one undone would not help. */
  @Test
  void run_troubleOfThisComputer_offersNoSkip() {
    saveProfile();
    open("poweredge");
    FakeRun run = toRun();
    run.canSkip = false;
    run.step(0, StepState.RUNNING, Duration.ofSeconds(3), null, "");
    run.become(RunState.NEEDS_DECISION, "Drydock cannot write its record. Make room on this disk.");

    awaitText(Names.PROBLEM_WHY, "Make room on this disk.");
    assertThat(text(Names.PROBLEM_WHAT)).contains("cannot go on");
    assertThat(onEdt(() -> find(wizard.frame(), Names.RUN_RETRY).isShowing())).isTrue();
    assertThat(onEdt(() -> find(wizard.frame(), Names.RUN_SKIP).isShowing())).isFalse();
    assertThat(text("problem.todo")).doesNotContain("Skip");
  }
}
