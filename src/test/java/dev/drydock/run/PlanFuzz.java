package dev.drydock.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** A damaged plan makes its run unreadable, with a reason, and hides no other run. */
public final class PlanFuzz {
  private static final String ID = "20261124-120000-abcdef";
  private static Path runs;

  private PlanFuzz() {}

  private static synchronized Path runs() throws IOException {
    if (runs == null) {
      runs = Files.createTempDirectory("drydock-fuzz");
      Files.createDirectory(runs.resolve(ID));
      for (Path path : new Path[] {runs, runs.resolve(ID), runs.resolve(ID).resolve("plan.json")}) {
        path.toFile().deleteOnExit();
      }
    }
    return runs;
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(runs().resolve(ID).resolve("plan.json"), input);
    RunStore store = new RunStore(runs(), Clock.systemUTC());
    try {
      RunRecord record = store.read(ID);
      if (!record.runId().equals(ID)) {
        throw new AssertionError(record.runId());
      }
      record.isFinished();
      record.current();
    } catch (IOException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("no reason given", e);
      }
    }
    store.list();
  }
}
