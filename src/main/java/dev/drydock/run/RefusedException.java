package dev.drydock.run;

import java.io.IOException;

/** The server, or what is known of it, speaks against it; nothing was changed. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** A run is going there. */
    BUSY,
    /** It is not the server that the run is on. */
    ANOTHER_SERVER,
    /** There is no such run on the server any more. */
    GONE,
    /** An earlier Drydock began it, whose runs a desktop walked. */
    OLD,
    /** What the server keeps of it cannot be used. */
    DAMAGED
  }

  private final Kind kind;

  /**
   * @param message what to do, for a person
   */
  public RefusedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
