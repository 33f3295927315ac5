package dev.drydock.run;

import dev.drydock.job.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What one who only looks on is told, and has been told. Thread-safe. */
final class Watching {
  /** Whole seconds of an uptime, seen through a slow link, make the same moment wander. */
  private static final Duration SAME = Duration.ofSeconds(30);

  private String told = "";
  private Instant held = Instant.EPOCH;
  private Instant heard = Instant.EPOCH;

  /**
   * @param unseen whether the person has not seen this run's plan yet
   * @return empty when there is nothing new to tell
   */
  synchronized Optional<String> news(Lease lease, Instant now, boolean unseen) {
    held = steady(held, now.minusSeconds(Math.max(0, lease.heldSeconds())));
    heard = steady(heard, now.minusSeconds(Math.max(0, lease.ageSeconds())));
    String message = message(lease, now, unseen);
    if (message.equals(told)) {
      return Optional.empty();
    }
    told = message;
    return Optional.of(message);
  }

  private static Instant steady(Instant before, Instant now) {
    return Duration.between(before, now).abs().compareTo(SAME) < 0 ? before : now;
  }

  private String message(Lease lease, Instant now, boolean unseen) {
    if (lease.isHeldByAnother()) {
      return lease.label()
          + " has been executing this run since "
          + LinkWords.time(held, now)
          + ". You are looking on; taking over puts the other one into looking on.";
    }
    String who =
        switch (lease.hold()) {
          case NOBODY -> "Nobody is executing this run now.";
          case MINE -> "This run is waiting for you.";
          case OTHER ->
              "The other Drydock ("
                  + lease.label()
                  + ") has not been heard of since "
                  + (lease.ageSeconds() < 0
                      ? "the server was last started."
                      : LinkWords.time(heard, now) + ".");
        };
    return who
        + " A step that was begun goes on by itself; you can take over to go on with the run"
        + (unseen ? " once you have looked through its plan." : ".");
  }
}
