package dev.drydock.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.files.PrivateFiles;
import dev.drydock.recipe.Plan;
import java.io.IOException;
import java.nio.file.Path;

/** One run on the desktop's disk: {@code plan.json}, {@code events.jsonl}, and raw outputs. */
final class RunFolder {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final int PLAN_LIMIT = 1 << 26;

  private final Path folder;

  RunFolder(Path folder) {
    this.folder = folder;
  }

  String id() {
    return folder.getFileName().toString();
  }

  Path journalFile() {
    return folder.resolve("events.jsonl");
  }

  /** Name of the raw output file of one attempt at a step. */
  static String outName(int index, String stepId, int attempt) {
    return "%02d-%s.%d.out".formatted(index + 1, stepId, attempt);
  }

  /** Name of the file that shows how what an attempt needed was sent. */
  static String sentName(int index, String stepId, int attempt) {
    return "%02d-%s.%d.sent".formatted(index + 1, stepId, attempt);
  }

  Path out(String name) {
    return folder.resolve(name);
  }

  void create(Plan plan) throws IOException {
    PrivateFiles.createFolder(folder);
    PrivateFiles.write(folder.resolve("plan.json"), JSON.writeValueAsBytes(plan));
  }

  Plan plan() throws IOException {
    Path file = folder.resolve("plan.json");
    Plan plan = JSON.readValue(PrivateFiles.read(file, PLAN_LIMIT), Plan.class);
    if (plan == null) {
      throw new IOException(file + " holds no plan");
    }
    return plan;
  }

  RunRecord read() throws IOException {
    Journal.Content content = Journal.read(journalFile(), JSON);
    RunReducer reducer = new RunReducer(this, plan());
    content.events().forEach(reducer::apply);
    return reducer.record(content.repaired());
  }

  /**
   * Makes this process the one that executes the run, until the lock is closed or the process ends.
   *
   * @throws RunInUseException when another one does
   */
  RunLock lock() throws IOException {
    // From now on it is written to: only where it cannot go astray.
    PrivateFiles.createFolder(folder);
    return RunLock.tryLock(folder.resolve("lock")).orElseThrow(() -> new RunInUseException(id()));
  }
}
