package dev.drydock.cli;

import dev.drydock.run.RefusedException;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.SudoException;

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

  /** A run is going there, or it is not the run's server. */
  public static final int REFUSED = 7;

  private ExitCode() {}

  /** What it means to scripts that this went wrong. */
  static int of(Exception e) {
    if (e instanceof RefusedException refused) {
      return refused.kind() == RefusedException.Kind.DAMAGED ? CANNOT_RUN : REFUSED;
    }
    if (e instanceof ConnectFailedException failed && failed.isHostKeyProblem()) {
      return HOST_KEY;
    }
    if (e instanceof ConnectFailedException
        || e instanceof ConnectionLostException
        || e instanceof SudoException) {
      return NO_CONNECTION;
    }
    return e instanceof RemoteException ? CANNOT_RUN : TROUBLE_HERE;
  }
}
