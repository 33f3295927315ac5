package dev.drydock.recipe;

/** What a step's time depends on most. */
public enum Bound {
  CPU,
  /** The link to a mirror, or to the desktop: no faster processor helps. */
  NETWORK,
  DISK
}
