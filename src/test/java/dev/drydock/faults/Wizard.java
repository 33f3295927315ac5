package dev.drydock.faults;

import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.session.Session;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One wizard in this JVM: its own way to the server, its own session, and a run taken up. */
final class Wizard implements AutoCloseable {
  final FaultProxy proxy;
  final Session session;
  final RunControl run;

  /** After how many events of the run's thread that thread dies on the spot; 0 for never. */
  final AtomicInteger crashIn = new AtomicInteger();

  private final Consumer<RunEvent> listener;

  Wizard(FaultServer server, Path runs, Clock desktop, String runId, Consumer<RunEvent> observer)
      throws Exception {
    proxy = new FaultProxy(server.port());
    session = server.sessions(runs, desktop).connect(server.via(proxy), server.prompts());
    run = session.openRun(runId);
    listener =
        event -> {
          observer.accept(event);
          if (Thread.currentThread().getName().equals("drydock-run")
              && crashIn.get() > 0
              && crashIn.decrementAndGet() == 0) {
            throw new Crash();
          }
        };
    run.addListener(listener);
    run.start();
  }

  /** Nobody hears of what it still does. */
  void mute() {
    run.removeListener(listener);
  }

  boolean isFinished() {
    return run.record().state() == RunState.FINISHED;
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
