package dev.drydock.job;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Takes what a run's folder on the server tells. Called in its order on one thread of the link,
 * {@link #grew} on a writer's; must not block for long.
 */
public interface FollowListener {
  /** One line of the run's events. It has to be on the disk when this returns. */
  void event(String line) throws IOException;

  /** What was told so far is not what the server has now (a power cut): it tells all again. */
  void anew() throws IOException;

  /** The events are all here; the outputs that are missing follow. */
  default void caughtUp() throws IOException {}

  /**
   * @param bytes of all outputs that the server has now
   */
  default void total(long bytes) {}

  /** Where the output of an attempt is written to, from the byte after what is there on. */
  Path log(Attempt attempt) throws IOException;

  /** The attempt's log is safely on the disk as far as {@code length} bytes. */
  void grew(Attempt attempt, long length);

  /** The attempt's output is here to its end. */
  void whole(Attempt attempt) throws IOException;

  /** The server has less of it than was fetched before (a power cut): what is here is to stay. */
  void shorter(Attempt attempt, long length) throws IOException;
}
