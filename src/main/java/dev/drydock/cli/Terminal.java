package dev.drydock.cli;

import java.util.Optional;

/** The person at the keyboard, if there is one. */
public interface Terminal {
  /** Whether questions can be asked; if not, the reading methods answer nothing. */
  boolean isInteractive();

  /** Asks without showing what is typed; empty at end of input. The caller wipes the answer. */
  Optional<char[]> readSecret(String question);

  /** Empty at end of input. */
  Optional<String> readLine(String question);
}
