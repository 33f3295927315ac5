package dev.drydock.ui.page;

import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Ui;
import javax.swing.Icon;
import javax.swing.JLabel;
import javax.swing.JList;
import net.miginfocom.swing.MigLayout;

/** One line of a list of steps: icon, title, root badge, something at the right. */
class StepLine extends ListCell {
  private final JLabel icon = new JLabel();
  private final JLabel title = Ui.literal(new JLabel());
  private final JLabel root = new JLabel();
  private final JLabel right = Ui.literal(new JLabel());

  StepLine() {
    super(new MigLayout("insets 7 12 7 12, gap 8 0, hidemode 2", "[][grow, fill][][right]", ""));
    Ui.styleClass(right, "small");
    add(icon);
    add(title, "wmin 0");
    add(root);
    add(right);
  }

  final void show(
      JList<?> list,
      boolean selected,
      Icon newIcon,
      String newTitle,
      boolean isRoot,
      String newRight,
      String rightColour) {
    state(list, selected);
    icon.setIcon(newIcon);
    title.setText(newTitle);
    root.setIcon(Icons.get("root", 15));
    root.setForeground(colour("Drydock.muted"));
    root.setVisible(isRoot);
    right.setText(newRight);
    right.setForeground(colour(rightColour));
    // A title that does not fit in the line can be read in full this way.
    setToolTipText(newTitle + (isRoot ? " (as root)" : ""));
  }
}
