package dev.drydock.ui;

import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.time.Duration;
import java.time.Instant;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.Timer;
import net.miginfocom.swing.MigLayout;

/** The bottom line: what is going on, a progress bar and Cancel while it does. */
final class StatusStrip extends JPanel {
  private final SelectableText text =
      new SelectableText("").coloured("Drydock.muted").named(Names.STATUS);
  private final JProgressBar bar = new JProgressBar();
  private final JButton cancel;
  private final Timer clock;
  private String doing = "";
  private Instant since = Instant.EPOCH;
  private Runnable onCancel = () -> {};

  StatusStrip() {
    super(new MigLayout("insets 0, gap 12, hidemode 3", "[grow, fill][160!, fill][]", "[28::]"));
    setOpaque(false);
    bar.setName(Names.PROGRESS);
    bar.setIndeterminate(true);
    cancel = Ui.button(Names.CANCEL, "C&ancel", null, () -> onCancel.run());
    Ui.style(cancel, "margin: 2,10,2,10");
    add(text, "wmin 0, center");
    add(bar);
    add(cancel);
    clock = new Timer(1000, event -> tick());
    idle("");
  }

  void busy(String what, Runnable cancelAction) {
    doing = what;
    since = Instant.now();
    onCancel = cancelAction;
    bar.setVisible(true);
    cancel.setVisible(true);
    bar.getAccessibleContext().setAccessibleName(what);
    text.setText(what + " \u2026");
    clock.start();
  }

  void idle(String status) {
    clock.stop();
    onCancel = () -> {};
    bar.setVisible(false);
    cancel.setVisible(false);
    text.setText(status);
  }

  void say(String status) {
    if (!bar.isVisible()) {
      text.setText(status);
    }
  }

  private void tick() {
    long seconds = Duration.between(since, Instant.now()).toSeconds();
    if (seconds >= 3) {
      text.setText(doing + " \u2026 " + seconds + " s");
    }
  }
}
