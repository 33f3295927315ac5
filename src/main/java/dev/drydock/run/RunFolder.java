package dev.drydock.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.files.PrivateFiles;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The copy of one run on the desktop's disk, for reading without its server: {@code plan.json},
 * {@code about.json}, the server's {@code events} line by line, and raw outputs. Runs that an
 * earlier Drydock walked itself have its own journal {@code events.jsonl} instead, and can be read.
 */
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

  Path path() {
    return folder;
  }

  private Path journalFile() {
    return folder.resolve("events.jsonl");
  }

  Path eventsFile() {
    return folder.resolve("events");
  }

  /** Whether an earlier Drydock walked it from a desktop. */
  boolean isOld() {
    return !Files.exists(folder.resolve("about.json"));
  }

  /** Whether the text can be a step's name: it becomes part of a file's. */
  static boolean isStepId(String text) {
    return text != null && STEP_ID.matcher(text).matches();
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

  /**
   * @param seen whether the person has seen its plan
   */
  void create(Plan plan, About about, boolean seen) throws IOException {
    PrivateFiles.createFolder(folder);
    if (!seen) {
      setUnseen();
    }
    PrivateFiles.write(folder.resolve("about.json"), about.text().getBytes(StandardCharsets.UTF_8));
    // Last: without it there is no run here.
    PrivateFiles.write(folder.resolve("plan.json"), JSON.writeValueAsBytes(plan));
  }

  About about() throws IOException {
    Path file = folder.resolve("about.json");
    return About.parse(new String(PrivateFiles.read(file, PLAN_LIMIT), StandardCharsets.UTF_8))
        .orElseThrow(() -> new IOException(file + " is damaged"));
  }

  private Path unseen() {
    return folder.resolve("unseen");
  }

  /** Whether the person has to look at its plan before anything more of it is walked. */
  boolean isUnseen() {
    return Files.exists(unseen());
  }

  void setUnseen() throws IOException {
    PrivateFiles.write(unseen(), new byte[0]);
  }

  void setSeen() throws IOException {
    Files.deleteIfExists(unseen());
  }

  /** What the server has told, whole lines. */
  List<String> events() throws IOException {
    if (!Files.exists(eventsFile())) {
      return List.of();
    }
    String text = new String(PrivateFiles.read(eventsFile(), PLAN_LIMIT), StandardCharsets.UTF_8);
    // A crash may have cut the last line; it comes again.
    int whole = text.lastIndexOf('\n');
    // Not at other line ends: server and copy are to count the same.
    return whole < 0 ? List.of() : List.of(text.substring(0, whole).split("\n", -1));
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
    RunReducer reducer = new RunReducer(this, plan());
    if (isOld()) {
      Journal.Content content = Journal.read(journalFile(), JSON);
      content.events().forEach(reducer::apply);
      return reducer.record(content.repaired());
    }
    About about = about();
    reducer.apply(started(about));
    RunView view = new RunView(About.ids(plan().steps()));
    for (String line : events()) {
      view.apply(line).forEach(reducer::apply);
    }
    return reducer.record("");
  }

  RunEvent started(About about) {
    return new RunEvent.RunStarted(
        about.started(), id(), about.profile(), about.server(), about.factsSummary());
  }

  /**
   * Makes this process the one that writes this copy, until the lock is closed or the process ends;
   * empty when another one does.
   */
  Optional<RunLock> lock() throws IOException {
    // From now on it is written to: only where it cannot go astray.
    PrivateFiles.createFolder(folder);
    return RunLock.tryLock(folder.resolve("lock"));
  }
}
