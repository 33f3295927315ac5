package dev.drydock.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * One script on a channel of its own, with data for its standard input.
 *
 * <p>Script and data share the channel: a shell reads the script as one line, says that it has read
 * it (the begin marker), and only then is the data sent. So a shell that reads ahead has nothing to
 * read ahead of, and the script can be of any length and never is an argument.
 */
final class FedCommand {
  private final Link link;
  private final String nonce = Nonce.next();
  private final Frame out;
  private final Frame err;
  private ExecChannel channel;

  FedCommand(Link link, Remote.Sink out, Remote.Sink err) {
    this.link = link;
    this.out = new Frame(nonce + ":B", null, out);
    this.err = new Frame(nonce + ":B", null, err);
  }

  String nonce() {
    return nonce;
  }

  ExecChannel channel() {
    return channel;
  }

  /** All of standard error goes to {@code early} too, as it comes (null for nowhere). */
  void open(Remote.Sink early) throws RemoteException, InterruptedException {
    channel =
        ExecChannel.open(
            link,
            "exec /bin/sh",
            null,
            out,
            early == null
                ? err
                : (buffer, offset, length) -> {
                  early.accept(buffer, offset, length);
                  err.accept(buffer, offset, length);
                });
  }

  /** Gives the script to the shell on the channel and waits until it has read it. */
  void begin(String script) throws RemoteException, InterruptedException {
    String line =
        "echo " + nonce + ":B;echo " + nonce + ":B>&2;eval " + Shell.quote(script) + ";exit $?\n";
    channel.send(line.getBytes(StandardCharsets.UTF_8));
    if (!channel.await(() -> out.hasBegun() && err.hasBegun(), ControlShell.START_NANOS)
        && !(channel.hasEnded() && out.hasBegun())
        && channel.sinkFailure() == null) {
      if (channel.hasEnded() && !channel.endedInOrder()) {
        throw link.lost(null);
      }
      throw NoShell.exception(link.target(), channel.hasEnded(), out.noise() + err.noise());
    }
  }

  /**
   * Feeds the data and waits for the end.
   *
   * @return the exit code
   * @throws IOException the source failed, or a {@link RemoteException}
   */
  int finish(InputStream source, long length) throws IOException, InterruptedException {
    channel.feed(source, length);
    if (channel.await(channel::isLeftOpen, 0)) {
      throw new CommandAbortedException(
          CommandAbortedException.Kind.SHELL_DIED,
          "The command on "
              + link.target().host()
              + " ended and left something behind that holds its output open, so whether all of it"
              + " has come is not known. The connection stands.",
          null);
    }
    if (channel.sinkFailure() != null) {
      throw channel.sinkFailure();
    }
    if (channel.sourceFailure() != null) {
      throw channel.sourceFailure();
    }
    return channel.exitCode();
  }

  /** The same with data that is at hand. */
  int finish(byte[] data) throws RemoteException, InterruptedException {
    try {
      return finish(new ByteArrayInputStream(data), data.length);
    } catch (RemoteException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
  }

  void abandon() {
    if (channel != null) {
      channel.abandon();
    }
  }

  void kill() {
    if (channel != null) {
      channel.kill();
    }
  }
}
