package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.cli.LivePractice;
import dev.drydock.cli.PracticeSessions;
import dev.drydock.files.DrydockHome;
import dev.drydock.practice.Practice;
import dev.drydock.practice.PracticeGuest;
import dev.drydock.practice.PracticeOptions;
import dev.drydock.practice.PracticeServer;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlanScripts;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Drydock costs on the practice server, against the same scripts run by a plain shell loop
 * over OpenSSH in an identical fresh guest. Only with {@code -Pbench}; prints figures, asserts
 * none.
 */
class RouteBench {
  private static final Duration PATIENCE = Duration.ofHours(2);

  @TempDir Path folder;

  private static void print(String what, double seconds) {
    System.out.printf("%n[bench] %-52s %8.2f s%n", what, seconds);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private Session connect(PracticeServer server) throws Exception {
    Sessions sessions =
        new PracticeSessions(
            new LiveSessions(DrydockHome.under(folder.resolve("home"))),
            new LivePractice(PracticeGuest.home()));
    return sessions.connect(
        ConnectOptions.of(server.target()).withAgent(false).withIdentity(server.keyFile()),
        new ScriptedPrompts());
  }

  private static Plan routeOf(Session session) {
    Recipe recipe = session.routes().get(0).recipe();
    return session.plan(recipe, session.defaults(recipe));
  }

  private static void finish(RunControl run) {
    run.start();
    assertThat(
            Waiting.until(
                PATIENCE,
                () ->
                    run.record().state() == RunState.FINISHED
                        || run.record().state() == RunState.NEEDS_DECISION))
        .isTrue();
    assertThat(run.record().state()).as("%s", run.record().message()).isEqualTo(RunState.FINISHED);
  }

  private static Plan idle(String check, String name) {
    String text =
        "check() { " + check + "; }\napply() { : >\"$HOME/bench.$NAME\"; }\nverify() { :; }\n";
    List<PlannedStep> steps = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      steps.add(
          new PlannedStep(
              new Step(name + i, "Nothing " + i, "", false, 0, 0, 0, "", false, text),
              new TreeMap<>(Map.of("NAME", name + i))));
    }
    return new Plan("idle", "Nothing, twenty times", Map.of(), steps);
  }

  @Test
  void roundTrips() throws Exception {
    PracticeServer server = PracticeGuest.fresh();
    for (int i = 1; i <= 3; i++) {
      long start = System.nanoTime();
      try (Session session = connect(server)) {
        print("connect, try " + i, since(start));
        for (int j = 1; j <= 3; j++) {
          start = System.nanoTime();
          session.readFacts();
          print("facts, try " + j, since(start));
        }
        start = System.nanoTime();
        try (RunControl run = session.newRun(idle("return 0", "done"), "bench", Map.of(), false)) {
          finish(run);
        }
        print("twenty steps that are done already", since(start));
        Plan jobs = idle("[ -e \"$HOME/bench.$NAME\" ]", "job" + i + "-");
        start = System.nanoTime();
        try (RunControl run = session.newRun(jobs, "bench", Map.of(), false)) {
          finish(run);
        }
        print("twenty jobs that do nothing, first time", since(start));
      }
    }
  }

  /**
   * Both at the same time, each in a guest of its own: a busy mirror or machine then slows both.
   * Two cores are enough, for a guest has one.
   */
  @Test
  void wholeRoute() throws Exception {
    Practice second =
        Practice.in(DrydockHome.under(Path.of("target/practice-home-2").toAbsolutePath()));
    PracticeServer mine = PracticeGuest.fresh();
    PracticeServer other =
        second.up(
            PracticeOptions.defaults().withPort(0).withTied(true).withFresh(true),
            System.out::println);
    Path scripts = folder.resolve("scripts");
    Path log = folder.resolve("plain.log");
    try (Session session = connect(mine)) {
      session.readFacts();
      Plan plan = routeOf(session);
      PlanScripts.write(scripts, plan);
      CompletableFuture<Double> loop =
          CompletableFuture.supplyAsync(() -> plainLoop(scripts, other, log));
      long start = System.nanoTime();
      try (RunControl run = session.newRun(plan, "bench", Map.of(), false)) {
        finish(run);
        double drydock = since(start);
        print("the route through Drydock", drydock);
        run.record().steps().forEach(RouteBench::print);
        double plain = loop.get();
        Files.readAllLines(log).stream()
            .filter(line -> line.startsWith("===") && line.contains("code"))
            .forEach(line -> System.out.println("[bench]   plain " + line));
        print("the same by a plain loop over OpenSSH", plain);
        System.out.printf("%n[bench] ratio Drydock / plain loop: %.3f%n", drydock / plain);
      }
    } finally {
      second.down(false, line -> {});
    }
  }

  private static void print(StepRecord step) {
    System.out.printf(
        "[bench]   Drydock %s: %s, %d s%n",
        step.stepId(),
        step.state(),
        step.finished()
            .flatMap(end -> step.started().map(begin -> Duration.between(begin, end).toSeconds()))
            .orElse(0L));
  }

  /** Seconds it took. */
  private static double plainLoop(Path scripts, PracticeServer server, Path log) {
    long start = System.nanoTime();
    try {
      ProcessBuilder loop =
          new ProcessBuilder(
              "sh",
              "src/test/sh/plain-route.sh",
              scripts.toString(),
              "-p",
              Integer.toString(server.port()),
              "-i",
              server.keyFile().toString(),
              "-o",
              "UserKnownHostsFile=" + server.knownHosts(),
              server.user() + "@" + server.host());
      loop.environment().put("SUDO_PASSWORD", password(server));
      int code = loop.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
      assertThat(code).as("%s", log).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return since(start);
  }

  private static String password(PracticeServer server) throws IOException {
    return Files.readString(server.passwordFile()).strip();
  }
}
