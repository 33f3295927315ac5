package dev.drydock.recipe;

import dev.drydock.server.Speed;
import java.util.List;

/**
 * A recipe judged for one server.
 *
 * @param possible false: the reasons say why not
 * @param reasons sentences for the person
 * @param minutes expected on the reference server (see {@link Speed}), whole
 * @param engine what would be there at the end, e.g. "Docker 0.6.1 (August 2013)", or ""
 * @param time expected on this server
 */
public record Route(
    Recipe recipe,
    boolean possible,
    boolean recommended,
    List<String> reasons,
    double minutes,
    int diskMb,
    int memoryMb,
    String engine,
    Estimate time) {

  /** With a time for a server of unknown speed. */
  public Route(
      Recipe recipe,
      boolean possible,
      boolean recommended,
      List<String> reasons,
      double minutes,
      int diskMb,
      int memoryMb) {
    this(
        recipe,
        possible,
        recommended,
        reasons,
        minutes,
        diskMb,
        memoryMb,
        "",
        new Estimate(minutes / 2, minutes * 2.5));
  }
}
