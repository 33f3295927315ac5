package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
import dev.drydock.job.Places;
import dev.drydock.job.ServerRuns;
import dev.drydock.job.Start;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The link is cut at byte N of the exchange that lays a run down and starts it: whatever N is,
 * asking again for the same walk begins it exactly once. By default some positions are drawn, those
 * at both ends of the exchange always among them; {@code -Ddrydock.stride=1} takes every byte of
 * both ways (an SSH packet counts only when it has come whole, so most of these are alike).
 */
final class AmbiguousStartTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());
  private static final int STRIDE = Integer.getInteger("drydock.stride", 0);
  private static final int DRAWN = 25;
  private static final int ENDS = 6;

  private static Path folder;
  private static FaultServer server;
  private static FaultBook book;
  private static JschConnector connector;
  private static ServerRuns runs;

  /** Counts over all tests: they share the server. */
  private static int number;

  @BeforeAll
  static void start() throws IOException {
    System.out.println("seed " + SEED);
    folder = Folders.open("drydock-ambiguous");
    server = FaultServer.whole(folder);
    book = new FaultBook("Link cut in the exchange that starts a run");
    FaultServer.Address address = server.address();
    Path keys = address.key().resolveSibling("known_hosts");
    connector = new JschConnector(keys, address.key().resolveSibling("no_known_hosts"));
    runs =
        new ServerRuns(new Places(address.rootBase().toString(), address.boot().toString(), 1, 1));
  }

  @AfterAll
  static void end() throws IOException {
    book.publish();
    server.close();
    Folders.delete(folder);
  }

  @Test
  void start_cutAtByte_beginsOnce() throws Exception {
    sweep(false);
  }

  @Test
  void start_asRootCutAtByte_beginsOnce() throws Exception {
    assumeTrue(server.sudoer().isPresent(), "needs root and sudo");
    sweep(true);
  }

  private static void sweep(boolean root) throws Exception {
    Random random = new Random(SEED);
    for (Way way : new Way[] {Way.UP, Way.DOWN}) {
      long length = lengthOfExchange(way, root);
      SortedSet<Long> positions = new TreeSet<>();
      for (long at = 1; at <= length; at += STRIDE > 0 ? STRIDE : length) {
        positions.add(at);
      }
      for (int i = 0; i < DRAWN && STRIDE == 0; i++) {
        positions.add(1 + random.nextLong(length));
      }
      for (long i = 0; i < ENDS; i++) {
        positions.add(1 + i);
        positions.add(Math.max(1, length - i));
      }
      System.out.println(positions.size() + " of " + length + " bytes " + way + ", root " + root);
      for (long at : positions) {
        cutAt(way, at, random.nextBoolean() ? End.RESET : End.FIN, root);
      }
    }
  }

  private static Remote connect(FaultProxy proxy) throws RemoteException {
    return connector.connect(server.via(proxy), new ScriptedPrompts());
  }

  private static Secret password() {
    return server.password().isEmpty() ? null : ScriptedPrompts.secret(server.password());
  }

  /** The step notes that it was executed, in a file that only it has. */
  private static Start next(Path counter, boolean root) {
    return new Start(
        "20261201-%06d-abcdef".formatted(number),
        root,
        server.address().user(),
        "digest",
        1,
        Instant.now(),
        Optional.empty(),
        Map.of(
            "order",
            "01 " + (root ? "root" : "user") + " only\n",
            "about",
            "{}\n",
            "plan",
            "{}\n",
            "steps/01",
            "echo executed >> " + counter + "; echo hello; exit 7\n"));
  }

  private static Path counter() throws IOException {
    number++;
    Path work = Files.createDirectories(folder.resolve("work" + number));
    server.giveToUser(work);
    return work.resolve("counter");
  }

  private static boolean hasEnded(String runId) {
    try {
      return Files.readString(server.events(runId)).contains("ended decision 01");
    } catch (IOException e) {
      return false;
    }
  }

  private static long lengthOfExchange(Way way, boolean root) throws Exception {
    try (FaultProxy proxy = new FaultProxy(server.port());
        Remote remote = connect(proxy);
        Secret password = password()) {
      remote.exec("true");
      long before = proxy.bytes(way);
      Start start = next(counter(), root);
      runs.start(remote, start, password);
      long length = proxy.bytes(way) - before;
      assertThat(Waiting.until(PATIENCE, () -> hasEnded(start.runId()))).isTrue();
      return length;
    }
  }

  private static void cutAt(Way way, long at, End how, boolean root) throws Exception {
    String where = "cut after %d bytes %s (%s), root %s".formatted(at, way, how, root);
    Path counter = counter();
    Start start = next(counter, root);
    boolean answered;
    try (FaultProxy proxy = new FaultProxy(server.port());
        Secret password = password()) {
      try (Remote remote = connect(proxy)) {
        remote.exec("true");
        proxy.cutAfter(way, at, how);
        runs.start(remote, start, password);
        answered = true;
      } catch (RemoteException e) {
        answered = false;
      }
      long begun = System.nanoTime();
      proxy.flow();
      Start.Outcome outcome;
      try (Remote remote = connect(proxy)) {
        outcome = runs.start(remote, start, password);
      }
      boolean once =
          Waiting.until(PATIENCE, () -> hasEnded(start.runId()))
              && Files.readAllLines(counter).size() == 1;
      book.enter(
          (root ? "as root" : "as the person")
              + ", cut "
              + (way == Way.UP ? "on the way up" : "on the way down")
              + (answered ? ", the answer came first" : ""),
          once,
          (System.nanoTime() - begun) / 1_000_000);
      assertThat(outcome).as(where).isNotInstanceOf(Start.Outcome.Absent.class);
      assertThat(once).as(where).isTrue();
    }
    // The runner is seen off: the next is one of another run.
    assertThat(Waiting.until(PATIENCE, () -> server.processes().commandLines().isEmpty())).isTrue();
    server.forgetRuns();
  }
}
