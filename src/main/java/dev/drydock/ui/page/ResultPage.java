package dev.drydock.ui.page;

import dev.drydock.recipe.ImageReport;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.run.LastLines;
import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.TranscriptFormat;
import dev.drydock.ui.Edt;
import dev.drydock.ui.Names;
import dev.drydock.ui.PageId;
import dev.drydock.ui.Problems;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardPage;
import dev.drydock.ui.widget.Amounts;
import dev.drydock.ui.widget.Banner;
import dev.drydock.ui.widget.Card;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import net.miginfocom.swing.MigLayout;

/** What works now, how big it is, and what to type next. */
public final class ResultPage implements WizardPage {
  private static final int REPORT_BYTES = 256 * 1024;

  private final WizardModel model;
  private final WizardHost host;
  private final Banner banner = new Banner(Names.RESULT_BANNER, List.of());
  private final JPanel works = Ui.panel("insets 0, gap 8 5, wrap 2", "[][grow, fill]", "");
  private final ImageChart chart = new ImageChart();
  private final SelectableText noChart =
      new SelectableText("The sizes are shown once the last step has reported them.")
          .coloured("Drydock.muted");
  private final JPanel commands = Ui.panel("insets 0, gap 8 6, wrap 2", "[grow, fill][]", "");
  private final JComboBox<String> format =
      new JComboBox<>(
          Exports.formats().stream().map(TranscriptFormat::label).toArray(String[]::new));
  private final JButton export =
      Ui.button(
          Names.RESULT_EXPORT, "E&xport transcript\u2026", Icons.get("export", 16), this::export);
  private final JButton save =
      Ui.button(Names.RESULT_SAVE, "&Save server", Icons.get("save", 16), () -> save());
  private final JPanel component;
  private String shownRun = "";
  private String headline = "What works now";
  private String summary = "";

  ResultPage(WizardModel model, WizardHost host) {
    this.model = model;
    this.host = host;
    component = lay();
  }

  private JPanel lay() {
    works.setName(Names.RESULT_WORKS);
    format.setName(Names.RESULT_FORMAT);
    Card left = card("What was done and verified", works);
    JPanel sizes = Ui.panel("insets 0, gap 0, hidemode 3, wrap 1", "[grow, fill]", "");
    sizes.add(chart, "wmin 0");
    sizes.add(noChart, "wmin 0");
    JPanel actions = Ui.panel("insets 0, gap 8", "[][][]push[]", "");
    actions.add(Ui.labelFor("Fo&rmat", format));
    actions.add(format);
    actions.add(export);
    actions.add(save);
    JPanel right = Ui.panel("insets 0, gap 0 12, wrap 1", "[grow, fill]", "");
    right.add(card("What to type next", commands), "wmin 0");
    right.add(card("How big the images are", sizes), "grow, pushy, wmin 0");
    JPanel all = Ui.panel("insets 0 0 0 2, gap 14 12, hidemode 3", "[38%, fill][62%, fill]", "");
    all.add(banner, "spanx, growx, wmin 0, wrap");
    all.add(left, "grow, pushy, wmin 0");
    all.add(right, "grow, pushy, wmin 0");
    JScrollPane scrolled = Ui.scroll(new Widthwise(all));
    JPanel page = Ui.panel("insets 0, gap 0 10, wrap 1", "[grow, fill]", "[grow, fill][]");
    page.add(scrolled, "grow, wmin 0, hmin 0");
    page.add(actions);
    return page;
  }

  private static Card card(String title, JComponent content) {
    Card card =
        new Card(
            new MigLayout("insets 12 16 12 16, gap 0 8, wrap 1", "[grow, fill]"),
            "Drydock.card",
            "Drydock.line");
    card.add(Ui.styleClass(new JLabel(title), "h4"));
    card.add(content, "grow, pushy, top, wmin 0");
    return card;
  }

  private void update() {
    Optional<RunRecord> maybe = model.record();
    if (maybe.isEmpty()) {
      return;
    }
    RunRecord record = maybe.get();
    showSummary(record);
    showWorks(record);
    showCommands(record);
    if (!record.runId().equals(shownRun)) {
      shownRun = record.runId();
      chart.setVisible(false);
      noChart.setVisible(true);
      Edt.background(
          () -> report(record), this::showReport, failure -> host.problem(Problems.of(failure)));
    }
  }

  private void showSummary(RunRecord record) {
    long changed = count(record, StepState.DONE);
    long before = count(record, StepState.ALREADY_DONE);
    long skipped = count(record, StepState.SKIPPED);
    Duration spent =
        record.steps().stream()
            .filter(step -> step.state() == StepState.DONE)
            .flatMap(step -> RunCell.elapsed(step).stream())
            .reduce(Duration.ZERO, Duration::plus);
    List<String> parts = new ArrayList<>();
    if (changed > 0) {
      parts.add(
          Amounts.count((int) changed, "step")
              + " done in "
              + Amounts.minutes(spent.toSeconds() / 60.0));
    }
    if (before > 0) {
      parts.add(before + " already done before");
    }
    if (skipped > 0) {
      parts.add(skipped + " skipped");
    }
    headline =
        skipped > 0
            ? "Not everything was done on " + hostOf(record)
            : "Docker runs containers on " + hostOf(record);
    summary = String.join(", ", parts) + ".";
    if (skipped > 0) {
      banner.show(
          Banner.Tone.CARE,
          "Skipped steps are left undone",
          "Go back to the plan and run it again: what is done already is not done twice.");
    } else {
      banner.setVisible(false);
    }
  }

  private static long count(RunRecord record, StepState state) {
    return record.steps().stream().filter(step -> step.state() == state).count();
  }

  /** From "owner@poweredge:22". */
  private static String hostOf(RunRecord record) {
    String server = record.server();
    String host = server.substring(server.indexOf('@') + 1);
    int colon = host.lastIndexOf(':');
    return colon > 0 ? host.substring(0, colon) : host;
  }

  private void showWorks(RunRecord record) {
    works.removeAll();
    for (PlannedStep step : record.plan().steps()) {
      StepState state =
          RunCell.find(Optional.of(record), step.id())
              .map(StepRecord::state)
              .orElse(StepState.WAITING);
      JLabel icon = new JLabel(Icons.get(RunCell.icon(state), 16));
      icon.setToolTipText(RunCell.word(state));
      icon.getAccessibleContext().setAccessibleName(RunCell.word(state));
      works.add(icon, "top");
      works.add(
          new SelectableText(
              step.step().title()
                  + (state == StepState.SKIPPED
                      ? " (skipped)"
                      : state == StepState.ALREADY_DONE ? " (already done)" : "")),
          "wmin 0");
    }
    works.revalidate();
  }

  /** A command worth typing and what it is for. */
  record Command(String text, String what) {}

  static List<Command> commands(RunRecord record) {
    Map<String, String> choices = record.plan().choices();
    String server = record.server();
    int colon = server.lastIndexOf(':');
    String login = colon > 0 ? server.substring(0, colon) : server;
    String port = colon > 0 ? server.substring(colon + 1) : "22";
    List<Command> list = new ArrayList<>();
    list.add(
        new Command(
            "ssh " + (port.equals("22") ? "" : "-p " + port + " ") + login,
            "log in; then, on the server:"));
    list.add(new Command("docker images", "which images there are"));
    // Docker 0.6.1 knows neither --rm nor BuildKit.
    boolean old =
        record.steps().stream().anyMatch(step -> step.stepId().equals("old-engine-start"));
    String image = choices.getOrDefault("IMAGE", "");
    if (!image.isEmpty()) {
      list.add(
          new Command(
              "docker run " + (old ? "-i -t " : "--rm -it ") + image + " bash",
              "a shell in a container"));
    }
    String built = choices.getOrDefault("BUILT_IMAGE", "");
    if (!built.isEmpty()) {
      String command = choices.getOrDefault("TEST_COMMAND", "");
      list.add(
          new Command(
              ("docker run " + (old ? "" : "--rm ") + built + " " + command).strip(),
              "your own image"));
      list.add(
          new Command(
              (old ? "" : "DOCKER_BUILDKIT=0 ") + "docker build -t " + built + " drydock/build",
              "build again after a change"));
    }
    return list;
  }

  private void showCommands(RunRecord record) {
    commands.removeAll();
    int i = 0;
    for (Command command : commands(record)) {
      SelectableText text = new SelectableText(command.text(), "monospaced");
      text.setName("result.command." + i);
      text.getAccessibleContext().setAccessibleName(command.text());
      JButton copy =
          Ui.iconButton(
              Names.RESULT_COPY + i, "Copy " + command.text(), "copy", () -> copy(command.text()));
      JPanel line = Ui.panel("insets 0, gap 0 1, wrap 1", "[grow, fill]", "");
      line.add(text, "wmin 0");
      line.add(Ui.styleClass(Ui.muted(command.what()), "small"), "wmin 0");
      commands.add(line, "wmin 0");
      commands.add(copy);
      i++;
    }
    commands.revalidate();
  }

  private void copy(String text) {
    Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text), null);
    host.status("Copied: " + text);
  }

  /** The newest report among the steps' outputs; reads files. */
  private static Optional<ImageReport> report(RunRecord record) throws IOException {
    for (int i = record.steps().size() - 1; i >= 0; i--) {
      Optional<ImageReport> found =
          ImageReport.parse(LastLines.plainEndOf(record.steps().get(i).out(), REPORT_BYTES));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private void showReport(Optional<ImageReport> report) {
    boolean known = report.isPresent() && !report.get().images().isEmpty();
    chart.setVisible(known);
    noChart.setVisible(!known);
    if (known) {
      chart.show(report.get().images());
    }
  }

  private void export() {
    host.exportTranscript(Exports.formats().get(format.getSelectedIndex()));
  }

  private void save() {
    host.saveProfile();
  }

  @Override
  public PageId id() {
    return PageId.RESULT;
  }

  @Override
  public String title() {
    return headline;
  }

  @Override
  public String instruction() {
    return summary;
  }

  @Override
  public JComponent component() {
    return component;
  }

  @Override
  public void onShown() {
    host.clearProblem();
    update();
  }

  @Override
  public boolean canGoNext() {
    return false;
  }

  @Override
  public String nextText() {
    return "";
  }

  @Override
  public void next() {
    // the last page
  }

  @Override
  public JComponent firstFocus() {
    return export;
  }
}
