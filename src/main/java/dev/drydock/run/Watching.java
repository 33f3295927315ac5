package dev.drydock.run;

import dev.drydock.job.Lease;
import java.time.Instant;

/** What one who only looks on is told. */
final class Watching {
  private Watching() {}

  /**
   * @param unseen whether the person has not seen this run's plan yet
   */
  static String message(Lease lease, Instant now, boolean unseen) {
    if (lease.isHeldByAnother()) {
      return lease.label()
          + " has been executing this run since "
          + LinkWords.time(now.minusSeconds(lease.heldSeconds()), now)
          + ". You are looking on; taking over puts the other one into looking on.";
    }
    String who =
        switch (lease.hold()) {
          case NOBODY -> "Nobody is executing this run now.";
          case MINE -> "This run is waiting for you.";
          case OTHER ->
              "Nobody is executing this run now: "
                  + lease.label()
                  + (lease.ageSeconds() < 0
                      ? " has not been heard of since the server was last started."
                      : " was last heard of at "
                          + LinkWords.time(now.minusSeconds(lease.ageSeconds()), now)
                          + ".");
        };
    return who
        + " A step that was begun goes on by itself; take over to go on with the run"
        + (unseen ? " once you have looked through its plan." : ".");
  }
}
