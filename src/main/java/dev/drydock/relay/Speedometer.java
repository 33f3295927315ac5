package dev.drydock.relay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Speed over the last seconds: since the beginning would lie after a pause, and since the last time
 * would jump.
 */
final class Speedometer {
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  /** Less than that says more about buffers than about the link. */
  private static final long ENOUGH = TimeUnit.SECONDS.toNanos(1);

  private final UploadProgress.Listener listener;
  private final LongSupplier nanos;
  private final long total;
  private final Deque<Mark> marks = new ArrayDeque<>();

  private record Mark(long nanos, long sent) {}

  Speedometer(UploadProgress.Listener listener, LongSupplier nanos, long from, long total) {
    this.listener = listener;
    this.nanos = nanos;
    this.total = total;
    marks.add(new Mark(nanos.getAsLong(), from));
    listener.progress(new UploadProgress(from, total, 0, Optional.empty()));
  }

  void at(long sent) {
    long now = nanos.getAsLong();
    if (now - marks.getLast().nanos < PAUSE && sent < total) {
      return;
    }
    marks.add(new Mark(now, sent));
    while (marks.size() > 2 && now - marks.getFirst().nanos > WINDOW) {
      marks.removeFirst();
    }
    Mark first = marks.getFirst();
    double speed = 0;
    if (now - first.nanos >= ENOUGH) {
      speed = (sent - first.sent) * 1e9 / (now - first.nanos);
    }
    Optional<Duration> left =
        speed > 0
            ? Optional.of(Duration.ofMillis((long) ((total - sent) * 1000 / speed)))
            : Optional.empty();
    listener.progress(new UploadProgress(sent, total, speed, left));
  }
}
