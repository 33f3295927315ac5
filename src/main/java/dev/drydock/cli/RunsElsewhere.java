package dev.drydock.cli;

import dev.drydock.run.RemoteRun;
import dev.drydock.run.RunRecord;
import dev.drydock.session.Session;
import dev.drydock.ssh.RemoteException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a server tells of its runs, wherever they were begun. */
final class RunsElsewhere {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private RunsElsewhere() {}

  /** One to go on with that this computer does not know: newer than all that it knows. */
  static Optional<RemoteRun> unfinished(Session session, List<RunRecord> known)
      throws RemoteException {
    String newest = known.isEmpty() ? "" : known.get(0).runId();
    // Ids begin with the time, so they sort by it.
    return session.runsOnServer().stream()
        .filter(run -> run.problem().isEmpty() && run.runId().compareTo(newest) > 0)
        .findFirst()
        .filter(run -> !run.isFinished());
  }

  static String sentence(RemoteRun run, ZoneId zone) {
    return "This server has a run that was begun on another computer: "
        + title(run)
        + begun(run, zone)
        + ", "
        + run.progress()
        + ". "
        + executor(run);
  }

  private static String title(RemoteRun run) {
    return run.title().isEmpty() ? run.runId() : "\"" + run.title() + "\"";
  }

  private static String begun(RemoteRun run, ZoneId zone) {
    return run.started().equals(Instant.EPOCH)
        ? ""
        : ", begun " + DAY.format(run.started().atZone(zone));
  }

  private static String executor(RemoteRun run) {
    return run.isExecuted()
        ? "It is being executed by " + run.lease().label() + "."
        : "Nobody is executing it now.";
  }

  static void print(Output output, List<RemoteRun> runs, ZoneId zone) {
    if (runs.isEmpty()) {
      return;
    }
    output.line();
    output.line("Kept on the server:");
    long bytes = 0;
    for (RemoteRun run : runs) {
      bytes += run.outputBytes();
      output.line(
          "  "
              + run.runId()
              + "  "
              + title(run)
              + begun(run, zone)
              + ": "
              + (run.problem().isEmpty()
                  ? run.isFinished() ? "finished" : run.progress() + ". " + executor(run)
                  : run.problem())
              + " ("
              + size(run.outputBytes())
              + " of output)");
    }
    output.line(
        "  "
            + size(bytes)
            + " of output in all. Drydock deletes none of it by itself; it lies in ~/.drydock and,"
            + " of steps run as root, in /var/lib/drydock.");
  }

  private static String size(long bytes) {
    return bytes < 1000 * 1000
        ? (bytes + 999) / 1000 + " kB"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
