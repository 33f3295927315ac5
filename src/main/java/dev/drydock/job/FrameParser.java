package dev.drydock.job;

import java.nio.charset.StandardCharsets;

/**
 * Takes apart what a job script writes: raw bytes of output with frames in between. A frame is the
 * mark (a control character and the call's nonce), a space, a short text and a line feed; it may
 * stand anywhere, also in the middle of a line. What comes before the first frame (login banners)
 * is skipped. Bytes may arrive in pieces of any size. Used by one thread at a time.
 */
final class FrameParser {
  /** Longer ones are not ours: a damaged stream must not fill the memory. */
  private static final int LONGEST_TEXT = 4096;

  private static final byte MARK = 0x1e;

  /** Gets what was found, in order. */
  interface Handler {
    void data(byte[] buffer, int offset, int length);

    void frame(String text);
  }

  private final byte[] mark;
  private final Handler handler;
  private final byte[] text = new byte[LONGEST_TEXT];
  private int textLength;

  /** How many bytes of the mark the input ends with: they may turn out to be data. */
  private int matched;

  private boolean inFrame;
  private boolean begun;
  private boolean broken;

  /**
   * @param nonce letters and digits; the mark's first byte is in none, so a mismatch can only be
   *     the start of another mark at that very byte
   */
  FrameParser(String nonce, Handler handler) {
    this.mark = ((char) MARK + nonce + " ").getBytes(StandardCharsets.US_ASCII);
    this.handler = handler;
  }

  void feed(byte[] buffer, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end && !broken) {
      at = inFrame ? readText(buffer, at, end) : readData(buffer, at, end);
    }
  }

  /** True once something that cannot be a frame was met; the rest of the input is ignored. */
  boolean isBroken() {
    return broken;
  }

  /** Returns where it stopped: after a mark, or at the end. */
  private int readData(byte[] buffer, int from, int end) {
    int start = from;
    int at = from;
    while (at < end) {
      byte b = buffer[at];
      if (b == mark[matched]) {
        at++;
        matched++;
        if (matched == mark.length) {
          // The mark's bytes that came with earlier input are not in this buffer.
          emit(buffer, start, at - start - mark.length);
          matched = 0;
          inFrame = true;
          begun = true;
          return at;
        }
      } else if (matched > 0) {
        int here = at - start;
        if (matched > here) {
          // It began in earlier input, which was held back.
          int held = matched - here;
          emit(mark, 0, held);
        }
        matched = 0;
      } else {
        at++;
      }
    }
    emit(buffer, start, end - start - matched);
    return end;
  }

  private int readText(byte[] buffer, int from, int end) {
    for (int at = from; at < end; at++) {
      if (buffer[at] == '\n') {
        inFrame = false;
        String found = new String(text, 0, textLength, StandardCharsets.UTF_8);
        textLength = 0;
        handler.frame(found);
        return at + 1;
      }
      if (textLength == LONGEST_TEXT) {
        broken = true;
        return end;
      }
      text[textLength++] = buffer[at];
    }
    return end;
  }

  private void emit(byte[] buffer, int offset, int length) {
    if (length > 0 && begun) {
      handler.data(buffer, offset, length);
    }
  }
}
