package dev.drydock.faults;

/** What can happen to a run. */
enum Fault {
  RESET("link: reset"),
  FIN("link: closed in order"),
  CUT_AT_BYTE("link: cut after N bytes"),
  STALL("link: stalls"),
  STALL_THEN_RESET("link: stalls, then a reset"),
  HALF_OPEN_THEN_RESET("link: half-open, then a reset"),
  SLOW("link: slow"),
  TRICKLE("link: a trickle of single bytes"),
  KILL_SSHD_SESSION("server: kill -9 of sshd's session"),
  KILL_RUNNER("server: kill -9 of the runner"),
  KILL_WRAPPER("server: kill -9 of what records a step's end"),
  KILL_SCRIPT("server: kill -9 of the step itself"),
  KILL_SERVER_SHELLS("server: kill -9 of the shells Drydock talks to"),
  REBOOT("server: reboot (another boot_id)"),
  SERVER_CLOCK("server: wall clock jumps"),
  DISK_FULL("server: disk full"),
  SUDO_CHANGES("server: sudo begins or ceases to ask"),
  STOP("person: stops the step"),
  PAUSE("person: pauses, or not after all"),
  SECOND_DESKTOP("person: a second desktop looks on to the end"),
  DISCONNECT_AND_COME_BACK("desktop: lets go and comes back"),
  DESKTOP_CLOCK("desktop: wall clock jumps"),
  CRASH_AT_EVENT("desktop: dies right after it told something"),
  CRASH_ANYWHERE("desktop: dies, its copy as it is then"),
  KILL_JVM("desktop: kill -9 of its process"),
  SLEEP_JVM("desktop: sleeps (SIGSTOP), the server hangs up");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /** For the table. */
  String label() {
    return label;
  }

  /** Whether it is about what walks the plan on the server. */
  boolean needsWalk() {
    return switch (this) {
      case KILL_RUNNER, KILL_WRAPPER, KILL_SCRIPT, STOP, PAUSE, SECOND_DESKTOP -> true;
      default -> false;
    };
  }

  /** Whether it needs a desktop in a process of its own. */
  boolean needsProcess() {
    return this == KILL_JVM || this == SLEEP_JVM;
  }
}
