package dev.drydock.practice;

/** The practice server could not do what was asked. The message says why and what to do. */
public final class PracticeException extends Exception {
  private static final long serialVersionUID = 1;

  /** What stood in the way. */
  public enum Kind {
    /** The practice server needs Linux. */
    NOT_LINUX,
    /** Programs are missing; the message names the packages. */
    TOOLS_MISSING,
    /** Another program listens on the port. */
    PORT_TAKEN,
    /** Not enough free space, found out before anything was written. */
    DISK_TOO_SMALL,
    /** This user may not do something that is needed. */
    NO_RIGHTS,
    /** This machine's apt configuration names no Debian mirror, or it cannot be reached. */
    MIRROR,
    /** The disk image could not be built for another reason. */
    BUILD_FAILED,
    /** QEMU ended or refused. */
    QEMU_FAILED,
    /** QEMU runs but the server in it did not answer in time. */
    NO_ANSWER,
    /** It runs already with other options. */
    ALREADY_RUNNING,
    CANCELLED,
    OTHER
  }

  private final Kind kind;

  PracticeException(Kind kind, String message) {
    this(kind, message, null);
  }

  PracticeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  static PracticeException cancelled() {
    return new PracticeException(
        Kind.CANCELLED, "Stopped, as you asked. Nothing half-made is kept; start again any time.");
  }
}
