package dev.drydock.job;

import java.io.IOException;

/**
 * Takes what {@code follow.sh} tells apart: events to the listener, bytes to the log of the attempt
 * they are of. On the link's thread; a failure here ends the stream by interrupting its caller.
 */
final class Follower implements FrameParser.Handler, AutoCloseable {
  private final FollowListener listener;
  private final Thread caller;
  private Attempt open;
  private LogWriter writer;
  private boolean absent;
  private boolean ended;
  private boolean closed;
  private IOException failure;

  Follower(FollowListener listener, Thread caller) {
    this.listener = listener;
    this.caller = caller;
  }

  @Override
  public synchronized void data(byte[] buffer, int offset, int length) {
    if (writer != null && failure == null) {
      writer.put(buffer, offset, length);
    }
  }

  @Override
  public synchronized void frame(String text) {
    // Who was interrupted has left, while the link may still bring something.
    if (failure != null || closed) {
      return;
    }
    try {
      String[] words = text.split(" ", 2);
      String rest = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "event" -> listener.event(rest);
        case "anew" -> listener.anew();
        case "caught" -> listener.caughtUp();
        case "total" -> {
          if (rest.matches("[0-9]{1,18}")) {
            listener.total(Long.parseLong(rest));
          }
        }
        case "out" -> {
          closeLog();
          Attempt attempt = Attempt.parse(rest).orElse(null);
          if (attempt != null) {
            writer =
                new LogWriter(
                    listener.log(attempt), length -> listener.grew(attempt, length), this::stop);
            open = attempt;
          }
        }
        case "whole" -> {
          Attempt attempt = open;
          closeLog();
          if (attempt != null && attempt.toString().equals(rest)) {
            listener.whole(attempt);
          }
        }
        case "short" -> {
          String[] parts = rest.split(" ", 2);
          Attempt attempt = Attempt.parse(parts[0]).orElse(null);
          if (attempt != null && parts.length == 2 && parts[1].matches("[0-9]{1,18}")) {
            listener.shorter(attempt, Long.parseLong(parts[1]));
          }
        }
        case "absent" -> absent = true;
        case "end" -> ended = true;
        default -> {
          // A beat, or something that a later server says.
        }
      }
    } catch (IOException e) {
      failure = e;
      stop();
    }
  }

  private void stop() {
    caller.interrupt();
  }

  private void closeLog() throws IOException {
    if (writer != null) {
      LogWriter old = writer;
      writer = null;
      open = null;
      try (old) {
        old.finish();
      }
    }
  }

  /**
   * Waits until all that was taken is on disk.
   *
   * @throws IOException it could not be written
   */
  synchronized void finish() throws IOException {
    closed = true;
    if (failure == null) {
      try {
        closeLog();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      // It was we who interrupted, to end the stream.
      Thread.interrupted();
      throw failure;
    }
  }

  synchronized boolean isAbsent() {
    return absent;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    closeLog();
  }
}
