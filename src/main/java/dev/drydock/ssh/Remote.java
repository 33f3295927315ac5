package dev.drydock.ssh;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * One logged-in session. Every method blocks and may be called from any thread but the event
 * dispatch thread; calls on one Remote are queued one after another. A lost link is always a {@link
 * ConnectionLostException}, after which the Remote is dead and a new one must be connected.
 *
 * <p>Interrupting a blocked caller ends the call with a {@link CommandAbortedException} ({@link
 * CommandAbortedException.Kind#INTERRUPTED}) and the caller's interrupt flag set again; the link
 * stands and later calls work, and none ever sees late output of the interrupted one. What a {@link
 * #stream} runs is ended (TERM, then its output is closed); what {@link #exec} or {@link #sudo}
 * runs goes on until it writes to its closed output.
 *
 * <p>A script must redirect the output of whatever it leaves running in the background: {@link
 * #stream} and {@link #sudo} end only when nobody holds their output open, or are given up ({@link
 * CommandAbortedException.Kind#SHELL_DIED}) when nothing came for 10 s after the script's end.
 */
public interface Remote extends AutoCloseable {
  Target target();

  /**
   * Runs a POSIX shell script as the login user, through one long-lived control shell (a new
   * channel costs 0.3 s on an old server, a framed command in an open shell a tenth of that). The
   * script runs in a shell process of its own: it may {@code exit}, {@code cd}, set options.
   * Standard input is /dev/null. Output is kept whole in memory: for small answers only (an output
   * over 16 MiB is a {@link TransferException}).
   *
   * @throws CommandAbortedException interrupted, or the script took its shell down with it; the
   *     next call gets a new shell
   */
  ExecResult exec(String script) throws RemoteException;

  /**
   * Runs a script on a channel of its own whose standard output goes to {@code sink} as it comes,
   * in chunks as they arrive; returns when it ends, with an empty {@link ExecResult#out()} and at
   * most the last 1 MiB of standard error. Standard input is empty. An exception from the sink ends
   * the call and is thrown from here.
   */
  ExecResult stream(String script, Sink sink) throws RemoteException;

  /**
   * Runs {@code script} as root through one sudo (or directly where the login is root), feeding
   * {@code stdin} to it after sudo has let it run. The password, if sudo asks, is written only
   * after sudo's own prompt (a nonce) shows, and is tried once.
   *
   * <p>Neither the script nor {@code stdin} ever is an argument (visible in {@code ps}, logged by
   * sudo) or a file: the log shows only a short launcher, and both follow over the channel once
   * root runs. Where sudo insists on a terminal ({@code requiretty}), one is given, and then
   * standard error is part of standard output.
   *
   * @param password null when none is known; then a prompt is {@link
   *     SudoException.Kind#PASSWORD_NEEDED}
   * @throws SudoException nothing was executed as root
   */
  ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException;

  /**
   * As {@link #sudo}, but through {@code su -c}, for a user without sudo. Always over a terminal,
   * so standard error is part of standard output.
   *
   * @param rootPassword the password of the account root; tried once
   * @throws SudoException nothing was executed as root
   */
  default ExecResult su(String script, byte[] stdin, Secret rootPassword) throws RemoteException {
    throw new SudoException(SudoException.Kind.MISSING, "su cannot be used here.");
  }

  /**
   * Sends a file: to a temporary name beside {@code path}, renamed when complete and of the right
   * length.
   *
   * @param path relative to the login folder, or absolute; {@code ~} is not expanded
   * @param mode for example 0600
   */
  void upload(InputStream content, long length, String path, int mode) throws RemoteException;

  /** What the offset of {@link #writeAt} is counted in, in bytes. */
  int BLOCK = 64 * 1024;

  /**
   * Writes into a file from a position on, and leaves alone what stands before and behind. Unlike
   * {@link #upload}, whatever has arrived stays when the call fails, so that a later one can go on
   * from there; the file is no more than a heap of bytes until its content has been compared.
   *
   * <p>Every byte goes to its own place. So a writer that was cut off, and whose last bytes the
   * server takes in only while the next one is at work already, does no harm: it writes the same
   * there.
   *
   * @param offset in bytes, a multiple of {@link #BLOCK}
   * @param path as for {@link #upload}; a missing file is made, 0600; only in a folder where nobody
   *     else may write (a symbolic link is followed)
   */
  void writeAt(InputStream content, long length, String path, long offset) throws RemoteException;

  void download(String path, OutputStream to) throws RemoteException;

  /** False once the link is known to be lost or closed. */
  boolean isOpen();

  /** The fingerprint of the key that the server proved to have. */
  HostKey hostKey();

  /**
   * Ends the session at once; blocked calls fail. Never throws, never blocks more than a second.
   */
  @Override
  void close();

  /** Receives bytes on a thread of the Remote; must not block for long. */
  @FunctionalInterface
  interface Sink {
    void accept(byte[] buffer, int offset, int length);
  }
}
