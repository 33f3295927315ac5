package dev.drydock.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.files.PrivateFiles;
import dev.drydock.job.JobId;
import dev.drydock.job.RunKey;
import dev.drydock.recipe.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

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

  Path out(String name) {
    return folder.resolve(name);
  }

  void create(Plan plan) throws IOException {
    PrivateFiles.createFolder(folder);
    PrivateFiles.write(folder.resolve("plan.json"), JSON.writeValueAsBytes(plan));
  }

  /** As {@link #create}, for a run that was begun on another computer. */
  void createAdopted(Plan plan) throws IOException {
    PrivateFiles.createFolder(folder);
    PrivateFiles.write(unseen(), new byte[0]);
    PrivateFiles.write(foreign(), new byte[0]);
    // Last: without it there is no run here.
    PrivateFiles.write(folder.resolve("plan.json"), JSON.writeValueAsBytes(plan));
  }

  private Path unseen() {
    return folder.resolve("unseen");
  }

  private Path foreign() {
    return folder.resolve("foreign");
  }

  /** Whether its plan came from a server and the person has not said yet that it may run. */
  boolean isUnseen() {
    return Files.exists(unseen());
  }

  void setSeen() throws IOException {
    Files.deleteIfExists(unseen());
  }

  /** Whether another computer executed a part of it, so that outputs may be missing here. */
  boolean isForeign() {
    return Files.exists(foreign());
  }

  void setForeign() throws IOException {
    if (!isForeign()) {
      PrivateFiles.write(foreign(), new byte[0]);
    }
  }

  /** Who this folder's executor is in the eyes of the server; the same for good. */
  RunKey key(String label) throws IOException {
    Path file = folder.resolve("token");
    String token = Files.exists(file) ? Files.readString(file).strip() : "";
    if (!RunKey.isToken(token)) {
      byte[] bytes = new byte[16];
      new SecureRandom().nextBytes(bytes);
      token = HexFormat.of().formatHex(bytes);
      PrivateFiles.write(file, token.getBytes(StandardCharsets.US_ASCII));
    }
    return new RunKey(id(), token, label);
  }

  /** Name of the job of one attempt at a step. */
  JobId job(int index, String stepId, int attempt) {
    return new JobId(id() + "." + "%02d-%s.%d".formatted(index + 1, stepId, attempt));
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
