package dev.drydock.cli;

import java.io.PrintStream;

/**
 * Standard output and error. Texts are made safe first, whatever server they came from. One thread
 * at a time, but for the farewell at Ctrl-C.
 */
final class Output {
  private final PrintStream out;
  private final PrintStream err;

  Output(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  void line(String text) {
    out.println(TerminalText.plain(text));
  }

  void line() {
    out.println();
  }

  /** Something beside the result: progress, a warning. */
  void note(String text) {
    err.println(TerminalText.plain(text));
  }

  void error(String text) {
    err.println("drydock: " + TerminalText.plain(text));
  }

  /** Text that went through {@link TerminalText} already. */
  void raw(String text) {
    out.print(text);
    out.flush();
  }

  PrintStream stream() {
    return out;
  }
}
