package dev.drydock.session;

import dev.drydock.run.RunState;
import dev.drydock.run.ServerRun;
import java.util.List;
import java.util.Optional;

/**
 * What a server has to be gone on with: decided here, once for window and command line, from what
 * the server itself says after a login, never by a profile's name.
 *
 * @param run the run it is about; empty where there is none
 */
public record Offer(Optional<ServerRun> run) {
  /** Nothing is there yet. */
  public static final Offer FRESH = new Offer(Optional.empty());

  /**
   * A run that is going comes before all others; else the newest that can be used.
   *
   * @param newestFirst as the server lists them
   */
  public static Offer of(List<ServerRun> newestFirst) {
    List<ServerRun> usable = newestFirst.stream().filter(run -> run.problem().isEmpty()).toList();
    return new Offer(
        usable.stream()
            .filter(ServerRun::isGoing)
            .findFirst()
            .or(() -> usable.stream().findFirst()));
  }

  /** The server is walking it: to look on is the first thing to offer, to begin another is not. */
  public boolean isGoing() {
    return run.map(ServerRun::isGoing).orElse(false);
  }

  /** It stands still before its end. */
  public boolean isHalfDone() {
    return run.map(one -> !one.isGoing() && !one.isFinished()).orElse(false);
  }

  public boolean isFinished() {
    return run.map(ServerRun::isFinished).orElse(false);
  }

  /** In one sentence, for example: The server is walking it: 7 of 16 steps done. */
  public String sentence() {
    return run.map(one -> sentence(one.state()) + ": " + one.progress() + ".").orElse("");
  }

  private static String sentence(RunState state) {
    return switch (state) {
      case RUNNING -> "The server is walking it now";
      case PAUSED -> "Paused";
      case NEEDS_DECISION -> "A step failed or was stopped; it waits for a decision";
      case INTERRUPTED -> "Interrupted";
      case FINISHED -> "Finished";
      default -> "It has not begun";
    };
  }
}
