package dev.drydock.ssh;

import dev.drydock.ssh.SudoException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One script as root through one {@code su -c}, for servers where this user has no sudo. su wants
 * root's own password, and a terminal.
 *
 * <p>su cannot be given a prompt of ours, so everything it says is told apart from the login
 * shell's chatter by a mark that is printed right before it. It runs in an emptied environment: su
 * hands on what it finds there, and root's shell must not look for programs or start-up files where
 * this user can write (PATH, BASH_ENV).
 */
final class SuCommand {
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(120);

  /**
   * Linux-PAM prints its prompt before it throws away what was typed ahead (misc_conv.c), so an
   * answer at once could be lost.
   */
  private static final long PROMPT_SETTLES_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  /** PAM reads at most as much (PAM_MAX_RESP_SIZE is 512). */
  private static final int MAX_PASSWORD = 255;

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final int SHOWN = 600;

  private final Link link;
  private final int limit;

  SuCommand(Link link, int limit) {
    this.link = link;
    this.limit = limit;
  }

  /**
   * @param password root's own; null when none is known
   */
  ExecResult run(String script, byte[] stdin, Secret password)
      throws RemoteException, InterruptedException {
    String nonce = Nonce.next();
    Talk talk = new Talk(nonce);
    byte[] text = script.getBytes(StandardCharsets.UTF_8);
    String root = SudoTerminal.root(nonce + ":\"\"R", nonce, text.length, stdin.length);
    return new SudoTerminal(link, limit)
        .run(
            nonce,
            launcher(nonce, root),
            talk,
            channel -> persuade(channel, talk, password),
            text,
            stdin);
  }

  /** What root is to do goes along in a variable: quoted anew, it would meet three shells. */
  private static String launcher(String nonce, String root) {
    String inner =
        "echo "
            + nonce
            + ":\"\"S;exec env -i LC_ALL=C TERM=dumb PATH="
            + PATH
            // As sudo tells root's shell for whom it works.
            + " SUDO_UID=$(id -u) DRYDOCK="
            + SudoTerminal.doubleQuoted(root)
            + " su -c "
            + SudoTerminal.doubleQuoted("exec /bin/sh -c \"$DRYDOCK\"");
    return "exec /bin/sh -c '" + inner + "'";
  }

  private static void persuade(ExecChannel channel, Talk talk, Secret password)
      throws RemoteException, InterruptedException {
    channel.await(() -> talk.isReady() || talk.asksPassword() || talk.isStalled(), ANSWER_NANOS);
    if (!talk.isReady() && talk.asksPassword()) {
      if (password == null) {
        throw new SudoException(
            Kind.PASSWORD_NEEDED, "su on the server asks for root's password, and none was given.");
      }
      SudoCommand.send(channel, password, MAX_PASSWORD);
      talk.passwordSent();
      channel.await(() -> talk.isReady() || talk.isStalled(), ANSWER_NANOS);
    }
    if (talk.isReady()) {
      return;
    }
    if (channel.hasEnded()) {
      throw refused(channel.exitCode(), talk);
    }
    throw new SudoException(
        Kind.OTHER,
        "su on the server asks for something that Drydock cannot answer"
            + talk.said()
            + "\nLog in as root, or have root allow this user to use sudo.");
  }

  /** su ended without running anything; its words are English because LC_ALL is C. */
  private static SudoException refused(int exitCode, Talk talk) {
    String text = talk.text().toLowerCase(Locale.ROOT);
    if (exitCode == 127 || text.contains("no such file") || text.contains("not found")) {
      return new SudoException(
          Kind.MISSING, "The server has neither sudo nor su for this user. Log in as root.");
    }
    if (text.contains("permission denied") || text.contains("you are not authorized")) {
      return new SudoException(
          Kind.NOT_ALLOWED,
          "This user may not become root with su on the server"
              + talk.said()
              + "\nSome servers allow that only to members of the group wheel. Log in as root, or as a"
              + " user who may.");
    }
    if (talk.isPasswordSent()) {
      return new SudoException(
          Kind.WRONG_PASSWORD,
          "su on the server refused root's password. It was tried once and will not be tried again."
              + " (Where root has no password at all, as on Ubuntu, none is right: then an"
              + " administrator has to allow this user to use sudo.)");
    }
    return new SudoException(Kind.OTHER, "su on the server failed" + talk.said());
  }

  /** What su says after the mark that stands right before it. */
  private static final class Talk extends RootTalk {
    private final String start;

    Talk(String nonce) {
      super(nonce);
      start = nonce + ":S";
    }

    @Override
    String told(String all) {
      int begin = all.indexOf(start);
      return begin < 0 ? "" : all.substring(begin + start.length());
    }

    /** Only a plain question for the password: a one-time code is another matter. */
    synchronized boolean asksPassword() {
      String last = lastLine().toLowerCase(Locale.ROOT);
      return !isPasswordSent()
          && last.endsWith(":")
          && last.contains("password")
          && isQuietFor(PROMPT_SETTLES_NANOS);
    }

    String said() {
      String shown = text().strip();
      return shown.isEmpty()
          ? "."
          : ". It said:\n" + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown);
    }
  }
}
