package dev.drydock.ui.page;

import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Ui;
import java.awt.Component;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.ListCellRenderer;
import net.miginfocom.swing.MigLayout;

/** A saved server: its name, where it is, and what is half done there. */
final class ServerCell extends ListCell implements ListCellRenderer<ServerEntry> {
  private final JLabel icon = new JLabel();
  private final JLabel name = Ui.literal(new JLabel());
  private final JLabel where = Ui.literal(new JLabel());
  private final JLabel state = Ui.literal(new JLabel());

  ServerCell() {
    super(new MigLayout("insets 9 14 9 12, gap 10 1, hidemode 3", "[][grow, fill]", ""));
    Ui.styleClass(name, "h4");
    Ui.styleClass(where, "small");
    Ui.styleClass(state, "small");
    add(icon, "spany 3, top");
    add(name, "wmin 0, wrap");
    add(where, "wmin 0, wrap");
    add(state, "wmin 0");
  }

  @Override
  public Component getListCellRendererComponent(
      JList<? extends ServerEntry> list,
      ServerEntry entry,
      int index,
      boolean selected,
      boolean focused) {
    boolean broken = !entry.problem().isEmpty();
    icon.setIcon(Icons.get(broken ? "care" : "page-server", 20));
    name.setText(entry.name());
    where.setText(
        broken ? "cannot be read" : entry.profile().user() + "@" + entry.profile().host());
    state.setText(entry.isHalfDone() ? entry.progress() + " \u2013 Resume" : entry.progress());
    state.setVisible(!state.getText().isEmpty());
    state(list, selected);
    where.setForeground(colour("Drydock.muted"));
    state.setForeground(colour(entry.isHalfDone() ? "Drydock.care" : "Drydock.good"));
    getAccessibleContext()
        .setAccessibleName(name.getText() + ", " + where.getText() + ", " + state.getText());
    return this;
  }
}
