package dev.drydock.practice;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What kind of practice server to start.
 *
 * @param cpu QEMU's name of the CPU model, for example {@code pentium3} or {@code pentium2}
 * @param memoryMb RAM of the server in MiB, 256 to 3072
 * @param port port on 127.0.0.1 where its SSH is reached; 0 takes any free one
 * @param fresh start from the clean booted snapshot, forgetting what was done to the server
 * @param tied the server ends with this process, however this process ends; else it runs until
 *     {@link Practice#down}
 * @param mirror address of a Debian mirror to use instead of this machine's own
 * @param bootTimeout how long a cold boot may take before it is called dead
 */
public record PracticeOptions(
    String cpu,
    int memoryMb,
    int port,
    boolean fresh,
    boolean tied,
    Optional<String> mirror,
    Duration bootTimeout) {
  public static final String DEFAULT_CPU = "pentium3";
  public static final int DEFAULT_MEMORY_MB = 2048;
  public static final int DEFAULT_PORT = 2222;

  /** A cold boot takes 40 to 50 s on an idle machine with 2 cores; a busy one much longer. */
  public static final Duration DEFAULT_BOOT_TIMEOUT = Duration.ofMinutes(10);

  private static final Pattern CPU =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*([,][+-][a-z0-9_.-]+)*");
  private static final Pattern MIRROR = Pattern.compile("https?://[^\\s\\[\\]\"]+");

  /**
   * @throws IllegalArgumentException with a message fit for a person, when a value makes no sense
   */
  public PracticeOptions {
    if (!CPU.matcher(cpu).matches()) {
      throw new IllegalArgumentException(
          "\"" + cpu + "\" is not a CPU model. Try pentium3, pentium2 or n270.");
    }
    if (memoryMb < 256 || memoryMb > 3072) {
      throw new IllegalArgumentException(
          "The practice server can have 256 to 3072 MiB of memory, not " + memoryMb + ".");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("The port must be between 1 and 65535, not " + port + ".");
    }
    if (mirror.isPresent() && !MIRROR.matcher(mirror.get()).matches()) {
      throw new IllegalArgumentException(
          "\""
              + mirror.get()
              + "\" is not a mirror's address: it starts with http:// or https://.");
    }
    if (bootTimeout.isNegative() || bootTimeout.isZero()) {
      throw new IllegalArgumentException(
          "The time to wait for the boot must be more than nothing.");
    }
  }

  public static PracticeOptions defaults() {
    return new PracticeOptions(
        DEFAULT_CPU,
        DEFAULT_MEMORY_MB,
        DEFAULT_PORT,
        false,
        false,
        Optional.empty(),
        DEFAULT_BOOT_TIMEOUT);
  }

  public PracticeOptions withCpu(String model) {
    return new PracticeOptions(model, memoryMb, port, fresh, tied, mirror, bootTimeout);
  }

  public PracticeOptions withMemoryMb(int mebibytes) {
    return new PracticeOptions(cpu, mebibytes, port, fresh, tied, mirror, bootTimeout);
  }

  public PracticeOptions withPort(int number) {
    return new PracticeOptions(cpu, memoryMb, number, fresh, tied, mirror, bootTimeout);
  }

  public PracticeOptions withFresh(boolean clean) {
    return new PracticeOptions(cpu, memoryMb, port, clean, tied, mirror, bootTimeout);
  }

  public PracticeOptions withTied(boolean endsWithProcess) {
    return new PracticeOptions(cpu, memoryMb, port, fresh, endsWithProcess, mirror, bootTimeout);
  }

  public PracticeOptions withMirror(String address) {
    return new PracticeOptions(cpu, memoryMb, port, fresh, tied, Optional.of(address), bootTimeout);
  }

  public PracticeOptions withBootTimeout(Duration time) {
    return new PracticeOptions(cpu, memoryMb, port, fresh, tied, mirror, time);
  }
}
