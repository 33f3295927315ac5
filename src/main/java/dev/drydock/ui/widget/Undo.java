package dev.drydock.ui.widget;

import java.awt.Toolkit;
import javax.swing.KeyStroke;
import javax.swing.text.JTextComponent;
import javax.swing.undo.UndoManager;

/** Undo and redo in text fields, by the platform's keys. */
public final class Undo {
  private Undo() {}

  public static <T extends JTextComponent> T on(T text) {
    UndoManager manager = new UndoManager();
    text.getDocument().addUndoableEditListener(manager);
    int menu = Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();
    int shift = java.awt.event.InputEvent.SHIFT_DOWN_MASK;
    text.getActionMap()
        .put(
            "undo",
            Ui.action(
                "undo",
                () -> {
                  if (manager.canUndo()) {
                    manager.undo();
                  }
                }));
    text.getActionMap()
        .put(
            "redo",
            Ui.action(
                "redo",
                () -> {
                  if (manager.canRedo()) {
                    manager.redo();
                  }
                }));
    text.getInputMap().put(KeyStroke.getKeyStroke('Z', menu), "undo");
    text.getInputMap().put(KeyStroke.getKeyStroke('Y', menu), "redo");
    text.getInputMap().put(KeyStroke.getKeyStroke('Z', menu | shift), "redo");
    text.putClientProperty(UndoManager.class, manager);
    return text;
  }

  /** Forgets the past, after the program itself filled the field in. */
  public static void forget(JTextComponent text) {
    if (text.getClientProperty(UndoManager.class) instanceof UndoManager manager) {
      manager.discardAllEdits();
    }
  }
}
