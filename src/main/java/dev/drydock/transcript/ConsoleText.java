package dev.drydock.transcript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads raw console output as the lines a person would have been left looking at: escape sequences
 * are gone, a progress line that was rewritten with CR or BS shows its last state, bytes that are
 * no UTF-8 show as U+FFFD. Holds one line at a time, whatever the size of the log.
 */
final class ConsoleText {
  /** A line longer than this is broken: a log without newlines must not fill the memory. */
  static final int LONGEST_LINE = 1 << 16;

  /** Receives one line, without its end. */
  @FunctionalInterface
  interface Lines {
    void line(CharSequence line) throws IOException;
  }

  private enum State {
    TEXT,
    ESCAPE,
    /** ESC and an intermediate: one more byte follows. */
    ESCAPE_MORE,
    CSI,
    /** OSC, DCS, PM, APC, SOS: up to BEL or ST. */
    STRING,
    STRING_ESCAPE
  }

  private final Lines lines;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder parameters = new StringBuilder();
  private int cursor;
  private int stringLength;
  private boolean any;
  private State state = State.TEXT;

  private ConsoleText(Lines lines) {
    this.lines = lines;
  }

  /** Reads to the end of {@code in}; a last line without a newline counts. */
  static void read(InputStream in, Lines lines) throws IOException {
    ConsoleText text = new ConsoleText(lines);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    ByteBuffer bytes = ByteBuffer.allocate(1 << 14);
    CharBuffer chars = CharBuffer.allocate(1 << 14);
    boolean end = false;
    while (!end) {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      end = read < 0;
      bytes.position(bytes.position() + Math.max(read, 0));
      bytes.flip();
      decoder.decode(bytes, chars, end);
      bytes.compact();
      text.take(chars);
    }
    decoder.flush(chars);
    text.take(chars);
    text.finish();
  }

  private void take(CharBuffer chars) throws IOException {
    chars.flip();
    while (chars.hasRemaining()) {
      take(chars.get());
    }
    chars.clear();
  }

  private void finish() throws IOException {
    if (any) {
      lines.line(line);
    }
  }

  private void take(char c) throws IOException {
    switch (state) {
      case TEXT -> text(c);
      case ESCAPE -> escape(c);
      case ESCAPE_MORE -> {
        if (c < ' ') {
          state = State.TEXT;
          text(c);
        } else if (c >= '0') {
          state = State.TEXT;
        }
      }
      case CSI -> csi(c);
      case STRING -> string(c);
      case STRING_ESCAPE -> {
        state = State.TEXT;
        if (c != '\\') {
          escape(c);
        }
      }
    }
  }

  private void text(char c) throws IOException {
    switch (c) {
      case '\n' -> {
        lines.line(line);
        line.setLength(0);
        cursor = 0;
        any = false;
      }
      case '\r' -> cursor = 0;
      case '\b' -> cursor = Math.max(0, cursor - 1);
      case '\t' -> put(c);
      case '\u001b' -> state = State.ESCAPE;
      case '\u009b' -> startCsi();
      case '\u0090', '\u0098', '\u009d', '\u009e', '\u009f' -> startString();
      default -> {
        if (!Character.isISOControl(c)) {
          put(c);
        }
      }
    }
  }

  private void put(char c) throws IOException {
    any = true;
    if (cursor < line.length()) {
      line.setCharAt(cursor, c);
    } else {
      line.append(c);
    }
    cursor++;
    if (cursor >= LONGEST_LINE) {
      lines.line(line);
      line.setLength(0);
      cursor = 0;
      any = false;
    }
  }

  private void escape(char c) throws IOException {
    switch (c) {
      case '[' -> startCsi();
      case ']', 'P', 'X', '^', '_' -> startString();
      default -> {
        if (c < ' ') {
          // Terminals obey a control character in the middle of a sequence.
          state = State.TEXT;
          text(c);
        } else {
          state = c < '0' ? State.ESCAPE_MORE : State.TEXT;
        }
      }
    }
  }

  private void startCsi() {
    parameters.setLength(0);
    state = State.CSI;
  }

  private void startString() {
    stringLength = 0;
    state = State.STRING;
  }

  private void csi(char c) throws IOException {
    if (c >= '@' && c <= '~') {
      state = State.TEXT;
      if (c == 'K') {
        eraseLine();
      }
    } else if (c >= ' ' && c <= '?' && parameters.length() < 64) {
      parameters.append(c);
    } else {
      // No sequence at all: what follows is text again.
      state = State.TEXT;
      text(c);
    }
  }

  private void eraseLine() {
    switch (parameters.toString()) {
      case "", "0" -> line.setLength(Math.min(line.length(), cursor));
      case "1" -> {
        for (int i = 0; i < Math.min(cursor + 1, line.length()); i++) {
          line.setCharAt(i, ' ');
        }
      }
      case "2" -> {
        line.setLength(0);
        line.append(" ".repeat(cursor));
      }
      default -> {
        // Not one that erases.
      }
    }
  }

  private void string(char c) throws IOException {
    if (c == '\u0007' || c == '\u009c') {
      state = State.TEXT;
    } else if (c == '\u001b') {
      state = State.STRING_ESCAPE;
    } else if (c == '\n' || ++stringLength > 4096) {
      // Never ended: swallow no more than this line of the log.
      state = State.TEXT;
      text(c);
    }
  }
}
