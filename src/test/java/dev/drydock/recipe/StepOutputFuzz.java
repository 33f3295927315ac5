package dev.drydock.recipe;

import java.nio.charset.StandardCharsets;

/** What a step prints is searched for verdicts and reports; it may print anything. */
public final class StepOutputFuzz {
  private StepOutputFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String output = new String(input, StandardCharsets.UTF_8);
    StepScript.parseChecks(output);
    StepScript.parseSaid(output);
    StepScript.failure(output);
    ImageReport.parse(output)
        .ifPresent(
            report -> {
              if (report.images().stream().anyMatch(image -> image.bytes() < 0)) {
                throw new AssertionError("negative size");
              }
            });
  }
}
