package dev.drydock.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One command on one channel. Output arrives on JSch's reader thread and goes straight to the two
 * sinks; the caller waits here for conditions on them.
 */
final class ExecChannel {
  /**
   * A server that allows few channels frees one only some moments after its end, and refuses
   * another until then.
   */
  private static final long[] AGAIN_MILLIS = {50, 100, 200, 400, 800};

  /** The server has forked and exec'd by then, or is beyond help. */
  private static final int OPEN_MILLIS = 60_000;

  /**
   * How much a server may send ahead of what was taken here. A long line brings half of it in the
   * time there and back, for JSch tells the server only when half is taken. OpenSSH has 2 MiB.
   */
  private static final int WINDOW = 4 << 20;

  /** As OpenSSH has it. */
  private static final int PACKET = 32 * 1024;

  /** Long enough for a slow line to bring the last output, which may come after the exit status. */
  private static final long LEFT_OPEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final List<String> SIGNALS =
      List.of(
          "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
          "USR2", "PIPE", "ALRM", "TERM");

  private final Link link;
  private final ChannelExec channel;
  private final OutputStream input;
  private final Object changed = new Object();
  private volatile boolean complete;
  private volatile boolean ended;

  /** When output last came, or the command was last seen running. */
  private volatile long lastNanos = Awake.now();

  private volatile RuntimeException sinkFailure;
  private volatile IOException sourceFailure;

  private ExecChannel(Link link, ChannelExec channel, Remote.Sink out, Remote.Sink err)
      throws IOException {
    this.link = link;
    this.channel = channel;
    input = channel.getOutputStream();
    // JSch closes the output at the server's EOF or with the channel, the error output only with
    // the channel; a channel that is not yet closed then has had its EOF, so all output is here.
    channel.setOutputStream(
        new Receiver(
            out,
            () -> {
              if (!channel.isClosed()) {
                complete = true;
              }
            }));
    channel.setErrStream(new Receiver(err, () -> ended = true));
  }

  /**
   * Opens a channel with the command running on it.
   *
   * @param modes encoded terminal modes (RFC 4254, section 8) for a terminal, or null for none
   */
  static ExecChannel open(Link link, String command, byte[] modes, Remote.Sink out, Remote.Sink err)
      throws RemoteException, InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        return link.call(() -> openOnce(link, command, modes, out, err));
      } catch (ExecutionException e) {
        if (!link.isOpen()) {
          throw link.lost(e.getCause());
        }
        if (attempt == AGAIN_MILLIS.length) {
          throw refused(link.target(), e.getCause());
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS[attempt]);
      }
    }
  }

  private static ExecChannel openOnce(
      Link link, String command, byte[] modes, Remote.Sink out, Remote.Sink err)
      throws JSchException, IOException {
    ChannelExec channel = (ChannelExec) link.session().openChannel("exec");
    if (channel == null) {
      throw new JSchException("session is down");
    }
    channel.setCommand(command);
    channel.setLocalWindowSizeMax(WINDOW);
    channel.setLocalPacketSize(PACKET);
    if (modes != null) {
      channel.setPty(true);
      channel.setPtyType("dumb");
      channel.setTerminalMode(modes);
    }
    ExecChannel opened = new ExecChannel(link, channel, out, err);
    channel.connect(OPEN_MILLIS);
    return opened;
  }

  private static CommandAbortedException refused(Target target, Throwable cause) {
    return new CommandAbortedException(
        CommandAbortedException.Kind.NO_SHELL,
        target.host()
            + " did not let "
            + target.user()
            + " run a command. Its SSH server may allow too few sessions per connection"
            + " (MaxSessions), forbid commands, or be out of memory or processes.",
        cause);
  }

  /** Sends to standard input. That the command does not read it is no error here. */
  void send(byte[] bytes) throws InterruptedException {
    try {
      link.call(
          () -> {
            input.write(bytes);
            input.flush();
            return null;
          });
    } catch (ExecutionException e) {
      // The command or the link has ended: await() and exitCode() tell which.
    }
  }

  void closeInput() throws InterruptedException {
    try {
      link.call(
          () -> {
            input.close();
            return null;
          });
    } catch (ExecutionException e) {
      // As in send().
    }
  }

  /**
   * Sends exactly {@code length} bytes on a worker, then ends standard input. A command that stops
   * reading early is no failure; a source that fails is one: {@link #sourceFailure()}.
   */
  void feed(InputStream source, long length) {
    link.start(
        () -> {
          byte[] buffer = new byte[32 * 1024];
          long left = length;
          while (left > 0) {
            int count = read(source, buffer, left);
            if (count < 0) {
              return;
            }
            left -= count;
            input.write(buffer, 0, count);
          }
          input.close();
        });
  }

  private int read(InputStream source, byte[] buffer, long left) {
    try {
      int count = source.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count >= 0) {
        return count;
      }
      sourceFailure = new EOFException(left + " bytes fewer than announced");
    } catch (IOException e) {
      sourceFailure = e;
    }
    signal();
    return -1;
  }

  /** Why {@link #feed} could not read on, or null. */
  IOException sourceFailure() {
    return sourceFailure;
  }

  /**
   * Waits until the condition holds, the channel has ended, a sink or the source has failed, or
   * time is up.
   *
   * @param nanos 0 for no limit
   * @return whether the condition holds
   */
  boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
    long deadline = Awake.now() + nanos;
    synchronized (changed) {
      while (!condition.getAsBoolean()) {
        if (ended || sinkFailure != null || sourceFailure != null) {
          return condition.getAsBoolean();
        }
        long left = nanos == 0 ? Long.MAX_VALUE : deadline - Awake.now();
        if (left <= 0) {
          return false;
        }
        // Short rounds, because a condition may also be about time.
        changed.wait(Math.min(500, TimeUnit.NANOSECONDS.toMillis(left) + 1));
      }
      return true;
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Whether the command is over and has long been silent, yet something it left behind (after a
   * kill -9, for example) holds its output open: then the end never comes.
   */
  boolean isLeftOpen() {
    if (!hasExited()) {
      lastNanos = Awake.now();
      return false;
    }
    return Awake.now() - lastNanos > LEFT_OPEN_NANOS;
  }

  /** Whether the server has said that the command is over; output may still be on its way. */
  boolean hasExited() {
    return channel.getExitStatus() != -1 || channel.getExitSignal() != null;
  }

  /** What a sink threw, or null. */
  RuntimeException sinkFailure() {
    return sinkFailure;
  }

  /**
   * After the end: 128 and the signal's number for a command that a signal ended, as shells say it.
   *
   * @throws ConnectionLostException the channel ended because the link did
   */
  int exitCode() throws ConnectionLostException, InterruptedException {
    if (!endedInOrder()) {
      throw link.lost(null);
    }
    String signal = channel.getExitSignal();
    if (signal == null) {
      return channel.getExitStatus() & 0xff;
    }
    int number = SIGNALS.indexOf(signal);
    return number < 0 ? 255 : 128 + number;
  }

  /**
   * Whether all output and the exit status have come. An exit status alone proves nothing: OpenSSH
   * sends it before the last output.
   */
  boolean endedInOrder() throws InterruptedException {
    if (!hasExited()) {
      return false;
    }
    if (complete) {
      return true;
    }
    // A server may close without an EOF before it. Then the session goes on; a lost link ends it
    // right after its channels.
    synchronized (changed) {
      long deadline = Awake.now() + TimeUnit.MILLISECONDS.toNanos(500);
      while (link.isOpen() && deadline - Awake.now() > 0) {
        changed.wait(20);
      }
    }
    return link.isOpen();
  }

  /** Leaves the command behind; its output is closed. Does not wait. */
  void abandon() {
    link.start(channel::disconnect);
  }

  /** Ends the command as far as the server lets us (OpenSSH passes signals on since 7.9). */
  void kill() {
    link.start(
        () -> {
          try {
            channel.sendSignal("TERM");
          } finally {
            channel.disconnect();
          }
        });
  }

  private void signal() {
    synchronized (changed) {
      changed.notifyAll();
    }
  }

  /** Never throws: JSch would end the channel, for standard error even the whole session. */
  private final class Receiver extends OutputStream {
    private final Remote.Sink sink;
    private final Runnable atEnd;

    Receiver(Remote.Sink sink, Runnable atEnd) {
      this.sink = sink;
      this.atEnd = atEnd;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      lastNanos = Awake.now();
      if (sinkFailure == null) {
        try {
          sink.accept(buffer, offset, length);
        } catch (RuntimeException e) {
          sinkFailure = e;
        }
      }
      signal();
    }

    @Override
    public void close() {
      atEnd.run();
      signal();
    }
  }
}
