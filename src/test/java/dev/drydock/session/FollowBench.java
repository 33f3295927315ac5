package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Target;
import dev.drydock.ssh.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Catching up with a long output beside {@code ssh cat >file; sync}: the same server, cipher, file
 * and disk, by turns, a login on both sides. Prints figures, asserts none.
 */
class FollowBench {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;

  private static void say(String format, Object... values) {
    System.out.println("[bench] " + String.format(Locale.ROOT, format, values));
  }

  @Test
  void follow_besideSsh() throws Exception {
    compare("no delay", 200_000_000, Duration.ZERO, 5);
  }

  @Test
  void follow_besideSsh_overALongLine() throws Exception {
    compare("300 ms there and back", 60_000_000, Duration.ofMillis(150), 3);
  }

  private void compare(String name, int size, Duration delay, int rounds) throws Exception {
    byte[] content = new byte[size];
    new Random(5).nextBytes(content);
    Path data = Files.write(folder.resolve("data"), content);
    Path home = Files.createDirectory(folder.resolve("home"));
    try (LocalSshd sshd =
            LocalSshd.builder()
                .config("SetEnv HOME=" + home)
                .config("Ciphers aes128-ctr")
                .config("MACs hmac-sha2-256-etm@openssh.com")
                .start();
        DelayLine line = new DelayLine(sshd.port(), delay)) {
      int port = delay.isZero() ? sshd.port() : line.port();
      String id = finished(sshd, home);
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      // The first round warms the Java side up, as it is in a window that has been open a while.
      for (int round = 0; round <= rounds; round++) {
        double ssh = ssh(sshd, port, data, folder.resolve("ssh" + round));
        LongAdder written = new LongAdder();
        double mine = follow(sshd, port, id, folder.resolve("runs" + round), written, size);
        say(
            "%s, round %d: ssh %.2f s, follow %.2f s, %d fsyncs: %.2f a MB, %.1f a second",
            name,
            round,
            ssh,
            mine,
            written.sum(),
            written.sum() / (size / 1e6),
            written.sum() / mine);
        if (round > 0) {
          theirs.add(ssh);
          ours.add(mine);
        }
      }
      say(
          "%s, medians of %d: ssh %.1f MB/s, follow %.1f MB/s, rate of follow to ssh %.2f",
          name,
          rounds,
          size / 1e6 / median(theirs),
          size / 1e6 / median(ours),
          median(theirs) / median(ours));
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private Session connect(LocalSshd sshd, int port, Path runs) throws Exception {
    ConnectOptions all = sshd.options();
    Target target = new Target("127.0.0.1", port, all.target().user());
    return new LiveSessions(
            sshd.connector(),
            OwnPlace.in(folder),
            new RunStore(runs, Clock.systemUTC()),
            Clock.systemUTC())
        .connect(
            new ConnectOptions(target, all.identity(), false, all.legacy(), all.timeout()),
            new ScriptedPrompts());
  }

  /** A run on the server that nobody has followed. */
  private String finished(LocalSshd sshd, Path home) throws Exception {
    String text =
        "check() { [ -e \"$WORK/done\" ]; }\napply() { : >\"$WORK/begun\"\n"
            + "until [ -e \"$WORK/go\" ]; do sleep 0.1; done\ncat \"$WORK/data\"; : >\"$WORK/done\"; }\n"
            + "verify() { :; }\n";
    Plan plan =
        new Plan(
            "bench",
            "Bench",
            Map.of(),
            List.of(
                new PlannedStep(
                    new Step("one", "One", "why", false, 1, 1, 1, "", false, text),
                    new TreeMap<>(Map.of("WORK", folder.toString())))));
    try (Session session = connect(sshd, sshd.port(), folder.resolve("starting"))) {
      session.readFacts();
      try (RunControl run = session.newRun(plan, "bench", Map.of(), false)) {
        run.start();
        assertThat(Waiting.until(PATIENCE, () -> Files.exists(folder.resolve("begun")))).isTrue();
        run.disconnect();
        String id = run.record().runId();
        Files.createFile(folder.resolve("go"));
        Path events = home.resolve(".drydock/runs").resolve(id).resolve("events");
        Waiting.await("the run's end", () -> Files.readString(events).contains("ended finished"));
        return id;
      }
    }
  }

  private double follow(LocalSshd sshd, int port, String id, Path runs, LongAdder written, int size)
      throws Exception {
    try (Session session = connect(sshd, port, runs);
        RunControl run = session.openRun(id, "bench")) {
      run.addListener(
          event -> {
            if (event instanceof RunEvent.OutputGrew) {
              written.increment();
            }
          });
      Told told = Told.by(run);
      long start = System.nanoTime();
      run.start();
      told.await(RunState.FINISHED);
      double seconds = since(start);
      assertThat(Files.size(run.record().steps().get(0).out())).isGreaterThan(size);
      return seconds;
    }
  }

  private static double ssh(LocalSshd sshd, int port, Path from, Path to) throws Exception {
    List<String> command =
        List.of(
            "ssh",
            "-F",
            "none",
            "-p",
            "" + port,
            "-i",
            sshd.clientKey().toString(),
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=" + sshd.folder().resolve("ssh_hosts"),
            "127.0.0.1",
            "cat " + from);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(to.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    try (var channel = java.nio.channels.FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    double seconds = since(start);
    assertThat(Files.mismatch(from, to)).isEqualTo(-1);
    Files.delete(to);
    return seconds;
  }
}
