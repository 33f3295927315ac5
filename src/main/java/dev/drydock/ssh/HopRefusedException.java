package dev.drydock.ssh;

import java.io.IOException;

/** A hop would not, or could not, go on from where it is. */
final class HopRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  /** RFC 4254, section 5.1: SSH_OPEN_ADMINISTRATIVELY_PROHIBITED. */
  private static final int PROHIBITED = 1;

  private final transient Target hop;
  private final int reason;

  /**
   * @param reason as the hop gave it (RFC 4254, section 5.1), or negative for none
   */
  HopRefusedException(Target hop, int reason, Throwable cause) {
    super("channel not opened, reason " + reason, cause);
    this.hop = hop;
    this.reason = reason;
  }

  /** Whether the hop lets nobody, or not this user, go on (as against: could not). */
  boolean isProhibited() {
    return reason == PROHIBITED;
  }

  Target hop() {
    return hop;
  }
}
