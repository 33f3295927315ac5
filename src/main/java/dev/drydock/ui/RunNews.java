package dev.drydock.ui;

import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import java.awt.AWTException;
import java.awt.Image;
import java.awt.SystemTray;
import java.awt.Taskbar;
import java.awt.TrayIcon;
import java.util.Optional;
import javax.swing.JFrame;

/**
 * Tells who looks at something else that a run has ended or needs a decision: by the window's title
 * at any time, and by the desktop's own ways while the window is not in front. Event dispatch
 * thread.
 */
final class RunNews {
  private final JFrame frame;
  private final Image icon;
  private RunState told = RunState.NEW;

  RunNews(JFrame frame, Image icon) {
    this.frame = frame;
    this.icon = icon;
  }

  /**
   * For example "7/15 poweredge – Drydock".
   *
   * @param run the one that is followed
   */
  static String title(String server, Optional<RunRecord> run) {
    String progress =
        run.map(
                record ->
                    record.steps().stream().filter(step -> step.state().isSettled()).count()
                        + "/"
                        + record.steps().size()
                        + " ")
            .orElse("");
    return server.isEmpty() ? "Drydock" : progress + server + " \u2013 Drydock";
  }

  /** What is worth a look, or nothing. */
  static Optional<String> news(RunState state) {
    return switch (state) {
      case FINISHED -> Optional.of("All steps are done.");
      case NEEDS_DECISION -> Optional.of("A step failed or was stopped: it needs a decision.");
      case INTERRUPTED -> Optional.of("The server stands still in the middle.");
      default -> Optional.empty();
    };
  }

  void runMoved(String server, RunState state) {
    boolean fresh = state != told;
    told = state;
    if (fresh && !frame.isActive()) {
      news(state).ifPresent(text -> tell(server, text));
    }
  }

  private void tell(String server, String text) {
    if (Taskbar.isTaskbarSupported()
        && Taskbar.getTaskbar().isSupported(Taskbar.Feature.USER_ATTENTION_WINDOW)) {
      Taskbar.getTaskbar().requestWindowUserAttention(frame);
    }
    if (!SystemTray.isSupported()) {
      return;
    }
    // The icon is there only for as long as there is something to tell.
    TrayIcon shown = new TrayIcon(icon, "Drydock");
    shown.setImageAutoSize(true);
    try {
      SystemTray.getSystemTray().add(shown);
    } catch (AWTException e) {
      return;
    }
    shown.displayMessage(server, text, TrayIcon.MessageType.INFO);
    shown.addActionListener(event -> frame.toFront());
    javax.swing.Timer gone =
        new javax.swing.Timer(60_000, event -> SystemTray.getSystemTray().remove(shown));
    gone.setRepeats(false);
    gone.start();
  }
}
