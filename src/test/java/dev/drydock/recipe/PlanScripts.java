package dev.drydock.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** For other packages' tests: a plan's composed scripts in a folder. */
public final class PlanScripts {
  private PlanScripts() {}

  public static void write(Path folder, Plan plan) throws IOException {
    ComposeMain.write(Files.createDirectories(folder), plan, Instant.now());
  }
}
