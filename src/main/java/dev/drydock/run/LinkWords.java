package dev.drydock.run;

import dev.drydock.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** What is known, and what is not, while the link is lost and after it came back. */
final class LinkWords {
  private LinkWords() {}

  /** For example 14:03, in this computer's zone; with the date where it is not today's. */
  static String time(Instant at, Instant now) {
    ZoneId zone = ZoneId.systemDefault();
    boolean today = at.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
    String clock = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).format(at.atZone(zone));
    return today
        ? clock
        : clock
            + " on "
            + DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).format(at.atZone(zone));
  }

  /**
   * @param why in the words of the layer below, or ""
   */
  static String lost(Instant at, RunRecord record, boolean watching, String why) {
    StepRecord current = record.current();
    String known;
    if (current == null) {
      known = "All steps had been settled.";
    } else if (current.state() == StepState.RUNNING) {
      known =
          "The step was running then and most likely goes on; Drydock will see when it is back.";
    } else if (watching) {
      known = "Who executes the run is not hindered by it.";
    } else {
      known = "No step was running then, so nothing happens on the server meanwhile.";
    }
    return "The link was lost at "
        + time(at, at)
        + ". "
        + known
        + (why == null || why.isBlank() ? "" : " (" + why.strip() + ")");
  }

  static String back(Instant lost, Instant now) {
    return "Connected again at " + time(now, now) + ", after " + length(lost, now) + ".";
  }

  static String length(Instant from, Instant to) {
    long seconds = Math.max(0, Duration.between(from, to).toSeconds());
    if (seconds < 90) {
      return seconds + " s";
    }
    long minutes = (seconds + 30) / 60;
    if (minutes < 90) {
      return minutes + " min";
    }
    return minutes / 60 + " h " + minutes % 60 + " min";
  }

  static String found(JobState state) {
    if (state instanceof JobState.Running) {
      return "The step went on meanwhile; its output follows.";
    }
    if (state instanceof JobState.Done done) {
      return done.exitCode() == 0
          ? "The step finished meanwhile; its output follows."
          : "The step ended meanwhile with exit code " + done.exitCode() + "; its output follows.";
    }
    if (state instanceof JobState.Rebooted) {
      return "The server was restarted meanwhile: the step was interrupted, and is checked anew.";
    }
    if (state instanceof JobState.Lost) {
      return "The step's process is gone without a result: it is checked anew.";
    }
    return "The step had not begun.";
  }
}
