package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.session.Session;
import dev.drydock.ssh.Waiting;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One desktop in this JVM: its own way to the server, its own session, and a run taken up. */
final class Desktop implements AutoCloseable {
  final FaultProxy proxy;
  final Session session;
  final RunControl run;

  /** After how many events of the run's thread that thread dies on the spot; 0 for never. */
  final AtomicInteger crashIn = new AtomicInteger();

  /** What it has told last: the record says how a run ended before all of its output is here. */
  private final AtomicReference<RunState> told = new AtomicReference<>(RunState.NEW);

  private final Consumer<RunEvent> listener;

  Desktop(FaultServer server, Path runs, Clock clock, String runId, Consumer<RunEvent> observer)
      throws Exception {
    proxy = new FaultProxy(server.port());
    boolean made = false;
    Session opened = null;
    try {
      opened = server.sessions(runs, clock).connect(server.via(proxy), server.prompts());
      run = opened.openRun(runId, "faults");
      made = true;
    } finally {
      if (!made) {
        if (opened != null) {
          opened.close();
        }
        proxy.close();
      }
    }
    session = opened;
    listener =
        event -> {
          if (event instanceof RunEvent.RunChanged change) {
            told.set(change.state());
          }
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

  RunState told() {
    return told.get();
  }

  /** All of it is here. */
  boolean isFinished() {
    return told() == RunState.FINISHED;
  }

  /** Whether the server stands still, and a person has to say something. */
  boolean asks() {
    RunState now = told();
    return now == RunState.NEEDS_DECISION || now == RunState.PAUSED || now == RunState.INTERRUPTED;
  }

  /** Goes on, once for each time it asks. */
  void resume() {
    RunState now = told();
    if (asks() && told.compareAndSet(now, RunState.CONNECTING)) {
      run.resume();
    }
  }

  /** Says yes whenever it asks, until all is done and here. */
  void finish() {
    boolean done =
        Waiting.until(
            Duration.ofMinutes(2),
            () -> {
              resume();
              return isFinished();
            });
    assertThat(done).as("%s, %s", told(), run.record()).isTrue();
  }

  @Override
  public void close() {
    run.close();
    session.close();
    proxy.close();
  }
}
