package dev.drydock.run;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whatever the file of an earlier Drydock's journal holds: it is read, told, and left as it is. */
public final class JournalFuzz {
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
      check(Arrays.equals(Files.readAllBytes(file), input), "reading changed it");
      RunReducer reducer = new RunReducer(new RunFolder(folder()), PLAN);
      before.events().forEach(reducer::apply);
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

  private static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
