package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RefusedException;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.ServerRun;
import dev.drydock.session.Offer;
import dev.drydock.session.Session;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * Two or three Drydocks, of one home folder or of several, start, wish, stop and go on against one
 * real sshd, at random and at once. Whatever they do: one runner at a time, no step executed twice
 * for one attempt or two at once, nothing of a living job removed, and every refusal is worded.
 *
 * <p>{@code -Ddrydock.races=N} for more or fewer, {@code -Ddrydock.seed=N} begins with that one.
 */
final class RaceScheduleTest {
  private static final int RACES = Integer.getInteger("drydock.races", 100);
  private static final long SEED = Long.getLong("drydock.seed", System.currentTimeMillis());
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Queue<String> story = new ConcurrentLinkedQueue<>();

  @Test
  void races_everyStepOnceAndOneRunnerAtATime() throws Exception {
    System.out.println(RACES + " races from seed " + SEED);
    FaultBook book = new FaultBook("Several Drydocks on one server");
    Path folder = Folders.open("drydock-races");
    try (FaultServer server = FaultServer.whole(folder)) {
      for (long seed = SEED; seed < SEED + RACES; seed++) {
        story.clear();
        long begun = System.nanoTime();
        try {
          race(seed, server, Files.createDirectory(folder.resolve("race-" + seed)));
        } catch (Exception | AssertionError e) {
          throw new AssertionError(
              "seed %d: mvn test -Dtest=RaceScheduleTest -Ddrydock.races=1 -Ddrydock.seed=%d%n%s"
                  .formatted(seed, seed, String.join("\n", story)),
              e);
        }
        book.enter("race", true, (System.nanoTime() - begun) / 1_000_000);
      }
    } finally {
      book.publish();
      Folders.delete(folder);
    }
  }

  private void race(long seed, FaultServer server, Path folder) throws Exception {
    Random random = new Random(seed);
    Path work = Files.createDirectory(folder.resolve("work"));
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
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
    String runId = finish(server, folder.resolve("last"));
    check(server, work, steps, runId);
    server.forgetRuns();
    Folders.delete(folder);
  }

  /** Some sittings with the server, each with some wishes. */
  private void play(String name, Random random, FaultServer server, Path runs, FaultSteps steps)
      throws Exception {
    for (int sitting = 1 + random.nextInt(2); sitting > 0; sitting--) {
      try (Session session = server.sessions(runs).connect(server.options(), server.prompts())) {
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

  private void worded(String name, RunControl run) {
    RunRecord record = run.record();
    run.trouble()
        .ifPresent(
            trouble -> {
              story.add(name + " has trouble: " + record.message());
              assertThat(trouble.getMessage()).isNotBlank();
            });
  }

  /** What was begun is brought to its end, as a person would. */
  private String finish(FaultServer server, Path runs) throws Exception {
    try (Session session = server.sessions(runs).connect(server.options(), server.prompts())) {
      session.readFacts();
      ServerRun found = session.offer().run().orElse(null);
      if (found == null) {
        return "";
      }
      try (RunControl run = session.openRun(found.runId(), "race")) {
        session.approve(found.runId());
        run.start();
        boolean done =
            Waiting.until(
                PATIENCE,
                () -> {
                  RunState state = run.record().state();
                  if (state == RunState.PAUSED
                      || state == RunState.INTERRUPTED
                      || state == RunState.NEEDS_DECISION) {
                    run.resume();
                  }
                  return state == RunState.FINISHED;
                });
        assertThat(done).as("finished: %s", run.record()).isTrue();
      }
      return found.runId();
    }
  }

  private void check(FaultServer server, Path work, FaultSteps steps, String runId)
      throws IOException, RemoteException {
    assertThat(Waiting.until(PATIENCE, () -> server.processes().find().isEmpty()))
        .as("left: %s", server.processes().find())
        .isTrue();
    assertThat(steps.overlapped()).as("two at once").isFalse();
    assertThat(work.resolve("data")).exists();
    if (runId.isEmpty()) {
      return;
    }
    for (var step : steps.plan().steps()) {
      Path executed = work.resolve(step.id() + ".executed");
      List<String> outs = Files.exists(executed) ? Files.readAllLines(executed) : List.of();
      Set<String> once = new HashSet<>(outs);
      assertThat(outs).as("an attempt executed twice").hasSameSizeAs(once);
      assertThat(outs).as("executed at all").isNotEmpty();
      for (String out : outs) {
        Path job = Path.of(out).getParent();
        String number = job.getFileName().toString();
        assertThat(Files.readString(job.getParent().getParent().resolve("events")))
            .as("told before it was done")
            .contains(" step " + number.replace(".", " running ") + " ");
      }
    }
  }
}
