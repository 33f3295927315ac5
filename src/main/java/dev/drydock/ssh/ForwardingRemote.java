package dev.drydock.ssh;

import java.io.InputStream;
import java.io.OutputStream;

/** A session that is another one in all that a subclass does not change. */
public abstract class ForwardingRemote implements Remote {
  private final Remote remote;

  protected ForwardingRemote(Remote remote) {
    this.remote = remote;
  }

  protected final Remote remote() {
    return remote;
  }

  @Override
  public ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException {
    return remote.sudo(script, stdin, password);
  }

  @Override
  public ExecResult su(String script, byte[] stdin, Secret rootPassword) throws RemoteException {
    return remote.su(script, stdin, rootPassword);
  }

  @Override
  public Target target() {
    return remote.target();
  }

  @Override
  public ExecResult exec(String script) throws RemoteException {
    return remote.exec(script);
  }

  @Override
  public ExecResult stream(String script, Sink sink) throws RemoteException {
    return remote.stream(script, sink);
  }

  @Override
  public void upload(InputStream content, long length, String path, int mode)
      throws RemoteException {
    remote.upload(content, length, path, mode);
  }

  @Override
  public void writeAt(InputStream content, long length, String path, long offset)
      throws RemoteException {
    remote.writeAt(content, length, path, offset);
  }

  @Override
  public void download(String path, OutputStream to) throws RemoteException {
    remote.download(path, to);
  }

  @Override
  public boolean isOpen() {
    return remote.isOpen();
  }

  @Override
  public HostKey hostKey() {
    return remote.hostKey();
  }

  @Override
  public void close() {
    remote.close();
  }
}
