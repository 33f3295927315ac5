package dev.drydock.faults;

import dev.drydock.recipe.PlannedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One thing that goes wrong during a route.
 *
 * @param step index of the step whose beginning counts
 * @param stepId its id
 * @param after from then; a step that ends sooner is not waited for
 * @param seconds how long the link stays bad, where that is not up to the wizard
 * @param bytes for a cut inside a message: how many may still pass
 */
record RouteFault(Kind kind, int step, String stepId, Duration after, int seconds, int bytes) {
  enum Kind {
    RESET("link reset (RST)"),
    FIN("link ended in order (FIN)"),
    CUT("link cut inside a message"),
    STALL("link stalled both ways, then all arrives"),
    HALF_OPEN("half-open link: all bytes vanish"),
    WIZARD("wizard's JVM killed with -9"),
    POWER("power cut of the server");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Long enough for a wizard to be killed in their middle. */
  private static final List<String> LONG = List.of("install-engine", "base-rootfs", "build-image");

  /** Steps that write much and are not the longest. */
  private static final List<String> WRITING =
      List.of("install-engine", "base-tarball", "import-image", "build-image");

  private static final List<Kind> LINK =
      List.of(Kind.RESET, Kind.FIN, Kind.CUT, Kind.STALL, Kind.RESET, Kind.CUT, Kind.HALF_OPEN);

  /**
   * Faults spread over the whole of a route: the links' at random moments, one in each of as many
   * equal parts of its expected time; the wizard's and the power cut in two different steps.
   */
  static List<RouteFault> schedule(Random random, List<PlannedStep> steps, int links) {
    List<Kind> kinds =
        new ArrayList<>(
            IntStream.range(0, links).mapToObj(i -> LINK.get(i % LINK.size())).toList());
    Collections.shuffle(kinds, random);
    List<RouteFault> faults = new ArrayList<>();
    double total = steps.stream().mapToDouble(RouteFault::weight).sum();
    for (int i = 0; i < links; i++) {
      // Not to the very end: a fault that comes late must still find something to disturb.
      double moment = 0.85 * total * (i + random.nextDouble()) / links;
      int step = 0;
      while (moment >= weight(steps.get(step))) {
        moment -= weight(steps.get(step));
        step++;
      }
      faults.add(fault(kinds.get(i), steps, step, Math.round(moment * 60), random));
    }
    int killed = among(random, steps, LONG, -1);
    faults.add(fault(Kind.WIZARD, steps, killed, part(random, steps.get(killed)), random));
    int dark = among(random, steps, WRITING, killed);
    faults.add(fault(Kind.POWER, steps, dark, part(random, steps.get(dark)), random));
    faults.sort(Comparator.comparing(RouteFault::step).thenComparing(RouteFault::after));
    return List.copyOf(faults);
  }

  private static RouteFault fault(
      Kind kind, List<PlannedStep> steps, int step, long after, Random random) {
    return new RouteFault(
        kind,
        step,
        steps.get(step).id(),
        Duration.ofSeconds(after),
        5 + random.nextInt(70),
        (int) Math.exp(random.nextDouble() * Math.log(30_000)));
  }

  /** Seconds into its middle. */
  private static long part(Random random, PlannedStep step) {
    return Math.round(minutes(step) * 60 * (0.15 + 0.4 * random.nextDouble()));
  }

  private static int among(Random random, List<PlannedStep> steps, List<String> wanted, int not) {
    List<Integer> found =
        IntStream.range(0, steps.size())
            .filter(i -> i != not && wanted.contains(steps.get(i).id()))
            .boxed()
            .toList();
    // A shortened plan may have none of them.
    return found.isEmpty() ? 0 : found.get(random.nextInt(found.size()));
  }

  /** Minutes, and a little for each step: the short ones are to get their share of faults, too. */
  private static double weight(PlannedStep step) {
    return minutes(step) + 0.4;
  }

  private static double minutes(PlannedStep step) {
    // The estimate is debootstrap's; mmdebstrap takes half of that.
    return step.id().equals("base-rootfs") ? step.step().minutes() / 2 : step.step().minutes();
  }

  @Override
  public String toString() {
    return kind + ", " + after.toSeconds() + " s after the start of " + stepId;
  }
}
