package dev.drydock.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A way on from a hop that looks like a socket to the session inside it. Nothing listens on this
 * computer, so nobody else here can use it.
 *
 * <p>What arrives is kept until it is read, for the hop's one reader thread must not wait: the
 * inner session may itself be waiting for that thread (to be allowed to send). How much may be
 * under way is limited by the windows of the inner session's channels, and whoever sends more is
 * cut off.
 */
final class ChannelSocket extends Socket {
  /** Far above the windows of the few channels that a session here has at a time (2 MiB each). */
  private static final int LIMIT = 32 * 1024 * 1024;

  private final Link hop;
  private final ChannelDirectTCPIP channel;
  private final Object changed = new Object();
  private final Deque<byte[]> arrived = new ArrayDeque<>();
  private final InputStream in = new In();
  private int readOfFirst;
  private long waiting;
  private boolean ended;
  private boolean overflown;
  private boolean closed;
  private volatile int timeoutMillis;
  private volatile OutputStream out;

  ChannelSocket(Link hop, ChannelDirectTCPIP channel) {
    this.hop = hop;
    this.channel = channel;
    channel.setOutputStream(new Arrivals());
  }

  /** After the channel was opened. */
  void opened() throws IOException {
    out = new Out(channel.getOutputStream());
  }

  /** Called on the hop's reader thread: takes everything, waits for nothing. */
  private final class Arrivals extends OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      synchronized (changed) {
        if (closed || overflown) {
          return;
        }
        waiting += length;
        overflown = waiting > LIMIT;
        if (overflown) {
          arrived.clear();
        } else {
          arrived.add(java.util.Arrays.copyOfRange(buffer, offset, offset + length));
        }
        changed.notifyAll();
      }
    }

    @Override
    public void close() {
      synchronized (changed) {
        ended = true;
        changed.notifyAll();
      }
    }
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      synchronized (changed) {
        awaitSome();
        byte[] first = arrived.peek();
        if (first == null) {
          return -1;
        }
        int count = Math.min(length, first.length - readOfFirst);
        System.arraycopy(first, readOfFirst, buffer, offset, count);
        readOfFirst += count;
        waiting -= count;
        if (readOfFirst == first.length) {
          arrived.remove();
          readOfFirst = 0;
        }
        return count;
      }
    }

    private void awaitSome() throws IOException {
      long deadline = Awake.now() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      while (arrived.isEmpty() && !ended && !closed && !overflown) {
        long left = timeoutMillis == 0 ? Long.MAX_VALUE : deadline - Awake.now();
        if (left <= 0) {
          throw new SocketTimeoutException("nothing came for " + timeoutMillis + " ms");
        }
        try {
          // In rounds, for a link that dies does not always close its channels' streams.
          changed.wait(Math.min(1000, TimeUnit.NANOSECONDS.toMillis(left) + 1));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new SocketException("interrupted");
        }
        ended |= arrived.isEmpty() && !hop.isOpen();
      }
      if (closed) {
        throw new SocketException("closed");
      }
      if (overflown) {
        throw new IOException("more came than may be under way");
      }
    }

    @Override
    public int available() {
      synchronized (changed) {
        return arrived.isEmpty() ? 0 : arrived.peek().length - readOfFirst;
      }
    }

    @Override
    public void close() {
      ChannelSocket.this.close();
    }
  }

  /** Sends each piece at once: what waits here would not count as being written. */
  private final class Out extends OutputStream {
    private final OutputStream to;

    Out(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      if (isClosed() || channel.isClosed() || channel.isEOF() || !hop.isOpen()) {
        throw new SocketException("the way on is closed");
      }
      to.write(buffer, offset, length);
      to.flush();
    }

    @Override
    public void close() {
      ChannelSocket.this.close();
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    if (out == null) {
      throw new SocketException("not open yet");
    }
    return out;
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public boolean isConnected() {
    return out != null;
  }

  @Override
  public boolean isClosed() {
    synchronized (changed) {
      return closed;
    }
  }

  /** Never waits: the channel's farewell is sent on one of the hop's workers. */
  @Override
  // Not synchronized, as Socket's is: whoever hangs up must not wait for anybody's monitor.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public void close() {
    synchronized (changed) {
      if (closed) {
        return;
      }
      closed = true;
      arrived.clear();
      changed.notifyAll();
    }
    hop.start(channel::disconnect);
  }
}
