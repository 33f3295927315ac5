package dev.drydock.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All threads that one worker's schedules start: a thread belongs to the group of the one that made
 * it, so that none can be overlooked, whatever its name, and workers do not see each other's.
 */
final class Scope extends ThreadGroup {
  private static final Set<String> DYING = Set.of("06");
  private static final String LISTENING = "0A";
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  Scope(String name) {
    super(name);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    // A crash on purpose is no accident.
    if (!(thrown instanceof Crash)) {
      thrown.addSuppressed(new IllegalStateException("uncaught in " + thread.getName()));
      uncaught.add(thrown);
    }
  }

  /** What no thread should have died of, once. */
  List<Throwable> takeUncaught() {
    List<Throwable> all = new ArrayList<>();
    Throwable next;
    while ((next = uncaught.poll()) != null) {
      all.add(next);
    }
    return all;
  }

  /** Those alive but the caller's. */
  List<Thread> others() {
    Thread[] found = new Thread[activeCount() + 50];
    int count = enumerate(found, true);
    return Arrays.stream(found, 0, count)
        .filter(thread -> thread != Thread.currentThread() && thread.isAlive())
        .toList();
  }

  boolean has(String name) {
    return others().stream().anyMatch(thread -> thread.getName().equals(name));
  }

  /** Where they all are, for the one who has to find out why they hang. */
  String stacks() {
    StringBuilder text = new StringBuilder();
    for (Thread thread : others()) {
      text.append(thread.getName()).append('\n');
      Arrays.stream(thread.getStackTrace())
          .limit(14)
          .forEach(frame -> text.append("  ").append(frame).append('\n'));
    }
    return text.toString();
  }

  /**
   * Sockets of this machine with one of these ports at either end that are not yet, or not yet
   * quite, closed.
   *
   * @param server a port that may go on listening
   */
  static List<String> sockets(Set<Integer> ports, int server) {
    List<String> found = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      List<String> lines;
      try {
        lines = Files.readAllLines(Path.of("/proc/net", table), StandardCharsets.US_ASCII);
      } catch (IOException e) {
        continue;
      }
      for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
        String[] words = line.strip().split("\\s+", 5);
        int local = port(words[1]);
        int remote = port(words[2]);
        boolean listens = words[3].equals(LISTENING);
        if ((ports.contains(local) || ports.contains(remote))
            && !DYING.contains(words[3])
            && !(listens && local == server)) {
          found.add(local + " to " + remote + " in state " + words[3]);
        }
      }
    }
    return found;
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }
}
