package dev.drydock.ssh;

/** sudo did not let the command run. Nothing was executed as root. */
public final class SudoException extends RemoteException {
  private static final long serialVersionUID = 1;

  /** Why sudo refused. */
  public enum Kind {
    /** The password was tried once and refused; it was not tried again (accounts lock). */
    WRONG_PASSWORD,
    /** A password is needed and none was given. */
    PASSWORD_NEEDED,
    /** This user may not run sudo. */
    NOT_ALLOWED,
    /** The sudo command does not exist. */
    MISSING,
    /** {@code requiretty} is set and even a terminal did not help. */
    NEEDS_TTY,
    OTHER
  }

  private final Kind kind;

  public SudoException(Kind kind, String message) {
    super(message, null);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
