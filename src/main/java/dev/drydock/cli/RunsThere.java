package dev.drydock.cli;

import dev.drydock.run.ServerRun;
import dev.drydock.session.Offer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What a server tells of its runs, wherever they were begun. */
final class RunsThere {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private RunsThere() {}

  static void print(Output output, List<ServerRun> runs, ZoneId zone) {
    if (runs.isEmpty()) {
      return;
    }
    output.line();
    output.line("Kept on the server:");
    long bytes = 0;
    for (ServerRun run : runs) {
      bytes += run.outputBytes();
      output.line(
          "  "
              + run.runId()
              + (run.title().isEmpty() ? "" : "  \"" + run.title() + "\"")
              + (run.started().equals(Instant.EPOCH)
                  ? ""
                  : ", begun " + DAY.format(run.started().atZone(zone)) + " by " + run.by())
              + ". "
              + (run.problem().isEmpty() ? Offer.of(List.of(run)).sentence() : run.problem())
              + " ("
              + size(run.outputBytes())
              + " of output)");
    }
    output.line(
        "  "
            + size(bytes)
            + " of output in all. Drydock deletes none of it by itself; it lies in"
            + " /var/lib/drydock/runs and ~/.drydock/runs.");
  }

  private static String size(long bytes) {
    return bytes < 1000 * 1000
        ? (bytes + 999) / 1000 + " kB"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
