package dev.drydock.profile;

import java.nio.file.Path;
import java.util.Optional;

/** A private key as a profile names it. */
public final class KeyFile {
  private KeyFile() {}

  /**
   * @param text a path on this computer; {@code ~/} is the home folder of who runs Drydock; "" for
   *     none
   */
  public static Optional<Path> of(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        text.startsWith("~/")
            ? Path.of(System.getProperty("user.home"), text.substring(2))
            : Path.of(text));
  }
}
