package dev.drydock.ssh;

import java.time.Duration;

/**
 * How far a connection attempt has come, and by when the next stage must be reached. Reads that
 * time out one by one cannot stop a peer that drips a byte now and then; a deadline per stage can.
 * The clock stands still while a person is asked, and while this computer sleeps.
 */
final class Progress {
  private final long stageNanos;
  private long deadline;
  private int asking;
  private boolean greeted;
  private boolean keysExchanged;

  Progress(Duration stage) {
    stageNanos = stage.toNanos();
    restart();
  }

  private void restart() {
    deadline = Awake.now() + stageNanos;
  }

  /** TCP stands. */
  synchronized void connected() {
    restart();
  }

  /** The peer said it is an SSH server. */
  synchronized void greeted() {
    greeted = true;
    restart();
  }

  synchronized void keysExchanged() {
    keysExchanged = true;
    restart();
  }

  synchronized void asking() {
    asking++;
  }

  synchronized void answered() {
    asking--;
    restart();
  }

  synchronized boolean isGreeted() {
    return greeted;
  }

  synchronized boolean isKeysExchanged() {
    return keysExchanged;
  }

  synchronized boolean isLate() {
    return asking == 0 && Awake.now() - deadline > 0;
  }
}
