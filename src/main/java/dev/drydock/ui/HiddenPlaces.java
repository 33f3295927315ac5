package dev.drydock.ui;

import dev.drydock.transcript.Preview;
import dev.drydock.ui.widget.Ui;
import java.awt.Window;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;

/** Shows what an export hides, before it is written. Event dispatch thread. */
final class HiddenPlaces {
  private static final int MOST_ROWS = 8;

  private HiddenPlaces() {}

  /** Whether the person wants the transcript as it would be; true at once if nothing is hidden. */
  static boolean confirm(Window over, Preview preview) {
    if (preview.places() == 0) {
      return true;
    }
    boolean once = preview.places() == 1;
    JTextArea lines = new JTextArea(String.join("\n", preview.lines()));
    lines.setName(Names.HIDDEN_LINES);
    lines.getAccessibleContext().setAccessibleName("What is hidden");
    lines.setEditable(false);
    lines.setLineWrap(true);
    // Some lines take two rows.
    lines.setRows(Math.min(MOST_ROWS, 2 * preview.lines().size()));
    lines.setCaretPosition(0);
    Ui.styleClass(lines, "monospaced");
    return Ask.confirm(
        over,
        "key",
        "A password stands in the transcript",
        "Something that you typed as a password or passphrase stands in it "
            + (once ? "in one place" : "in " + preview.places() + " places")
            + ". The file will say [hidden] there:",
        new JScrollPane(lines),
        "&Write the file",
        "Do &not write it");
  }
}
