package dev.drydock.relay;

import dev.drydock.ssh.ForwardingRemote;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A real session whose writing is watched, bent or cut off by the test. */
final class FaultyRemote extends ForwardingRemote {
  /** Sees every piece on its way out, and may change it. */
  @FunctionalInterface
  interface Fault {
    /**
     * @param position of the buffer's first byte in the file
     */
    void at(long position, byte[] buffer, int offset, int length);
  }

  private final Fault fault;

  FaultyRemote(Remote remote, Fault fault) {
    super(remote);
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
    remote().writeAt(bent, length, path, offset);
  }
}
