package dev.drydock.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was tried, and what came of it. */
final class FaultTable {
  private static final class Row {
    int tried;
    int survived;
    long lostBytes;
    int doubles;
    Duration slowest = Duration.ZERO;
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private Row row(Object fault) {
    return rows.computeIfAbsent(fault.toString(), name -> new Row());
  }

  void tried(Object fault) {
    row(fault).tried++;
  }

  /**
   * @param recovery from when the network, server or wizard was there again
   */
  void survived(Object fault, Duration recovery) {
    Row row = row(fault);
    row.survived++;
    if (recovery.compareTo(row.slowest) > 0) {
      row.slowest = recovery;
    }
  }

  void lost(Object fault, long bytes, int doubles) {
    row(fault).lostBytes += bytes;
    row(fault).doubles += doubles;
  }

  void note(String text) {
    notes.add(text);
    System.out.println("[faults] " + text);
  }

  String markdown() {
    StringBuilder text = new StringBuilder("# Faults on the practice server\n\n");
    text.append(
        "| fault | tried | survived | lost bytes | double executions | slowest recovery |\n");
    text.append("| --- | --- | --- | --- | --- | --- |\n");
    rows.forEach(
        (name, row) ->
            text.append(
                "| %s | %d | %d | %d | %d | %.1f s |%n"
                    .formatted(
                        name,
                        row.tried,
                        row.survived,
                        row.lostBytes,
                        row.doubles,
                        row.slowest.toMillis() / 1000.0)));
    text.append('\n');
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, markdown());
    System.out.println(markdown());
  }
}
