package dev.drydock.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.files.PrivateFiles;
import dev.drydock.job.JobId;
import dev.drydock.job.RunKey;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** One run on the desktop's disk: {@code plan.json}, {@code events.jsonl}, and raw outputs. */
final class RunFolder {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** It becomes part of a file's name. */
  private static final Pattern STEP_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

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
    boolean whole =
        plan != null
            && plan.recipeTitle() != null
            && plan.choices() != null
            && plan.steps() != null
            && plan.steps().stream().allMatch(RunFolder::isWhole);
    if (!whole) {
      throw new IOException(file + " is damaged: it holds no whole plan");
    }
    return plan;
  }

  private static boolean isWhole(PlannedStep step) {
    return step != null
        && step.environment() != null
        && step.step() != null
        && step.id() != null
        && STEP_ID.matcher(step.id()).matches()
        && step.step().title() != null
        && step.step().why() != null
        && step.step().undo() != null
        && step.step().text() != null;
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
