package dev.drydock.session;

import dev.drydock.cli.Logs;
import dev.drydock.files.DrydockHome;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Target;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.Redactor;
import dev.drydock.transcript.Transcript;
import dev.drydock.transcript.TranscriptFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * A sitting in a JVM of its own: log in with every kind of secret, run steps as user and root, one
 * of which fails, over a link that is cut, export, crash. Everything, the secrets too, comes in
 * lines on standard input.
 */
public final class CanarySitting {
  private CanarySitting() {}

  /** What a person would type, told line by line as "what it is, its value". */
  private static final class Typed {
    private final ScriptedPrompts prompts = new ScriptedPrompts();
    private final List<Hop> way = new ArrayList<>();
    private ConnectOptions server;
    private ConnectOptions other;
    private Path work;
    private Path place;

    static Typed read(BufferedReader in) throws IOException {
      Typed typed = new Typed();
      for (String line = in.readLine(); !line.equals("end"); line = in.readLine()) {
        String value = line.substring(line.indexOf(' ') + 1);
        switch (line.substring(0, line.indexOf(' '))) {
          case "server" -> typed.server = options(value);
          case "other" -> typed.other = options(value);
          case "hop" -> typed.way.add(new Hop(options(value).target(), options(value).identity()));
          case "work" -> typed.work = Path.of(value);
          case "place" -> typed.place = Path.of(value);
          case "password" -> typed.prompts.password(value);
          case "passphrase" -> typed.prompts.passphrase(value);
          case "answer" -> typed.prompts.answer(value);
          default -> throw new IOException("not understood");
        }
      }
      typed.server = typed.server.withThrough(typed.way);
      return typed;
    }

    /** Port, user and, if there is one, the key. */
    private static ConnectOptions options(String text) {
      String[] parts = text.split(" ", 3);
      return new ConnectOptions(
          new Target("127.0.0.1", Integer.parseInt(parts[0]), parts[1]),
          parts.length > 2 ? Optional.of(Path.of(parts[2])) : Optional.empty(),
          false,
          Set.of(),
          Duration.ofSeconds(60));
    }
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    DrydockHome home = DrydockHome.fromEnvironment();
    Logs.start(home.log());
    Typed typed = Typed.read(in);
    ScriptedPrompts prompts = typed.prompts;
    ConnectOptions options = typed.server;
    // As people have it, but for the server side, which other tests have one of, too.
    LiveSessions sessions =
        new LiveSessions(
            new JschConnector(home.knownHosts(), typed.work.resolve("no_known_hosts")),
            OwnPlace.in(typed.place),
            new RunStore(home.runs(), Clock.systemUTC()),
            Clock.systemUTC());
    if (typed.other != null) {
      // Where the login needs no password, sudo's own is asked for.
      try (Session other = sessions.connect(typed.other, prompts)) {
        other.readFacts();
        other.confirmRoot(plan(typed.work), Map.of());
      }
    }
    Session session = sessions.connect(options, prompts);
    session.readFacts();
    session.confirmRoot(plan(typed.work), Map.of());
    RunControl run = session.newRun(plan(typed.work), "canary", Map.of(), false);
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(1);
    run.addListener(
        event -> {
          if (event instanceof RunEvent.StepChanged step) {
            System.out.println("step " + step.stepId() + " " + step.state());
          }
          if (event instanceof RunEvent.LinkChanged link) {
            System.out.println("link " + link.up());
          }
          if (event instanceof RunEvent.RunChanged change) {
            System.out.println("run " + change.state() + " " + change.message());
            if (change.state() == RunState.NEEDS_DECISION) {
              failed.countDown();
            }
            if (change.state() == RunState.FINISHED) {
              finished.countDown();
            }
          }
        });
    run.start();
    failed.await();
    run.skip();
    finished.await();
    for (TranscriptFormat format : Exports.formats()) {
      Transcript transcript = Transcript.of(run.record(), ZoneOffset.UTC);
      Exports.save(
          transcript,
          format,
          Redactor.none(),
          home.data().resolve("export-unredacted." + format.extension()));
      try (Redactor redactor = sessions.redactor()) {
        Exports.save(
            transcript, format, redactor, home.data().resolve("export." + format.extension()));
      }
    }
    LoggerFactory.getLogger(CanarySitting.class)
        .error("a crash: {} {} {}", prompts, session, options, new IllegalStateException("crash"));
    System.out.println("asked " + prompts.asked());
    run.close();
    session.close();
    System.out.println("end");
  }

  private static PlannedStep step(String id, boolean root, String apply, Path work) {
    String text =
        """
        check() { [ -e "$WORK/%1$s.done" ]; }
        apply() {
          %2$s
          : > "$WORK/%1$s.done"
        }
        verify() { [ -e "$WORK/%1$s.done" ]; }
        """
            .formatted(id, apply);
    return new PlannedStep(
        new Step(id, "Step " + id, "why", root, 1, 1, 1, "", false, text),
        new TreeMap<>(Map.of("WORK", work.toString())));
  }

  /** The second waits for a gate: meanwhile the link is cut. Each tells what it can see. */
  private static Plan plan(Path work) {
    String look = "env; set; ps -eo args=; cat /proc/self/environ | tr '\\\\0' '\\\\n';";
    return new Plan(
        "canary",
        "Canary",
        Map.of(),
        List.of(
            step("user", false, look, work),
            step(
                "root",
                true,
                look + " while ! [ -e \"$WORK/gate\" ]; do sleep 0.1; done; id -u",
                work),
            step("fails", true, look + " exit 7", work),
            step("after", true, look, work)));
  }
}
