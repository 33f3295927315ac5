package dev.drydock.ssh;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A POSIX shell that stays, fed with one framed command after another. A command costs the server
 * one fork (no exec, no channel); markers on both streams say where its output starts and ends.
 *
 * <p>The script travels as one quoted word for {@code eval} in a subshell: so it may be of any
 * length (an argument may not), nobody sees it in {@code ps}, and {@code exit}, {@code cd} and
 * {@code set} end with it.
 */
final class ControlShell {
  /** Reached only when start-up files wait for input, or the server is out of memory. */
  static final long START_NANOS = TimeUnit.SECONDS.toNanos(120);

  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long DYING_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final Remote.Sink NOWHERE = (buffer, offset, length) -> {};

  private final Link link;
  private final int limit;
  private ExecChannel channel;
  private String nonce;
  private int number;
  private volatile Remote.Sink out = NOWHERE;
  private volatile Remote.Sink err = NOWHERE;

  ControlShell(Link link, int limit) {
    this.link = link;
    this.limit = limit;
  }

  ExecResult exec(String script) throws RemoteException, InterruptedException {
    String word = Shell.quote(script);
    boolean fresh = channel == null || channel.hasEnded();
    ExecResult result = run(word);
    if (result == null && !fresh) {
      // The shell had died since the last call, before it saw this command.
      result = run(word);
    }
    if (result == null) {
      throw new CommandAbortedException(
          CommandAbortedException.Kind.SHELL_DIED, "The server's shell keeps dying.", null);
    }
    return result;
  }

  /** Null when the shell ended in order before the command began. */
  private ExecResult run(String word) throws RemoteException, InterruptedException {
    boolean fresh = channel == null || channel.hasEnded();
    if (fresh) {
      discard();
      nonce = Nonce.next();
    }
    String tag = nonce + ":" + ++number;
    Collected text = Collected.whole(limit);
    Collected errors = Collected.whole(limit);
    Frame outFrame = new Frame(tag + ":B", tag + ":E:", text);
    Frame errFrame = new Frame(tag + ":B", tag + ":E:", errors);
    out = outFrame;
    err = errFrame;
    if (fresh) {
      channel =
          ExecChannel.open(
              link,
              "exec /bin/sh",
              null,
              (b, o, l) -> out.accept(b, o, l),
              (b, o, l) -> err.accept(b, o, l));
    }
    boolean done = false;
    try {
      channel.send(command(tag, word).getBytes(StandardCharsets.UTF_8));
      if (!channel.await(outFrame::hasBegun, START_NANOS)) {
        return notBegun(fresh, outFrame, errFrame);
      }
      Dying dying = new Dying();
      channel.await(
          () ->
              (outFrame.isDone() && errFrame.isDone())
                  || text.isOverflown()
                  || errors.isOverflown()
                  || dying.isLong(),
          0);
      if (text.isOverflown() || errors.isOverflown()) {
        throw new TransferException(
            "The command printed more than "
                + limit / (1024 * 1024)
                + " MiB, more than an answer may have.",
            null);
      }
      if (!outFrame.isDone() || !errFrame.isDone()) {
        throw died();
      }
      done = true;
      return new ExecResult(code(outFrame.trailer()), text.bytes(), errors.bytes());
    } finally {
      out = NOWHERE;
      err = NOWHERE;
      if (!done) {
        discard();
      }
    }
  }

  private static String command(String tag, String word) {
    return "echo "
        + tag
        + ":B;echo "
        + tag
        + ":B>&2;(eval "
        + word
        + ")</dev/null;echo "
        + tag
        + ":E:$?;echo "
        + tag
        + ":E:>&2\n";
  }

  private static int code(String trailer) {
    try {
      return Integer.parseInt(trailer.strip()) & 0xff;
    } catch (NumberFormatException e) {
      return 255;
    }
  }

  private ExecResult notBegun(boolean fresh, Frame outFrame, Frame errFrame)
      throws RemoteException, InterruptedException {
    if (channel.hasEnded() && !channel.endedInOrder()) {
      throw link.lost(null);
    }
    if (channel.hasEnded() && !fresh) {
      return null;
    }
    throw NoShell.exception(link.target(), channel.hasEnded(), outFrame.noise() + errFrame.noise());
  }

  private RemoteException died() throws InterruptedException {
    if (channel.hasEnded() && !channel.endedInOrder()) {
      return link.lost(null);
    }
    return new CommandAbortedException(
        CommandAbortedException.Kind.SHELL_DIED,
        "The command took its shell on "
            + link.target().host()
            + " down with it, so its result is not known. The connection stands.",
        null);
  }

  /** A late answer of this shell reaches nobody: its channel goes with it. */
  void discard() {
    if (channel != null) {
      channel.abandon();
      channel = null;
    }
  }

  /** Lets the shell end by itself, so that its channel is free on the server, too. */
  void leave() throws InterruptedException {
    if (isUp()) {
      channel.closeInput();
      channel.await(() -> false, LEAVE_NANOS);
    }
    discard();
  }

  boolean isUp() {
    return channel != null && !channel.hasEnded();
  }

  /**
   * The shell is gone but something it left behind holds the channel open: then no end marker will
   * ever come.
   */
  private final class Dying {
    private long since;

    boolean isLong() {
      if (!channel.hasExited()) {
        return false;
      }
      if (since == 0) {
        since = Awake.now() | 1;
      }
      return Awake.now() - since > DYING_NANOS;
    }
  }
}
