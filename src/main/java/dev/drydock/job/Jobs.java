package dev.drydock.job;

import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import java.nio.file.Path;
import java.util.List;

/**
 * The jobs on one server. Control calls go through one {@link Remote}; {@link #tail} should be
 * given another, so that a flood of output never delays a Stop.
 */
public interface Jobs {
  /**
   * Starts the job unless its id was started before: then nothing runs and the state is returned
   * (also after a link that broke between sending and answer, see {@link #state}).
   *
   * @param sudoPassword for root jobs, may be null
   */
  JobState start(Remote control, JobSpec spec, Secret sudoPassword) throws RemoteException;

  JobState state(Remote control, JobId id, boolean root) throws RemoteException;

  /**
   * Follows the output from the byte after what {@code log} already holds until the job has ended
   * and the last byte is on disk: append and fsync, then report. Returns the final state (never
   * Running). Interrupting the thread ends the tail, not the job.
   *
   * @throws dev.drydock.ssh.ConnectionLostException the log holds a correct prefix; call again
   */
  JobState tail(Remote tail, JobId id, boolean root, Path log, TailListener listener)
      throws RemoteException, java.io.IOException, InterruptedException;

  /**
   * TERM to the job's process group, KILL after a grace period, and says what then was true.
   *
   * @param sudoPassword for root jobs, may be null
   */
  JobState stop(Remote control, JobId id, boolean root, Secret sudoPassword) throws RemoteException;

  /** Every job of this user on the server, newest last. */
  List<JobId> list(Remote control) throws RemoteException;
}
