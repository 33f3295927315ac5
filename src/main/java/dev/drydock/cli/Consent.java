package dev.drydock.cli;

import java.util.Locale;

/** The one way a person is asked before something is done. */
final class Consent {
  private Consent() {}

  /**
   * Returns when the person says yes.
   *
   * @param given on the command line: then nobody is asked
   * @throws CliFailure the person says anything else
   */
  static void ask(CliEnvironment environment, boolean given, String question) {
    if (given) {
      return;
    }
    String answer =
        environment
            .terminal()
            .readLine(TerminalText.plain(question) + " [y/N] ")
            .orElse("")
            .strip()
            .toLowerCase(Locale.ROOT);
    if (!answer.equals("y") && !answer.equals("yes")) {
      throw CliFailure.usage("Nothing was done.");
    }
  }
}
