package dev.drydock.ssh;

/** Quoting for POSIX shells. */
public final class Shell {
  private Shell() {}

  /**
   * One shell word that means exactly {@code value}, whatever is in it.
   *
   * @throws IllegalArgumentException for a NUL, which no argument can hold
   */
  public static String quote(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a shell word cannot hold a NUL character");
    }
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
