package dev.drydock.run;

import dev.drydock.files.PrivateFiles;
import dev.drydock.job.Attempt;
import dev.drydock.job.ServerRuns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes what a server tells of a run into its folder here. Everything about it follows from the
 * files: how many lines are here, which outputs are whole. One thread at a time.
 */
final class Copy {
  private final RunFolder folder;
  private final List<String> steps;
  private final List<String> lines;
  private long length;
  private RunView view;

  Copy(RunFolder folder, List<String> steps) throws IOException {
    this.folder = folder;
    this.steps = steps;
    this.lines = new ArrayList<>(folder.events());
    this.view = new RunView(steps);
    lines.forEach(view::apply);
    this.length = lines.stream().mapToLong(line -> bytes(line).length).sum();
  }

  RunView view() {
    return view;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  Path out(Attempt attempt) {
    int index = attempt.step() - 1;
    return folder.out(RunFolder.outName(index, steps.get(index), attempt.number()));
  }

  private boolean isOfPlan(Attempt attempt) {
    return attempt.step() >= 1 && attempt.step() <= steps.size();
  }

  private static long length(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Whether all is here that the step put out before its recorded end. */
  boolean isWhole(Attempt attempt) throws IOException {
    long ended = view.lengths().getOrDefault(attempt, -1L);
    return ended >= 0 && length(out(attempt)) >= ended;
  }

  ServerRuns.Here here() throws IOException {
    Map<Attempt, Long> partly = new TreeMap<>();
    Set<Attempt> whole = new HashSet<>();
    for (Attempt attempt : view.lengths().keySet()) {
      if (isWhole(attempt)) {
        whole.add(attempt);
      } else if (length(out(attempt)) > 0) {
        partly.put(attempt, length(out(attempt)));
      }
    }
    return new ServerRuns.Here(
        lines.size(), lines.isEmpty() ? "" : lines.get(lines.size() - 1), partly, whole);
  }

  /** Bytes of all outputs that are here. */
  long bytes() throws IOException {
    long sum = 0;
    for (Attempt attempt : view.lengths().keySet()) {
      sum += length(out(attempt));
    }
    return sum;
  }

  /** On the disk before this returns. */
  List<RunEvent> take(String line) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes(line));
    change(
        folder.eventsFile(),
        events -> {
          // What a crash or a full disk left of a line must not be glued to the next.
          events.truncate(length);
          buffer.rewind();
          try {
            while (buffer.hasRemaining()) {
              events.write(buffer);
            }
          } catch (ClosedByInterruptException e) {
            throw e;
          } catch (IOException e) {
            events.truncate(length);
            throw e;
          }
        });
    length += buffer.limit();
    lines.add(line);
    return view.apply(line);
  }

  private interface Change {
    void to(FileChannel file) throws IOException;
  }

  /**
   * An interrupt (a link that is dropped) closes a channel in the midst of a write: then once more.
   */
  private static void change(Path file, Change change) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      boolean done = false;
      while (!done) {
        try (FileChannel channel = PrivateFiles.openAppend(file)) {
          change.to(channel);
          channel.force(true);
          done = true;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The server has lost events that are here (a power cut). What is here of the outputs that they
   * speak of is kept beside the new ones, under names that nothing else uses.
   */
  void anew() throws IOException {
    for (Attempt attempt : view.lengths().keySet()) {
      Path out = out(attempt);
      if (!isWhole(attempt) && Files.exists(out)) {
        int number = 1;
        while (Files.exists(aside(out, number))) {
          number++;
        }
        Files.move(out, aside(out, number));
      }
    }
    change(folder.eventsFile(), events -> events.truncate(0));
    length = 0;
    lines.clear();
    view = new RunView(steps);
  }

  private static Path aside(Path out, int number) {
    return out.resolveSibling(out.getFileName() + ".lost-" + number);
  }

  /** Where an attempt's output goes to. */
  Path log(Attempt attempt) throws IOException {
    if (!isOfPlan(attempt)) {
      throw new IOException("The server tells of a step that the plan does not have.");
    }
    return out(attempt);
  }

  /**
   * Cuts off what something that the step left in the background wrote after the step's recorded
   * end: it is not the step's.
   */
  void trim(Attempt attempt) throws IOException {
    long ended = view.lengths().getOrDefault(attempt, -1L);
    if (ended >= 0 && length(out(attempt)) > ended) {
      change(out(attempt), out -> out.truncate(ended));
    }
  }
}
