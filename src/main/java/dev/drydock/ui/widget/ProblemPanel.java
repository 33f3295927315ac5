package dev.drydock.ui.widget;

import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import net.miginfocom.swing.MigLayout;

/** Where a page says what went wrong. Invisible while nothing did. */
public final class ProblemPanel extends Card {
  private final SelectableText what = new SelectableText("", "h4").named("problem.what");
  private final SelectableText why = new SelectableText("").named("problem.why");
  private final SelectableText todo = new SelectableText("").named("problem.todo");
  private final JTextArea details = new JTextArea();
  private final JScrollPane detailsPane = new JScrollPane(details);
  private final Collapsible more;
  private Problem shown;

  public ProblemPanel() {
    super(
        new MigLayout("insets 12 14 10 14, hidemode 3, gap 10 4", "[][grow, fill]", ""),
        "Drydock.badTint",
        "Drydock.bad");
    setName("problem");
    details.setName("problem.details");
    details.setEditable(false);
    details.setRows(6);
    details.getAccessibleContext().setAccessibleName("Details of the problem");
    Ui.styleClass(details, "monospaced");
    JPanel inner = new JPanel(new MigLayout("insets 4 0 0 0", "[grow, fill]", ""));
    inner.setOpaque(false);
    inner.add(detailsPane, "grow, wmin 0, hmax 140");
    more = new Collapsible("problem.more", "Deta&ils", inner);
    JButton copy = Ui.button("problem.copy", "Copy", Icons.get("copy", 16), this::copy);
    copy.setToolTipText("Copy the whole message with its details");
    JButton hide = Ui.button("problem.hide", "Hide", null, this::clear);
    hide.setToolTipText("Hide this message (Escape)");
    // Everywhere in the window, unless what has the focus knows its own use for the key.
    KeyStroke escape = KeyStroke.getKeyStroke("ESCAPE");
    getInputMap(WHEN_IN_FOCUSED_WINDOW).put(escape, "hide");
    getActionMap().put("hide", Ui.action("hide", hide::doClick));
    add(new JLabel(Icons.get("stop", 22)), "top, spany 3");
    add(what, "wmin 0, growx, wrap");
    add(why, "wmin 0, growx, wrap");
    add(todo, "wmin 0, growx, wrap");
    add(more, "skip 1, split 3, growx, pushx, wmin 0, top");
    add(copy, "top, growx 0");
    add(hide, "top, growx 0");
    setVisible(false);
  }

  public void show(Problem problem) {
    shown = problem;
    what.setText(problem.what());
    why.setText(problem.why());
    why.setVisible(!problem.why().isEmpty());
    todo.setText(problem.todo());
    todo.setVisible(!problem.todo().isEmpty());
    details.setText(problem.details());
    details.setCaretPosition(0);
    more.setOpen(false);
    more.setVisible(!problem.details().isEmpty());
    getAccessibleContext().setAccessibleName("Problem: " + problem.asText());
    setVisible(true);
    revalidate();
    // The screen reader and the keyboard start where the news is.
    what.requestFocusInWindow();
  }

  public void clear() {
    shown = null;
    setVisible(false);
    revalidate();
  }

  private void copy() {
    if (shown != null) {
      Toolkit.getDefaultToolkit()
          .getSystemClipboard()
          .setContents(new StringSelection(shown.asText()), null);
    }
  }
}
