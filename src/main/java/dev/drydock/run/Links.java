package dev.drydock.run;

import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;

/**
 * The two sessions a run needs: connected when first needed, and again when they were lost. Blocks;
 * interrupting the thread cancels.
 */
public interface Links {
  /** For short commands. */
  Remote control() throws RemoteException;

  /** For following output, so that a flood of it never delays a Stop. */
  Remote tail() throws RemoteException;

  /** Ends both; the next use logs in anew (and so has new group memberships). Never blocks. */
  void drop();

  /**
   * Gives up what is being connected at this moment, and begins it anew at once: it may hang since
   * before the network came back. Leaves a question to the person alone. Never blocks.
   */
  default void hurry() {}

  /**
   * The password for sudo: the one that worked before, else asked for.
   *
   * @param retry the last one was refused: ask
   * @return null where sudo needs none; the caller does not close it
   * @throws SudoException the person gave none
   */
  Secret sudoPassword(boolean retry) throws SudoException;
}
