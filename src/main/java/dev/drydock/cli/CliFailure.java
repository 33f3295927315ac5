package dev.drydock.cli;

/** Ends the command with a message for the person and an exit code. */
final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  CliFailure(int exitCode, String message) {
    this(exitCode, message, null);
  }

  CliFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  static CliFailure usage(String message) {
    return new CliFailure(ExitCode.USAGE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
