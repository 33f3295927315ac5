package dev.drydock.ui.page;

import dev.drydock.ui.widget.Ui;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import javax.swing.JList;
import javax.swing.JScrollPane;
import javax.swing.ListModel;

/** A list as wide as what shows it: a long line is cut, with a tool tip, rather than scrolled. */
final class CellList<T> extends JList<T> {
  CellList(ListModel<T> model) {
    super(model);
  }

  /**
   * In a scroll pane that keeps the selected line in view when it becomes lower, as it does under a
   * message.
   */
  JScrollPane scrolled() {
    JScrollPane pane = Ui.scroll(this);
    pane.getViewport()
        .addComponentListener(
            new ComponentAdapter() {
              @Override
              public void componentResized(ComponentEvent e) {
                if (getSelectedIndex() >= 0) {
                  ensureIndexIsVisible(getSelectedIndex());
                }
              }
            });
    return pane;
  }

  @Override
  public boolean getScrollableTracksViewportWidth() {
    return true;
  }
}
