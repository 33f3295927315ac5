package dev.drydock.ui.page;

import javax.swing.JList;
import javax.swing.ListModel;

/** A list as wide as what shows it: a long line is cut, with a tool tip, rather than scrolled. */
final class CellList<T> extends JList<T> {
  CellList(ListModel<T> model) {
    super(model);
  }

  @Override
  public boolean getScrollableTracksViewportWidth() {
    return true;
  }
}
