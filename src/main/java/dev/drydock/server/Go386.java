package dev.drydock.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which GO386 a Go of some version needs for a CPU: how its compiler does floating point on 32-bit
 * x86.
 *
 * <p>Source of the rule: golang.org/doc/install/source and the issues golang/go#40255 and #41848
 * (387 dropped for softfloat in 1.16), #20009 and #35789 (1.8 and later without SSE).
 */
public final class Go386 {
  private static final String X87 = "387";
  private static final String SSE2 = "sse2";
  private static final String SOFTFLOAT = "softfloat";
  private static final String NONE = "none";

  private Go386() {}

  /** What the rule says. */
  public sealed interface Answer permits Use, Impossible {
    /** One or two sentences for the person. */
    String reason();
  }

  /**
   * @param value {@code 387}, {@code sse2}, {@code softfloat}, or {@code none} for Go 1.0, which
   *     has no such setting
   * @param warnings what may go wrong nevertheless, each a sentence or two
   */
  public record Use(String value, String reason, List<String> warnings) implements Answer {
    public Use {
      warnings = List.copyOf(warnings);
    }
  }

  /** There is no right value: GO386 means nothing for this server. */
  public record Impossible(String reason) implements Answer {}

  public static Answer decide(ServerFacts facts, GoVersion version) {
    ServerFacts.Cpu cpu = facts.cpu();
    if (facts.os().architecture().equals("i386") && !cpu.flags().isEmpty()) {
      // Also on a 64-bit kernel: where the programs are 32-bit, Go builds for 386.
      return decide32(cpu, version);
    }
    return decide(cpu, version);
  }

  public static Answer decide(ServerFacts.Cpu cpu, GoVersion version) {
    if (cpu.flags().isEmpty()) {
      return new Impossible(
          (cpu.modelName().isEmpty() ? "This text" : "\"" + cpu.modelName() + "\"")
              + " is not an x86 processor: it lists no x86 flags. GO386 exists only for 32-bit x86.");
    }
    if (cpu.kernelBits() == 64) {
      return new Impossible(
          "This is a 64-bit x86 system, for which Go builds amd64 programs: GO386 does not exist"
              + " there. Docker supports it directly: use Docker's own packages.");
    }
    return decide32(cpu, version);
  }

  private static Answer decide32(ServerFacts.Cpu cpu, GoVersion version) {
    if (!version.isAtLeast(1, 1)) {
      return new Use(
          NONE,
          "Go " + version + " has no GO386: it always computes with the 387 unit, which runs here.",
          floorWarnings(cpu, version, NONE));
    }
    if (cpu.has(SSE2)) {
      return new Use(
          SSE2,
          "The processor's flags include sse2, which Go " + version + " uses for floating point.",
          List.of());
    }
    if (version.isAtLeast(1, 16)) {
      return new Use(
          SOFTFLOAT,
          "The processor's flags do not include sse2. Go "
              + version
              + " knows only sse2 and softfloat (387 went with Go 1.16), so floating point is done"
              + " in software.",
          floorWarnings(cpu, version, SOFTFLOAT));
    }
    return new Use(
        X87,
        "The processor's flags do not include sse2. Go "
            + version
            + " then computes with the 387 unit, which every such processor has.",
        floorWarnings(cpu, version, X87));
  }

  /**
   * Judges a value that the person chose instead.
   *
   * @return what to warn of, or empty when the choice is as good as the rule's
   */
  public static Optional<String> judgeOverride(
      ServerFacts.Cpu cpu, GoVersion version, String chosen) {
    List<String> known = valuesOf(version);
    if (!known.contains(chosen)) {
      return Optional.of(
          known.equals(List.of(NONE))
              ? "Go " + version + " has no GO386 and ignores \"" + chosen + "\"."
              : "Go "
                  + version
                  + " does not know GO386="
                  + chosen
                  + " and will stop with an error: it knows "
                  + Texts.list(known)
                  + ".");
    }
    if (chosen.equals(SSE2) && !cpu.has(SSE2)) {
      return Optional.of(
          "This processor has no SSE2: programs built with GO386=sse2 will die here with \"Illegal"
              + " instruction\".");
    }
    if (!chosen.equals(SSE2) && cpu.has(SSE2) && !chosen.equals(NONE)) {
      return Optional.of(
          "This works, but this processor has SSE2: floating point with GO386="
              + chosen
              + " is slower than with sse2.");
    }
    List<String> warnings = floorWarnings(cpu, version, chosen);
    return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", warnings));
  }

  /** The values that a version of Go accepts; {@code none} alone before 1.1. */
  public static List<String> valuesOf(GoVersion version) {
    if (!version.isAtLeast(1, 1)) {
      return List.of(NONE);
    }
    return version.isAtLeast(1, 16) ? List.of(SOFTFLOAT, SSE2) : List.of(X87, SSE2);
  }

  private static List<String> floorWarnings(ServerFacts.Cpu cpu, GoVersion version, String value) {
    List<String> warnings = new ArrayList<>();
    if (cpu.has(SSE2) || value.equals(SSE2)) {
      return warnings;
    }
    if (value.equals(X87) && version.isAtLeast(1, 8) && !cpu.has("sse")) {
      warnings.add(
          "The processor has no SSE either, and Go 1.8 to 1.15 were seen to fail on such ones even"
              + " with GO386=387 (golang/go#20009, #35789): Go 1.7 or older, or 1.16 or newer, is"
              + " the safer choice.");
    }
    if (!cpu.has("mmx")) {
      warnings.add(
          "The processor has no MMX, which Go documents as its floor (Pentium MMX or later): its"
              + " programs may refuse to start.");
    }
    return warnings;
  }
}
