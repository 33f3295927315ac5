package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.job.Places;
import dev.drydock.job.ServerRuns;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a minute in which a step says nothing costs the server: the runner, and what follows it for
 * a desktop. Prints figures, asserts none; a Pentium III takes some thirty times as long.
 */
class QuietBench {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The kernel tells times in hundredths of a second. */
  private static final int TICK_MILLIS = 10;

  @TempDir Path folder;
  private LocalSshd sshd;

  @Test
  void quietMinute() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Places standard = Places.standard();
    ServerRuns server =
        new ServerRuns(
            new Places(
                folder.resolve("var-lib-drydock").toString(),
                standard.bootFile(),
                standard.graceSeconds(),
                standard.lookSeconds()));
    String text =
        "check() { [ -e \"$WORK/go\" ]; }\napply() { : >\"$WORK/begun\"\n"
            + "while ! [ -e \"$WORK/go\" ]; do sleep 600; done; }\nverify() { :; }\n";
    Plan plan =
        new Plan(
            "bench",
            "Bench",
            Map.of(),
            List.of(
                new PlannedStep(
                    new Step("one", "One", "why", false, 1, 1, 1, "", false, text),
                    new TreeMap<>(Map.of("WORK", folder.toString())))));
    sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
    try (Session session =
        new LiveSessions(
                sshd.connector(),
                server,
                new RunStore(folder.resolve("runs"), Clock.systemUTC()),
                Clock.systemUTC())
            .connect(sshd.options(), new ScriptedPrompts())) {
      session.readFacts();
      try (RunControl run = session.newRun(plan, "bench", Map.of(), false)) {
        run.start();
        assertThat(Waiting.until(PATIENCE, () -> Files.exists(folder.resolve("begun")))).isTrue();
        // Until it looks rarely.
        Waiting.until(Duration.ofSeconds(30), Duration.ofSeconds(1), () -> false);
        measure("with a desktop that looks on");
        run.disconnect();
        Waiting.until(PATIENCE, () -> run.record().state() == RunState.DISCONNECTED);
      }
      assertThat(Waiting.until(PATIENCE, Duration.ofSeconds(1), () -> follower() < 0)).isTrue();
      measure("with nobody");
      try (RunControl run = session.openRun(session.runsOnServer().get(0).runId(), "bench")) {
        Told told = Told.by(run);
        run.start();
        Waiting.until(PATIENCE, () -> run.record().state() == RunState.RUNNING);
        run.stopStep();
        told.await(RunState.NEEDS_DECISION);
      }
    } finally {
      sshd.close();
    }
  }

  private record Watched(long parent, long ticks, String command) {}

  private static Map<Long, Watched> processes() {
    Map<Long, Watched> all = new HashMap<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      for (Path entry :
          entries.filter(e -> e.getFileName().toString().matches("[0-9]+")).toList()) {
        try {
          String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          long ticks = 0;
          // Its own and those of its children that have ended.
          for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
          }
          all.put(
              Long.parseLong(entry.getFileName().toString()),
              new Watched(
                  Long.parseLong(fields[1]),
                  ticks,
                  Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
          // It has ended.
        }
      }
      return all;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long server() {
    return Long.parseLong(sshd.root().getName(1).toString());
  }

  private static Set<Long> below(Map<Long, Watched> all, Set<Long> roots) {
    Set<Long> found = new HashSet<>(roots);
    boolean more = true;
    while (more) {
      more =
          all.entrySet().stream()
              .anyMatch(e -> found.contains(e.getValue().parent) && found.add(e.getKey()));
    }
    return found;
  }

  /** How many shells of the desktop's are left there; -1 for none. */
  private int follower() {
    Map<Long, Watched> all = processes();
    long shells =
        below(all, Set.of(server())).stream()
            .filter(pid -> all.containsKey(pid) && all.get(pid).command.startsWith("sleep"))
            .count();
    return shells == 0 ? -1 : (int) shells;
  }

  /** Milliseconds of CPU so far, of the runner and its step, and of what desktops have there. */
  private long[] spent() {
    Map<Long, Watched> all = processes();
    Set<Long> walking = new HashSet<>();
    all.forEach(
        (pid, process) -> {
          if (process.command.contains(folder + "/home/.drydock/runs")) {
            walking.add(pid);
          }
        });
    Set<Long> following = below(all, Set.of(server()));
    following.removeAll(below(all, walking));
    return new long[] {sum(all, below(all, walking)), sum(all, following)};
  }

  private static long sum(Map<Long, Watched> all, Set<Long> pids) {
    return pids.stream()
        .filter(all::containsKey)
        .mapToLong(pid -> all.get(pid).ticks * TICK_MILLIS)
        .sum();
  }

  private void measure(String what) {
    long[] before = spent();
    Waiting.until(MINUTE, Duration.ofSeconds(1), () -> false);
    long[] after = spent();
    System.out.printf(
        Locale.ROOT,
        "[bench] a quiet minute %s: runner %d ms of CPU, following and sshd %d ms%n",
        what,
        after[0] - before[0],
        after[1] - before[1]);
  }
}
