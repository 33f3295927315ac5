package dev.drydock.recipe;

import java.util.List;

/**
 * One shell file of {@code resources/steps}, header parsed.
 *
 * @param id file name without {@code .sh}
 * @param why one sentence for a newcomer
 * @param root whether {@code apply} and {@code verify} need root; {@code check} never does
 * @param minutes expected on an 866 MHz Pentium III
 * @param diskMb needed on the server
 * @param memoryMb needed, RAM and swap together
 * @param undo how to undo it by hand, or "" if it cannot be undone
 * @param relogin whether its effect shows only in a new login (group membership)
 * @param bound what its time depends on most
 * @param text the file, whole, with the functions it shares with other steps
 * @param sends names of the recipe's sources that this computer brings for it
 */
public record Step(
    String id,
    String title,
    String why,
    boolean root,
    double minutes,
    int diskMb,
    int memoryMb,
    String undo,
    boolean relogin,
    Bound bound,
    String text,
    List<String> sends) {
  public Step {
    // Plans that were recorded before there were bounds, or sendings, have none.
    bound = bound == null ? Bound.CPU : bound;
    sends = sends == null ? List.of() : List.copyOf(sends);
  }

  Step withMinutes(double other) {
    return new Step(
        id, title, why, root, other, diskMb, memoryMb, undo, relogin, bound, text, sends);
  }

  /** A step that takes as long as the processor needs, and for which nothing is sent. */
  public Step(
      String id,
      String title,
      String why,
      boolean root,
      double minutes,
      int diskMb,
      int memoryMb,
      String undo,
      boolean relogin,
      String text) {
    this(
        id, title, why, root, minutes, diskMb, memoryMb, undo, relogin, Bound.CPU, text, List.of());
  }
}
