package dev.drydock.ui.console;

import java.awt.Toolkit;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.swing.AbstractAction;
import javax.swing.JComponent;
import javax.swing.KeyStroke;

/** The keys of the console's text: scrolling, selecting with Shift, font size. */
final class ConsoleKeys {
  private static final int SHIFT = InputEvent.SHIFT_DOWN_MASK;

  private final ConsolePane pane;
  private final int menu = Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();

  private ConsoleKeys(ConsolePane pane) {
    this.pane = pane;
  }

  static void install(ConsolePane pane) {
    ConsoleKeys keys = new ConsoleKeys(pane);
    keys.scrolling();
    keys.selecting();
    keys.size();
  }

  private void scrolling() {
    on(KeyEvent.VK_UP, 0, () -> pane.scrollLines(-1));
    on(KeyEvent.VK_DOWN, 0, () -> pane.scrollLines(1));
    on(KeyEvent.VK_PAGE_UP, 0, () -> pane.scrollLines(-pane.page()));
    on(KeyEvent.VK_PAGE_DOWN, 0, () -> pane.scrollLines(pane.page()));
    on(KeyEvent.VK_LEFT, 0, () -> pane.setShift(pane.shift() - sideways()));
    on(KeyEvent.VK_RIGHT, 0, () -> pane.setShift(pane.shift() + sideways()));
    for (int modifiers : new int[] {0, menu}) {
      on(KeyEvent.VK_HOME, modifiers, () -> pane.scrollToRow(0));
      on(KeyEvent.VK_END, modifiers, pane::scrollToEnd);
    }
  }

  private int sideways() {
    return Math.round(8 * pane.cells().width());
  }

  private void selecting() {
    extend(KeyEvent.VK_LEFT, 0, this::left);
    extend(KeyEvent.VK_RIGHT, 0, this::right);
    extend(KeyEvent.VK_UP, 0, from -> pane.below(from, -1));
    extend(KeyEvent.VK_DOWN, 0, from -> pane.below(from, 1));
    extend(KeyEvent.VK_PAGE_UP, 0, from -> pane.below(from, -pane.page()));
    extend(KeyEvent.VK_PAGE_DOWN, 0, from -> pane.below(from, pane.page()));
    extend(KeyEvent.VK_HOME, 0, from -> new Position(from.row(), 0));
    extend(KeyEvent.VK_END, 0, from -> new Position(from.row(), pane.row(from.row()).length()));
    extend(KeyEvent.VK_HOME, menu, from -> Position.START);
    extend(KeyEvent.VK_END, menu, from -> pane.end());
    on(KeyEvent.VK_A, menu, pane::selectAll);
    // Only with a selection, so that Escape still closes a dialog around the console.
    on(KeyEvent.VK_ESCAPE, 0, pane::selectNothing, pane::hasSelection);
  }

  private Position left(Position from) {
    if (from.index() > 0) {
      return new Position(from.row(), pane.row(from.row()).previous(from.index()));
    }
    long above = from.row() - 1;
    return above < 0 ? from : new Position(above, pane.row(above).length());
  }

  private Position right(Position from) {
    Row row = pane.row(from.row());
    if (from.index() < row.length()) {
      return new Position(from.row(), row.next(from.index()));
    }
    return from.row() + 1 < pane.reader().rows() ? new Position(from.row() + 1, 0) : from;
  }

  private void size() {
    for (int key : new int[] {KeyEvent.VK_PLUS, KeyEvent.VK_EQUALS, KeyEvent.VK_ADD}) {
      on(key, menu, () -> pane.zoom(1));
      on(key, menu | SHIFT, () -> pane.zoom(1));
    }
    on(KeyEvent.VK_MINUS, menu, () -> pane.zoom(-1));
    on(KeyEvent.VK_SUBTRACT, menu, () -> pane.zoom(-1));
    on(KeyEvent.VK_0, menu, () -> pane.zoom(0));
  }

  private void extend(int key, int modifiers, UnaryOperator<Position> move) {
    on(
        key,
        modifiers | SHIFT,
        () -> pane.extendTo(move.apply(pane.caret())),
        () -> pane.reader().rows() > 0);
  }

  private void on(int key, int modifiers, Runnable action) {
    on(key, modifiers, action, () -> true);
  }

  private void on(int key, int modifiers, Runnable action, BooleanSupplier possible) {
    KeyStroke stroke = KeyStroke.getKeyStroke(key, modifiers);
    pane.getInputMap(JComponent.WHEN_FOCUSED).put(stroke, stroke.toString());
    pane.getActionMap()
        .put(
            stroke.toString(),
            new AbstractAction() {
              @Override
              public void actionPerformed(ActionEvent event) {
                action.run();
              }

              @Override
              public boolean isEnabled() {
                return possible.getAsBoolean();
              }
            });
  }
}
