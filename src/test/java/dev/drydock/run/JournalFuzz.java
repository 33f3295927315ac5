package dev.drydock.run;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whatever a journal's file holds: it is read, told, and can be written on; no byte is lost. */
public final class JournalFuzz {
  private static final RunEvent LAST =
      new RunEvent.RunChanged(Instant.EPOCH, RunState.PAUSED, "last");
  private static final Plan PLAN =
      new Plan(
          "r",
          "R",
          Map.of(),
          List.of(
              new PlannedStep(
                  new Step("set-clock", "t", "w", false, 1, 1, 1, "", false, ""),
                  new TreeMap<>())));

  private static Path folder;

  private JournalFuzz() {}

  private static synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("drydock-fuzz");
      folder.toFile().deleteOnExit();
    }
    return folder;
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = folder().resolve("events.jsonl");
    try {
      Files.write(file, input);
      Journal.Content before = Journal.read(file, RunFolder.JSON);
      int whole = new String(input, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf('\n');
      byte[] tail = Arrays.copyOfRange(input, whole + 1, input.length);
      check(tail.length == 0 || !before.repaired().isEmpty(), "a damaged tail was not told");
      try (Journal journal = Journal.open(file, RunFolder.JSON)) {
        journal.append(LAST);
      }
      Journal.Content after = Journal.read(file, RunFolder.JSON);
      List<RunEvent> expected = new ArrayList<>(before.events());
      expected.add(LAST);
      check(after.events().equals(expected), "events were lost or made up");
      if (tail.length > 0) {
        check(Arrays.equals(Files.readAllBytes(aside()), tail), "bytes were lost");
        check(after.repaired().contains("set aside"), "the repair was not told");
      }
      RunReducer reducer = new RunReducer(new RunFolder(folder()), PLAN);
      after.events().forEach(reducer::apply);
      for (StepRecord step : reducer.record("").steps()) {
        check(step.out().getParent().equals(folder()), "a file outside the run: " + step.out());
      }
    } finally {
      try (Stream<Path> files = Files.list(folder())) {
        for (Path one : files.toList()) {
          Files.delete(one);
        }
      }
    }
  }

  private static Path aside() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(one -> one.getFileName().toString().contains(".cut-at-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
