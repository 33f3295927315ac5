package dev.drydock.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A network on one port of 127.0.0.1 that breaks when told to. What it does depends only on what it
 * was told and on the bytes that come: it draws no lots itself. Thread-safe.
 */
final class FaultProxy implements AutoCloseable {
  /** Which bytes are meant: those to the server, those from it, or all. */
  enum Way {
    UP,
    DOWN,
    BOTH;

    boolean covers(Way one) {
      return this == BOTH || this == one;
    }
  }

  /** How a connection ends. */
  enum End {
    /** At once and rudely: a reset. */
    RESET,
    /** In order: the end of the stream, as when sshd's process is killed. */
    FIN,
    /** Not at all: from then on nothing passes, either way. */
    BLACK_HOLE
  }

  private static final int CHUNK = 16 * 1024;

  private final ServerSocket listener;
  private final int upstream;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();

  // All below are guarded by this.
  private Way stalled;
  private Way dropped;
  private long latencyNanos;
  private long bytesPerSecond;
  private int chunk = CHUNK;
  private Way cutWay;
  private long cutIn;
  private End cutHow;
  private boolean closed;
  private long accepted;
  private long up;
  private long down;

  /**
   * @param upstream the real server's port
   */
  FaultProxy(int upstream) throws IOException {
    this(upstream, 0);
  }

  /**
   * @param port of one that has been closed, to stand in for it
   */
  FaultProxy(int upstream, int port) throws IOException {
    this.upstream = upstream;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    daemon(this::accept, "fault-proxy accept");
  }

  private static void daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Holds these bytes back, also those of new connections, until {@link #flow()}. */
  synchronized void stall(Way way) {
    stalled = way;
    notifyAll();
  }

  /**
   * Throws these bytes away: neither side ever learns (half-open, or a black hole for new ones).
   */
  synchronized void drop(Way way) {
    dropped = way;
    notifyAll();
  }

  /**
   * A slow line.
   *
   * @param latency for every piece
   * @param rate bytes a second each way, 0 for no limit
   * @param piece the most bytes that are passed on at once; 1 is a trickle
   */
  synchronized void slow(long latency, TimeUnit unit, long rate, int piece) {
    latencyNanos = unit.toNanos(latency);
    bytesPerSecond = rate;
    chunk = piece;
  }

  /** After so many further bytes that way, every connection ends; then it works again. */
  synchronized void cutAfter(Way way, long bytes, End how) {
    cutWay = way;
    cutIn = bytes;
    cutHow = how;
  }

  /** Whether the cut that was ordered has not come yet. */
  synchronized boolean isCutPending() {
    return cutWay != null;
  }

  /** Stalls, drops, is slow, and cuts no more. What was dropped stays lost. */
  synchronized void flow() {
    stalled = null;
    dropped = null;
    latencyNanos = 0;
    bytesPerSecond = 0;
    chunk = CHUNK;
    cutWay = null;
    notifyAll();
  }

  /** Ends all connections there are. */
  void cut(End how) {
    lines.forEach(line -> line.end(how));
  }

  /** Connections not yet ended. */
  int open() {
    return lines.size();
  }

  /** Connections that ever came. */
  synchronized long accepted() {
    return accepted;
  }

  /** Bytes that were passed on that way so far. */
  synchronized long bytes(Way way) {
    return (way.covers(Way.UP) ? up : 0) + (way.covers(Way.DOWN) ? down : 0);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    quietly(listener);
    cut(End.FIN);
  }

  private static void quietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception e) {
      // It is broken: that is what it is for.
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        synchronized (this) {
          accepted++;
        }
        Line line = new Line(client);
        lines.add(line);
        daemon(line::run, "fault-proxy line");
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Waits while that way is stalled; what may pass now. */
  private synchronized void awaitGate(Way way) throws InterruptedException {
    while (stalled != null && stalled.covers(way) && !closed) {
      wait();
    }
  }

  private synchronized boolean isDropped(Way way) {
    return dropped != null && dropped.covers(way);
  }

  private synchronized int chunk() {
    return chunk;
  }

  private synchronized long delayNanos(int bytes) {
    return latencyNanos
        + (bytesPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond);
  }

  /** How many of these may still pass before the cut that was ordered, or all. */
  private synchronized int beforeCut(Way way, int bytes) {
    return cutWay != null && cutWay.covers(way) ? (int) Math.min(bytes, cutIn) : bytes;
  }

  /** Counts; tells how to end everything when that was reached. */
  private synchronized End passed(Way way, int bytes) {
    if (way == Way.UP) {
      up += bytes;
    } else {
      down += bytes;
    }
    if (cutWay == null || !cutWay.covers(way)) {
      return null;
    }
    cutIn -= bytes;
    if (cutIn > 0) {
      return null;
    }
    cutWay = null;
    return cutHow;
  }

  /** One connection with its two directions. */
  private final class Line {
    private final Socket client;
    private volatile Socket server;

    Line(Socket client) {
      this.client = client;
    }

    void run() {
      try {
        Socket to = new Socket(InetAddress.getLoopbackAddress(), upstream);
        server = to;
        if (!lines.contains(this)) {
          // Ended before there was a second socket to close.
          to.close();
          return;
        }
        client.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        daemon(() -> pump(Way.UP, client, to), "fault-proxy up");
        pump(Way.DOWN, to, client);
      } catch (IOException e) {
        end(End.RESET);
      }
    }

    private void pump(Way way, Socket from, Socket to) {
      byte[] buffer = new byte[CHUNK];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        while (true) {
          int count = in.read(buffer, 0, chunk());
          awaitGate(way);
          if (count < 0) {
            end(End.FIN);
            return;
          }
          if (isDropped(way)) {
            continue;
          }
          long delay = delayNanos(count);
          if (delay > 0) {
            LockSupport.parkNanos(delay);
          }
          int passing = beforeCut(way, count);
          out.write(buffer, 0, passing);
          End end = passed(way, passing);
          if (end == End.BLACK_HOLE) {
            drop(Way.BOTH);
          } else if (end != null) {
            cut(end);
            return;
          }
        }
      } catch (IOException | InterruptedException e) {
        end(End.RESET);
      }
    }

    void end(End how) {
      if (!lines.remove(this)) {
        return;
      }
      end(client, how);
      Socket to = server;
      if (to != null) {
        end(to, how);
      }
    }

    private static void end(Socket socket, End how) {
      try {
        if (how == End.RESET) {
          socket.setSoLinger(true, 0);
        }
      } catch (IOException e) {
        // Then it is closed already.
      }
      quietly(socket);
    }
  }
}
