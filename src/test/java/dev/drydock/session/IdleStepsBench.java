package dev.drydock.session;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What walking itself costs: twenty steps that do nothing, wished for in 2 s. Asserts nothing. */
class IdleStepsBench {
  @TempDir Path folder;

  private Plan plan(String name) {
    String text =
        "check() { [ -e \"$WORK/$NAME\" ]; }\napply() { : >\"$WORK/$NAME\"; }\nverify() { :; }\n";
    List<PlannedStep> steps = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      steps.add(
          new PlannedStep(
              new Step("step" + i, "Nothing " + i, "", false, 0, 0, 0, "", false, text),
              new TreeMap<>(Map.of("WORK", folder.toString(), "NAME", name + i))));
    }
    return new Plan("idle", "Nothing, twenty times", Map.of(), steps);
  }

  @Test
  void twentySteps() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    try (LocalSshd sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
        Session session =
            new LiveSessions(
                    sshd.connector(),
                    OwnPlace.in(folder),
                    new RunStore(folder.resolve("runs"), Clock.systemUTC()),
                    Clock.systemUTC())
                .connect(sshd.options(), new ScriptedPrompts())) {
      session.readFacts();
      for (int round = 1; round <= 5; round++) {
        for (String what : List.of("done for the first time", "done already")) {
          session.offer();
          try (RunControl run = session.newRun(plan("r" + round + "-"), "bench", Map.of(), false)) {
            Told told = Told.by(run);
            long start = System.nanoTime();
            run.start();
            told.await(RunState.FINISHED);
            System.out.printf(
                Locale.ROOT,
                "[bench] twenty idle steps, %s, round %d: %.2f s%n",
                what,
                round,
                (System.nanoTime() - start) / 1e9);
          }
        }
      }
    }
  }
}
