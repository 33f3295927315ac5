package dev.drydock.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What another process's newest run has on this disk, read while it is being written. */
final class RunJournal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path runs;
  private final RunStore store;

  RunJournal(Path runs) {
    this.runs = runs;
    this.store = new RunStore(runs, Clock.systemUTC());
  }

  /**
   * One line.
   *
   * @param kind {@code run}, {@code step}, {@code link} or {@code run-started}
   */
  record Event(Instant at, String kind, JsonNode fields) {
    String text(String name) {
      return fields.path(name).asText();
    }

    boolean isLink(boolean up) {
      return kind.equals("link") && fields.path("up").asBoolean() == up;
    }
  }

  Optional<RunRecord> record() throws IOException {
    return store.list().stream().findFirst();
  }

  /** All but a line that is just being written. */
  List<Event> events() throws IOException {
    Optional<RunRecord> run = record();
    List<Event> events = new ArrayList<>();
    if (run.isEmpty()) {
      return events;
    }
    for (String line :
        Files.readAllLines(runs.resolve(run.get().runId()).resolve("events.jsonl"))) {
      try {
        JsonNode fields = JSON.readTree(line);
        events.add(
            new Event(
                Instant.parse(fields.path("at").asText()), fields.path("event").asText(), fields));
      } catch (JsonProcessingException e) {
        // Cut short, or not there to its end.
      }
    }
    return events;
  }

  boolean isLinkUp() throws IOException {
    boolean up = true;
    for (Event event : events()) {
      up = event.kind().equals("link") ? event.isLink(true) : up;
    }
    return up;
  }
}
