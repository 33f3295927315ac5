package dev.drydock.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Judges the facts: what the check-up shows, in the order to show it. Pure.
 *
 * <p>The wording is for someone who has never heard of the thing looked at: what it is for, and
 * what happens next.
 */
public final class CheckUp {
  /**
   * RAM and swap together, in MB, below which an installation or a build may be killed half-way
   * (gravitational/teleport#387: low memory kills builds, a swap file cures it).
   */
  public static final int ENOUGH_MEMORY_MB = 960;

  private CheckUp() {}

  /** With a line for the speed, once that was measured or could not be. */
  public static List<Finding> judge(ServerFacts facts, Speed speed) {
    List<Finding> findings = new ArrayList<>(judge(facts));
    if (speed.isMeasured()) {
      findings.add(new Finding("speed", "Speed", speed.text(), Verdict.FINE, ""));
    } else if (!speed.problem().isEmpty()) {
      findings.add(
          new Finding(
              "speed",
              "Speed",
              "not measured",
              Verdict.FINE,
              "The expected times are those of an 866 MHz Pentium III. " + speed.problem()));
    }
    return List.copyOf(findings);
  }

  public static List<Finding> judge(ServerFacts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(MachineChecks.judge(facts));
    findings.addAll(SystemChecks.judge(facts));
    findings.addAll(SoftwareChecks.judge(facts));
    return List.copyOf(findings);
  }

  /** The most serious verdict; FINE for no findings. */
  public static Verdict worst(List<Finding> findings) {
    return findings.stream()
        .map(Finding::verdict)
        .max(Comparator.naturalOrder())
        .orElse(Verdict.FINE);
  }
}
