package dev.drydock.practice;

import dev.drydock.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Starts and ends QEMU. */
final class Qemu {
  private static final Duration START = Duration.ofMinutes(2);

  /**
   * The watchdogs of the servers tied to this process. Held here because the pipe to a watchdog
   * would close, and its server end, when the collector took the Process away.
   */
  private static final Set<Process> TIED = ConcurrentHashMap.newKeySet();

  private Qemu() {}

  /** QEMU ended by itself while it was started. */
  static final class EndedException extends IOException {
    private static final long serialVersionUID = 1;

    EndedException(String said) {
      super(said);
    }
  }

  /**
   * Returns when QEMU's monitor answers, which for a snapshot is when the server is awake again.
   *
   * @param tied QEMU ends when this process does, however it does
   * @throws EndedException with what QEMU said
   */
  static ProcessId start(Path practice, QemuCommand command, boolean tied)
      throws IOException, InterruptedException, PracticeException {
    Machine machine = command.machine();
    for (Path old :
        List.of(machine.pidFile(), machine.witness(), command.monitor(), command.line())) {
      Files.deleteIfExists(old);
    }
    List<String> line = new ArrayList<>();
    if (tied) {
      Path watchdog = practice.resolve("watchdog.sh");
      PrivateFiles.write(watchdog, Resources.read("watchdog.sh"));
      line.addAll(List.of("sh", watchdog.toString()));
    } else {
      // A session of its own: the terminal's Ctrl-C and hang-up are not meant for it.
      line.add("setsid");
    }
    line.addAll(command.arguments());
    File log = machine.log().toFile();
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log);
    if (!tied) {
      builder.redirectInput(new File("/dev/null"));
    }
    Process process = builder.start();
    if (tied) {
      TIED.removeIf(ended -> !ended.isAlive());
      TIED.add(process);
    }
    boolean started = false;
    try {
      ProcessId id = awaitMonitor(process, command);
      started = true;
      return id;
    } finally {
      if (!started) {
        abandon(process, machine);
      }
    }
  }

  private static ProcessId awaitMonitor(Process process, QemuCommand command)
      throws IOException, InterruptedException, PracticeException {
    long deadline = System.nanoTime() + START.toNanos();
    IOException failure = null;
    while (System.nanoTime() < deadline) {
      if (Files.exists(command.monitor()) && Files.exists(command.machine().pidFile())) {
        try {
          Monitor.connect(command.monitor()).close();
          Optional<ProcessId> id = pid(command.machine());
          if (id.isPresent()) {
            return id.get();
          }
        } catch (IOException e) {
          // Not listening yet, or about to end: the next round tells which.
          failure = e;
        }
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new EndedException(Machine.tail(command.machine().log(), 8));
      }
    }
    throw new PracticeException(
        PracticeException.Kind.QEMU_FAILED,
        "QEMU was started but did not get ready within "
            + START.toMinutes()
            + " minutes. Is this machine very busy? Try again. QEMU said:\n"
            + Machine.tail(command.machine().log(), 8),
        failure);
  }

  private static Optional<ProcessId> pid(Machine machine) throws IOException {
    String text = Files.readString(machine.pidFile()).strip();
    return text.matches("\\d{1,9}") ? ProcessId.of(Long.parseLong(text)) : Optional.empty();
  }

  private static void abandon(Process process, Machine machine) {
    try {
      pid(machine).ifPresent(id -> id.kill(true));
    } catch (IOException e) {
      // It never wrote its pid; the handle below reaches it all the same.
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What QEMU's last words mean for a person. */
  static PracticeException explain(String said, PracticeOptions options) {
    String lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("host forwarding")) {
      return portTaken(options.port());
    }
    if (lower.contains("cpu model")
        || lower.contains("cpu feature")
        || lower.contains("property")) {
      return new PracticeException(
          PracticeException.Kind.QEMU_FAILED,
          "QEMU here does not know the CPU model \""
              + options.cpu()
              + "\". \"qemu-system-i386 -cpu help\" lists those it knows. It said:\n"
              + said);
    }
    if (lower.contains("allocate memory") || lower.contains("guest memory")) {
      return new PracticeException(
          PracticeException.Kind.QEMU_FAILED,
          "This machine has not enough free memory for a practice server with "
              + options.memoryMb()
              + " MiB. Close something, or ask for less with --memory. QEMU said:\n"
              + said);
    }
    if (lower.contains("write\" lock") || lower.contains("shared \"write\"")) {
      return new PracticeException(
          PracticeException.Kind.QEMU_FAILED,
          "Another QEMU holds the practice server's disk. End that process, then try again. QEMU"
              + " said:\n"
              + said);
    }
    return new PracticeException(
        PracticeException.Kind.QEMU_FAILED,
        "QEMU ended as soon as it was started. It said:\n" + (said.isBlank() ? "(nothing)" : said));
  }

  static PracticeException portTaken(int port) {
    return new PracticeException(
        PracticeException.Kind.PORT_TAKEN,
        "Another program already uses port "
            + port
            + " of this machine, so the practice server cannot have it. Choose another with"
            + " --port, for example --port="
            + (port < 65535 ? port + 1 : PracticeOptions.DEFAULT_PORT)
            + ".");
  }

  /** Waits for the end, asks for it, forces it. Only this very process is touched. */
  static void end(ProcessId id, Duration patience) throws InterruptedException {
    if (gone(id, patience)) {
      return;
    }
    id.kill(false);
    if (gone(id, Duration.ofSeconds(10))) {
      return;
    }
    id.kill(true);
    gone(id, Duration.ofSeconds(10));
  }

  private static boolean gone(ProcessId id, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (id.isAlive()) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }
}
