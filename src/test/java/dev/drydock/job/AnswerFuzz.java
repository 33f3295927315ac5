package dev.drydock.job;

import java.nio.charset.StandardCharsets;

/** A server's claim about a job is understood or not; it never breaks anything. */
public final class AnswerFuzz {
  private AnswerFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Answer.parse(new String(input, StandardCharsets.UTF_8))
        .ifPresent(
            answer -> {
              boolean code =
                  !(answer.state() instanceof JobState.Done done)
                      || (done.exitCode() >= 0 && done.exitCode() <= 255);
              if (answer.length() < 0 || answer.size() < 0 || !code) {
                throw new AssertionError(answer.toString());
              }
            });
  }
}
