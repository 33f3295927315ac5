package dev.drydock.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts the faults tried and what they did. Each suite writes its table to {@code
 * target/faults/<suite>.md}; all that are there together make {@code target/faults.md}.
 * Thread-safe.
 */
final class FaultBook {
  private static final Path TARGET = Path.of(System.getProperty("basedir", "."), "target");

  private final String suite;
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, Row> rows = new TreeMap<>();
  private long lostBytes;
  private long doubles;

  FaultBook(String suite) {
    this.suite = suite;
  }

  private static final class Row {
    long tried;
    long survived;
    long hits;
    long slowestMillis = -1;
  }

  /**
   * @param survived whether all books were right afterwards
   * @param recoveryMillis from the moment that the fault was over to the run's end, or -1 where
   *     another fault came after it
   */
  synchronized void enter(String fault, boolean survived, long recoveryMillis) {
    Row row = rows.computeIfAbsent(fault, name -> new Row());
    row.tried++;
    row.survived += survived ? 1 : 0;
    row.slowestMillis = Math.max(row.slowestMillis, recoveryMillis);
  }

  /** Processes that a kill has met. */
  synchronized void hit(String fault, long processes) {
    rows.computeIfAbsent(fault, name -> new Row()).hits += processes;
  }

  synchronized void lost(long bytes) {
    lostBytes += bytes;
  }

  synchronized void executedTwice(long attempts) {
    doubles += attempts;
  }

  synchronized void remark(String line) {
    remarks.add(line);
  }

  /** A remark that several workers may make. */
  synchronized void remarkOnce(String line) {
    if (!remarks.contains(line)) {
      remarks.add(line);
    }
  }

  synchronized String table() {
    StringBuilder text = new StringBuilder("## " + suite + "\n\n");
    text.append(
        "| fault | tried | processes hit | survived | slowest recovery |\n"
            + "| --- | ---: | ---: | ---: | ---: |\n");
    long tried = 0;
    long survived = 0;
    long slowest = 0;
    for (Map.Entry<String, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      text.append(line(entry.getKey(), row.tried, row.hits, row.survived, row.slowestMillis));
      tried += row.tried;
      survived += row.survived;
      slowest = Math.max(slowest, row.slowestMillis);
    }
    text.append(line("**all**", tried, 0, survived, slowest));
    text.append("\nBytes lost: ").append(lostBytes);
    text.append(". Steps executed twice: ").append(doubles).append(".\n");
    remarks.forEach(remark -> text.append('\n').append(remark).append('\n'));
    return text.toString();
  }

  private static String line(String name, long tried, long hits, long survived, long millis) {
    String slowest = millis <= 0 ? "" : "%.1f s".formatted(millis / 1000.0);
    return "| "
        + name
        + " | "
        + tried
        + " | "
        + (hits > 0 ? hits : "")
        + " | "
        + survived
        + " | "
        + slowest
        + " |\n";
  }

  /** Prints the table and writes the files. */
  void publish() throws IOException {
    System.out.println(table());
    synchronized (FaultBook.class) {
      Path folder = Files.createDirectories(TARGET.resolve("faults"));
      Files.writeString(folder.resolve(suite.replaceAll("[^A-Za-z0-9]+", "-") + ".md"), table());
      StringBuilder all = new StringBuilder("# Faults tried\n");
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(name -> name.toString().endsWith(".md")).sorted().toList()) {
          all.append('\n').append(Files.readString(file));
        }
      }
      Files.writeString(TARGET.resolve("faults.md"), all);
    }
  }
}
