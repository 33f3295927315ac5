package dev.drydock.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A long line before a server: every byte comes later by the same time, but as many may be on the
 * way as are sent. (What only waits before it passes each piece on is a slow line instead.)
 */
final class DelayLine implements AutoCloseable {
  // Never compared: the bytes are only handed on.
  @SuppressWarnings("ArrayRecordComponent")
  private record Piece(long due, byte[] bytes) {}

  private static final byte[] END = {};

  private final ServerSocket listener;
  private final int upstream;
  private final long nanos;

  /**
   * @param upstream the server's port
   * @param delay each way
   */
  DelayLine(int upstream, Duration delay) throws IOException {
    this.upstream = upstream;
    nanos = delay.toNanos();
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "delay-line");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        join(client, server);
        join(server, client);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void join(Socket from, Socket to) {
    BlockingQueue<Piece> onTheWay = new LinkedBlockingQueue<>();
    daemon(
        () -> {
          byte[] buffer = new byte[64 * 1024];
          try {
            InputStream in = from.getInputStream();
            int count = in.read(buffer);
            while (count >= 0) {
              onTheWay.add(new Piece(System.nanoTime() + nanos, Arrays.copyOf(buffer, count)));
              count = in.read(buffer);
            }
          } catch (IOException e) {
            // Its end, too.
          }
          onTheWay.add(new Piece(System.nanoTime() + nanos, END));
        });
    daemon(
        () -> {
          try (to) {
            OutputStream out = to.getOutputStream();
            Piece piece = onTheWay.take();
            while (piece.bytes != END) {
              long rest = piece.due - System.nanoTime();
              while (rest > 0) {
                LockSupport.parkNanos(rest);
                rest = piece.due - System.nanoTime();
              }
              out.write(piece.bytes);
              piece = onTheWay.take();
            }
          } catch (IOException | InterruptedException e) {
            // The other side is gone.
          }
        });
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
