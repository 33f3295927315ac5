package dev.drydock.ui.page;

import dev.drydock.recipe.Route;
import dev.drydock.ui.widget.Amounts;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Ui;
import java.awt.Color;
import java.awt.Component;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import javax.swing.ListCellRenderer;
import javax.swing.UIManager;
import net.miginfocom.swing.MigLayout;

/** A route: its title, how well it fits, and what it costs. */
final class RouteCell extends JPanel implements ListCellRenderer<Route> {
  private final JLabel icon = new JLabel();
  private final JTextArea title = new JTextArea();
  private final JLabel fit = new JLabel();
  private final JLabel cost = new JLabel();

  RouteCell() {
    super(new MigLayout("insets 10 10 10 10, gap 10 2, hidemode 3", "[][grow, fill]", ""));
    setOpaque(false);
    title.setLineWrap(true);
    title.setWrapStyleWord(true);
    title.setOpaque(false);
    title.setBorder(null);
    Ui.styleClass(fit, "small");
    Ui.styleClass(cost, "small");
    add(icon, "spany 3, top");
    add(title, "w 190!, wrap");
    add(fit, "wmin 0, wrap");
    add(cost, "wmin 0");
  }

  @Override
  public Component getListCellRendererComponent(
      JList<? extends Route> list, Route route, int index, boolean selected, boolean focused) {
    Color strong = selected ? list.getSelectionForeground() : list.getForeground();
    icon.setIcon(Icons.get(route.possible() ? "page-route" : "stop", 20));
    icon.setForeground(strong);
    title.setText(route.recipe().title());
    title.setFont(UIManager.getFont("h4.font"));
    title.setForeground(strong);
    fit.setText(
        !route.possible() ? "not on this server" : route.recommended() ? "recommended here" : "");
    fit.setVisible(!fit.getText().isEmpty());
    fit.setForeground(
        selected
            ? strong
            : UIManager.getColor(route.possible() ? "Drydock.good" : "Drydock.muted"));
    cost.setText(
        "about "
            + Amounts.minutes(route.minutes())
            + ", "
            + Amounts.megabytes(route.diskMb())
            + " of disk");
    cost.setVisible(route.possible());
    cost.setForeground(selected ? strong : UIManager.getColor("Drydock.muted"));
    getAccessibleContext()
        .setAccessibleName(title.getText() + ", " + fit.getText() + ", " + cost.getText());
    return this;
  }

  @Override
  public void updateUI() {
    super.updateUI();
    if (title != null) {
      for (JComponent c : new JComponent[] {icon, title, fit, cost}) {
        c.updateUI();
      }
      title.setOpaque(false);
      title.setBorder(null);
    }
  }
}
