package dev.drydock.ui.console;

/**
 * What a row inherits from the rows before it. Between two lines that is the style alone; only
 * where one very long line was split into rows may an escape sequence be open.
 *
 * @param pending the parameters so far of an open CSI sequence
 * @param swallowed bytes of the open sequence so far
 */
record Carry(Style style, EscapeMachine.Mode mode, String pending, int swallowed) {
  /** The beginning of a log. */
  static final Carry START = of(Style.PLAIN);

  static Carry of(Style style) {
    return new Carry(style, EscapeMachine.Mode.GROUND, "", 0);
  }
}
