package dev.drydock.faults;

import dev.drydock.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * Plays schedules on several lanes at once, for most of a schedule's time is waiting. Each lane has
 * an sshd, a user, a disk and a group of threads of its own, so that what one leaves behind is seen
 * at once and is not taken for another's.
 */
final class Lanes {
  private static final long STUCK_MINUTES = 5;

  /** How many failures end it all: more would say the same again. */
  private static final int ENOUGH = 5;

  private final FaultBook book;
  private final long firstSeed;
  private final LongPredicate wanted;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong played = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param wanted whether the schedule of that number (from 0) is to be played; false ends a lane
   */
  Lanes(FaultBook book, long firstSeed, LongPredicate wanted) {
    this.book = book;
    this.firstSeed = firstSeed;
    this.wanted = wanted;
  }

  /** How many have been played. */
  long played() {
    return played.get();
  }

  /** What went wrong, each with the command that repeats it. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Returns when all have been played. */
  void run(int count) throws Exception {
    Path folder = Folders.open("drydock-faults");
    List<Thread> lanes = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Path own = Files.createDirectory(folder.resolve("lane" + i));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
        String name = "lane " + i;
        Thread lane = new Thread(() -> lane(name, own), name);
        lanes.add(lane);
        lane.start();
      }
      for (Thread lane : lanes) {
        lane.join();
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private void lane(String name, Path folder) {
    try (FaultServer server = FaultServer.whole(folder)) {
      Session recorder = recorder(server, folder);
      Scope scope = new Scope(name);
      long number = next.getAndIncrement();
      while (failures.size() < ENOUGH && wanted.test(number)) {
        play(firstSeed + number, server, scope, folder, recorder);
        played.incrementAndGet();
        number = next.getAndIncrement();
      }
      Schedule.impossible(server)
          .forEach(fault -> book.remarkOnce("Not possible on this machine: " + fault.label()));
    } catch (Exception | AssertionError e) {
      failures.add(name + " cannot work: " + trace(e));
    }
  }

  /**
   * One that has read the facts, and found no run there, and only makes new ones from now on:
   * closed, since a session at rest would be one more to be told from a leak.
   */
  private static Session recorder(FaultServer server, Path folder) throws Exception {
    try (Session session =
        server.sessions(folder.resolve("runs")).connect(server.options(), server.prompts())) {
      session.readFacts();
      session.offer();
      return session;
    }
  }

  private void play(long seed, FaultServer server, Scope scope, Path folder, Session recorder)
      throws IOException, InterruptedException {
    Schedule schedule = new Schedule(seed, server, scope, folder, recorder, book);
    List<Throwable> thrown = new ArrayList<>();
    Thread player =
        new Thread(
            scope,
            () -> {
              try {
                schedule.play();
              } catch (Exception | AssertionError e) {
                thrown.add(e);
              }
            },
            "schedule " + seed);
    player.start();
    player.join(TimeUnit.MINUTES.toMillis(STUCK_MINUTES));
    String stuck = player.isAlive() ? "it hangs\n" + scope.stacks() : "";
    player.interrupt();
    player.join(TimeUnit.MINUTES.toMillis(1));
    boolean well = thrown.isEmpty() && stuck.isEmpty();
    if (!well) {
      String failure =
          "seed %d: to play it again:%n  mvn test -Dtest=FaultScheduleTest -Ddrydock.schedules=1 -Ddrydock.seed=%d%n%s%n%s%s%s"
              .formatted(
                  seed,
                  seed,
                  schedule.story(),
                  stuck,
                  thrown.isEmpty() ? "" : trace(thrown.get(0)),
                  scope.stacks());
      failures.add(failure);
      // At once, too: the end may be hours away.
      System.out.println("failed: " + failure);
    }
    List<Fault> struck = schedule.struck;
    for (int i = 0; i < struck.size(); i++) {
      boolean last = i == struck.size() - 1;
      book.enter(struck.get(i).label(), well, well && last ? schedule.recoveryMillis() : -1);
    }
    if (Boolean.getBoolean("drydock.stories")) {
      System.out.println("seed " + seed + "\n" + schedule.story());
    }
    schedule.close();
  }

  private static String trace(Throwable thrown) {
    java.io.StringWriter text = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(text, true));
    return text.toString();
  }
}
