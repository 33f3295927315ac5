package dev.drydock.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SocketFactory;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The socket under one session. Drydock owns it (JSch only borrows it) for three reasons: to close
 * it from another thread when a connection attempt or a write is stuck, to look at what the peer
 * says before JSch turns it into a vague exception, and to know whether the link itself ended.
 */
final class Wire implements SocketFactory {
  /** OpenSSH's client gives up on as much chatter before the greeting. */
  private static final int CHATTER_LIMIT = 2 * 1024 * 1024;

  /** Greeting and first key exchange packet: the packet alone may have 35000 bytes (RFC 4253). */
  private static final int HEAD_LIMIT = 64 * 1024;

  private final int connectMillis;
  private final Progress progress;
  private final Link via;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private volatile Socket socket;
  private volatile boolean closed;
  private volatile boolean ended;
  private volatile boolean connected;
  private volatile long writingSince;

  /**
   * @param via the hop from where to go on, or null for straight from here
   */
  Wire(Duration connect, Progress progress, Link via) {
    this.via = via;
    this.connectMillis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, connect.toMillis()));
    this.progress = progress;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    if (via != null) {
      return through(host, port);
    }
    IOException failure = null;
    for (InetAddress address : InetAddress.getAllByName(host)) {
      Socket candidate = new Socket();
      socket = candidate;
      if (closed) {
        candidate.close();
      }
      try {
        candidate.setTcpNoDelay(true);
        candidate.setKeepAlive(true);
        candidate.connect(new InetSocketAddress(address, port), connectMillis);
        connected = true;
        progress.connected();
        return candidate;
      } catch (IOException e) {
        candidate.close();
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    throw failure == null ? new IOException("no address") : failure;
  }

  /** The hop looks the name up: what lies behind it may be known only there. */
  private Socket through(String host, int port) throws IOException {
    try {
      ChannelDirectTCPIP channel = (ChannelDirectTCPIP) via.session().openChannel("direct-tcpip");
      channel.setHost(host);
      channel.setPort(port);
      ChannelSocket made = new ChannelSocket(via, channel);
      socket = made;
      if (closed) {
        made.close();
      }
      try {
        channel.connect(connectMillis);
      } catch (JSchException e) {
        throw channel.getExitStatus() < 0 && via.isOpen()
            ? new SocketTimeoutException("the hop does not say whether it can go on")
            : new HopRefusedException(via.target(), channel.getExitStatus(), e);
      }
      if (!channel.isConnected()) {
        throw new HopRefusedException(via.target(), channel.getExitStatus(), null);
      }
      made.opened();
      connected = true;
      progress.connected();
      return made;
    } catch (JSchException e) {
      throw new IOException(e);
    }
  }

  @Override
  public InputStream getInputStream(Socket from) throws IOException {
    return new Listening(new BufferedInputStream(from.getInputStream(), 32 * 1024));
  }

  @Override
  public OutputStream getOutputStream(Socket to) throws IOException {
    return new Timed(to.getOutputStream());
  }

  /** Ends everything that reads or writes, at once. */
  void close() {
    closed = true;
    Socket now = socket;
    if (now != null) {
      try {
        now.close();
      } catch (IOException e) {
        // Nothing is left to be done about a socket that cannot even be closed.
      }
    }
  }

  boolean hasConnected() {
    return connected;
  }

  /** Whether the other side, or the network, ended the link (not {@link #close()}). */
  boolean isEnded() {
    return ended;
  }

  /** How long the write that is under way has been stuck; 0 when none is. */
  long stuckWriteNanos() {
    long since = writingSince;
    return since == 0 ? 0 : Awake.now() - since;
  }

  /** The first bytes the peer sent: greeting and, if it came so far, its algorithms. */
  byte[] head() {
    synchronized (head) {
      return head.toByteArray();
    }
  }

  private final class Listening extends FilterInputStream {
    private int seen;
    private boolean lineStart = true;
    private int matched;

    Listening(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(buffer, offset, length);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        ended = !closed;
        throw e;
      }
      if (count < 0) {
        ended = !closed;
        return count;
      }
      if (!progress.isKeysExchanged()) {
        listen(buffer, offset, count);
      }
      return count;
    }

    private void listen(byte[] buffer, int offset, int count) throws IOException {
      synchronized (head) {
        if (head.size() < HEAD_LIMIT) {
          head.write(buffer, offset, count);
        }
      }
      if (progress.isGreeted()) {
        return;
      }
      seen += count;
      for (int i = 0; i < count && !progress.isGreeted(); i++) {
        greet(buffer[offset + i]);
      }
      if (!progress.isGreeted() && seen > CHATTER_LIMIT) {
        throw new IOException("no SSH greeting within " + CHATTER_LIMIT + " bytes");
      }
    }

    private void greet(byte next) {
      byte[] wanted = GREETING;
      if (lineStart && next == wanted[matched]) {
        matched++;
        if (matched == wanted.length) {
          progress.greeted();
          synchronized (head) {
            head.reset();
            head.writeBytes(wanted);
          }
        }
        return;
      }
      matched = 0;
      lineStart = next == '\n';
    }
  }

  private static final byte[] GREETING = "SSH-".getBytes(StandardCharsets.US_ASCII);

  private final class Timed extends FilterOutputStream {
    Timed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      writingSince = Awake.now() | 1; // 0 means: not writing
      try {
        out.write(buffer, offset, length);
      } catch (IOException e) {
        ended = !closed;
        throw e;
      } finally {
        writingSince = 0;
      }
    }
  }
}
