package dev.drydock.ssh;

import java.io.InputStream;
import java.io.OutputStream;

/** An open session without a server; what a test needs of it, it brings itself. */
public abstract class BareRemote implements Remote {
  @Override
  public ExecResult stream(String script, Sink sink) throws RemoteException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void upload(InputStream content, long length, String path, int mode) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void writeAt(InputStream content, long length, String path, long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void download(String path, OutputStream to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public HostKey hostKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
