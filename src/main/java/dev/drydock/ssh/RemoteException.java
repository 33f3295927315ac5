package dev.drydock.ssh;

import java.io.IOException;

/**
 * Something between Drydock and the server failed. The message is written for a person: what
 * happened, and what to do about it. {@link #getCause()} has the technical part, for the log.
 */
public sealed class RemoteException extends IOException
    permits CommandAbortedException,
        ConnectFailedException,
        ConnectionLostException,
        SudoException,
        TransferException {
  private static final long serialVersionUID = 1;

  protected RemoteException(String message, Throwable cause) {
    super(message, cause);
  }
}
