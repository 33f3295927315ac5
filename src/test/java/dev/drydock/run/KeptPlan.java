package dev.drydock.run;

import dev.drydock.files.DrydockHome;
import dev.drydock.files.Kept;
import dev.drydock.recipe.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The plan of a run. */
public final class KeptPlan implements Kept {
  private static final About ABOUT =
      new About(
          About.SCHEMA,
          "Recipe",
          "poweredge",
          "owner@poweredge:22",
          "SHA256:key",
          "none",
          Instant.EPOCH,
          "",
          "owner",
          "",
          false,
          false,
          List.of("one"));

  @Override
  public Path file(DrydockHome home) {
    return home.runs().resolve("run").resolve("plan.json");
  }

  private RunFolder folder(DrydockHome home) {
    return new RunFolder(file(home).getParent());
  }

  @Override
  public void write(DrydockHome home, int number) throws IOException {
    Plan plan = new Plan("recipe", "" + number, Map.of("FILLER", FILLER), List.of());
    folder(home).create(plan, ABOUT, true);
  }

  @Override
  public int read(DrydockHome home) throws IOException {
    Plan plan = folder(home).plan();
    if (!plan.choices().equals(Map.of("FILLER", FILLER))) {
      throw new IOException("not whole");
    }
    return Integer.parseInt(plan.recipeTitle());
  }
}
