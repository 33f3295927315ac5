package dev.drydock.transcript;

import java.util.Arrays;

/** Finds the bytes of console output that are text, between sequences and control characters. */
final class EscapeScan {
  private static final int ESC = 0x1b;

  /** A sequence that goes on for longer is taken for text, as the console takes it. */
  private static final int LONGEST = 4096;

  private EscapeScan() {}

  /**
   * The indexes of the bytes that carry text.
   *
   * @param escapes whether escape sequences are left out; control characters always are, since what
   *     shows the text drops them (and a tab within a secret hides nothing)
   */
  static int[] significant(byte[] bytes, int length, boolean escapes) {
    int[] indexes = new int[length];
    int count = 0;
    int i = 0;
    while (i < length) {
      byte b = bytes[i];
      if (b == ESC && escapes) {
        i = Math.max(i + 1, end(bytes, length, i));
      } else {
        if (!isControl(b)) {
          indexes[count++] = i;
        }
        i++;
      }
    }
    return Arrays.copyOf(indexes, count);
  }

  private static boolean isControl(byte b) {
    return (b >= 0 && b < ' ' && b != ESC) || b == 0x7f;
  }

  /**
   * {@code index}, or the start of the escape sequence it lies within. Sequences are told from the
   * start of {@code bytes} on, as {@link #significant} does: then the two agree, and it takes one
   * pass.
   */
  static int boundaryAtOrBefore(byte[] bytes, int length, int index) {
    int i = 0;
    while (i < index) {
      int next = bytes[i] == ESC ? Math.max(i + 1, end(bytes, length, i)) : i + 1;
      if (next > index) {
        return i;
      }
      i = next;
    }
    return index;
  }

  /**
   * Just past the sequence that starts with the ESC at {@code at}; {@code length} if it has not
   * ended; {@code at} + 1 if it is none. One that is broken off counts up to where it is: so those
   * count that show the text.
   */
  private static int end(byte[] bytes, int length, int at) {
    int i = at + 1;
    if (i >= length) {
      return length;
    }
    int kind = bytes[i] & 0xff;
    if (kind == '[') {
      for (i++; i < length && i - at < LONGEST; i++) {
        int b = bytes[i] & 0xff;
        if (b >= '@' && b <= '~') {
          return i + 1;
        }
        if (b < ' ' || b > '~') {
          return i;
        }
      }
    } else if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_') {
      for (i++; i < length && i - at < LONGEST; i++) {
        int b = bytes[i] & 0xff;
        if (b == 7) {
          return i + 1;
        }
        if (b == ESC) {
          return i + 1 < length && bytes[i + 1] == '\\' ? i + 2 : i + 1 >= length ? length : i;
        }
        if (b == '\n') {
          return i;
        }
      }
    } else if (kind >= ' ' && kind < '0') {
      for (i++; i < length && i - at < LONGEST; i++) {
        int b = bytes[i] & 0xff;
        if (b >= '0' && b <= '~') {
          return i + 1;
        }
        if (b < ' ') {
          return i;
        }
      }
    } else if (kind >= '0' && kind <= '~') {
      return i + 1;
    } else {
      return at + 1;
    }
    return i >= length ? length : at + 1;
  }
}
