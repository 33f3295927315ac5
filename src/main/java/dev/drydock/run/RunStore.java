package dev.drydock.run;

import dev.drydock.files.PrivateFiles;
import dev.drydock.job.RunId;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.Sending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The copies of runs on this desktop. Thread-safe. */
public final class RunStore {
  private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);
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
   * Which server a run is on.
   *
   * @param hostKey SHA-256 fingerprint
   * @param machine its {@code /etc/machine-id}, or "none"
   */
  public record Server(String hostKey, String machine) {
    /** Whether it may be the one that the run is on: keys are made anew, and disks are moved. */
    boolean mayBe(About about) {
      return about.hostKey().equals(hostKey)
          || (!machine.equals("none") && about.machine().equals(machine));
    }
  }

  /**
   * A run that is to begin; nothing of it is on the server yet.
   *
   * @param address e.g. {@code owner@poweredge:22}
   * @param factsSummary lines "label: value", for the transcript
   * @param root whether root walks it
   * @param afterReboot whether the server goes on by itself after a restart
   */
  public String create(
      Plan plan,
      String profile,
      String address,
      Server server,
      String factsSummary,
      boolean root,
      boolean afterReboot)
      throws IOException {
    String id = STAMP.format(clock.instant()) + "-" + "%06x".formatted(random.nextInt(0x1000000));
    About about =
        new About(
            About.SCHEMA,
            plan.recipeTitle(),
            profile,
            address,
            server.hostKey(),
            server.machine(),
            clock.instant(),
            PlanCopy.digest(PlanCopy.text(plan, factsSummary)),
            ThisComputer.label(),
            factsSummary,
            root,
            afterReboot,
            About.ids(plan.steps()));
    PrivateFiles.createFolder(folder);
    new RunFolder(folder.resolve(id)).create(plan, about, true);
    return id;
  }

  /**
   * Makes room for a copy of a run that was begun on another computer. Its plan has to be seen by
   * the person before more of it is walked.
   *
   * @param plan as the server keeps it
   * @param known whether this Drydock itself would bring such a thing to a server
   * @param server that it was found on
   * @throws IOException the plan is none, with a sentence for the person
   */
  public void adopt(
      ServerRun run,
      byte[] plan,
      Predicate<Sending> known,
      String profile,
      String address,
      Server server)
      throws IOException {
    PlanCopy copy = PlanCopy.parse(plan, known);
    PrivateFiles.createFolder(folder);
    new RunFolder(folder.resolve(run.runId()))
        .create(
            copy.plan(),
            new About(
                About.SCHEMA,
                copy.plan().recipeTitle(),
                profile,
                address,
                server.hostKey(),
                server.machine(),
                run.started(),
                PlanCopy.digest(new String(plan, StandardCharsets.UTF_8)),
                run.by(),
                copy.factsSummary(),
                run.root(),
                false,
                About.ids(copy.plan().steps())),
            false);
  }

  /**
   * For a run that a server does not have: only one that never began anywhere may begin there.
   *
   * @throws RefusedException saying which of the two servers is which
   */
  public void refuseUnlessNew(String runId, Server here) throws IOException {
    if (!has(runId)) {
      throw new RefusedException(
          RefusedException.Kind.GONE, "Neither this computer nor the server knows this run.");
    }
    RunFolder run = folderOf(runId);
    if (run.isOld()) {
      throw new RefusedException(
          RefusedException.Kind.OLD,
          "This run was begun by an earlier Drydock, which walked the plan from the desktop. It can"
              + " be read and exported, not gone on with. Begin a new run; what is done already"
              + " stays done.");
    }
    About about = run.about();
    if (!here.mayBe(about)) {
      throw new RefusedException(
          RefusedException.Kind.ANOTHER_SERVER,
          "This is another server than the run's. The run is on the one with the key "
              + about.hostKey()
              + " (machine "
              + about.machine()
              + "); this one has the key "
              + here.hostKey()
              + " (machine "
              + here.machine()
              + "). Connect to that one, or begin a new run here.");
    }
    if (!run.events().isEmpty()) {
      throw new RefusedException(
          RefusedException.Kind.GONE,
          "The server has no such run any more: it was set up anew, perhaps, or its folder was"
              + " removed. What was copied here can be read and exported. Begin a new run; what is"
              + " done already stays done.");
    }
  }

  /** Whether there is a copy on this desktop. */
  public boolean has(String runId) {
    return RunId.isOne(runId) && Files.isRegularFile(folder.resolve(runId).resolve("plan.json"));
  }

  /** Whether the person has to look at its plan before anything more of it is walked. */
  public boolean isUnseen(String runId) {
    return has(runId) && new RunFolder(folder.resolve(runId)).isUnseen();
  }

  /** The person has looked at the plan, or has to. */
  public void setUnseen(String runId, boolean unseen) throws IOException {
    RunFolder run = folderOf(runId);
    if (unseen) {
      run.setUnseen();
    } else {
      run.setSeen();
    }
  }

  RunFolder folderOf(String runId) throws NoSuchFileException {
    Path run = folder.resolve(runId);
    if (!has(runId)) {
      throw new NoSuchFileException("There is no run \"" + runId + "\" on this computer.");
    }
    return new RunFolder(run);
  }

  /**
   * A second copy, for a Drydock that looks on while another one on this computer writes the first.
   * For the caller to delete.
   */
  RunFolder scratch(String runId) throws IOException {
    RunFolder first = folderOf(runId);
    Path place = folder.resolve(".looking-%08x".formatted(random.nextInt()));
    PrivateFiles.createFolder(place);
    RunFolder second = new RunFolder(place.resolve(runId));
    second.create(first.plan(), first.about(), !first.isUnseen());
    return second;
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
              .filter(RunId::isOne)
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
