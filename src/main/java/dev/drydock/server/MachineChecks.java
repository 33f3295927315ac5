package dev.drydock.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges the hardware: processor, memory, disks, clock. */
final class MachineChecks {
  /** The Go of Debian 12, which its docker.io was built with. */
  private static final GoVersion DEBIAN_12_GO = new GoVersion(1, 19, 8);

  /** The last Go that knew 387. */
  private static final GoVersion LAST_387_GO = new GoVersion(1, 15, 0);

  /** A container's base system, its archive, the image and a small build on top of it. */
  private static final long WANTED_DISK_MB = 3000;

  private static final long LEAST_DISK_MB = 1200;

  /** A further partition needs only room for temporary files. */
  private static final long WANTED_OTHER_MB = 300;

  private static final long CLOCK_TOLERANCE_SECONDS = 60;
  private static final long YEAR_SECONDS = 365L * 24 * 3600;

  private MachineChecks() {}

  static List<Finding> judge(ServerFacts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.add(processor(facts));
    if (isX86(facts)) {
      findings.add(sse2(facts.cpu()));
      findings.add(go386(facts));
      olderInstructions(facts.cpu()).ifPresent(findings::add);
    }
    findings.add(memory(facts.memory()));
    findings.addAll(disks(facts.disks()));
    findings.add(clock(facts.clock()));
    return findings;
  }

  static boolean isX86(ServerFacts facts) {
    return facts.os().machine().matches("i[3-6]86|i86pc|x86|x86_64|amd64")
        || (facts.os().machine().isEmpty() && !facts.cpu().flags().isEmpty());
  }

  private static Finding processor(ServerFacts facts) {
    ServerFacts.Cpu cpu = facts.cpu();
    String value = Texts.firstOf(cpu.modelName(), cpu.vendor(), facts.os().machine(), "unknown");
    if (cpu.mhz() > 0) {
      value += String.format(Locale.ROOT, ", %.0f MHz", cpu.mhz());
    }
    if (cpu.count() > 1) {
      value = cpu.count() + " × " + value;
    }
    if (!isX86(facts)) {
      String machine = facts.os().machine();
      boolean arm = machine.startsWith("arm") || machine.startsWith("aarch64");
      return new Finding(
          "cpu.model",
          "Processor",
          value,
          Verdict.STOP,
          arm
              ? "This is an ARM processor. Drydock is for 32-bit x86 (Intel, AMD, VIA); Docker has"
                  + " packages of its own for ARM: use those."
              : "Drydock is for 32-bit x86 processors (Intel, AMD, VIA), and this is another kind"
                  + (machine.isEmpty() ? "." : " (" + machine + ")."));
    }
    return new Finding("cpu.model", "Processor", value, Verdict.FINE, "");
  }

  private static Finding sse2(ServerFacts.Cpu cpu) {
    if (cpu.has("sse2")) {
      return new Finding(
          "cpu.sse2", "SSE2", "yes", Verdict.FINE, "Every 32-bit program runs on this processor.");
    }
    return new Finding(
        "cpu.sse2",
        "SSE2",
        "missing",
        Verdict.FINE,
        "Most ready-made 32-bit programs of today need SSE2 and would die with \"Illegal"
            + " instruction\"; Drydock uses only ones built without it.");
  }

  private static Finding go386(ServerFacts facts) {
    Go386.Answer today = Go386.decide(facts, DEBIAN_12_GO);
    String label = "GO386";
    if (today instanceof Go386.Impossible impossible) {
      return new Finding(
          "cpu.go386", label, "does not exist here", Verdict.STOP, impossible.reason());
    }
    String value = ((Go386.Use) today).value();
    if (value.equals("sse2")) {
      return new Finding(
          "cpu.go386",
          label,
          "sse2",
          Verdict.FINE,
          "Docker is written in Go, and this is how Go computes on 32-bit x86: with SSE2, because"
              + " this processor has it.");
    }
    String older = Go386.decide(facts, LAST_387_GO) instanceof Go386.Use use ? use.value() : value;
    List<String> warnings = ((Go386.Use) today).warnings();
    return new Finding(
        "cpu.go386",
        label,
        value + ", or " + older + " with Go 1.15 and older",
        warnings.isEmpty() ? Verdict.FINE : Verdict.CARE,
        "Docker is written in Go, and this is how Go computes on 32-bit x86 without SSE2:"
            + " softfloat since Go 1.16 (Debian 12's Docker is built so), 387 before."
            + warnings.stream().map(warning -> " " + warning).collect(Collectors.joining()));
  }

  /** Shown only where they are missing: all but the oldest processors have both. */
  private static Optional<Finding> olderInstructions(ServerFacts.Cpu cpu) {
    if (cpu.has("sse2") || (cpu.has("mmx") && cpu.has("sse"))) {
      return Optional.empty();
    }
    List<String> missing =
        Stream.of("mmx", "sse")
            .filter(flag -> !cpu.has(flag))
            .map(flag -> flag.toUpperCase(Locale.ROOT))
            .toList();
    return Optional.of(
        new Finding(
            "cpu.simd",
            "MMX and SSE",
            Texts.list(missing) + " missing",
            Verdict.CARE,
            cpu.has("mmx")
                ? "Programs built with Go 1.8 to 1.15 were seen to fail on processors without SSE"
                    + " (golang/go#20009); Debian 12's Docker, built with a newer Go, is not among"
                    + " them."
                : "Go's documentation asks for at least a Pentium MMX, so Docker may refuse to start"
                    + " on this processor."));
  }

  private static Finding memory(ServerFacts.Memory memory) {
    long total = memory.ramMb() + memory.swapMb();
    String value =
        memory.ramMb()
            + " MB"
            + (memory.swapMb() > 0 ? " and " + memory.swapMb() + " MB swap" : ", no swap");
    if (memory.ramMb() <= 0) {
      return new Finding(
          "memory",
          "Memory",
          "unknown",
          Verdict.CARE,
          "The server did not tell how much memory it has; look with: free -m");
    }
    if (total < CheckUp.ENOUGH_MEMORY_MB) {
      return new Finding(
          "memory",
          "Memory",
          value,
          Verdict.CARE,
          "That is little, and programs could be killed half-way: a step adds a swap file, so that"
              + " there are "
              + CheckUp.ENOUGH_MEMORY_MB
              + " MB in all.");
    }
    return new Finding("memory", "Memory", value, Verdict.FINE, "");
  }

  /** One line for each partition, named after the paths that lie on it. */
  private static List<Finding> disks(List<ServerFacts.Disk> disks) {
    List<Finding> findings = new ArrayList<>();
    List<String> mountPoints = disks.stream().map(ServerFacts.Disk::mountPoint).distinct().toList();
    for (String mountPoint : mountPoints) {
      List<ServerFacts.Disk> here =
          disks.stream().filter(disk -> disk.mountPoint().equals(mountPoint)).toList();
      findings.add(disk(here));
    }
    return findings;
  }

  private static Finding disk(List<ServerFacts.Disk> here) {
    ServerFacts.Disk disk = here.get(0);
    boolean images = here.stream().anyMatch(one -> one.path().equals("/var/lib"));
    String id = "disk." + disk.mountPoint();
    String label = "Free disk on " + disk.mountPoint();
    String value = size(disk.freeMb()) + " of " + size(disk.totalMb());
    if (images && disk.freeMb() < LEAST_DISK_MB) {
      return new Finding(
          id,
          label,
          value,
          Verdict.STOP,
          "Docker and its images go there and need at least "
              + size(LEAST_DISK_MB)
              + ": make room, for instance with: apt-get clean");
    }
    if (images && disk.freeMb() < WANTED_DISK_MB) {
      return new Finding(
          id,
          label,
          value,
          Verdict.CARE,
          "Enough for a first container, but images grow: " + size(WANTED_DISK_MB) + " is better.");
    }
    if (!images && disk.freeMb() < WANTED_OTHER_MB) {
      return new Finding(
          id,
          label,
          value,
          Verdict.CARE,
          "Temporary files may not fit there: make room up to " + size(WANTED_OTHER_MB) + ".");
    }
    return new Finding(id, label, value, Verdict.FINE, "");
  }

  private static String size(long megabytes) {
    return megabytes < 1000
        ? megabytes + " MB"
        : String.format(Locale.ROOT, "%.1f GB", megabytes / 1024.0);
  }

  private static Finding clock(ServerFacts.Clock clock) {
    long ahead = clock.aheadSeconds();
    if (clock.serverEpochSeconds() == 0) {
      return new Finding(
          "clock",
          "Clock",
          "unknown",
          Verdict.CARE,
          "The server did not tell its time; look with: date");
    }
    if (Math.abs(ahead) <= CLOCK_TOLERANCE_SECONDS) {
      return new Finding(
          "clock",
          "Clock",
          Math.abs(ahead) < 5 ? "agrees with this computer's" : apart(ahead),
          Verdict.FINE,
          "");
    }
    String date = Instant.ofEpochSecond(clock.serverEpochSeconds()).toString().substring(0, 10);
    String step =
        "A step sets the server's clock from this computer's, so check that this one is right.";
    if (ahead < -YEAR_SECONDS) {
      return new Finding(
          "clock",
          "Clock",
          date + ", " + apart(ahead),
          Verdict.CARE,
          "The clock's battery (CMOS battery) on the server's mainboard is most likely dead, and"
              + " with a wrong date package downloads are refused. "
              + step
              + " It will be wrong again after the next power cut until the battery is replaced.");
    }
    return new Finding(
        "clock",
        "Clock",
        apart(ahead),
        Verdict.CARE,
        "With a wrong clock package downloads are refused. " + step);
  }

  private static String apart(long ahead) {
    long seconds = Math.abs(ahead);
    String amount;
    if (seconds < 120) {
      amount = count(seconds, "second");
    } else if (seconds < 2 * 3600) {
      amount = count(seconds / 60, "minute");
    } else if (seconds < 2 * 24 * 3600) {
      amount = count(seconds / 3600, "hour");
    } else if (seconds < 2 * YEAR_SECONDS) {
      amount = count(seconds / (24 * 3600), "day");
    } else {
      amount = count(seconds / YEAR_SECONDS, "year");
    }
    return amount + (ahead < 0 ? " behind" : " ahead");
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
