package dev.drydock.ui.widget;

import java.awt.BorderLayout;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JToggleButton;
import javax.swing.SwingConstants;

/** A heading that shows or hides what is below it. */
public final class Collapsible extends JPanel {
  private final JToggleButton heading = new JToggleButton();
  private final JComponent content;

  public Collapsible(String name, String marked, JComponent content) {
    super(new BorderLayout());
    this.content = content;
    setOpaque(false);
    heading.setName(name);
    Ui.setMarked(heading, marked);
    heading.setHorizontalAlignment(SwingConstants.LEADING);
    heading.putClientProperty("JButton.buttonType", "borderless");
    Ui.style(
        heading,
        "margin: 4,0,4,8; toolbar.selectedBackground: null; toolbar.selectedForeground: $Label.foreground");
    heading.addItemListener(event -> reveal(heading.isSelected()));
    Ui.enterPresses(heading);
    JPanel line = Ui.panel("insets 0", "[left, grow]", "");
    line.add(heading, "gapx 0");
    add(line, BorderLayout.NORTH);
    add(content, BorderLayout.CENTER);
    reveal(false);
  }

  public void setOpen(boolean open) {
    heading.setSelected(open);
    reveal(open);
  }

  public boolean isOpen() {
    return heading.isSelected();
  }

  private void reveal(boolean open) {
    heading.setIcon(Icons.get(open ? "collapse" : "expand", 16));
    content.setVisible(open);
    revalidate();
    repaint();
  }
}
