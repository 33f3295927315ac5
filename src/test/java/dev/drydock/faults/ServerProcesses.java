package dev.drydock.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The processes of the server that a test runs on this machine, whatever session they are in. */
final class ServerProcesses {
  private final List<String> marks = new ArrayList<>();

  /**
   * @param folder of all that belongs to the server, the steps' own folders too: where root walks,
   *     nothing of the person's environment is left
   */
  ServerProcesses(Path home, Path folder) {
    marks.add("HOME=" + home + "\0");
    marks.add("WORK=" + folder + "/");
    marks.add("\0" + folder + "/");
  }

  /** Those whose command line, blanks between the words, is as asked for. */
  List<ProcessHandle> find(Predicate<String> commandLine) {
    return ProcessHandle.allProcesses()
        .filter(this::isOurs)
        .filter(process -> commandLine.test(read(process, "cmdline").replace('\0', ' ').strip()))
        .toList();
  }

  private boolean isOurs(ProcessHandle process) {
    String text = read(process, "environ") + "\0" + read(process, "cmdline") + "\0";
    return marks.stream().anyMatch(text::contains);
  }

  List<String> commandLines() {
    return find(line -> true).stream()
        .map(process -> read(process, "cmdline").replace('\0', ' ').strip())
        .toList();
  }

  /** kill -9, once; how many there were. */
  int kill(Predicate<String> commandLine) {
    List<ProcessHandle> found = find(commandLine);
    found.forEach(ProcessHandle::destroyForcibly);
    return found.size();
  }

  /** SIGSTOP for all, and for what they have forked meanwhile. */
  void freeze() throws IOException {
    Set<Long> stopped = new HashSet<>();
    List<String> fresh = pids(stopped);
    while (!fresh.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("kill", "-STOP"));
      command.addAll(fresh);
      try {
        // Some of them may be gone by now: its exit code says nothing.
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      fresh = pids(stopped);
    }
  }

  /** Those not yet in the set, which then are. */
  private List<String> pids(Set<Long> known) {
    return find(line -> true).stream()
        .map(ProcessHandle::pid)
        .filter(known::add)
        .map(pid -> Long.toString(pid))
        .toList();
  }

  /** Kills until nothing is left, however fast it forks. */
  void killAll() {
    while (kill(line -> true) > 0) {
      Thread.onSpinWait();
    }
  }

  /** Empty for one that is gone, a zombie, or somebody else's. */
  private static String read(ProcessHandle process, String name) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), name), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
