package dev.drydock.files;

import java.nio.file.Path;

/** One of the files under Drydock's home, written by the code that writes it for people. */
public interface Kept {
  /** Makes a file of a few kilobytes longer to write. */
  String FILLER = "x".repeat(20_000);

  Path file(DrydockHome home);

  /** Writes the version of that number. */
  void write(DrydockHome home, int number) throws Exception;

  /**
   * The number of the version that is there, which must be whole.
   *
   * @throws Exception it is not, or there is none
   */
  int read(DrydockHome home) throws Exception;
}
