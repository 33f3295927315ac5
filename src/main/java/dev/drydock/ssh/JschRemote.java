package dev.drydock.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/** {@link Remote} over one JSch session. */
final class JschRemote implements Remote {
  private static final int ANSWER_LIMIT = 16 * 1024 * 1024;
  private static final int ERRORS_KEPT = 1024 * 1024;

  private final Link link;
  private final HostKey hostKey;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final ControlShell shell;

  JschRemote(Link link, HostKey hostKey) {
    this.link = link;
    this.hostKey = hostKey;
    shell = new ControlShell(link, ANSWER_LIMIT);
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws RemoteException, InterruptedException;
  }

  private <T> T inTurn(Call<T> call) throws RemoteException {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Link.interrupted(e);
    }
    try {
      if (!link.isOpen()) {
        throw link.lost(null);
      }
      return call.run();
    } catch (InterruptedException e) {
      throw Link.interrupted(e);
    } finally {
      turn.unlock();
    }
  }

  /** For calls that need a channel beside the control shell's. */
  private <T> T onOwnChannel(Call<T> call) throws RemoteException {
    return inTurn(
        () -> {
          try {
            return call.run();
          } catch (CommandAbortedException e) {
            if (e.kind() != CommandAbortedException.Kind.NO_SHELL || !shell.isUp()) {
              throw e;
            }
            // Perhaps the server allows one channel (MaxSessions 1): make room and ask again.
            // Nothing has been run yet.
            shell.leave();
            return call.run();
          }
        });
  }

  @Override
  public Target target() {
    return link.target();
  }

  @Override
  public ExecResult exec(String script) throws RemoteException {
    return inTurn(() -> shell.exec(script));
  }

  @Override
  public ExecResult stream(String script, Sink sink) throws RemoteException {
    return onOwnChannel(
        () -> {
          Collected errors = Collected.tail(ERRORS_KEPT);
          FedCommand command = new FedCommand(link, sink, errors);
          boolean done = false;
          try {
            command.open(null);
            command.begin(script);
            int code = command.finish(new byte[0]);
            done = true;
            return new ExecResult(code, new byte[0], errors.bytes());
          } finally {
            if (!done) {
              command.kill();
            }
          }
        });
  }

  @Override
  public ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException {
    return onOwnChannel(() -> new SudoCommand(link, ANSWER_LIMIT).run(script, stdin, password));
  }

  @Override
  public ExecResult su(String script, byte[] stdin, Secret rootPassword) throws RemoteException {
    return onOwnChannel(() -> new SuCommand(link, ANSWER_LIMIT).run(script, stdin, rootPassword));
  }

  @Override
  public void upload(InputStream content, long length, String path, int mode)
      throws RemoteException {
    onOwnChannel(
        () -> {
          new Transfer(link).upload(content, length, path, mode);
          return null;
        });
  }

  @Override
  public void writeAt(InputStream content, long length, String path, long offset)
      throws RemoteException {
    if (offset < 0 || offset % BLOCK != 0) {
      throw new IllegalArgumentException("not a multiple of " + BLOCK + ": " + offset);
    }
    onOwnChannel(
        () -> {
          new Transfer(link).writeAt(content, length, path, offset);
          return null;
        });
  }

  @Override
  public void download(String path, OutputStream to) throws RemoteException {
    onOwnChannel(
        () -> {
          new Transfer(link).download(path, to);
          return null;
        });
  }

  @Override
  public boolean isOpen() {
    return link.isOpen();
  }

  @Override
  public HostKey hostKey() {
    return hostKey;
  }

  @Override
  public void close() {
    link.close();
  }
}
