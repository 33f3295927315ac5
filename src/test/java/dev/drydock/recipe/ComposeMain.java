package dev.drydock.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the composed scripts of the route {@code debian-package} into a folder, for
 * src/test/sh/plain-route.sh and for trying steps by hand. Arguments: FOLDER, a file with the
 * server's deb lines, then any number of PARAMETER=VALUE.
 */
final class ComposeMain {
  private ComposeMain() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<String> sources =
        Files.readAllLines(Path.of(args[1])).stream().filter(l -> l.startsWith("deb ")).toList();
    Map<String, String> choices = new LinkedHashMap<>();
    for (int i = 2; i < args.length; i++) {
      String[] parts = args[i].split("=", 2);
      choices.put(parts[0], parts[1]);
    }
    Planner planner = new Planner();
    Plan plan =
        planner.plan(
            planner.recipes().get("debian-package"),
            Facts.lab(sources.get(0).split(" ", 3)[1], sources),
            choices);
    write(folder, plan, Instant.now());
  }

  /** Files {@code 01-set-clock.root.sh} and so on, {@code checks/01-set-clock.sh}, checkall.sh. */
  static void write(Path folder, Plan plan, Instant now) throws IOException {
    Path checks = Files.createDirectories(folder.resolve("checks"));
    int number = 0;
    for (PlannedStep step : plan.steps()) {
      number++;
      String name = String.format(Locale.ROOT, "%02d-%s", number, step.id());
      Files.writeString(
          folder.resolve(name + (step.step().root() ? ".root.sh" : ".user.sh")),
          StepScript.job(step, now));
      Files.writeString(checks.resolve(name + ".sh"), StepScript.check(step, now));
    }
    Files.writeString(checks.resolve("checkall"), StepScript.checkAll(plan.steps(), now));
  }
}
