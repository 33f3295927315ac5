package dev.drydock.ui.page;

import com.formdev.flatlaf.util.UIScale;
import java.awt.Color;
import java.awt.Component;
import java.awt.Container;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.LayoutManager;
import java.awt.RenderingHints;
import javax.swing.JComponent;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.UIManager;

/** What the lists' cells share: a soft round selection, with an edge where the keyboard is. */
class ListCell extends JPanel {
  private boolean selected;
  private boolean keyboard;

  ListCell(LayoutManager layout) {
    super(layout);
    setOpaque(false);
  }

  final void state(JList<?> list, boolean isSelected) {
    selected = isSelected;
    keyboard = list.isFocusOwner();
  }

  static Color colour(String key) {
    return UIManager.getColor(key);
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    if (selected) {
      Graphics2D g = (Graphics2D) graphics.create();
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      int arc = UIScale.scale(10);
      int x = UIScale.scale(4);
      int y = UIScale.scale(1);
      g.setColor(colour("Drydock.accentTint"));
      g.fillRoundRect(x, y, getWidth() - 2 * x, getHeight() - 2 * y, arc, arc);
      if (keyboard) {
        g.setColor(colour("Drydock.accent"));
        g.drawRoundRect(x, y, getWidth() - 2 * x - 1, getHeight() - 2 * y - 1, arc, arc);
      }
      g.dispose();
    }
    super.paintComponent(graphics);
  }

  /** A renderer is in no window, so a change of theme does not reach its parts by itself. */
  @Override
  public void updateUI() {
    super.updateUI();
    setOpaque(false);
    refresh(this);
  }

  private static void refresh(Container container) {
    for (Component child : container.getComponents()) {
      if (child instanceof JComponent component) {
        component.updateUI();
      }
    }
  }
}
