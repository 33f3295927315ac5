package dev.drydock.ui.widget;

import com.formdev.flatlaf.util.UIScale;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.LayoutManager;
import java.awt.RenderingHints;
import javax.swing.JPanel;
import javax.swing.UIManager;

/** A panel with round corners in one of the theme's colours. */
public class Card extends JPanel {
  private String fill;
  private String line;

  /**
   * @param fill the colour's name in the theme
   * @param line the edge's, or ""
   */
  public Card(LayoutManager layout, String fill, String line) {
    super(layout);
    this.fill = fill;
    this.line = line;
    setOpaque(false);
  }

  public final void setColours(String newFill, String newLine) {
    fill = newFill;
    line = newLine;
    repaint();
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Graphics2D g = (Graphics2D) graphics.create();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    int arc = UIScale.scale(12);
    if (!fill.isEmpty()) {
      g.setColor(colour(fill));
      g.fillRoundRect(0, 0, getWidth(), getHeight(), arc, arc);
    }
    if (!line.isEmpty()) {
      g.setColor(colour(line));
      g.drawRoundRect(0, 0, getWidth() - 1, getHeight() - 1, arc, arc);
    }
    g.dispose();
    super.paintComponent(graphics);
  }

  private static Color colour(String key) {
    return UIManager.getColor(key);
  }
}
