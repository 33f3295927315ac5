package dev.drydock.job;

import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The jobs on one server. Control calls go through one {@link Remote}; {@link #tail} should be
 * given another, so that a flood of output never delays a Stop.
 *
 * <p>A job that is being started but has not begun yet is told as Running. What a server's damaged
 * or forged records say is never trusted: they make a job Lost.
 */
public interface Jobs {
  /**
   * Starts the job unless its id was started before: then nothing runs and the state is returned
   * (also after a link that broke between sending and answer, see {@link #state}).
   *
   * @param sudoPassword for root jobs, may be null
   * @throws dev.drydock.ssh.TransferException the job did not start and left nothing behind (disk
   *     full, folder not writable, ...); it may be started again under the same id
   * @throws dev.drydock.ssh.ConnectionLostException it may or may not have started
   */
  JobState start(Remote control, JobSpec spec, Secret sudoPassword) throws RemoteException;

  /**
   * As the other start, but waits a moment (0.3 s) for the end: a short job's whole output then
   * comes with the answer and is appended to {@code log}, which saves the channel of a tail. If
   * Done is returned and {@code log} is as long as it says, there is nothing left to tail;
   * otherwise, and always when in doubt, {@link #tail} takes over from what {@code log} holds.
   *
   * @param log must hold nothing of the job yet for its output to come; else it is left alone
   */
  JobState start(Remote control, JobSpec spec, Secret sudoPassword, Path log, TailListener listener)
      throws RemoteException, IOException;

  JobState state(Remote control, JobId id, boolean root) throws RemoteException;

  /**
   * Follows the output from the byte after what {@code log} already holds until the job has ended
   * and the last byte is on disk: append and fsync, then report. Returns the final state (never
   * Running). Interrupting the thread ends the tail, not the job.
   *
   * @throws dev.drydock.ssh.ConnectionLostException the log holds a correct prefix; call again
   *     <p>After a power cut the server may have less output than was fetched before, or than it
   *     recorded: then the job is told as Rebooted or Lost, and the log keeps what it has.
   * @throws dev.drydock.ssh.TransferException the log is longer than the output on the server: then
   *     it is not this job's log, and is left as it is
   * @throws IOException the log cannot be written
   */
  JobState tail(Remote tail, JobId id, boolean root, Path log, TailListener listener)
      throws RemoteException, IOException, InterruptedException;

  /**
   * As the other tail, and keeps the lease of the run meanwhile: the server itself notes every few
   * seconds that its holder is being served.
   *
   * @param key the run and who executes it
   * @throws LeaseLostException somebody else has taken the run over; the log holds a correct prefix
   */
  JobState tail(Remote tail, JobId id, boolean root, Path log, TailListener listener, RunKey key)
      throws RemoteException, IOException, InterruptedException;

  /**
   * TERM to the job's process group, KILL after a grace period of 10 s, and says what then was
   * true: Done when the script's end was recorded (143 = 128 + TERM, 137 = 128 + KILL), Running if
   * it could not be ended.
   *
   * @param sudoPassword for root jobs, may be null
   */
  JobState stop(Remote control, JobId id, boolean root, Secret sudoPassword) throws RemoteException;

  /** Every job of this user on the server, root jobs too, newest last. */
  List<JobId> list(Remote control) throws RemoteException;

  /**
   * Clears the job's folder on the server, unless it is running. Returns Absent when it is gone,
   * Running when nothing was done.
   *
   * @param sudoPassword for root jobs, may be null
   */
  JobState remove(Remote control, JobId id, boolean root, Secret sudoPassword)
      throws RemoteException;

  /** The folders of runs on the servers that these jobs are on. */
  ServerRuns runs();
}
