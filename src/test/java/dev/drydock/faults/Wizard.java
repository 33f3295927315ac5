package dev.drydock.faults;

import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.session.Session;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/** One wizard in this JVM: its own way to the server, its own session, and a run taken up. */
final class Wizard implements AutoCloseable {
  final FaultProxy proxy;
  final Session session;
  final RunControl run;

  private final Consumer<RunEvent> listener;
  private volatile boolean finished;

  Wizard(FaultServer server, Path runs, Clock desktop, String runId, Consumer<RunEvent> observer)
      throws Exception {
    proxy = new FaultProxy(server.port());
    session = server.sessions(runs, desktop).connect(server.via(proxy), server.prompts());
    run = session.openRun(runId, "faults");
    listener =
        event -> {
          if (event instanceof RunEvent.RunChanged change) {
            finished = change.state() == RunState.FINISHED;
          }
          observer.accept(event);
        };
    run.addListener(listener);
    run.start();
  }

  /** Nobody hears of what it still does. */
  void mute() {
    run.removeListener(listener);
  }

  /** Told only when all output is here, too. */
  boolean isFinished() {
    return finished;
  }

  boolean asks() {
    return run.record().state() == RunState.NEEDS_DECISION;
  }

  @Override
  public void close() {
    run.close();
    session.close();
    proxy.close();
  }
}
