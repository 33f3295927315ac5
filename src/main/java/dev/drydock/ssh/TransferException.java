package dev.drydock.ssh;

/** A file could not be sent or fetched although the link stands: disk full, no permission, ... */
public final class TransferException extends RemoteException {
  private static final long serialVersionUID = 1;

  public TransferException(String message, Throwable cause) {
    super(message, cause);
  }
}
