package dev.drydock.ui.console;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;

/**
 * Tells escape sequences from text, byte by byte, and follows the one kind that changes how later
 * text looks: SGR ({@code ESC [ ... m}). Every other sequence is swallowed.
 *
 * <p>It works on bytes, not characters, so that the index (which decodes nothing) and the parser
 * agree on every byte. The grammar is ECMA-48's, with two departures: a sequence that goes on for
 * too long, or meets a control character or a line's end, is dropped there, so that no output can
 * be hidden by a sequence which is never closed; and the C1 controls above 0x7f open no sequence,
 * since those bytes are parts of UTF-8 characters.
 */
final class EscapeMachine {
  enum Mode {
    GROUND,
    ESCAPE,
    ESCAPE_INTERMEDIATE,
    CSI,
    STRING,
    STRING_ESCAPE
  }

  /** What a byte means to the row. */
  enum Effect {
    /** It is no part of a sequence: text, or a control character. */
    TEXT,
    /** It is part of a sequence. */
    NONE,
    ERASE_TO_END,
    ERASE_TO_START,
    ERASE_ALL
  }

  /** Real CSI sequences are shorter than 40 bytes. */
  static final int MAX_CSI = 256;

  /** Enough for a title or a hyperlink; what is longer is no longer hidden. */
  static final int MAX_STRING = 4096;

  private static final byte ESC = 0x1b;

  private final byte[] pending = new byte[MAX_CSI];
  private int pendingLength;
  private int swallowed;
  private Mode mode = Mode.GROUND;
  private Style style = Style.PLAIN;
  private Carry lastCarry = Carry.START;

  EscapeMachine() {}

  void resume(Carry carry) {
    style = carry.style();
    mode = carry.mode();
    swallowed = carry.swallowed();
    byte[] open = carry.pending().getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(open, 0, pending, 0, open.length);
    pendingLength = open.length;
    lastCarry = carry;
  }

  Carry carry() {
    if (mode == Mode.GROUND) {
      if (lastCarry.mode() != Mode.GROUND || !lastCarry.style().equals(style)) {
        lastCarry = Carry.of(style);
      }
      return lastCarry;
    }
    String open =
        mode == Mode.CSI ? new String(pending, 0, pendingLength, StandardCharsets.ISO_8859_1) : "";
    return new Carry(style, mode, open, swallowed);
  }

  boolean inGround() {
    return mode == Mode.GROUND;
  }

  Style style() {
    return style;
  }

  /** No sequence lives longer than its line. */
  void lineEnd() {
    mode = Mode.GROUND;
  }

  @CanIgnoreReturnValue
  Effect step(byte b) {
    if (b == ESC) {
      mode = mode == Mode.STRING ? Mode.STRING_ESCAPE : Mode.ESCAPE;
      if (mode == Mode.ESCAPE) {
        swallowed = 0;
      }
      return Effect.NONE;
    }
    return switch (mode) {
      case GROUND -> Effect.TEXT;
      case ESCAPE -> escape(b);
      case ESCAPE_INTERMEDIATE -> escapeIntermediate(b);
      case CSI -> csi(b);
      case STRING -> string(b);
      case STRING_ESCAPE -> stringEscape(b);
    };
  }

  private Effect escape(byte b) {
    swallowed = 0;
    switch (b) {
      case '[' -> {
        mode = Mode.CSI;
        pendingLength = 0;
      }
      case ']', 'P', 'X', '^', '_', 'k' -> mode = Mode.STRING;
      default -> {
        if (b >= 0x20 && b <= 0x2f) {
          mode = Mode.ESCAPE_INTERMEDIATE;
        } else {
          mode = Mode.GROUND;
          if (b < 0x20 || b == 0x7f) {
            return Effect.TEXT;
          }
        }
      }
    }
    return Effect.NONE;
  }

  private Effect escapeIntermediate(byte b) {
    if (b >= 0x20 && b <= 0x2f && ++swallowed < MAX_CSI) {
      return Effect.NONE;
    }
    mode = Mode.GROUND;
    return b >= 0x30 && b < 0x7f ? Effect.NONE : Effect.TEXT;
  }

  private Effect csi(byte b) {
    if (b >= 0x20 && b < 0x40 && pendingLength < MAX_CSI) {
      pending[pendingLength++] = b;
      return Effect.NONE;
    }
    mode = Mode.GROUND;
    if (b < 0x40 || b == 0x7f) {
      return Effect.TEXT;
    }
    if (b == 'm') {
      style = Sgr.apply(style, pending, pendingLength);
    } else if (b == 'K') {
      return erase();
    }
    return Effect.NONE;
  }

  private Effect erase() {
    if (pendingLength == 0) {
      return Effect.ERASE_TO_END;
    }
    if (pendingLength > 1) {
      return Effect.NONE;
    }
    return switch (pending[0]) {
      case '0' -> Effect.ERASE_TO_END;
      case '1' -> Effect.ERASE_TO_START;
      case '2' -> Effect.ERASE_ALL;
      default -> Effect.NONE;
    };
  }

  private Effect string(byte b) {
    if (b == 0x07 || b == 0x18 || b == 0x1a) {
      mode = Mode.GROUND;
      return Effect.NONE;
    }
    if (++swallowed > MAX_STRING) {
      mode = Mode.GROUND;
      return Effect.TEXT;
    }
    return Effect.NONE;
  }

  private Effect stringEscape(byte b) {
    if (b == '\\') {
      mode = Mode.GROUND;
      return Effect.NONE;
    }
    return escape(b);
  }
}
