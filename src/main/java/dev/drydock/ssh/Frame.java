package dev.drydock.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts one command's output out of a stream: from a begin marker's line to an end marker, or to the
 * end of the stream. What comes before (login banners, what start-up files print) is kept only for
 * an error message. Markers hold a random nonce, so no output can be mistaken for one.
 */
final class Frame implements Remote.Sink {
  private static final int NOISE_KEPT = 4096;
  private static final int LONGEST_TRAILER = 64;

  private enum State {
    BEFORE,
    REST_OF_LINE,
    INSIDE,
    TRAILER,
    DONE
  }

  private final byte[] begin;
  private final byte[] end;
  private final Remote.Sink content;
  private final ByteArrayOutputStream noise = new ByteArrayOutputStream();
  private final StringBuilder trailer = new StringBuilder();
  private byte[] pending = new byte[0];
  private State state = State.BEFORE;

  /**
   * @param end null when the content goes on to the end of the stream
   */
  Frame(String begin, String end, Remote.Sink content) {
    this.begin = begin.getBytes(StandardCharsets.US_ASCII);
    this.end = end == null ? null : end.getBytes(StandardCharsets.US_ASCII);
    this.content = content;
  }

  synchronized boolean hasBegun() {
    return state != State.BEFORE;
  }

  synchronized boolean isDone() {
    return state == State.DONE;
  }

  /** What stood between the end marker and the end of its line. */
  synchronized String trailer() {
    return trailer.toString();
  }

  /** The last of what came before the frame. */
  synchronized String noise() {
    String text = noise.toString(StandardCharsets.UTF_8);
    return state == State.BEFORE ? text + new String(pending, StandardCharsets.UTF_8) : text;
  }

  @Override
  public synchronized void accept(byte[] buffer, int offset, int length) {
    int start = offset;
    int stop = offset + length;
    byte[] bytes = buffer;
    if (pending.length > 0) {
      bytes = Arrays.copyOf(pending, pending.length + length);
      System.arraycopy(buffer, offset, bytes, pending.length, length);
      pending = new byte[0];
      start = 0;
      stop = bytes.length;
    }
    while (start < stop && state != State.DONE) {
      start = step(bytes, start, stop);
      if (pending.length > 0) {
        return;
      }
    }
  }

  private int step(byte[] bytes, int start, int stop) {
    switch (state) {
      case BEFORE -> {
        int at = indexOf(begin, bytes, start, stop);
        keepNoise(bytes, start, at < 0 ? keepTail(begin, bytes, start, stop) : at);
        if (at < 0) {
          return stop;
        }
        state = State.REST_OF_LINE;
        return at + begin.length;
      }
      case REST_OF_LINE -> {
        if (bytes[start] == '\n') {
          state = State.INSIDE;
        }
        return start + 1;
      }
      case INSIDE -> {
        if (end == null) {
          content.accept(bytes, start, stop - start);
          return stop;
        }
        int at = indexOf(end, bytes, start, stop);
        int until = at < 0 ? keepTail(end, bytes, start, stop) : at;
        if (until > start) {
          content.accept(bytes, start, until - start);
        }
        if (at < 0) {
          return stop;
        }
        state = State.TRAILER;
        return at + end.length;
      }
      case TRAILER -> {
        // An honest one is an exit code; a server must not fill the memory with another.
        if (bytes[start] == '\n' || trailer.length() == LONGEST_TRAILER) {
          state = State.DONE;
        } else {
          trailer.append((char) (bytes[start] & 0xff));
        }
        return start + 1;
      }
      default -> {
        return stop;
      }
    }
  }

  /** Keeps the bytes at the end that may be the start of a marker; returns where they start. */
  private int keepTail(byte[] marker, byte[] bytes, int start, int stop) {
    int from = Math.max(start, stop - marker.length + 1);
    while (from < stop && !Arrays.equals(bytes, from, stop, marker, 0, stop - from)) {
      from++;
    }
    pending = Arrays.copyOfRange(bytes, from, stop);
    return from;
  }

  private void keepNoise(byte[] bytes, int start, int stop) {
    noise.write(bytes, start, stop - start);
    if (noise.size() > 2 * NOISE_KEPT) {
      byte[] all = noise.toByteArray();
      noise.reset();
      noise.write(all, all.length - NOISE_KEPT, NOISE_KEPT);
    }
  }

  private static int indexOf(byte[] marker, byte[] bytes, int start, int stop) {
    for (int i = start; i <= stop - marker.length; i++) {
      if (bytes[i] == marker[0]
          && Arrays.equals(bytes, i, i + marker.length, marker, 0, marker.length)) {
        return i;
      }
    }
    return -1;
  }
}
