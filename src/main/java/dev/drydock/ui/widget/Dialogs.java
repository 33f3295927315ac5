package dev.drydock.ui.widget;

import java.awt.Dialog;
import java.awt.Window;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import net.miginfocom.swing.MigLayout;

/** One look for every dialog: icon, headline, text, content, two buttons; Enter and Escape work. */
public final class Dialogs {
  private Dialogs() {}

  /** What a dialog says and asks. {@code content} may be null. */
  public record Spec(
      String name,
      String icon,
      String title,
      String text,
      JComponent content,
      String okMarked,
      String cancelMarked) {}

  /** The dialog and its two buttons, not shown yet; Cancel and Escape dispose it. */
  public record Built(JDialog dialog, JButton ok, JButton cancel) {}

  /** The two buttons get the names given last. */
  public static Built build(
      Window owner, Dialog.ModalityType modality, Spec spec, String okName, String cancelName) {
    JDialog dialog = new JDialog(owner, spec.title(), modality);
    dialog.setName(spec.name());
    dialog.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
    JPanel body = new JPanel(new MigLayout("insets 20, gap 14 8, hidemode 3", "[][540!, fill]"));
    body.add(new JLabel(Icons.get(spec.icon(), 32)), "top, spany 3");
    body.add(new SelectableText(spec.title(), "h3"), "wmin 0, wrap");
    SelectableText text = new SelectableText(spec.text());
    text.setName(spec.name() + ".text");
    text.setVisible(!spec.text().isEmpty());
    body.add(text, "wmin 0, wrap");
    if (spec.content() != null) {
      body.add(spec.content(), "grow, wrap");
    }
    JButton ok = Ui.button(okName, spec.okMarked(), null, () -> {});
    JButton cancel = Ui.button(cancelName, spec.cancelMarked(), null, dialog::dispose);
    body.add(cancel, "newline 16, spanx, split 2, right, growx 0, sg buttons");
    body.add(ok, "growx 0, sg buttons");
    dialog.setContentPane(body);
    dialog.getRootPane().setDefaultButton(ok);
    dialog.getAccessibleContext().setAccessibleDescription(spec.text());
    Ui.bind(dialog.getRootPane(), "ESCAPE", dialog::dispose);
    dialog.setResizable(false);
    return new Built(dialog, ok, cancel);
  }

  /** Where the keyboard is when the dialog opens; else it is at the headline. */
  public static void focusFirst(JDialog dialog, JComponent field) {
    dialog.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowOpened(WindowEvent e) {
            field.requestFocusInWindow();
          }
        });
  }

  /** Packs twice: wrapped text knows its height only once it has a width. */
  public static void place(JDialog dialog) {
    dialog.pack();
    dialog.pack();
    dialog.setLocationRelativeTo(dialog.getOwner());
  }
}
