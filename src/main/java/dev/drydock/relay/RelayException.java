package dev.drydock.relay;

import java.io.IOException;

/**
 * Sources could not be had on this computer. The message is for a person: what happened, and what
 * to do about it. {@link #getCause()} has the technical part, for the log.
 */
public final class RelayException extends IOException {
  private static final long serialVersionUID = 1;

  /** What went wrong. */
  public enum Kind {
    /** The address cannot be used: a typing mistake, or a kind of address that is not supported. */
    BAD_ADDRESS,
    /** The upstream's server cannot be reached. */
    NO_NETWORK,
    /** There is no such repository, or nobody may read it without a login. */
    NO_SUCH_REPOSITORY,
    /** The repository has no such tag. */
    NO_SUCH_TAG,
    /** The tag stands, but names another commit than the pinned one. */
    TAG_MOVED,
    /** The repository does not have the pinned commit. */
    NO_SUCH_COMMIT,
    /** What came, or what is kept, is not what its ids say. */
    DAMAGED,
    /** The sources hold what must not be unpacked, or what the relay does not do. */
    UNFIT,
    /** The disk of this computer is full. */
    DISK_FULL,
    /** The calling thread was interrupted; its interrupt flag is set again. */
    CANCELLED,
    /** Else. */
    OTHER
  }

  private final Kind kind;

  public RelayException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
