package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.ServerRun;
import dev.drydock.session.Offer;
import dev.drydock.session.Session;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Two or three Drydocks, windows and command lines, of one home folder or of several, start, wish,
 * stop and go on against one real sshd, at random and at once. Whatever they do: one runner at a
 * time, no step executed twice for one attempt or two at once, nothing of a living job removed, and
 * every refusal is worded.
 *
 * <p>{@code -Ddrydock.races=N} for more or fewer, {@code -Ddrydock.seed=N} begins with that one.
 */
final class RaceScheduleTest {
  private static final int RACES = Integer.getInteger("drydock.races", 100);
  private static final long SEED = Long.getLong("drydock.seed", System.currentTimeMillis());
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int LANES = Integer.getInteger("drydock.lanes", 4);

  /** Of the race that this one is at; each lane has a test object of its own. */
  private final Queue<String> story = new ConcurrentLinkedQueue<>();

  @Test
  void races_everyStepOnceAndOneRunnerAtATime() throws Exception {
    System.out.println(RACES + " races from seed " + SEED);
    FaultBook book = new FaultBook("Several Drydocks on one server");
    Path folder = Folders.open("drydock-races");
    AtomicLong next = new AtomicLong(SEED);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> lanes = new ArrayList<>();
    for (int i = 0; i < Math.min(LANES, RACES); i++) {
      Path own = open(folder.resolve("lane" + i));
      lanes.add(new Thread(() -> new RaceScheduleTest().lane(own, next, book, failures)));
    }
    lanes.forEach(Thread::start);
    for (Thread lane : lanes) {
      lane.join();
    }
    book.publish();
    Folders.delete(folder);
    for (Throwable failure : failures) {
      throw new AssertionError(failure);
    }
  }

  private static Path open(Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  private void lane(Path folder, AtomicLong next, FaultBook book, Queue<Throwable> failures) {
    long seed = next.getAndIncrement();
    try (FaultServer server = FaultServer.whole(folder)) {
      while (seed < SEED + RACES && failures.isEmpty()) {
        story.clear();
        long begun = System.nanoTime();
        race(seed, server, open(folder.resolve("race-" + seed)));
        book.enter("race", true, (System.nanoTime() - begun) / 1_000_000);
        if (Boolean.getBoolean("drydock.stories")) {
          System.out.println("seed " + seed + "\n" + String.join("\n", story));
        }
        seed = next.getAndIncrement();
      }
    } catch (Exception | AssertionError e) {
      failures.add(
          new AssertionError(
              "seed %d: mvn test -Dtest=RaceScheduleTest -Ddrydock.races=1 -Ddrydock.seed=%d%n%s"
                  .formatted(seed, seed, String.join("\n", story)),
              e));
    }
  }

  private void race(long seed, FaultServer server, Path folder) throws Exception {
    Random random = new Random(seed);
    Path work = Files.createDirectory(folder.resolve("work"));
    server.giveToUser(work);
    FaultSteps steps = FaultSteps.random(work, random, false, server.sudoer().isPresent());
    int many = 2 + random.nextInt(2);
    boolean oneHome = random.nextBoolean();
    CountDownLatch go = new CountDownLatch(1);
    Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      long own = random.nextLong();
      Path runs = folder.resolve(oneHome ? "runs" : "runs" + i);
      String name = "drydock " + i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  play(name, new Random(own), server, runs, steps);
                } catch (Exception | AssertionError e) {
                  thrown.add(e);
                }
              },
              name);
      threads.add(thread);
      thread.start();
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
      assertThat(thread.isAlive()).as("%s hangs", thread.getName()).isFalse();
    }
    for (Throwable one : thrown) {
      throw new AssertionError(one);
    }
    steps.cure();
    List<String> ids = finish(server, folder.resolve("last"));
    check(server, steps, ids);
    server.forgetRuns();
    Folders.delete(folder);
  }

  /** Some sittings with the server, each with some wishes. */
  private void play(String name, Random random, FaultServer server, Path runs, FaultSteps steps)
      throws Exception {
    for (int sitting = 1 + random.nextInt(2); sitting > 0; sitting--) {
      try (Session session = server.sessions(runs).connect(server.options(), server.prompts())) {
        if (random.nextInt(3) == 0) {
          byCommandLine(name, server, runs, steps, session.hostKey().sha256());
          continue;
        }
        session.readFacts();
        Offer offer = session.offer();
        boolean fresh = offer.run().isEmpty() || offer.isFinished() || random.nextInt(4) == 0;
        try (RunControl run =
            fresh
                ? session.newRun(steps.plan(), "race", Map.of(), false)
                : session.openRun(offer.run().orElseThrow().runId(), "race")) {
          story.add(name + (fresh ? " begins " : " takes up ") + run.record().runId());
          run.start();
          for (int wishes = random.nextInt(4); wishes > 0; wishes--) {
            int millis = random.nextInt(250);
            Waiting.until(Duration.ofMillis(millis), () -> false);
            int wish = random.nextInt(5);
            story.add(name + " wishes " + wish + " at " + run.record().state());
            switch (wish) {
              case 0 -> run.setPauseAfterStep(random.nextBoolean());
              case 1 -> run.stopStep();
              case 2 -> steps.cure();
              default -> run.resume();
            }
          }
          worded(name, run);
        }
      } catch (RefusedException e) {
        story.add(name + " is refused: " + e.getMessage());
        assertThat(e.getMessage()).hasSizeGreaterThan(20).endsWith(".");
      }
    }
  }

  /** It stays until the run stands still or is done, and its exit code says which. */
  private void byCommandLine(
      String name, FaultServer server, Path runs, FaultSteps steps, String hostKey) {
    CommandLine line = new CommandLine(server, runs, steps.plan());
    int code = line.run(runs.resolveSibling("cli-" + name), hostKey);
    story.add(name + " by command line: " + code + "\n" + line.said().replaceAll("[^ -~\n]+", "."));
    assertThat(code).as("exit code").isIn(0, 5, 7);
    if (code == 7) {
      assertThat(line.said()).contains("The server is walking run");
    }
  }

  private void worded(String name, RunControl run) {
    RunRecord record = run.record();
    run.trouble()
        .ifPresent(
            trouble -> {
              story.add(name + " has trouble: " + record.message());
              assertThat(trouble.getMessage()).isNotBlank();
            });
  }

  /** All that was begun is brought to its end, one after the other, and looked at. */
  private List<String> finish(FaultServer server, Path runs) throws Exception {
    List<String> ids = new ArrayList<>();
    // A start that somebody left in its midst still comes to its end.
    assertThat(Waiting.until(Duration.ofSeconds(20), () -> isCalm(server)))
        .as("still answered: %s", tree(server))
        .isTrue();
    try (Session session = server.sessions(runs).connect(server.options(), server.prompts())) {
      session.readFacts();
      // Who walks goes first: the server does one at a time.
      List<ServerRun> found = new ArrayList<>(session.runsOnServer());
      found.sort(Comparator.comparing(ServerRun::isGoing).reversed());
      for (ServerRun one : found) {
        ids.add(one.runId());
        try (Desktop desktop =
            new Desktop(server, runs, Clock.systemUTC(), one.runId(), event -> {})) {
          desktop.finish();
        }
      }
      assertThat(session.runsOnServer()).hasSameSizeAs(ids).allMatch(ServerRun::isFinished);
    }
    return ids;
  }

  private static List<String> tree(FaultServer server) {
    return server.processes().find().stream()
        .map(
            found ->
                found
                    + " below "
                    + found.process().parent().flatMap(one -> one.info().commandLine()).orElse("-")
                    + " since "
                    + found.process().info().startInstant().orElse(null))
        .toList();
  }

  /** Nobody is being answered there any more. */
  private static boolean isCalm(FaultServer server) {
    return server.processes().find().stream()
        .map(ServerProcesses.Found::commandLine)
        .noneMatch(line -> line.startsWith("sudo ") || line.equals("/bin/sh"));
  }

  private void check(FaultServer server, FaultSteps steps, List<String> ids) throws IOException {
    assertThat(Waiting.until(PATIENCE, () -> server.processes().find().isEmpty()))
        .as("left: %s", server.processes().find())
        .isTrue();
    assertThat(steps.overlapped()).as("two at once").isFalse();
    Set<String> told = new HashSet<>();
    for (String id : ids) {
      List<String> walks = new ArrayList<>();
      for (String line : Files.readAllLines(server.run(id).resolve("events"))) {
        String[] words = line.split(" ", -1);
        if (line.matches("1 \\d+ step \\d\\d running .*")) {
          assertThat(told.add("" + server.out(id, words[3] + "." + words[5])))
              .as("begins once: %s", line)
              .isTrue();
        } else if (line.matches("1 \\d+ begun .*")) {
          walks.add(words[4]);
        }
      }
      assertThat(walks).as("walks of %s", id).doesNotHaveDuplicates();
    }
    for (var step : steps.plan().steps()) {
      List<String> outs = steps.outs(step.id());
      assertThat(outs)
          .as("executed once for an attempt that was told, and kept")
          .doesNotHaveDuplicates()
          .allMatch(told::contains)
          .allMatch(out -> Files.exists(Path.of(out)));
      long done = outs.stream().filter(RaceScheduleTest::wasDone).count();
      assertThat(done).as("%s was done once", step.id()).isEqualTo(ids.isEmpty() ? 0 : 1);
    }
  }

  private static boolean wasDone(String out) {
    try {
      return Files.readString(Path.of(out).resolveSibling("exit")).startsWith("1 0 ");
    } catch (IOException e) {
      return false;
    }
  }
}
