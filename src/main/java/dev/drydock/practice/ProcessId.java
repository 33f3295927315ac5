package dev.drydock.practice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process and no other. A pid alone is used again by the system; together with its start time
 * (field 22 of {@code /proc/PID/stat}, see proc(5)) and the boot it is not.
 *
 * @param startTicks clock ticks from boot to the process's start
 * @param bootId of this machine's boot
 */
record ProcessId(long pid, long startTicks, String bootId) {
  private static final Path PROC = Path.of("/proc");

  /** The process that has this pid now. */
  static Optional<ProcessId> of(long pid) {
    return of(PROC, pid);
  }

  static Optional<ProcessId> of(Path proc, long pid) {
    try {
      String stat =
          Files.readString(
              proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
      String boot = Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
      return parse(pid, stat, boot);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * A zombie has ended: it only waits for its parent to notice. But not while other threads of it
   * (field 20) are still ending: as long, its files are locked and its port is taken.
   */
  private static Optional<ProcessId> parse(long pid, String stat, String boot) {
    // The name in parentheses may hold spaces and parentheses itself.
    int end = stat.lastIndexOf(')');
    if (end < 0) {
      return Optional.empty();
    }
    String[] fields = stat.substring(end + 1).strip().split(" ", -1);
    if (fields.length < 20
        || fields[0].equals("X")
        || (fields[0].equals("Z") && fields[17].matches("[01]"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ProcessId(pid, Long.parseLong(fields[19]), boot));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return isAlive(PROC);
  }

  boolean isAlive(Path proc) {
    return of(proc, pid).map(this::equals).orElse(false);
  }

  /** Sends TERM (or KILL), but only to this very process. */
  void kill(boolean forcibly) {
    if (!isAlive()) {
      return;
    }
    ProcessHandle.of(pid)
        .ifPresent(
            handle -> {
              if (forcibly) {
                handle.destroyForcibly();
              } else {
                handle.destroy();
              }
            });
  }
}
