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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processes of the server that a test runs on this machine: all that name its folder in their
 * environment or their command line, and those that its user has by sudo, whatever session they are
 * in.
 */
final class ServerProcesses {
  private final List<String> marks;

  /**
   * @param folder in which all of the server is
   * @param user who logs in
   */
  ServerProcesses(Path folder, String user) {
    // The folder's name must not be the beginning of another's.
    marks = List.of(folder + "/", "SUDO_USER=" + user + "\0");
  }

  /**
   * One of them.
   *
   * @param commandLine with blanks between the words
   */
  record Found(ProcessHandle process, String commandLine) {
    private static final Pattern JOB = Pattern.compile("/walk job \\S+ (\\d\\d) (\\d+) ");
    private static final Pattern OUT = Pattern.compile("/jobs/(\\d\\d\\.\\d+)/out$");

    /** The attempt at a step that it is of, or "". */
    String attempt() {
      Matcher job = JOB.matcher(commandLine);
      if (job.find()) {
        return job.group(1) + "." + job.group(2);
      }
      try {
        Path fd = Path.of("/proc", Long.toString(process.pid()), "fd/1");
        Matcher out = OUT.matcher(Files.readSymbolicLink(fd).toString());
        return out.find() ? out.group(1) : "";
      } catch (IOException e) {
        return "";
      }
    }
  }

  List<Found> find() {
    return ProcessHandle.allProcesses()
        .filter(this::isOurs)
        .map(one -> new Found(one, read(one, "cmdline").replace('\0', ' ').strip()))
        .toList();
  }

  private boolean isOurs(ProcessHandle process) {
    String text = read(process, "cmdline") + read(process, "environ") + "\0";
    // Desktops, and what mounts the server's disk, are none of it.
    return marks.stream().anyMatch(text::contains) && !text.matches("(?s)[^\0]*(java|mount)\0.*");
  }

  /** kill -9, once; how many there were. */
  int kill(Predicate<String> commandLine) {
    int killed = 0;
    for (Found one : find()) {
      if (commandLine.test(one.commandLine()) && one.process().destroyForcibly()) {
        killed++;
      }
    }
    return killed;
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
    return find().stream()
        .map(found -> found.process().pid())
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
