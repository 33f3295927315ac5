package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.ssh.Waiting;
import java.time.Duration;

/**
 * What a run has told last. Its record says how it ended as soon as the server has said so; that it
 * ended is told when all of its output is here, too.
 */
final class Told {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RunControl run;
  private volatile RunState last = RunState.NEW;

  private Told(RunControl run) {
    this.run = run;
  }

  /** From now on. */
  static Told by(RunControl run) {
    Told told = new Told(run);
    run.addListener(
        event -> {
          if (event instanceof RunEvent.RunChanged change) {
            told.last = change.state();
          }
        });
    return told;
  }

  /** Waits until that is what it has told last, and what its record says. */
  void await(RunState state) {
    assertThat(Waiting.until(PATIENCE, () -> last == state && run.record().state() == state))
        .as("told %s; now %s", last, run.record())
        .isTrue();
  }
}
