package dev.drydock.ssh;

/**
 * The link broke (or was closed) before the answer was complete. Whatever was asked may or may not
 * have happened on the server: this is never an exit code.
 */
public final class ConnectionLostException extends RemoteException {
  private static final long serialVersionUID = 1;

  public ConnectionLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
