package dev.drydock.faults;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A plan whose steps note on the server's disk what was really executed. */
final class FaultSteps {
  private static final int DATA = 400_000;

  private final Path work;
  private final Plan plan;

  private FaultSteps(Path work, Plan plan) {
    this.work = work;
    this.plan = plan;
  }

  /**
   * Steps of random length and output; some fail until {@link #cure} is called. They end only after
   * {@link #openGate} if {@code gated}.
   *
   * @param sudo whether some may be root's
   */
  static FaultSteps random(Path work, Random random, boolean gated, boolean sudo)
      throws IOException {
    byte[] data = new byte[DATA];
    random.nextBytes(data);
    Files.write(work.resolve("data"), data);
    List<PlannedStep> steps = new ArrayList<>();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      boolean quick = random.nextInt(3) == 0;
      int pieces = quick ? random.nextInt(2) : 3 + random.nextInt(8);
      int size = 1 + random.nextInt(random.nextBoolean() ? 300 : 30_000);
      String pause = quick ? "0" : "0.0" + (1 + random.nextInt(4));
      int code = random.nextInt(4) == 0 ? 1 + random.nextInt(99) : 0;
      // Drawn where there is no sudo, too: the same seed means the same schedule everywhere.
      boolean root = random.nextInt(3) == 0 && sudo;
      steps.add(step("s" + i, work, pieces, size, pause, code, gated && i == 0, root));
    }
    return new FaultSteps(work, new Plan("faults", "Faults", Map.of(), steps));
  }

  /** One step that prints all of {@code data}, the last of it after the gate. */
  static FaultSteps gated(Path work, Random random) throws IOException {
    byte[] data = new byte[DATA];
    random.nextBytes(data);
    Files.write(work.resolve("data"), data);
    String text =
        """
        check() { [ -e "$WORK/done" ]; }
        apply() {
          head -c 100000 "$WORK/data"
          while ! [ -e "$WORK/gate" ]; do
            if [ -e "$WORK/more" ]; then : > "$WORK/more.seen"; fi
            sleep 0.05
          done
          tail -c +100001 "$WORK/data"
          : > "$WORK/done"
        }
        verify() { [ -e "$WORK/done" ]; }
        """;
    // The last line of a job is Drydock's own word; data must stand alone to be compared.
    PlannedStep step =
        new PlannedStep(
            new Step("gated", "Gated", "why", false, 1, 1, 1, "", false, text),
            new TreeMap<>(Map.of("WORK", work.toString())));
    return new FaultSteps(work, new Plan("faults", "Faults", Map.of(), List.of(step)));
  }

  private static PlannedStep step(
      String id,
      Path work,
      int pieces,
      int size,
      String pause,
      int code,
      boolean gated,
      boolean root) {
    // The output's folder has the attempt's name: who executed is on record. A holder that is still
    // a step's script (a zombie has no command line) when another begins would be two at once.
    String text =
        """
        check() { [ -e "$WORK/%1$s.done" ]; }
        apply() {
          me=$(readlink "/proc/$$/fd/1")
          echo "$me" >> "$WORK/%1$s.executed"
          holder=$(cat "$WORK/holder" 2>/dev/null) || holder=none
          case $(tr '\\000' ' ' 2>/dev/null < "/proc/$holder/cmdline") in
            *"/steps/"*) echo "$me" >> "$WORK/overlap" ;;
          esac
          rm -f "$WORK/holder"
          echo "$$" > "$WORK/holder"
          i=0
          while [ "$i" -lt %2$d ]; do
            tail -c "+$((i * %3$d + 1))" "$WORK/data" | head -c %3$d
            sleep %4$s
            i=$((i + 1))
          done
          while [ %5$s = yes ] && ! [ -e "$WORK/gate" ]; do sleep 0.05; done
          if [ %6$d -ne 0 ] && ! [ -e "$WORK/cure" ]; then exit %6$d; fi
          : > "$WORK/%1$s.done"
        }
        verify() { [ -e "$WORK/%1$s.done" ]; }
        """
            .formatted(id, pieces, size, pause, gated ? "yes" : "no", code);
    return new PlannedStep(
        new Step(id, "Step " + id, "why", root, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", work.toString())));
  }

  Plan plan() {
    return plan;
  }

  void openGate() throws IOException {
    touch("gate");
  }

  void cure() throws IOException {
    touch("cure");
  }

  private void touch(String name) throws IOException {
    if (!Files.exists(work.resolve(name))) {
      Files.createFile(work.resolve(name));
    }
  }

  /** Whether a step began while another, or the same, was executed. */
  boolean overlapped() {
    return Files.exists(work.resolve("overlap"));
  }

  /** The exit code that a step is written to fail with; 0 for none. */
  int plannedCode(String id) {
    String text =
        plan.steps().stream()
            .filter(step -> step.id().equals(id))
            .findFirst()
            .orElseThrow()
            .step()
            .text();
    return Integer.parseInt(text.replaceAll("(?s).*\\bexit (\\d+); fi.*", "$1"));
  }

  /** Output files of the attempts that executed the step's apply, one for every time. */
  List<String> outs(String id) throws IOException {
    Path file = work.resolve(id + ".executed");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Names of those attempts. */
  List<String> executions(String id) throws IOException {
    return outs(id).stream().map(out -> Path.of(out).getParent().getFileName().toString()).toList();
  }
}
