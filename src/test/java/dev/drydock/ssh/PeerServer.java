package dev.drydock.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something that listens on a port and is no (good) SSH server. */
final class PeerServer implements AutoCloseable {
  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** What it does with a connection, which stays open until the server is closed. */
  interface Manners {
    void meet(Socket socket) throws IOException;
  }

  PeerServer(Manners manners) throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = listener.accept();
                  sockets.add(socket);
                  manners.meet(socket);
                }
              } catch (IOException e) {
                // closed
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  Target target() {
    return new Target("127.0.0.1", listener.getLocalPort(), "owner");
  }

  boolean hasVisitor() {
    return !sockets.isEmpty();
  }

  boolean awaitVisitor() {
    return Waiting.until(Duration.ofSeconds(30), this::hasVisitor);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
