package dev.drydock.ssh;

import java.util.Set;

/** No session came to be. */
public final class ConnectFailedException extends RemoteException {
  private static final long serialVersionUID = 1;

  /** Why there is no session. */
  public enum Kind {
    UNKNOWN_HOST,
    REFUSED,
    TIMEOUT,
    /** Something answered, but not an SSH server. */
    NOT_SSH,
    /** The server took none of the ways to log in that were tried. */
    AUTH_FAILED,
    /** The key was shown and the person did not accept it, or nobody could be asked. */
    HOST_KEY_UNKNOWN,
    HOST_KEY_CHANGED,
    HOST_KEY_REVOKED,
    /** The identity file is missing, unreadable, or not a private key. */
    KEY_FILE_BAD,
    /** The identity file is encrypted and the passphrase is missing or wrong. */
    KEY_PASSPHRASE,
    /** No algorithm in common; the message says which legacy categories would help. */
    NO_COMMON_ALGORITHM,
    /** A computer on the way lets this user not go on from there. */
    HOP_REFUSED,
    /** The link broke while logging in. */
    LOST,
    CANCELLED,
    OTHER
  }

  private final Kind kind;

  @SuppressWarnings("serial") // Set.of is serialisable
  private final Set<LegacyAlgorithms> wouldHelp;

  public ConnectFailedException(Kind kind, String message, Throwable cause) {
    this(kind, message, cause, Set.of());
  }

  public ConnectFailedException(
      Kind kind, String message, Throwable cause, Set<LegacyAlgorithms> wouldHelp) {
    super(message, cause);
    this.kind = kind;
    this.wouldHelp = Set.copyOf(wouldHelp);
  }

  /**
   * For {@link Kind#NO_COMMON_ALGORITHM} and {@link Kind#AUTH_FAILED}: the categories that the
   * server would need beyond those allowed; empty when no category helps.
   */
  public Set<LegacyAlgorithms> wouldHelp() {
    return wouldHelp;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the command line's answer is "host key" (exit code 4) rather than "cannot connect". */
  public boolean isHostKeyProblem() {
    return kind == Kind.HOST_KEY_UNKNOWN
        || kind == Kind.HOST_KEY_CHANGED
        || kind == Kind.HOST_KEY_REVOKED;
  }
}
