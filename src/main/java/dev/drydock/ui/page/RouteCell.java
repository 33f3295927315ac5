package dev.drydock.ui.page;

import com.formdev.flatlaf.util.UIScale;
import dev.drydock.recipe.Route;
import dev.drydock.ui.widget.Amounts;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Ui;
import java.awt.Component;
import java.util.List;
import java.util.StringJoiner;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JTextArea;
import javax.swing.ListCellRenderer;
import javax.swing.UIManager;
import net.miginfocom.swing.MigLayout;

/** A route: its title, how well it fits, and what it costs. */
final class RouteCell extends ListCell implements ListCellRenderer<Route> {
  private final JLabel icon = new JLabel();
  private final JTextArea title = new JTextArea();
  private final JLabel fit = Ui.literal(new JLabel());
  private final JLabel time = Ui.literal(new JLabel());
  private final JLabel cost = Ui.literal(new JLabel());
  private final JLabel engine = Ui.literal(new JLabel());

  RouteCell() {
    super(new MigLayout("insets 11 14 11 12, gap 10 2, hidemode 3", "[][grow, fill]", ""));
    title.setLineWrap(true);
    title.setWrapStyleWord(true);
    title.setOpaque(false);
    title.setBorder(null);
    Ui.styleClass(fit, "small");
    add(icon, "spany 5, top");
    add(title, "w 216!, wrap");
    add(fit, "wmin 0, wrap");
    for (JLabel label : List.of(time, cost, engine)) {
      Ui.styleClass(label, "small");
      add(label, "wmin 0, wrap");
    }
  }

  @Override
  public Component getListCellRendererComponent(
      JList<? extends Route> list, Route route, int index, boolean selected, boolean focused) {
    state(list, selected);
    icon.setIcon(Icons.get(route.possible() ? "page-route" : "stop", 20));
    title.setText(route.recipe().title());
    title.setFont(UIManager.getFont("h4.font"));
    // Wrapped text knows its height only for a width, and a list asks before it lays out.
    title.setSize(UIScale.scale(216), Short.MAX_VALUE);
    fit.setText(
        !route.possible() ? "not on this server" : route.recommended() ? "recommended here" : "");
    fit.setVisible(!fit.getText().isEmpty());
    fit.setForeground(colour(route.possible() ? "Drydock.good" : "Drydock.muted"));
    time.setText(route.time().text());
    cost.setText(
        Amounts.megabytes(route.diskMb())
            + " of disk, "
            + Amounts.megabytes(route.memoryMb())
            + " of memory");
    engine.setText(route.engine());
    StringJoiner name = new StringJoiner(", ").add(title.getText());
    if (fit.isVisible()) {
      name.add(fit.getText());
    }
    for (JLabel label : List.of(time, cost, engine)) {
      label.setVisible(route.possible() && !label.getText().isEmpty());
      label.setForeground(colour("Drydock.muted"));
      if (label.isVisible()) {
        name.add(label.getText());
      }
    }
    getAccessibleContext().setAccessibleName(name.toString());
    return this;
  }

  @Override
  public void updateUI() {
    super.updateUI();
    if (title != null) {
      title.setOpaque(false);
      title.setBorder(null);
    }
  }
}
