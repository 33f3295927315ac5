package dev.drydock.job;

/**
 * Names one job on the server, and is the idempotency key of its start.
 *
 * @param value 1 to 100 of {@code a-z 0-9 . -}, starting with a letter or digit: safe as a file
 *     name
 */
public record JobId(String value) {
  public JobId {
    if (!value.matches("[a-z0-9][a-z0-9.-]{0,99}") || value.contains("..")) {
      throw new IllegalArgumentException("not a job id: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
