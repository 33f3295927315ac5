package dev.drydock.ssh;

/**
 * The link stands, but the call has no result: the caller was interrupted, or no shell carried the
 * command to its end. What the command did until then stays done.
 */
public final class CommandAbortedException extends RemoteException {
  private static final long serialVersionUID = 1;

  /** Why there is no result. */
  public enum Kind {
    /** The calling thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /** The server gives this user no usable shell: nothing was run. */
    NO_SHELL,
    /** The shell that ran the command died under it (for example the command killed it). */
    SHELL_DIED
  }

  private final Kind kind;

  public CommandAbortedException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
