package dev.drydock.practice;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine; standard output and errors are one stream. */
final class Commands {
  private static final int KEPT = 200;

  private Commands() {}

  /**
   * @param tail the last lines
   */
  record Outcome(int exitCode, List<String> tail) {
    Outcome {
      tail = List.copyOf(tail);
    }

    boolean ok() {
      return exitCode == 0;
    }

    String text() {
      return String.join("\n", tail);
    }
  }

  /** For short commands. */
  static Outcome run(List<String> command) throws PracticeException {
    return run(command, line -> {});
  }

  /**
   * Runs to the end. Standard input is a pipe that is never written to; it closes when the calling
   * thread is interrupted, which ends a command under {@code watchdog.sh}; any other is killed.
   */
  static Outcome run(List<String> command, ProgressListener listener) throws PracticeException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new PracticeException(
          PracticeException.Kind.OTHER,
          "\"" + command.get(0) + "\" could not be started: " + e.getMessage(),
          e);
    }
    BlockingQueue<List<String>> lines = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(process, lines), "practice-command");
    reader.setDaemon(true);
    reader.start();
    Deque<String> tail = new ArrayDeque<>();
    try {
      // An empty list is the end of the output.
      for (List<String> next = lines.take(); !next.isEmpty(); next = lines.take()) {
        for (String line : next) {
          listener.say(line);
          tail.addLast(line);
          if (tail.size() > KEPT) {
            tail.removeFirst();
          }
        }
      }
      return new Outcome(process.waitFor(), new ArrayList<>(tail));
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw PracticeException.cancelled();
    }
  }

  private static void read(Process process, BlockingQueue<List<String>> lines) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(List.of(line));
      }
    } catch (IOException e) {
      lines.add(List.of("(the rest of the output was lost: " + e.getMessage() + ")"));
    } finally {
      lines.add(List.of());
    }
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // Closed already: then it has ended.
    }
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException again) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
