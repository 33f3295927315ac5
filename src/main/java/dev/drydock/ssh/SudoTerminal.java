package dev.drydock.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * sudo where {@code requiretty} is set (Red Hat's default for years): the same talk over a raw
 * terminal. A terminal has one stream out, and no end of input; so output and errors come mixed,
 * and the lengths of script and data are told beforehand.
 */
final class SudoTerminal {
  /** RFC 4254, section 8: everything off that echoes, edits, translates or raises signals. */
  private static final byte[] RAW = {
    30, 0, 0, 0, 0, // IGNPAR
    33, 0, 0, 0, 0, // ISTRIP
    34, 0, 0, 0, 0, // INLCR
    35, 0, 0, 0, 0, // IGNCR
    36, 0, 0, 0, 0, // ICRNL
    38, 0, 0, 0, 0, // IXON
    40, 0, 0, 0, 0, // IXOFF
    50, 0, 0, 0, 0, // ISIG
    51, 0, 0, 0, 0, // ICANON
    53, 0, 0, 0, 0, // ECHO
    54, 0, 0, 0, 0, // ECHOE
    55, 0, 0, 0, 0, // ECHOK
    56, 0, 0, 0, 0, // ECHONL
    59, 0, 0, 0, 0, // IEXTEN
    70, 0, 0, 0, 0, // OPOST
    0
  };

  private final Link link;
  private final int limit;

  SudoTerminal(Link link, int limit) {
    this.link = link;
    this.limit = limit;
  }

  /** Gets root to the point where its shell is ready, or says why not. */
  @FunctionalInterface
  interface Persuasion {
    void of(ExecChannel channel) throws RemoteException, InterruptedException;
  }

  ExecResult run(String script, byte[] stdin, Secret password)
      throws RemoteException, InterruptedException {
    String nonce = Nonce.next();
    SudoCommand.Talk talk = new SudoCommand.Talk(nonce);
    byte[] text = script.getBytes(StandardCharsets.UTF_8);
    return run(
        nonce,
        launcher(talk, root(talk.readyWord, nonce, text.length, stdin.length)),
        talk,
        channel -> SudoCommand.persuade(channel, talk, password),
        text,
        stdin);
  }

  /**
   * @param launcher for the login shell; ends in root running {@link #root}
   * @param talk hears everything from the beginning
   */
  ExecResult run(
      String nonce,
      String launcher,
      Remote.Sink talk,
      Persuasion persuasion,
      byte[] script,
      byte[] stdin)
      throws RemoteException, InterruptedException {
    Collected content = Collected.whole(limit);
    Frame frame = new Frame(nonce + ":B", null, content);
    ExecChannel channel =
        ExecChannel.open(
            link,
            launcher,
            RAW,
            (buffer, offset, length) -> {
              talk.accept(buffer, offset, length);
              frame.accept(buffer, offset, length);
            },
            (buffer, offset, length) -> {});
    boolean done = false;
    try {
      persuasion.of(channel);
      channel.send(script);
      if (!channel.await(frame::hasBegun, ControlShell.START_NANOS)) {
        if (channel.hasEnded() && !channel.endedInOrder()) {
          throw link.lost(null);
        }
        throw NoShell.exception(link.target(), channel.hasEnded(), frame.noise());
      }
      channel.send(stdin);
      channel.await(() -> false, 0);
      int code = channel.exitCode();
      if (content.isOverflown()) {
        throw new TransferException(
            "The command printed more than " + limit / (1024 * 1024) + " MiB.", null);
      }
      done = true;
      return new ExecResult(code, withoutCarriageReturns(content.bytes()), new byte[0]);
    } finally {
      if (!done) {
        channel.abandon();
      }
    }
  }

  /**
   * What root's shell does: says that it is ready, takes the script, then the data. Holds double
   * quotes and dollar signs, but no single quotes.
   */
  static String root(String readyWord, String nonce, int scriptLength, int dataLength) {
    String input =
        dataLength == 0 ? "(eval \"$s\")</dev/null" : "head -c " + dataLength + "|(eval \"$s\")";
    return "echo "
        + readyWord
        + ";s=$(head -c "
        + scriptLength
        + ");echo "
        + nonce
        + ":\"\"B;"
        + input;
  }

  static String doubleQuoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + "\"";
  }

  /** Quoted so that csh and fish, too, pass it on unchanged: this line meets the login shell. */
  private static String launcher(SudoCommand.Talk talk, String root) {
    String inner =
        "LC_ALL=C;export LC_ALL;exec sudo -S -k -p "
            + talk.prompt
            + " -- /bin/sh -c "
            + doubleQuoted(root);
    return "exec /bin/sh -c '" + inner + "'";
  }

  /** Some terminals add them in spite of OPOST being off. */
  private static byte[] withoutCarriageReturns(byte[] bytes) {
    byte[] kept = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '\r' || (i + 1 < bytes.length && bytes[i + 1] != '\n')) {
        kept[length++] = bytes[i];
      }
    }
    return Arrays.copyOf(kept, length);
  }
}
