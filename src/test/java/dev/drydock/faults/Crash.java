package dev.drydock.faults;

/** Ends a run's thread on the spot, as a crash of the wizard would: nothing is said or recorded. */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash() {
    super("the wizard crashes here", null, false, false);
  }
}
