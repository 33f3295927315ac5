package dev.drydock.cli;

/** What the command line's exit code means to scripts. */
public final class ExitCode {
  public static final int DONE = 0;

  /** Something on this computer failed: its disk, the practice server, Drydock itself. */
  public static final int TROUBLE_HERE = 1;

  public static final int USAGE = 2;

  /** The server could not be reached, or did not let the user in, or the link was lost. */
  public static final int NO_CONNECTION = 3;

  public static final int HOST_KEY = 4;
  public static final int STEP_FAILED = 5;

  /** No route fits this server. */
  public static final int CANNOT_RUN = 6;

  private ExitCode() {}
}
