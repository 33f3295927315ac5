package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
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
 * The link is cut at byte N of the exchange that starts a run: whatever N is, asking again for its
 * first walk walks it exactly once. By default some positions are drawn, those at both ends of the
 * exchange always among them; {@code -Ddrydock.stride=1} takes every byte of both ways (an SSH
 * packet counts only when it has come whole, so most of these are alike).
 */
final class AmbiguousStartTest {
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());
  private static final int STRIDE = Integer.getInteger("drydock.stride", 0);
  private static final int DRAWN = 20;
  private static final int ENDS = 5;

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
    runs = address.runs();
  }

  @AfterAll
  static void end() throws IOException {
    book.publish();
    server.close();
    Folders.delete(folder);
  }

  @Test
  void start_cutAtByte_runsOnce() throws Exception {
    sweep(false);
  }

  @Test
  void start_rootCutAtByte_runsOnce() throws Exception {
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

  private static String id() {
    return "20261201-000000-%06x".formatted(number);
  }

  /** Its one step notes that it was executed, in a file that only it has. */
  private static Start next(Path counter, boolean root) {
    String script = "echo executed >> " + counter + "; echo hello; exit 7\n";
    return new Start(
        id(),
        root,
        server.address().user(),
        "digest",
        1,
        Instant.now(),
        Optional.of(false),
        Map.of(
            "order",
            "01 " + (root ? "root" : "user") + " one\n",
            "steps/01",
            script,
            "plan",
            "plan\n",
            "about",
            "{}\n"));
  }

  private static Path counter() throws IOException {
    number++;
    Path work = Files.createDirectories(folder.resolve("work" + number));
    server.giveToUser(work);
    return work.resolve("counter");
  }

  private static long lengthOfExchange(Way way, boolean root) throws Exception {
    try (FaultProxy proxy = new FaultProxy(server.port());
        Remote remote = connect(proxy);
        Secret password = password()) {
      remote.exec("true");
      long before = proxy.bytes(way);
      runs.start(remote, next(counter(), root), password);
      long length = proxy.bytes(way) - before;
      awaitEnd();
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
      try (Remote remote = connect(proxy)) {
        assertThat(runs.start(remote, start, password))
            .as(where)
            .isInstanceOfAny(
                Start.Outcome.Begun.class, Start.Outcome.Known.class, Start.Outcome.Busy.class);
      }
      String events = awaitEnd();
      String once = "(?s).* step 01 running 1 0 0\n.* step 01 failed 1 7 6\n.* ended decision 01\n";
      boolean well = events.matches(once) && Files.readAllLines(counter).size() == 1;
      book.enter(
          (root ? "run of root's" : "user's run")
              + ", cut "
              + (way == Way.UP ? "on the way up" : "on the way down")
              + (answered ? ", the answer came first" : ""),
          well,
          (System.nanoTime() - begun) / 1_000_000);
      assertThat(events).as(where).matches(once).containsOnlyOnce(" begun ");
      assertThat(Files.readAllLines(counter)).as(where).containsExactly("executed");
    }
    server.forgetRuns();
  }

  /** What the server told of the run, when nobody walks it any more. */
  private static String awaitEnd() throws IOException {
    Path events = server.run(id()).resolve("events");
    assertThat(
            Waiting.until(
                Duration.ofMinutes(1), () -> Files.exists(events) && isEnded(events) && isCalm()))
        .as("it ends")
        .isTrue();
    return Files.readString(events);
  }

  private static boolean isEnded(Path events) {
    try {
      return Files.readString(events).contains(" ended ");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isCalm() {
    return server.processes().find().stream()
        .noneMatch(found -> found.commandLine().contains("/walk "));
  }
}
