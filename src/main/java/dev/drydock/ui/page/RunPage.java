package dev.drydock.ui.page;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.StepScript;
import dev.drydock.run.LastLines;
import dev.drydock.run.Remaining;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.Session;
import dev.drydock.ui.Ask;
import dev.drydock.ui.Edt;
import dev.drydock.ui.Names;
import dev.drydock.ui.PageId;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardPage;
import dev.drydock.ui.WizardServices;
import dev.drydock.ui.console.ConsoleView;
import dev.drydock.ui.widget.Amounts;
import dev.drydock.ui.widget.Banner;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Problem;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.awt.BorderLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JToggleButton;
import javax.swing.Timer;

/** The steps while they run, each with its live console. */
public final class RunPage implements WizardPage {
  private static final int LAST_LINES = 25;

  private final WizardModel model;
  private final WizardHost host;
  private final WizardServices services;
  private final JButton tryNow =
      Ui.button(Names.RUN_RECONNECT, "Try &now", Icons.get("resume", 16), this::tryNow);
  private final Banner banner = new Banner(Names.RUN_BANNER, List.of(tryNow));
  private final SelectableText summary = new SelectableText("").named(Names.RUN_SUMMARY);
  private final JProgressBar overall = new JProgressBar();
  private final DefaultListModel<PlannedStep> steps = new DefaultListModel<>();
  private final CellList<PlannedStep> list = new CellList<>(steps);
  private final JLabel stateIcon = new JLabel();
  private final SelectableText stepTitle = new SelectableText("", "h3").named(Names.RUN_STEP_TITLE);
  private final SelectableText stepState =
      new SelectableText("").coloured("Drydock.muted").named(Names.RUN_STEP_STATE);
  private final JProgressBar stepBar = new JProgressBar(0, 1000);
  private final JPanel consolePlace = new JPanel(new BorderLayout());
  private final JToggleButton pause = new JToggleButton(Icons.get("pause", 16));
  private final JButton goOn =
      Ui.button(Names.RUN_CONTINUE, "&Continue", Icons.get("resume", 16), this::goOn);
  private final JButton stop =
      Ui.button(Names.RUN_STOP, "Sto&p", Icons.get("halt", 16), this::stop);
  private final JButton retry =
      Ui.button(Names.RUN_RETRY, "&Retry", Icons.get("resume", 16), this::goOn);
  private final JButton skip =
      Ui.button(Names.RUN_SKIP, "S&kip\u2026", Icons.get("skip", 16), this::skip);
  private final JButton again =
      Ui.button(Names.RUN_AGAIN, "This step &again", Icons.get("resume", 16), this::again);
  private final JButton leave =
      Ui.button(
          Names.RUN_DISCONNECT,
          "&Disconnect and leave it running",
          Icons.get("leave", 16),
          this::disconnect);
  private final Timer clock = new Timer(1000, event -> tick());
  private final JPanel component;
  private Plan shownPlan;
  private String shownStep = "";
  private Path shownFile;
  private ConsoleView console;
  private boolean following = true;
  private boolean selecting;
  private String toldProblem = "";
  private RunState lastState;
  private boolean inView;

  RunPage(WizardModel model, WizardHost host, WizardServices services) {
    this.model = model;
    this.host = host;
    this.services = services;
    component = lay();
    model.addListener(
        part -> {
          if (part == WizardModel.Part.RUN || part == WizardModel.Part.SPEED) {
            update();
          }
        });
  }

  private JPanel lay() {
    StepsCard side =
        new StepsCard(list, Names.RUN_STEPS, "Steps of the run", new RunCell(model::record));
    list.addListSelectionListener(
        event -> {
          if (!event.getValueIsAdjusting() && !selecting) {
            // Whoever looks at another step keeps looking at it, until it is the one in hand.
            following = currentId().equals(selectedId());
            showStep();
          }
        });
    pause.setName(Names.RUN_PAUSE);
    Ui.setMarked(pause, "Pause after t&his step");
    pause.addActionListener(
        event -> model.run().ifPresent(run -> run.setPauseAfterStep(pause.isSelected())));
    Ui.enterPresses(pause);
    consolePlace.setOpaque(false);
    overall.setName("run.progress");
    overall.getAccessibleContext().setAccessibleName("Progress of the whole run");
    stepBar.setName("run.step.progress");
    stepBar.getAccessibleContext().setAccessibleName("Time of this step against the expected");

    JPanel head = Ui.panel("insets 0, gap 10 2, hidemode 3", "[][grow, fill]", "");
    head.add(stateIcon, "spany 2, top, gaptop 2");
    head.add(stepTitle, "wmin 0, wrap");
    head.add(stepState, "wmin 0");
    JPanel buttons = Ui.panel("insets 0, gap 8, hidemode 3", "", "");
    buttons.add(retry);
    buttons.add(skip);
    buttons.add(again);
    buttons.add(stop);
    JPanel right = Ui.panel("insets 0, gap 0 8, hidemode 3, wrap 1", "[grow, fill]", "");
    right.add(head, "wmin 0");
    right.add(stepBar, "h 6!");
    right.add(consolePlace, "grow, pushy, wmin 0, hmin 80");
    right.add(buttons, "wmin 0");
    JPanel page =
        Ui.panel(
            "insets 0, gap 20 10, hidemode 3", "[250:40%:350, fill, shrink 0][grow, fill]", "");
    page.add(banner, "spanx, growx, wmin 0, wrap");
    JPanel whole = Ui.panel("insets 0, gap 8, hidemode 3", "[grow, fill]", "[center]");
    whole.add(summary, "wmin 0, center");
    whole.add(goOn);
    whole.add(pause);
    whole.add(leave);
    page.add(whole, "spanx, growx, wmin 0, wrap");
    page.add(overall, "spanx, growx, h 6!, wrap");
    page.add(side, "grow, pushy, hmin 0");
    page.add(right, "grow, pushy, wmin 0, hmin 0");
    banner.setVisible(false);
    return page;
  }

  // ---- what is shown

  private void update() {
    Optional<RunRecord> maybe = model.record();
    if (maybe.isEmpty() || model.run().isEmpty()) {
      return;
    }
    RunRecord record = maybe.get();
    if (!record.plan().equals(shownPlan)) {
      shownPlan = record.plan();
      selecting = true;
      steps.clear();
      shownPlan.steps().forEach(steps::addElement);
      selecting = false;
      following = true;
      shownStep = "";
      toldProblem = "";
      overall.setMaximum(steps.size());
    }
    if (following) {
      selectCurrent(record);
    }
    list.repaint();
    showStep();
    showRun(record);
    showDecision(record);
    if (record.state() == RunState.FINISHED && lastState != RunState.FINISHED) {
      host.status("All steps are through.");
    }
    lastState = record.state();
  }

  private void selectCurrent(RunRecord record) {
    StepRecord current = record.current();
    int index = current == null ? steps.size() - 1 : indexOf(current.stepId());
    if (index >= 0 && index != list.getSelectedIndex()) {
      selecting = true;
      list.setSelectedIndex(index);
      list.ensureIndexIsVisible(index);
      selecting = false;
    }
  }

  private int indexOf(String stepId) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).id().equals(stepId)) {
        return i;
      }
    }
    return -1;
  }

  private String currentId() {
    return model.record().map(RunRecord::current).map(StepRecord::stepId).orElse("");
  }

  private String selectedId() {
    PlannedStep step = list.getSelectedValue();
    return step == null ? "" : step.id();
  }

  private void showStep() {
    PlannedStep step = list.getSelectedValue();
    if (step == null) {
      return;
    }
    Optional<StepRecord> maybe = RunCell.find(model.record(), step.id());
    StepState state = maybe.map(StepRecord::state).orElse(StepState.WAITING);
    stateIcon.setIcon(Icons.get(RunCell.icon(state), 24));
    stepTitle.setText(step.step().title());
    stepState.setText(stateText(step, maybe, state));
    Optional<Duration> elapsed = maybe.flatMap(RunCell::elapsed);
    boolean timed = state == StepState.RUNNING && elapsed.isPresent();
    Optional<RunEvent.SendingGrew> sending =
        state == StepState.SENDING ? model.sending(step.id()) : Optional.empty();
    stepBar.setVisible(timed || state == StepState.CHECKING || state == StepState.SENDING);
    stepBar.setIndeterminate(
        state == StepState.CHECKING || (state == StepState.SENDING && sending.isEmpty()));
    sending.ifPresent(
        grew -> stepBar.setValue((int) (grew.sent() * 1000 / Math.max(1, grew.total()))));
    if (timed) {
      double expected = remaining(model.record().orElseThrow()).whole(step.step()).middle();
      double share = elapsed.get().toMillis() / Math.max(1, expected * 60_000);
      // The expectation is a guess: the bar never claims to be at the end.
      stepBar.setValue((int) Math.min(980, share * 1000));
    }
    again.setVisible(state.isSettled() && canSkip() && standsStill());
    showConsole(step.id(), maybe.map(StepRecord::out).orElse(null));
  }

  private boolean standsStill() {
    return model.runIsActive()
        && switch (model.record().orElseThrow().state()) {
          case PAUSED, INTERRUPTED, NEEDS_DECISION -> true;
          default -> false;
        };
  }

  private Remaining remaining(RunRecord record) {
    return Remaining.of(record, model.speed(), Instant.now());
  }

  private String stateText(PlannedStep step, Optional<StepRecord> maybe, StepState state) {
    String expected =
        model
            .record()
            .map(r -> remaining(r).whole(step.step()))
            .map(
                whole ->
                    maybe
                            .flatMap(RunCell::elapsed)
                            .filter(time -> time.toMillis() > whole.high() * 60_000)
                            .isPresent()
                        ? "longer than expected (" + whole.text() + ")"
                        : whole.text() + " expected")
            .orElse("");
    String elapsed = maybe.flatMap(RunCell::elapsed).map(Amounts::clock).orElse("");
    String message = maybe.map(StepRecord::message).orElse("");
    String tries =
        maybe.map(StepRecord::attempt).filter(n -> n > 1).map(n -> ", try " + n).orElse("");
    String text =
        switch (state) {
          case WAITING -> step.step().why() + rootText(step);
          case CHECKING -> "Looking whether it is done already" + tries + ".";
          case SENDING ->
              model
                  .sending(step.id())
                  .map(grew -> sendingText(grew) + tries + ".")
                  .orElse("Fetching what it needs to this computer" + tries + ".");
          case RUNNING -> "Running for " + elapsed + ", " + expected + tries + ".";
          case ALREADY_DONE -> "It was done already: nothing was changed.";
          case DONE -> "Done in " + elapsed + " and verified" + tries + ".";
          case FAILED ->
              "Failed after "
                  + elapsed
                  + maybe
                      .flatMap(StepRecord::exitCode)
                      .map(code -> ", exit code " + code)
                      .orElse("")
                  + tries
                  + ".";
          case INTERRUPTED -> "Interrupted" + tries + ".";
          case STOPPED -> "Stopped after " + elapsed + ", as you wished.";
          case SKIPPED -> "Skipped: left undone.";
        };
    boolean inPanel = state == StepState.FAILED || state == StepState.INTERRUPTED;
    return message.isEmpty() || inPanel ? text : text + " " + message;
  }

  private String rootText(PlannedStep step) {
    boolean bySu = model.session().flatMap(Session::facts).map(f -> f.needsSu()).orElse(false);
    return step.step().root() && bySu
        ? " It runs as root, through su, with root\u2019s own password."
        : "";
  }

  private static String sendingText(RunEvent.SendingGrew grew) {
    return "Sending "
        + grew.what()
        + ": "
        + Amounts.bytes(grew.sent())
        + " of "
        + Amounts.bytes(grew.total())
        + (grew.bytesPerSecond() > 0
            ? ", " + Amounts.bytes((long) grew.bytesPerSecond()) + "/s"
            : "")
        + grew.left().map(left -> ", " + Amounts.clock(left) + " left").orElse("");
  }

  private void showConsole(String stepId, Path file) {
    if (stepId.equals(shownStep) && Objects.equals(file, shownFile)) {
      if (console != null) {
        console.logGrew(0);
      }
      return;
    }
    shownStep = stepId;
    shownFile = file;
    if (file != null && console != null) {
      console.setLog(file);
      return;
    }
    closeConsole();
    if (file != null) {
      console = new ConsoleView(file);
      consolePlace.add(console);
    }
    consolePlace.revalidate();
    consolePlace.repaint();
  }

  private void closeConsole() {
    // Taken out of the window, it stops its work.
    consolePlace.removeAll();
    console = null;
  }

  private void showRun(RunRecord record) {
    RunState state = record.state();
    int settled = (int) record.steps().stream().filter(s -> s.state().isSettled()).count();
    overall.setValue(settled);
    summary.setText(summaryOf(record, settled));
    boolean active = model.runIsActive();
    boolean working = state == RunState.RUNNING || state == RunState.RECONNECTING;
    boolean decide = state == RunState.NEEDS_DECISION;
    StepState current = record.current() == null ? null : record.current().state();
    boolean stepRuns = current == StepState.RUNNING || current == StepState.SENDING;
    pause.setVisible(working || state == RunState.CONNECTING);
    pause.setSelected(model.run().map(RunControl::isPauseAfterStep).orElse(false));
    stop.setVisible(working);
    stop.setEnabled(stepRuns && state == RunState.RUNNING);
    retry.setVisible(decide);
    skip.setVisible(decide && canSkip());
    boolean still = state == RunState.PAUSED || state == RunState.INTERRUPTED;
    goOn.setVisible(still || state == RunState.DISCONNECTED);
    Ui.setMarked(goOn, state == RunState.DISCONNECTED ? "&Resume" : "&Continue");
    leave.setVisible(active && !decide && !still);
    tryNow.setVisible(state == RunState.RECONNECTING);
    String message = record.message();
    String where = model.session().map(s -> s.target().host()).orElse("the server");
    switch (state) {
      case RECONNECTING ->
          banner.show(
              Banner.Tone.CARE,
              "link-down",
              "The link to " + where + " is lost; the server works on",
              (message.isEmpty() ? "What happened there since is not known yet." : message)
                  + "\n"
                  + nextTry());
      case INTERRUPTED ->
          banner.show(Banner.Tone.CARE, "interrupted", "Interrupted; nothing is lost", message);
      case DISCONNECTED ->
          banner.show(
              Banner.Tone.NEWS,
              "leave",
              "Disconnected: " + where + " works on by itself",
              "It does all that is left of the plan. Resume shows what you missed, today or any"
                  + " other day.");
      case PAUSED ->
          banner.show(
              Banner.Tone.NEWS,
              "pause",
              "Paused, as you wished",
              message.isEmpty() ? "Nothing runs on the server now." : message);
      case FINISHED ->
          banner.show(
              Banner.Tone.GOOD,
              "Everything is done and verified",
              record.repaired().isEmpty() ? "" : record.repaired());
      default -> {
        if (state == RunState.RUNNING && !message.isEmpty()) {
          // What was found after a lost link, for example.
          int end = message.indexOf(". ");
          banner.show(
              Banner.Tone.NEWS,
              end < 0 ? message : message.substring(0, end + 1),
              end < 0 ? "" : message.substring(end + 2));
        } else if (record.repaired().isEmpty()) {
          banner.setVisible(false);
        } else {
          banner.show(Banner.Tone.CARE, "The record of this run was repaired", record.repaired());
        }
      }
    }
  }

  /** What Drydock does about the lost link just now. */
  private String nextTry() {
    Optional<Instant> at = model.run().flatMap(RunControl::nextTry);
    if (at.isEmpty()) {
      return "Trying to reach it now\u2026";
    }
    long seconds = Math.max(1, Duration.between(Instant.now(), at.get()).toSeconds() + 1);
    return "Next try in " + seconds + " s; Drydock keeps trying without end.";
  }

  private String summaryOf(RunRecord record, int settled) {
    int all = record.steps().size();
    if (settled == all) {
      return "All " + all + " steps are done.";
    }
    Remaining remaining = remaining(record);
    return settled
        + " of "
        + all
        + " steps done, "
        + remaining.all().text()
        + (remaining.isCorrected() ? " to go at this pace." : " to go.");
  }

  /** A step failed: what, why, what to do, and its last lines, read in the background. */
  private void showDecision(RunRecord record) {
    if (!inView) {
      return;
    }
    StepRecord current = record.current();
    if (record.state() != RunState.NEEDS_DECISION || current == null) {
      if (!toldProblem.isEmpty()) {
        toldProblem = "";
        host.clearProblem();
      }
      return;
    }
    String key = current.stepId() + "#" + current.attempt() + current.state() + record.message();
    if (key.equals(toldProblem)) {
      return;
    }
    toldProblem = key;
    Edt.background(
        () -> LastLines.of(current.out(), LAST_LINES),
        lines -> showDecision(key, current, lines),
        failure -> showDecision(key, current, ""));
  }

  private void showDecision(String key, StepRecord step, String lines) {
    if (!key.equals(toldProblem)) {
      return;
    }
    int index = indexOf(step.stepId());
    String title = index < 0 ? step.stepId() : steps.get(index).step().title();
    String what =
        switch (step.state()) {
          case STOPPED -> "You stopped \u201c" + title + "\u201d.";
          case INTERRUPTED -> "\u201c" + title + "\u201d was interrupted.";
          case FAILED -> "\u201c" + title + "\u201d failed.";
          default -> "\u201c" + title + "\u201d cannot go on.";
        };
    boolean ended =
        step.state() == StepState.FAILED
            || step.state() == StepState.STOPPED
            || step.state() == StepState.INTERRUPTED;
    String told = ended ? step.message() : model.record().map(RunRecord::message).orElse("");
    String why = told.isEmpty() ? StepScript.failure(lines).orElse("") : told;
    String retrying =
        ended
            ? "Retry runs the step again from its beginning"
            : "Retry takes it up where it was left";
    host.problem(
        new Problem(
            what,
            why,
            canSkip() ? retrying + "; Skip leaves it undone and goes on." : retrying + ".",
            lines));
    retry.requestFocusInWindow();
  }

  private boolean canSkip() {
    return model.run().map(RunControl::canSkip).orElse(false);
  }

  private void tick() {
    if (model.record().map(RunRecord::state).orElse(null) == RunState.RECONNECTING) {
      showRun(model.record().get());
    }
    if (model.runIsActive()) {
      list.repaint();
      showStep();
      model
          .record()
          .ifPresent(
              record ->
                  summary.setText(
                      summaryOf(
                          record,
                          (int)
                              record.steps().stream().filter(s -> s.state().isSettled()).count())));
    }
  }

  // ---- what can be done

  private void tryNow() {
    model.run().ifPresent(RunControl::reconnectNow);
  }

  /** After a pause, an interruption, a failure, or a good-bye. */
  private void goOn() {
    host.clearProblem();
    following = true;
    Optional<RunRecord> record = model.record();
    if (record.map(RunRecord::state).orElse(null) == RunState.DISCONNECTED) {
      if (model.session().isPresent()) {
        TakeUp.run(model, host, services, record.get().runId());
      } else {
        host.show(PageId.SERVER);
      }
    } else if (model.isLookedThrough()) {
      host.show(PageId.PLAN);
    } else {
      model.run().ifPresent(RunControl::resume);
    }
  }

  private void again() {
    String id = selectedId();
    if (Ask.confirm(
        host.frame(),
        "resume",
        "Do \u201c" + stepTitleOf(id) + "\u201d once more?",
        "The server does this step again, and then what is left of the plan.",
        "&Do it again",
        "&Cancel")) {
      host.clearProblem();
      following = true;
      model.run().ifPresent(run -> run.again(id));
    }
  }

  private void stop() {
    String title = stepTitleOf(currentId());
    if (Ask.confirm(
        host.frame(),
        "halt",
        "Stop \u201c" + title + "\u201d?",
        "What it has done so far stays; Retry runs it again from its beginning.",
        "&Stop it",
        "&Let it run")) {
      model.run().ifPresent(RunControl::stopStep);
    }
  }

  private String stepTitleOf(String id) {
    int index = indexOf(id);
    return index < 0 ? id : steps.get(index).step().title();
  }

  private void skip() {
    String title = stepTitleOf(currentId());
    if (Ask.confirm(
        host.frame(),
        "skip",
        "Skip \u201c" + title + "\u201d?",
        "It stays undone. Later steps may need it and fail.",
        "&Skip it",
        "&Cancel")) {
      host.clearProblem();
      following = true;
      model.run().ifPresent(RunControl::skip);
    }
  }

  private void disconnect() {
    model.run().ifPresent(RunControl::disconnect);
    host.status("Disconnected. The server does the rest by itself; Resume shows how far it is.");
  }

  // ---- the page

  @Override
  public PageId id() {
    return PageId.RUN;
  }

  @Override
  public String title() {
    return switch (model.record().map(RunRecord::state).orElse(RunState.RUNNING)) {
      case PAUSED -> "Paused";
      case NEEDS_DECISION -> "Your decision, please";
      case INTERRUPTED -> "Interrupted";
      case DISCONNECTED -> "Disconnected";
      default -> model.runIsFinished() ? "Done" : "Running";
    };
  }

  @Override
  public String instruction() {
    return "You may close this window or lose the link at any time: the server does all steps by"
        + " itself, and Resume shows what you missed.";
  }

  @Override
  public JComponent component() {
    return component;
  }

  @Override
  public void onShown() {
    following = true;
    inView = true;
    update();
    clock.start();
  }

  @Override
  public void onHidden() {
    inView = false;
    toldProblem = "";
    clock.stop();
    closeConsole();
    shownStep = "";
  }

  @Override
  public boolean canGoNext() {
    return model.runIsFinished();
  }

  @Override
  public String nextText() {
    return "See the r&esult";
  }

  @Override
  public void next() {
    host.show(PageId.RESULT);
  }

  @Override
  public JComponent firstFocus() {
    return list;
  }
}
