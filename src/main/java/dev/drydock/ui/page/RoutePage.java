package dev.drydock.ui.page;

import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.ui.Names;
import dev.drydock.ui.PageId;
import dev.drydock.ui.Problems;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardPage;
import dev.drydock.ui.WizardServices;
import dev.drydock.ui.widget.Banner;
import dev.drydock.ui.widget.Card;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ListSelectionModel;
import net.miginfocom.swing.MigLayout;

/** Which road to a container, and the few things worth choosing on it. */
public final class RoutePage implements WizardPage {
  private final WizardModel model;
  private final WizardHost host;
  private final Banner banner = new Banner(Names.ROUTE_BANNER, List.of());
  private final Banner warnings = new Banner(Names.ROUTE_WARNINGS, List.of());
  private final DefaultListModel<Route> routes = new DefaultListModel<>();
  private final JList<Route> list = new CellList<>(routes);
  private final SelectableText summary = new SelectableText("").named("route.summary");
  private final SelectableText choice = new SelectableText("").named(Names.ROUTE_CHOICE);
  private final SelectableText basis =
      new SelectableText("", "small").coloured("Drydock.muted").named(Names.ROUTE_BASIS);
  private final SelectableText reasons =
      new SelectableText("").coloured("Drydock.muted").named("route.reasons");
  private final JButton sources;
  private final ParameterForm form;
  private final JPanel component;
  private Recipe shown;
  private boolean updating;

  RoutePage(WizardModel model, WizardHost host, WizardServices services) {
    this.model = model;
    this.host = host;
    sources =
        Ui.button(
            Names.ROUTE_SOURCES,
            "Where so&urces come from\u2026",
            null,
            () -> SourcesDialog.open(host, services));
    form = new ParameterForm(model, host::refresh);
    component = lay();
    model.addListener(
        part -> {
          if (part == WizardModel.Part.FACTS || part == WizardModel.Part.SESSION) {
            shown = null;
            update();
          } else if (part == WizardModel.Part.SPEED) {
            update();
          }
        });
  }

  private JPanel lay() {
    list.setName(Names.ROUTES);
    list.getAccessibleContext().setAccessibleName("Routes for this server");
    list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    list.setCellRenderer(new RouteCell());
    Ui.style(list, "background: $Drydock.card; selectionInsets: 2,4,2,4");
    list.addListSelectionListener(
        event -> {
          if (!event.getValueIsAdjusting() && !updating && list.getSelectedValue() != null) {
            host.clearProblem();
            model.chooseRoute(list.getSelectedValue().recipe().id());
            showRoute();
            host.refresh();
          }
        });
    Card side =
        new Card(
            new MigLayout("insets 8 4 12 4, gap 0 10, wrap 1", "[grow, fill]", "[][grow, fill]"),
            "Drydock.card",
            "Drydock.line");
    // Not in a scroll pane, whose height goes by the first cell's: few, and of different heights.
    side.add(list, "growx, shrinky 0");
    JPanel why = Ui.panel("insets 0 14 0 12, wrap 1, gap 0 8, hidemode 3", "[grow, fill]", "");
    why.add(choice, "wmin 0");
    why.add(summary, "wmin 0");
    why.add(reasons, "wmin 0");
    why.add(basis, "wmin 0");
    side.add(Ui.scroll(new Widthwise(why)), "grow, wmin 0, hmin 0");
    JPanel right = Ui.panel("insets 0 0 0 4, gap 0 8, hidemode 3, wrap 1", "[grow, fill]", "");
    right.add(banner, "wmin 0");
    right.add(warnings, "wmin 0");
    right.add(sources, "growx 0, left");
    right.add(form, "wmin 0");
    JScrollPane scrolled = Ui.scroll(new Widthwise(right));
    JPanel page = Ui.panel("insets 0, gap 24", "[290!, fill][grow, fill]", "[grow, fill]");
    page.add(side, "grow");
    page.add(scrolled, "grow, wmin 0");
    return page;
  }

  private void update() {
    updating = true;
    routes.clear();
    model.routes().forEach(routes::addElement);
    model.route().ifPresent(route -> list.setSelectedValue(route, true));
    if (list.isSelectionEmpty() && !routes.isEmpty()) {
      list.setSelectedIndex(0);
    }
    updating = false;
    showRoute();
  }

  private void showRoute() {
    Route route = list.getSelectedValue();
    if (route == null) {
      summary.setText(
          model.facts().isEmpty() ? "" : "Drydock knows no way to Docker on this server.");
      reasons.setText("");
      choice.setVisible(false);
      basis.setVisible(false);
      banner.setVisible(false);
      warnings.setVisible(false);
      form.setVisible(false);
      sources.setVisible(false);
      return;
    }
    Recipe.About about = route.recipe().about();
    String recommended =
        about.recommended().isEmpty() ? "" : "Recommended: " + decapitalised(about.recommended());
    choice.setText(!route.possible() ? "" : route.recommended() ? recommended : about.otherwise());
    choice.setVisible(!choice.getText().isEmpty());
    basis.setText(model.speed().basisSentence());
    basis.setVisible(route.possible());
    if (about.warnings().isEmpty() || !route.possible()) {
      warnings.setVisible(false);
    } else {
      warnings.show(Banner.Tone.CARE, "Know this first", String.join("\n", about.warnings()));
    }
    summary.setText(route.recipe().summary().strip());
    if (route.possible()) {
      banner.setVisible(false);
      reasons.setText(String.join("\n\n", route.reasons()));
    } else {
      banner.show(
          Banner.Tone.BAD, "This route does not lead there", String.join("\n", route.reasons()));
      reasons.setText("");
    }
    reasons.setVisible(!reasons.getText().isEmpty());
    form.setVisible(route.possible());
    sources.setVisible(route.possible() && needsSources(route.recipe()));
    if (route.possible() && !route.recipe().equals(shown)) {
      shown = route.recipe();
      form.show(shown);
    }
  }

  private static boolean needsSources(Recipe recipe) {
    return recipe.sources().stream().anyMatch(sending -> !sending.ours());
  }

  private static String decapitalised(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  @Override
  public PageId id() {
    return PageId.ROUTE;
  }

  @Override
  public String title() {
    return "Which way";
  }

  @Override
  public String instruction() {
    return model.routes().stream().anyMatch(Route::possible)
        ? "What is filled in fits this server: change it only if you want to."
        : "No route fits this server as it is; each says why.";
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
    return selected().map(Route::possible).orElse(false) && form.isAcceptable();
  }

  private Optional<Route> selected() {
    return model.route();
  }

  @Override
  public String nextText() {
    return "See the &plan";
  }

  @Override
  public void next() {
    Route route = selected().orElseThrow();
    if (model.plan().isPresent() && model.plan().get().recipeId().equals(route.recipe().id())) {
      host.show(PageId.PLAN);
      return;
    }
    try {
      model.setPlan(
          model.session().orElseThrow().plan(route.recipe(), model.choices(route.recipe())));
      host.clearProblem();
      host.show(PageId.PLAN);
    } catch (IllegalArgumentException e) {
      host.problem(Problems.of(e));
    }
  }

  @Override
  public JComponent firstFocus() {
    return list;
  }
}
