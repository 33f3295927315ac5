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
  KILL_WRAPPER("server: kill -9 of the job's wrapper"),
  KILL_SCRIPT("server: kill -9 of the build itself"),
  KILL_SERVER_SHELLS("server: kill -9 of the shells Drydock talks to"),
  REBOOT("server: reboot (another boot_id)"),
  SERVER_CLOCK("server: wall clock jumps"),
  DISK_FULL("server: disk full"),
  SUDO_CHANGES("server: sudo begins or ceases to ask"),
  STOP("person: stops the step"),
  SECOND_WIZARD("person: opens the run a second time"),
  DISCONNECT_AND_RESUME("desktop: quits and resumes"),
  DESKTOP_CLOCK("desktop: wall clock jumps"),
  PAUSE("person: pauses after the step"),
  CRASH_ANYWHERE("desktop: dies, its record as it is then"),
  KILL_JVM("desktop: kill -9 of the wizard's process"),
  SLEEP_JVM("desktop: sleeps (SIGSTOP), the server hangs up");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /** For the table. */
  String label() {
    return label;
  }

  /** Whether it needs a wizard in a process of its own. */
  boolean needsProcess() {
    return this == KILL_JVM || this == SLEEP_JVM;
  }
}
