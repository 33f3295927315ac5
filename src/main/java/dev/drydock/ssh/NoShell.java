package dev.drydock.ssh;

import dev.drydock.ssh.CommandAbortedException.Kind;

/** The message for a login that yields no shell to run commands in. */
final class NoShell {
  private static final int SHOWN = 500;

  private NoShell() {}

  /**
   * @param ended the server ended the shell; else it only never answered
   * @param said what came instead of an answer
   */
  static CommandAbortedException exception(Target target, boolean ended, String said) {
    String heard = said.strip();
    if (heard.length() > SHOWN) {
      heard = "..." + heard.substring(heard.length() - SHOWN);
    }
    return new CommandAbortedException(
        Kind.NO_SHELL,
        (ended
                ? target.user() + " may log in to " + target.host() + " but gets no shell there."
                : "The shell of " + target.user() + " on " + target.host() + " does not answer.")
            + " Its login shell may be one that refuses commands (nologin), or a start-up file"
            + " (.bashrc, .profile) may wait for input."
            + (heard.isEmpty() ? "" : " The server said:\n" + heard),
        null);
  }
}
