package dev.drydock.ui;

import dev.drydock.ui.widget.Dialogs;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import dev.drydock.ui.widget.Undo;
import java.awt.Dialog;
import java.awt.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JTextField;

/** Short questions of the window itself. Event dispatch thread. */
public final class Ask {
  private Ask() {}

  /** True only when the person pressed the button that says so. */
  public static boolean confirm(
      Window over, String icon, String title, String text, String yesMarked, String noMarked) {
    return confirm(over, icon, title, text, null, yesMarked, noMarked);
  }

  /**
   * @param content below the text, or null
   */
  static boolean confirm(
      Window over,
      String icon,
      String title,
      String text,
      JComponent content,
      String yesMarked,
      String noMarked) {
    AtomicBoolean yes = new AtomicBoolean();
    Dialogs.Built built =
        Dialogs.build(
            over,
            Dialog.ModalityType.DOCUMENT_MODAL,
            new Dialogs.Spec(Names.ASK, icon, title, text, content, yesMarked, noMarked),
            Names.ASK_YES,
            Names.ASK_NO);
    built
        .ok()
        .addActionListener(
            event -> {
              yes.set(true);
              built.dialog().dispose();
            });
    Dialogs.place(built.dialog());
    built.dialog().setVisible(true);
    return yes.get();
  }

  /**
   * Asks for one line; what {@code problem} says about it (empty: fine) is shown beside the field.
   */
  public static Optional<String> line(
      Window over,
      String title,
      String fieldMarked,
      String start,
      String okMarked,
      Function<String, Optional<String>> problem) {
    JTextField field = Undo.on(new JTextField(start, 28));
    field.setName(Names.ASK_FIELD);
    field.selectAll();
    SelectableText wrong = new SelectableText(" ", "small").coloured("Drydock.bad");
    wrong.setName("ask.problem");
    JPanel panel = Ui.panel("insets 6 0 0 0, gap 10 4", "[][grow, fill]", "");
    panel.add(Ui.labelFor(fieldMarked, field));
    panel.add(field, "wrap");
    panel.add(wrong, "skip 1, wmin 0");
    Dialogs.Built built =
        Dialogs.build(
            over,
            Dialog.ModalityType.DOCUMENT_MODAL,
            new Dialogs.Spec(Names.ASK, "rename", title, "", panel, okMarked, "&Cancel"),
            Names.ASK_YES,
            Names.ASK_NO);
    Dialogs.focusFirst(built.dialog(), field);
    AtomicBoolean yes = new AtomicBoolean();
    built
        .ok()
        .addActionListener(
            event -> {
              Optional<String> bad = problem.apply(field.getText().strip());
              if (bad.isPresent()) {
                wrong.setText(bad.get());
                Dialogs.place(built.dialog());
                field.requestFocusInWindow();
              } else {
                yes.set(true);
                built.dialog().dispose();
              }
            });
    Dialogs.place(built.dialog());
    built.dialog().setVisible(true);
    return yes.get() ? Optional.of(field.getText().strip()) : Optional.empty();
  }
}
