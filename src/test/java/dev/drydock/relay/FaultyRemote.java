package dev.drydock.relay;

import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A real session whose writing is watched, bent or cut off by the test. */
final class FaultyRemote implements Remote {
  /** Sees every piece on its way out, and may change it. */
  @FunctionalInterface
  interface Fault {
    /**
     * @param position of the buffer's first byte in the file
     */
    void at(long position, byte[] buffer, int offset, int length);
  }

  private final Remote remote;
  private final Fault fault;

  FaultyRemote(Remote remote, Fault fault) {
    this.remote = remote;
    this.fault = fault;
  }

  @Override
  public void writeAt(InputStream content, long length, String path, long offset)
      throws RemoteException {
    InputStream bent =
        new FilterInputStream(content) {
          private long position = offset;

          @Override
          public int read(byte[] buffer, int at, int wanted) throws IOException {
            int count = in.read(buffer, at, wanted);
            if (count > 0) {
              fault.at(position, buffer, at, count);
              position += count;
            }
            return count;
          }
        };
    remote.writeAt(bent, length, path, offset);
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
  public ExecResult sudo(String script, byte[] stdin, Secret password) throws RemoteException {
    return remote.sudo(script, stdin, password);
  }

  @Override
  public void upload(InputStream content, long length, String path, int mode)
      throws RemoteException {
    remote.upload(content, length, path, mode);
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
