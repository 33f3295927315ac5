package dev.drydock.ssh;

/** Carries the reason to stop logging in through JSch, which passes only unchecked ones on. */
final class LoginStopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ConnectFailedException reason;

  LoginStopped(ConnectFailedException reason) {
    super(reason);
    this.reason = reason;
  }

  ConnectFailedException reason() {
    return reason;
  }
}
