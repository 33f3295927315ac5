package dev.drydock.ui.page;

import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Ui;
import java.awt.Color;
import javax.swing.Icon;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.UIManager;
import net.miginfocom.swing.MigLayout;

/** One line of a list of steps: icon, title, root badge, something at the right. */
class StepLine extends JPanel {
  private final JLabel icon = new JLabel();
  private final JLabel title = new JLabel();
  private final JLabel root = new JLabel();
  private final JLabel right = new JLabel();

  StepLine() {
    super(new MigLayout("insets 6 8 6 8, gap 8 0, hidemode 2", "[][grow, fill][][right]", ""));
    setOpaque(false);
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
    Color strong = selected ? list.getSelectionForeground() : list.getForeground();
    Color quiet = selected ? strong : UIManager.getColor("Drydock.muted");
    icon.setIcon(newIcon);
    icon.setForeground(strong);
    title.setText(newTitle);
    title.setForeground(strong);
    root.setIcon(Icons.get("root", 15));
    root.setForeground(quiet);
    root.setVisible(isRoot);
    right.setText(newRight);
    right.setForeground(selected ? strong : UIManager.getColor(rightColour));
    // A title that does not fit in the line can be read in full this way.
    setToolTipText(newTitle + (isRoot ? " (as root)" : ""));
  }

  @Override
  public void updateUI() {
    super.updateUI();
    if (icon != null) {
      for (JLabel label : new JLabel[] {icon, title, root, right}) {
        label.updateUI();
      }
    }
  }
}
