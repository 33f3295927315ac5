package dev.drydock.run;

import dev.drydock.recipe.StepScript;
import java.nio.file.Path;

/** Why a step failed, in words for a person. */
final class Failure {
  private Failure() {}

  /**
   * @param out what it put out; may not be here yet
   */
  static String reason(int exitCode, Path out) {
    return "It ended with exit code "
        + exitCode
        + ". "
        + StepScript.failure(LastLines.endOf(out))
            .orElseGet(() -> "Its last lines were:\n" + LastLines.of(out, 6));
  }
}
