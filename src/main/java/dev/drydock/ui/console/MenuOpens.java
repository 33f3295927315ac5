package dev.drydock.ui.console;

import javax.swing.event.PopupMenuEvent;
import javax.swing.event.PopupMenuListener;

/** Runs something before a menu is shown. */
record MenuOpens(Runnable before) implements PopupMenuListener {
  @Override
  public void popupMenuWillBecomeVisible(PopupMenuEvent event) {
    before.run();
  }

  @Override
  public void popupMenuWillBecomeInvisible(PopupMenuEvent event) {
    // Nothing to undo.
  }

  @Override
  public void popupMenuCanceled(PopupMenuEvent event) {
    // Nothing to undo.
  }
}
