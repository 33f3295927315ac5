package dev.drydock.faults;

import dev.drydock.recipe.Plan;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.session.Session;
import dev.drydock.ssh.ScriptedPrompts;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wizard in a JVM of its own, to be killed. Arguments: the server's address, the folder of the
 * runs, the folder of the work, the plan's seed, the run to take up or {@code new}, and after how
 * many events it kills itself (0: never).
 */
public final class CrashingWizard {
  private CrashingWizard() {}

  public static void main(String[] arguments) throws Exception {
    FaultServer.Address address = FaultServer.Address.parse(arguments[0]);
    Path runs = Path.of(arguments[1]);
    Plan plan = FaultSteps.again(Path.of(arguments[2]), Long.parseLong(arguments[3])).plan();
    String runId = arguments[4];
    AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[5]));
    CountDownLatch finished = new CountDownLatch(1);
    Session session = address.sessions(runs).connect(address.options(), new ScriptedPrompts());
    RunControl run;
    if (runId.equals("new")) {
      session.readFacts();
      run = session.newRun(plan, "crash");
    } else {
      run = session.openRun(runId);
    }
    RunRecord record = run.record();
    System.out.println("run " + record.runId());
    run.addListener(
        event -> {
          if (left.decrementAndGet() == 0) {
            // No hooks, no finally: what is not on disk by now never will be.
            Runtime.getRuntime().halt(137);
          }
          if (event instanceof RunEvent.RunChanged change
              && (change.state() == RunState.FINISHED
                  || change.state() == RunState.NEEDS_DECISION)) {
            finished.countDown();
          }
        });
    run.start();
    finished.await();
    System.out.println("end " + run.record().state());
    run.close();
    session.close();
  }
}
