package dev.drydock.ssh;

import dev.drydock.ssh.SudoException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One script as root through one sudo.
 *
 * <p>sudo runs a shell that first prints a mark (ready) and then reads the script from the channel.
 * Nothing is sent between sudo's start and either its prompt or that mark, so a password can only
 * ever reach sudo, and a script or its data only root's shell.
 */
final class SudoCommand {
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** sudo reads that many; what is beyond would reach root's shell as commands. */
  private static final int MAX_PASSWORD = 255;

  private static final int SHOWN = 600;

  /** Exit codes above it are those of a process that a signal ended. */
  private static final int SIGNALLED = 128;

  private final Link link;
  private final int limit;

  SudoCommand(Link link, int limit) {
    this.link = link;
    this.limit = limit;
  }

  ExecResult run(String script, byte[] stdin, Secret password)
      throws RemoteException, InterruptedException {
    Collected out = Collected.whole(limit);
    Collected err = Collected.whole(limit);
    FedCommand command = new FedCommand(link, out, err);
    Talk talk = new Talk(command.nonce());
    boolean done = false;
    try {
      command.open(talk);
      command.channel().send(launcher(talk).getBytes(StandardCharsets.UTF_8));
      try {
        persuade(command.channel(), talk, password);
      } catch (SudoException e) {
        if (e.kind() == Kind.NEEDS_TTY) {
          return new SudoTerminal(link, limit).run(script, stdin, password);
        }
        throw e;
      }
      command.begin(script);
      int code = finish(command, stdin);
      if (out.isOverflown() || err.isOverflown()) {
        throw new TransferException(
            "The command printed more than " + limit / (1024 * 1024) + " MiB.", null);
      }
      done = true;
      return new ExecResult(code, out.bytes(), err.bytes());
    } finally {
      if (!done) {
        command.abandon();
      }
    }
  }

  private static int finish(FedCommand command, byte[] stdin)
      throws RemoteException, InterruptedException {
    try {
      return command.finish(new ByteArrayInputStream(stdin), stdin.length);
    } catch (RemoteException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
  }

  private static String launcher(Talk talk) {
    String shell = "/bin/sh -c 'echo " + talk.readyWord + ">&2;exec /bin/sh'";
    return "LC_ALL=C;export LC_ALL;if [ \"$(id -u)\" = 0 ];then exec "
        + shell
        + ";else exec sudo -S -k -p "
        + talk.prompt
        + " -- "
        + shell
        + ";fi\n";
  }

  /** Returns when root's shell is ready. */
  static void persuade(ExecChannel channel, Talk talk, Secret password)
      throws RemoteException, InterruptedException {
    channel.await(() -> talk.isReady() || talk.prompts() > 0 || talk.isStalled(), ANSWER_NANOS);
    if (!talk.isReady() && talk.prompts() > 0) {
      if (password == null) {
        channel.closeInput();
        throw new SudoException(
            Kind.PASSWORD_NEEDED, "sudo on the server asks for a password, and none was given.");
      }
      send(channel, password, MAX_PASSWORD);
      talk.passwordSent();
      channel.await(() -> talk.isReady() || talk.prompts() > 1 || talk.isStalled(), ANSWER_NANOS);
    }
    if (talk.isReady()) {
      return;
    }
    if (talk.prompts() > 1) {
      // End of input: sudo gives up without counting another failure.
      channel.closeInput();
      throw wrong();
    }
    if (channel.hasEnded()) {
      int code = channel.exitCode();
      if (code > SIGNALLED) {
        throw new CommandAbortedException(
            CommandAbortedException.Kind.SHELL_DIED,
            "sudo on the server was killed before it ran anything (code "
                + code
                + "). Is the server out of memory? The connection stands.",
            null);
      }
      throw refused(code, talk);
    }
    throw new SudoException(
        Kind.OTHER,
        "sudo on the server asks for something that Drydock cannot answer"
            + said(talk)
            + "\nLet this user run sudo with the plain password, or log in as root.");
  }

  static void send(ExecChannel channel, Secret password, int most)
      throws SudoException, InterruptedException {
    byte[] bytes = password.copy();
    byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
    line[bytes.length] = '\n';
    try {
      for (byte b : bytes) {
        if (b == '\n' || b == '\r' || b == 0) {
          throw new SudoException(
              Kind.WRONG_PASSWORD, "A password cannot hold a line break. It was not tried.");
        }
      }
      if (bytes.length > most) {
        throw new SudoException(
            Kind.WRONG_PASSWORD,
            "A password can have at most " + most + " bytes. It was not tried.");
      }
      channel.send(line);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
  }

  private static SudoException wrong() {
    return new SudoException(
        Kind.WRONG_PASSWORD,
        "sudo on the server refused the password. It was tried once and will not be tried again.");
  }

  /** sudo ended without running anything; its words are English because LC_ALL is C. */
  private static SudoException refused(int exitCode, Talk talk) {
    String text = talk.text();
    if (exitCode == 127
        || text.contains("sudo: not found")
        || text.contains("sudo: command not found")) {
      return new SudoException(
          Kind.MISSING,
          "The server has no sudo command. Log in as root, or install sudo there (as root:"
              + " apt-get install sudo) and put this user into its group.");
    }
    if (text.contains("must have a tty")) {
      return new SudoException(
          Kind.NEEDS_TTY,
          "sudo on the server insists on a terminal (requiretty), and even one did not help"
              + said(talk));
    }
    if (text.contains("incorrect password attempt") || text.contains("Authentication failed")) {
      return wrong();
    }
    if (text.contains("not in the sudoers")
        || text.contains("not allowed to")
        || text.contains("may not run sudo")
        || text.contains("afraid I can't do that")) {
      return new SudoException(
          Kind.NOT_ALLOWED,
          "This user may not become root with sudo on the server"
              + said(talk)
              + "\nLog in as a user who may, or as root there put this user into the group sudo (or"
              + " wheel).");
    }
    if (text.contains("password is required") || text.contains("no password was provided")) {
      return talk.isPasswordSent()
          ? wrong()
          : new SudoException(
              Kind.PASSWORD_NEEDED, "sudo on the server wants a password and did not ask for it.");
    }
    return new SudoException(
        Kind.OTHER, "sudo on the server ended with code " + exitCode + said(talk));
  }

  private static String said(Talk talk) {
    String text = talk.text().replace(talk.prompt, "").strip();
    if (text.isEmpty()) {
      return ".";
    }
    return ". It said:\n"
        + (text.length() > SHOWN ? "..." + text.substring(text.length() - SHOWN) : text);
  }

  /** What comes on standard error until root's shell runs. */
  static final class Talk extends RootTalk {
    final String prompt;

    /** Prints the mark "ready" without being it: sudo repeats the command line when it refuses. */
    final String readyWord;

    Talk(String nonce) {
      super(nonce);
      prompt = nonce + ":P";
      readyWord = nonce + ":\"\"R";
    }

    int prompts() {
      String text = text();
      return (text.length() - text.replace(prompt, "").length()) / prompt.length();
    }

    @Override
    synchronized boolean isStalled() {
      return super.isStalled() && !lastLine().endsWith(prompt);
    }
  }
}
