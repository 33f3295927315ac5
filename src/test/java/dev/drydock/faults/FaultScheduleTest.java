package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random faults at random moments over a real sshd, and after each such schedule the books are
 * checked: bytes, exit codes, executions, and that no thread, socket or process is left.
 *
 * <p>{@code -Ddrydock.schedules=N} for more or fewer of them; {@code -Ddrydock.seed=N} begins with
 * that one; {@code -Ddrydock.lanes=N} plays so many at once; {@code -Ddrydock.stories=true} tells
 * what happened in each. The command that repeats one stands with its failure. {@link FaultSoak} is
 * the same for hours.
 */
final class FaultScheduleTest {
  private static final int SCHEDULES = Integer.getInteger("drydock.schedules", 1000);

  private static final long SEED = Long.getLong("drydock.seed", System.currentTimeMillis());
  private static final int LANES = Integer.getInteger("drydock.lanes", 8);

  @Test
  void schedules_booksAreRight() throws Exception {
    System.out.println(SCHEDULES + " schedules from seed " + SEED);
    List<String> before = sockets();
    FaultBook book = new FaultBook("Schedules on loopback");
    Lanes lanes = new Lanes(book, SEED, number -> number < SCHEDULES);
    long begun = System.nanoTime();
    lanes.run(Math.min(LANES, SCHEDULES));
    book.remark(
        "%d schedules from seed %d in %d s."
            .formatted(lanes.played(), SEED, (System.nanoTime() - begun) / 1_000_000_000));
    book.publish();
    assertThat(lanes.failures()).isEmpty();
    assertThat(lanes.played()).isEqualTo(SCHEDULES);
    List<String> left = new ArrayList<>(sockets());
    left.removeAll(before);
    assertThat(left).as("sockets this JVM still holds: %s", ofTables(left)).isEmpty();
  }

  /** What the system's tables say of them. */
  private static List<String> ofTables(List<String> sockets) throws IOException {
    List<String> found = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
        if (sockets.stream()
            .anyMatch(name -> (line + " ").contains(" " + name.replaceAll("\\D", "") + " "))) {
          found.add(table + " " + line.strip());
        }
      }
    }
    return found;
  }

  /** All sockets of this JVM, connected or not. */
  private static List<String> sockets() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        try {
          String name = Files.readSymbolicLink(descriptor).toString();
          if (name.startsWith("socket:")) {
            found.add(name);
          }
        } catch (IOException e) {
          // Closed meanwhile: the one that lists the folder, for example.
        }
      }
    }
    return found;
  }
}
