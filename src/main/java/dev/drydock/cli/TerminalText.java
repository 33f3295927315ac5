package dev.drydock.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes what a server sent safe to show in this terminal: of all escape sequences only colours
 * (SGR) pass, if wanted; others could move the cursor over what Drydock says, rename the window, or
 * make the terminal type. Holds state between chunks. One thread.
 */
final class TerminalText {
  private static final int LONGEST_SEQUENCE = 128;

  private enum State {
    TEXT,
    ESCAPE,
    CSI,
    /** OSC, DCS and their like: swallowed up to BEL, ST or a line's end. */
    STRING,
    ESCAPE_IN_STRING
  }

  private final boolean colours;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] undecoded = new byte[0];
  private final StringBuilder sequence = new StringBuilder();
  private State state = State.TEXT;
  private int swallowed;

  /**
   * @param colours whether colour sequences pass
   */
  TerminalText(boolean colours) {
    this.colours = colours;
  }

  /** One text, whole, without any control character but newline and tab. */
  static String plain(String text) {
    StringBuilder out = new StringBuilder();
    TerminalText filter = new TerminalText(false);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\r' && c != '\b') {
        filter.take(c, out);
      }
    }
    return out.toString();
  }

  /** What to show for the next bytes; incomplete characters and sequences are kept for later. */
  String show(byte[] bytes, int length) {
    ByteBuffer in = ByteBuffer.allocate(undecoded.length + length);
    in.put(undecoded).put(bytes, 0, length).flip();
    CharBuffer chars = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, chars, false);
    undecoded = new byte[in.remaining()];
    in.get(undecoded);
    chars.flip();
    StringBuilder out = new StringBuilder();
    while (chars.hasRemaining()) {
      take(chars.get(), out);
    }
    return out.toString();
  }

  private void take(char c, StringBuilder out) {
    switch (state) {
      case TEXT -> text(c, out);
      case ESCAPE -> {
        if (c == '[') {
          sequence.setLength(0);
          state = State.CSI;
        } else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_') {
          swallowed = 0;
          state = State.STRING;
        } else if (c < ' ') {
          state = State.TEXT;
          text(c, out);
        } else if (c >= '0') {
          state = State.TEXT;
        }
        // Else an intermediate byte: its final byte follows.
      }
      case CSI -> csi(c, out);
      case STRING -> {
        if (c == '\u0007' || c == '\u009c') {
          state = State.TEXT;
        } else if (c == '\u001b') {
          state = State.ESCAPE_IN_STRING;
        } else if (c == '\n' || ++swallowed > 4096) {
          state = State.TEXT;
          text(c, out);
        }
      }
      case ESCAPE_IN_STRING -> {
        state = c == '\\' ? State.TEXT : State.ESCAPE;
        if (c != '\\') {
          take(c, out);
        }
      }
    }
  }

  private void text(char c, StringBuilder out) {
    switch (c) {
      case '\u001b' -> state = State.ESCAPE;
      case '\n', '\t', '\r', '\b' -> out.append(c);
      default -> {
        if (!Character.isISOControl(c)) {
          out.append(c);
        }
      }
    }
  }

  private void csi(char c, StringBuilder out) {
    if (c >= '@' && c <= '~') {
      state = State.TEXT;
      boolean numbers = sequence.chars().allMatch(d -> (d >= '0' && d <= '9') || d == ';');
      if (colours && c == 'm' && numbers) {
        out.append("\u001b[").append(sequence).append('m');
      }
    } else if (c >= ' ' && c <= '?' && sequence.length() < LONGEST_SEQUENCE) {
      sequence.append(c);
    } else {
      state = State.TEXT;
      text(c, out);
    }
  }
}
