package dev.drydock.run;

import dev.drydock.files.PrivateFiles;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.Sending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs recorded on this desktop. Thread-safe. */
public final class RunStore {
  private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);
  private static final Pattern ID = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{6}");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public RunStore(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Records a new run, not started.
   *
   * @param server e.g. {@code owner@poweredge:22}
   */
  String create(Plan plan, String profile, String server, String factsSummary) throws IOException {
    String id = STAMP.format(clock.instant()) + "-" + "%06x".formatted(random.nextInt(0x1000000));
    PrivateFiles.createFolder(folder);
    RunFolder run = new RunFolder(folder.resolve(id));
    run.create(plan);
    try (Journal journal = Journal.open(run.journalFile(), RunFolder.JSON)) {
      journal.append(new RunEvent.RunStarted(clock.instant(), id, profile, server, factsSummary));
    }
    return id;
  }

  /**
   * Records a run that was begun on another computer, so that {@link #read} and {@link
   * PlanRun#open} know it; nothing of it is executed before {@link RunControl#takeOver}.
   *
   * @param plan as the server keeps it
   * @param known whether this Drydock itself would bring such a thing to a server
   * @param server e.g. {@code owner@poweredge:22}
   * @throws IOException also when the plan is none, with a sentence for the person
   */
  public void adopt(
      RemoteRun run, byte[] plan, Predicate<Sending> known, String profile, String server)
      throws IOException {
    if (has(run.runId())) {
      return;
    }
    if (!ID.matcher(run.runId()).matches()) {
      throw new IOException("The server names a run that cannot be one.");
    }
    PlanCopy copy = PlanCopy.parse(plan, known);
    PrivateFiles.createFolder(folder);
    RunFolder adopted = new RunFolder(folder.resolve(run.runId()));
    adopted.createAdopted(copy.plan());
    try (Journal journal = Journal.open(adopted.journalFile(), RunFolder.JSON)) {
      journal.append(
          new RunEvent.RunStarted(
              run.started(), run.runId(), profile, server, copy.factsSummary()));
    }
  }

  /** Whether it is recorded on this desktop. */
  public boolean has(String runId) {
    return ID.matcher(runId).matches()
        && Files.isRegularFile(folder.resolve(runId).resolve("plan.json"));
  }

  /** Whether nothing of it may be executed yet, for its plan came from a server. */
  public boolean isUnseen(String runId) {
    return has(runId) && new RunFolder(folder.resolve(runId)).isUnseen();
  }

  RunFolder folderOf(String runId) throws NoSuchFileException {
    Path run = folder.resolve(runId);
    if (!ID.matcher(runId).matches() || !Files.isRegularFile(run.resolve("plan.json"))) {
      throw new NoSuchFileException("There is no run \"" + runId + "\" on this computer.");
    }
    return new RunFolder(run);
  }

  public RunRecord read(String runId) throws IOException {
    return folderOf(runId).read();
  }

  /** Newest first. One that cannot be read at all is left out and logged. */
  public List<RunRecord> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> ids;
    try (Stream<Path> entries = Files.list(folder)) {
      ids =
          entries
              .map(entry -> entry.getFileName().toString())
              .filter(name -> ID.matcher(name).matches())
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    List<RunRecord> records = new ArrayList<>();
    for (String id : ids) {
      try {
        records.add(read(id));
      } catch (IOException | RuntimeException e) {
        // Also what a damaged file makes of our own classes: one such must not hide the others.
        LOG.warn("run {} cannot be read", id, e);
      }
    }
    return List.copyOf(records);
  }
}
