package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
import dev.drydock.job.BootJobs;
import dev.drydock.job.JobId;
import dev.drydock.job.JobSpec;
import dev.drydock.job.JobState;
import dev.drydock.job.Jobs;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The link is cut at byte N of the exchange that starts a job: whatever N is, asking again under
 * the same id runs it exactly once. By default some positions are drawn, those at both ends of the
 * exchange always among them; {@code -Ddrydock.stride=1} takes every byte of both ways (an SSH
 * packet counts only when it has come whole, so most of these are alike).
 */
final class AmbiguousStartTest {
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());
  private static final int STRIDE = Integer.getInteger("drydock.stride", 0);
  private static final int DRAWN = 40;
  private static final int ENDS = 8;

  private static Path folder;
  private static FaultServer server;
  private static FaultBook book;
  private static JschConnector connector;
  private static Jobs jobs;

  /** Counts over all tests: they share the server. */
  private static int number;

  @BeforeAll
  static void start() throws IOException {
    System.out.println("seed " + SEED);
    folder = Folders.open("drydock-ambiguous");
    server = FaultServer.whole(folder);
    book = new FaultBook("Link cut in the exchange that starts a job");
    FaultServer.Address address = server.address();
    Path keys = address.key().resolveSibling("known_hosts");
    connector = new JschConnector(keys, address.key().resolveSibling("no_known_hosts"));
    jobs = BootJobs.of(address.boot(), address.rootBase());
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
  void start_rootJobCutAtByte_runsOnce() throws Exception {
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

  /** The job notes that it was executed, in a file that only it has. */
  private static JobSpec next(Path counter, boolean root) {
    String script = "echo executed >> " + counter + "; echo hello; exit 7";
    return new JobSpec(new JobId("j" + number), script, root);
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
      jobs.start(remote, next(counter(), root), password);
      return proxy.bytes(way) - before;
    }
  }

  private static void cutAt(Way way, long at, End how, boolean root) throws Exception {
    String where = "cut after %d bytes %s (%s), root %s".formatted(at, way, how, root);
    Path counter = counter();
    JobSpec spec = next(counter, root);
    boolean answered;
    try (FaultProxy proxy = new FaultProxy(server.port());
        Secret password = password()) {
      try (Remote remote = connect(proxy)) {
        remote.exec("true");
        proxy.cutAfter(way, at, how);
        jobs.start(remote, spec, password);
        answered = true;
      } catch (RemoteException e) {
        answered = false;
      }
      long begun = System.nanoTime();
      proxy.flow();
      JobState end;
      try (Remote remote = connect(proxy)) {
        assertThat(jobs.start(remote, spec, password))
            .as(where)
            .isNotEqualTo(new JobState.Absent());
        end =
            jobs.tail(
                remote, spec.id(), root, counter.resolveSibling("out"), (b, o, l, total) -> {});
      }
      boolean once = end.equals(new JobState.Done(7, 6)) && Files.readAllLines(counter).size() == 1;
      book.enter(
          (root ? "root job" : "user's job")
              + ", cut "
              + (way == Way.UP ? "on the way up" : "on the way down")
              + (answered ? ", the answer came first" : ""),
          once,
          (System.nanoTime() - begun) / 1_000_000);
      assertThat(end).as(where).isEqualTo(new JobState.Done(7, 6));
      assertThat(Files.readAllLines(counter)).as(where).containsExactly("executed");
    }
    server.forgetJobs();
  }
}
