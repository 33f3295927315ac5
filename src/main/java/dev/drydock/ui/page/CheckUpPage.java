package dev.drydock.ui.page;

import dev.drydock.recipe.Route;
import dev.drydock.server.Finding;
import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import dev.drydock.server.Verdict;
import dev.drydock.session.Session;
import dev.drydock.ui.Edt;
import dev.drydock.ui.Names;
import dev.drydock.ui.PageId;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardPage;
import dev.drydock.ui.widget.Amounts;
import dev.drydock.ui.widget.Banner;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Ui;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.UIManager;

/** What the server is, and how each fact bears on the job. */
public final class CheckUpPage implements WizardPage {
  private final WizardModel model;
  private final WizardHost host;
  private final JButton again =
      Ui.button(Names.CHECK_AGAIN, "Chec&k again", Icons.get("resume", 16), this::check);
  private final Banner banner = new Banner(Names.CHECK_BANNER, List.of(again));
  private final FindingsTable table = new FindingsTable();
  private final Go386Panel go386;
  private final JPanel component;

  CheckUpPage(WizardModel model, WizardHost host) {
    this.model = model;
    this.host = host;
    go386 = new Go386Panel(model);
    JScrollPane pane = new JScrollPane(table);
    pane.setBorder(BorderFactory.createLineBorder(UIManager.getColor("Drydock.line")));
    component = Ui.panel("insets 0, gap 0 12, hidemode 3, wrap 1", "[grow, fill]", "");
    component.add(banner, "wmin 0");
    component.add(pane, "grow, pushy, wmin 0, hmin 120");
    component.add(go386, "wmin 0");
    banner.setVisible(false);
    go386.setVisible(false);
    model.addListener(
        part -> {
          if (part == WizardModel.Part.FACTS || part == WizardModel.Part.SESSION) {
            update();
          } else if (part == WizardModel.Part.SPEED) {
            table.show(model.findings());
          }
        });
  }

  private void update() {
    table.show(model.findings());
    go386.update();
    long stops = count(Verdict.STOP);
    long cares = count(Verdict.CARE);
    again.setEnabled(model.session().isPresent());
    if (model.facts().isEmpty()) {
      banner.setVisible(false);
    } else if (stops > 0) {
      Finding first =
          model.findings().stream()
              .filter(f -> f.verdict() == Verdict.STOP)
              .findFirst()
              .orElseThrow();
      banner.show(
          Banner.Tone.BAD,
          stops == 1 ? "One thing stops you here" : stops + " things stop you here",
          first.label() + ": " + first.value() + ". " + first.advice());
    } else if (cares > 0) {
      banner.show(
          Banner.Tone.CARE,
          "Nothing stops you",
          Amounts.count((int) cares, "thing")
              + (cares == 1 ? " needs" : " need")
              + " care: the last column says what Drydock does, or you can do, about it.");
    } else {
      banner.show(Banner.Tone.GOOD, "All is fine here", "");
    }
  }

  private long count(Verdict verdict) {
    return model.findings().stream().filter(f -> f.verdict() == verdict).count();
  }

  private record Read(ServerFacts facts, List<Finding> findings, List<Route> routes) {}

  private void check() {
    host.clearProblem();
    Session session = model.session().orElseThrow();
    host.work(
        "Looking at " + session.target().host(),
        () -> {
          ServerFacts facts = session.readFacts();
          return new Read(facts, session.findings(), session.routes());
        },
        read -> {
          model.setFacts(read.facts(), read.findings(), read.routes());
          host.status("Looked at " + read.findings().size() + " things.");
          table.requestFocusInWindow();
          measureSpeed(session);
        });
  }

  /** Beside whatever the person does next: it only makes the expected times better. */
  private void measureSpeed(Session session) {
    if (session.speed().isMeasured() || model.runIsActive()) {
      return;
    }
    Edt.background(
        session::measureSpeed,
        speed -> {
          // Beside a running step it would have measured what that step left of the server.
          if (model.session().filter(now -> now == session).isPresent() && !model.runIsActive()) {
            model.setSpeed(speed, session.findings(), session.routes());
          }
        },
        failure -> model.setSpeed(Speed.unknown(""), model.findings(), model.routes()));
  }

  @Override
  public PageId id() {
    return PageId.CHECK_UP;
  }

  @Override
  public String title() {
    return "What is there";
  }

  @Override
  public String instruction() {
    String machine =
        model.facts().map(f -> f.cpu().modelName() + ", " + f.os().prettyName() + ". ").orElse("");
    return machine + "See what needs care before you go on.";
  }

  @Override
  public JComponent component() {
    return component;
  }

  @Override
  public void onShown() {
    if (model.facts().isEmpty() && model.session().isPresent()) {
      check();
    }
  }

  @Override
  public boolean canGoNext() {
    return model.facts().isPresent();
  }

  @Override
  public String nextText() {
    return "Choose a &route";
  }

  @Override
  public void next() {
    host.show(PageId.ROUTE);
  }

  @Override
  public JComponent firstFocus() {
    return table;
  }
}
