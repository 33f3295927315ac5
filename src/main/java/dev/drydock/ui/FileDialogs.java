package dev.drydock.ui;

import java.awt.Component;
import java.nio.file.Path;
import java.util.Optional;

/** Asks for a file. Event dispatch thread; empty means the person cancelled. */
public interface FileDialogs {
  Optional<Path> open(Component over, String title, Path start);

  /** For a folder that exists. */
  default Optional<Path> folder(Component over, String title, Path start) {
    return open(over, title, start);
  }

  /**
   * @param suggested folder and name to start with
   */
  Optional<Path> save(Component over, String title, Path suggested);
}
