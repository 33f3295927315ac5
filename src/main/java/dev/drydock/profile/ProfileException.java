package dev.drydock.profile;

/** A profile could not be read or written. The message is for a person; nothing was changed. */
public final class ProfileException extends Exception {
  private static final long serialVersionUID = 1;

  /** What was wrong. */
  public enum Kind {
    /** Not allowed as a profile's name. */
    BAD_NAME,
    /** There is none of that name. */
    MISSING,
    /** There is one of that name already. */
    EXISTS,
    NOT_JSON,
    /** JSON, but not what a profile holds. */
    DAMAGED,
    /** Written by a newer Drydock. */
    NEWER,
    /** A field to be saved has a value it cannot have. */
    INVALID,
    /** The disk refused: full, no permission, ... */
    IO
  }

  private final Kind kind;

  public ProfileException(Kind kind, String message) {
    this(kind, message, null);
  }

  public ProfileException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
