package dev.drydock.ui.page;

import dev.drydock.profile.Profile;
import dev.drydock.recipe.Estimates;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanCheck;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.recipe.StepScript;
import dev.drydock.run.RunControl;
import dev.drydock.server.SudoCheck;
import dev.drydock.session.Session;
import dev.drydock.ssh.Shell;
import dev.drydock.ui.Names;
import dev.drydock.ui.PageId;
import dev.drydock.ui.Problems;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardPage;
import dev.drydock.ui.WizardServices;
import dev.drydock.ui.widget.Amounts;
import dev.drydock.ui.widget.Banner;
import dev.drydock.ui.widget.CodeArea;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.swing.BorderFactory;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.UIManager;

/** Every command that will run, before it does. */
public final class PlanPage implements WizardPage {
  private final WizardModel model;
  private final WizardHost host;
  private final WizardServices services;
  private final Banner elsewhere = new Banner(Names.PLAN_ELSEWHERE, List.of());
  private final SelectableText totals = new SelectableText("").named(Names.PLAN_SUMMARY);
  private final DefaultListModel<PlannedStep> steps = new DefaultListModel<>();
  private final CellList<PlannedStep> list = new CellList<>(steps);
  private final SelectableText title = new SelectableText("", "h3").named("plan.step.title");
  private final SelectableText why = new SelectableText("").named("plan.step.why");
  private final JLabel root = fact("root");
  private final JLabel time = fact("clock");
  private final JLabel disk = fact("disk");
  private final SelectableText undo =
      new SelectableText("", "small").coloured("Drydock.muted").named("plan.step.undo");
  private final CodeArea script = CodeArea.shellViewer(Names.PLAN_SCRIPT);
  private final JCheckBox whole = new JCheckBox();
  private final JCheckBox afterReboot = new JCheckBox();
  private final JPanel component;
  private Plan shown;

  PlanPage(WizardModel model, WizardHost host, WizardServices services) {
    this.model = model;
    this.host = host;
    this.services = services;
    component = lay();
    model.addListener(
        part -> {
          if (part == WizardModel.Part.PLAN || part == WizardModel.Part.RUN) {
            update();
          } else if (part == WizardModel.Part.SPEED) {
            update();
            showTime();
          }
        });
  }

  private static JLabel fact(String icon) {
    JLabel label = new JLabel(Icons.get(icon, 16));
    label.setIconTextGap(6);
    return Ui.styleClass(label, "small");
  }

  private JPanel lay() {
    StepsCard side =
        new StepsCard(
            list,
            Names.PLAN_STEPS,
            "Steps of the plan",
            new PlanCell(model::alreadyDone, model::speed));
    list.addListSelectionListener(
        event -> {
          if (!event.getValueIsAdjusting()) {
            showStep();
          }
        });
    whole.setName("plan.whole");
    Ui.setMarked(whole, "&Show the shared functions too");
    whole.addActionListener(event -> showStep());
    JButton copy = Ui.button(Names.PLAN_COPY, "C&opy", Icons.get("copy", 16), this::copy);
    script.setBorder(BorderFactory.createLineBorder(UIManager.getColor("Drydock.line")));
    script.text().getAccessibleContext().setAccessibleName("Commands of the step");
    JPanel facts = Ui.panel("insets 0, gap 16", "[][][][grow]", "");
    facts.add(root);
    facts.add(time);
    facts.add(disk);
    JPanel right = Ui.panel("insets 0, gap 0 6, hidemode 3, wrap 1", "[grow, fill]", "");
    right.add(title, "wmin 0");
    right.add(why, "wmin 0");
    right.add(facts);
    right.add(undo, "wmin 0");
    right.add(script, "grow, pushy, wmin 0, hmin 80");
    afterReboot.setName(Names.PLAN_AFTER_REBOOT);
    Ui.setMarked(afterReboot, "Go on by itself af&ter a restart of the server");
    afterReboot.setToolTipText(
        "Makes a start-up entry on the server, which is removed when the run ends");
    JPanel below = Ui.panel("insets 0, hidemode 3", "[][grow]push[]", "");
    below.add(afterReboot, "spanx, wrap");
    below.add(whole);
    below.add(copy, "skip 1");
    right.add(below);
    JPanel page =
        Ui.panel(
            "insets 0, gap 20 12, hidemode 3", "[270:44%:390, fill, shrink 0][grow, fill]", "");
    page.add(elsewhere, "spanx, growx, wmin 0, wrap");
    elsewhere.setVisible(false);
    page.add(totals, "spanx, growx, wmin 0, wrap");
    page.add(side, "grow, pushy, hmin 0");
    page.add(right, "grow, pushy, wmin 0, hmin 0");
    return page;
  }

  private void update() {
    Plan plan = model.plan().orElse(null);
    if (!Objects.equals(plan, shown)) {
      shown = plan;
      steps.clear();
      if (plan != null) {
        plan.steps().forEach(steps::addElement);
        list.setSelectedIndex(0);
      }
      showStep();
    }
    showElsewhere();
    list.repaint();
    totals.setText(plan == null ? "" : totals(plan));
  }

  /** What is going on there, and how the plan of a run that is to be gone on with is another. */
  private void showElsewhere() {
    afterReboot.setVisible(!runIsForThisPlan() && needsRoot());
    if (isGoingElsewhere()) {
      elsewhere.show(Banner.Tone.CARE, "A run is going on this server", model.offer().sentence());
      return;
    }
    if (!model.isLookedThrough() || !runIsForThisPlan()) {
      elsewhere.setVisible(false);
      return;
    }
    PlanCheck check = model.session().orElseThrow().check(model.plan().orElseThrow());
    StringBuilder text = new StringBuilder();
    if (check.strangeSteps().isEmpty()) {
      text.append("Its commands are the ones this Drydock would use.");
    } else {
      text.append("These steps are not as this Drydock would do them, so read them well: ")
          .append(
              check.strangeSteps().stream()
                  .map(id -> "\u201c" + titleOf(id) + "\u201d")
                  .collect(Collectors.joining(", ")))
          .append('.');
    }
    check
        .chosen()
        .forEach(
            (id, value) ->
                text.append("\nChosen there: ")
                    .append(id)
                    .append(" = ")
                    .append(value.lines().findFirst().orElse(""))
                    .append(value.lines().count() > 1 ? " \u2026" : ""));
    elsewhere.show(
        check.strangeSteps().isEmpty() ? Banner.Tone.NEWS : Banner.Tone.CARE,
        "This plan was made elsewhere, or is not today\u2019s",
        text.toString());
  }

  /** The server is walking, and not what is followed here: it does one run at a time. */
  private boolean isGoingElsewhere() {
    return model.offer().isGoing() && model.run().isEmpty();
  }

  private boolean needsRoot() {
    return model.plan().stream()
        .flatMap(plan -> plan.steps().stream())
        .anyMatch(step -> step.step().root());
  }

  private String titleOf(String stepId) {
    return model.plan().stream()
        .flatMap(plan -> plan.steps().stream())
        .filter(step -> step.id().equals(stepId))
        .map(step -> step.step().title())
        .findFirst()
        .orElse(stepId);
  }

  private String totals(Plan plan) {
    Map<String, Boolean> done = model.alreadyDone().orElse(Map.of());
    List<Step> left = new ArrayList<>();
    long diskMb = 0;
    int asRoot = 0;
    for (PlannedStep planned : plan.steps()) {
      if (!done.getOrDefault(planned.id(), false)) {
        left.add(planned.step());
        diskMb += planned.step().diskMb();
        asRoot += planned.step().root() ? 1 : 0;
      }
    }
    int all = plan.steps().size();
    int todo = model.stepsToDo();
    if (todo == 0) {
      return "All " + all + " steps are already done: running them again changes nothing.";
    }
    return (todo == all
            ? Amounts.count(all, "step")
            : todo + " of " + all + " steps to do, the others are already done")
        + ": "
        + Estimates.of(left, model.speed()).text()
        + (model.speed().isMeasured() ? ", " : " on an 866 MHz Pentium III, ")
        + Amounts.megabytes(diskMb)
        + " of disk, "
        + (asRoot == 0 ? "none as root." : asRoot + " as root." + asked())
        + (plan.warnings().isEmpty() ? "" : " Take care: " + String.join(" ", plan.warnings()));
  }

  private String asked() {
    String text = model.session().flatMap(Session::facts).map(SudoCheck::whatIsAsked).orElse("");
    return text.isEmpty() ? "" : " " + text;
  }

  private void showStep() {
    PlannedStep planned = list.getSelectedValue();
    if (planned == null) {
      script.show("");
      return;
    }
    Step step = planned.step();
    title.setText(step.title());
    why.setText(step.why());
    root.setText(step.root() ? "runs as root" : "runs as you");
    root.setForeground(UIManager.getColor(step.root() ? "Drydock.care" : "Drydock.muted"));
    showTime();
    disk.setText(step.diskMb() == 0 ? "no disk" : Amounts.megabytes(step.diskMb()) + " of disk");
    disk.setForeground(UIManager.getColor("Drydock.muted"));
    undo.setText(
        step.undo().isEmpty() ? "This cannot be undone." : "To undo it by hand: " + step.undo());
    script.show(text(planned));
  }

  private void showTime() {
    PlannedStep planned = list.getSelectedValue();
    if (planned != null) {
      time.setText(Estimates.of(planned.step(), model.speed()).text());
      time.setForeground(UIManager.getColor("Drydock.muted"));
    }
  }

  private String text(PlannedStep planned) {
    if (whole.isSelected()) {
      return planned.announcement() + StepScript.job(planned, Instant.now());
    }
    StringBuilder text = new StringBuilder();
    planned
        .environment()
        .forEach(
            (name, value) ->
                text.append(name)
                    .append('=')
                    .append(Shell.quote(value))
                    .append("; export ")
                    .append(name)
                    .append('\n'));
    return planned.announcement()
        + text.append(text.isEmpty() ? "" : "\n").append(planned.step().text());
  }

  private void copy() {
    Toolkit.getDefaultToolkit()
        .getSystemClipboard()
        .setContents(new StringSelection(script.text().getText()), null);
    host.status("The commands are in the clipboard.");
  }

  @Override
  public PageId id() {
    return PageId.PLAN;
  }

  @Override
  public String title() {
    return "What will run";
  }

  @Override
  public String instruction() {
    if (model.isLookedThrough()) {
      return "Look through the steps; from here nothing has been done for this run yet.";
    }
    return "Look through the steps; nothing has been changed on the server yet.";
  }

  @Override
  public JComponent component() {
    return component;
  }

  @Override
  public void onShown() {
    host.clearProblem();
    if (model.plan().isEmpty() && !makePlan()) {
      return;
    }
    update();
    // The checks of a plan that came from the server are commands, too: not before it was seen.
    if (model.alreadyDone().isEmpty()
        && model.session().isPresent()
        && !model.runIsActive()
        && !model.isLookedThrough()) {
      Plan plan = model.plan().orElseThrow();
      Session session = model.session().get();
      host.work(
          "Asking " + session.target().host() + " what is already done",
          () -> session.alreadyDone(plan),
          model::setAlreadyDone);
    }
  }

  /** The choices changed since, and the page was reached by the rail. */
  private boolean makePlan() {
    try {
      model
          .route()
          .ifPresent(
              route ->
                  model.setPlan(
                      model
                          .session()
                          .orElseThrow()
                          .plan(route.recipe(), model.choices(route.recipe()))));
      return model.plan().isPresent();
    } catch (IllegalArgumentException e) {
      host.problem(Problems.of(e));
      return false;
    }
  }

  @Override
  public boolean canGoNext() {
    return model.plan().isPresent() && model.session().isPresent();
  }

  private boolean runIsForThisPlan() {
    return model.runIsActive()
        && model.record().map(r -> r.plan().equals(model.plan().orElse(null))).orElse(false);
  }

  @Override
  public String nextText() {
    if (isGoingElsewhere()) {
      return "Loo&k on";
    }
    if (runIsForThisPlan()) {
      return model.isLookedThrough() ? "Go on with it &here" : "Back to the &run";
    }
    String where = model.session().map(s -> s.target().host()).orElse("the server");
    int todo = model.stepsToDo();
    return todo == 0
        ? "&Run again on " + where
        : "&Run " + Amounts.count(todo, "step") + " on " + where;
  }

  @Override
  public void next() {
    if (isGoingElsewhere()) {
      TakeUp.run(model, host, services, model.offer().run().orElseThrow().runId());
      return;
    }
    if (runIsForThisPlan()) {
      if (model.isLookedThrough()) {
        approve(model.session().orElseThrow(), model.record().orElseThrow().runId());
      } else {
        host.show(PageId.RUN);
      }
      return;
    }
    Plan plan = model.plan().orElseThrow();
    Session session = model.session().orElseThrow();
    Profile profile = model.profile().withRoute(plan.recipeId(), new TreeMap<>(savedChoices(plan)));
    Optional<RunControl> old = model.letGoOfRun();
    Map<String, Boolean> done = model.alreadyDone().orElse(Map.of());
    boolean again = afterReboot.isVisible() && afterReboot.isSelected();
    host.work(
        "Starting",
        () -> {
          old.ifPresent(RunControl::close);
          // A wrong password shows now, and not hours later.
          session.confirmRoot(plan, done);
          RunControl run = session.newRun(plan, profile.name(), done, again);
          Profile kept = profile.withLastRun(run.record().runId());
          services.profiles().save(kept);
          return new Started(run, kept);
        },
        started -> {
          model.setProfile(started.profile());
          model.setRun(started.run());
          started.run().start();
          host.show(PageId.RUN);
        },
        late -> late.run().close());
  }

  private void approve(Session session, String runId) {
    host.work(
        "Going on",
        () -> {
          session.approve(runId);
          return runId;
        },
        approved -> {
          model.run().ifPresent(RunControl::resume);
          host.show(PageId.RUN);
        });
  }

  private record Started(RunControl run, Profile profile) {}

  private Map<String, String> savedChoices(Plan plan) {
    return model
        .route()
        .filter(route -> route.recipe().id().equals(plan.recipeId()))
        .map(route -> model.choicesToSave())
        .orElse(model.profile().choices());
  }

  @Override
  public JComponent firstFocus() {
    return list;
  }
}
