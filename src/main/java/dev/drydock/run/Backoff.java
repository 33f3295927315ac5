package dev.drydock.run;

import java.time.Duration;

/**
 * Pauses between attempts to reconnect: 1, 2, 4 ... up to 60 seconds, without end. A step takes
 * hours; a Wi-Fi comes back any time.
 */
final class Backoff {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private Duration next = Duration.ofSeconds(1);

  Duration next() {
    Duration now = next;
    next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    return now;
  }

  void reset() {
    next = Duration.ofSeconds(1);
  }
}
