package dev.drydock.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Files over {@code cat}: works where the server has no sftp subsystem. */
final class Transfer {
  private static final int ERRORS_KEPT = 64 * 1024;
  private static final int SHORT = 75;

  /** What dd counts on standard error, well or not. */
  private static final Pattern DD_COUNTS =
      Pattern.compile("(?m)^(\\d+\\+\\d+ records (in|out)|\\d+ bytes .*)\\R?");

  private final Link link;

  Transfer(Link link) {
    this.link = link;
  }

  void upload(InputStream content, long length, String path, int mode)
      throws RemoteException, InterruptedException {
    send(
        content,
        length,
        path,
        nonce -> uploadScript(length, path, mode, nonce),
        "Nothing was changed on the server.");
  }

  void writeAt(InputStream content, long length, String path, long offset)
      throws RemoteException, InterruptedException {
    send(
        content,
        length,
        path,
        nonce -> writeScript(length, path, offset),
        "What had been sent until then is there.");
  }

  private void send(
      InputStream content,
      long length,
      String path,
      UnaryOperator<String> script,
      String afterwards)
      throws RemoteException, InterruptedException {
    Collected errors = Collected.tail(ERRORS_KEPT);
    FedCommand command = new FedCommand(link, (b, o, l) -> {}, errors);
    boolean done = false;
    try {
      command.open(null);
      command.begin(script.apply(command.nonce()));
      int code = command.finish(content, length);
      if (code != 0) {
        throw failed("could not be written", path, code, errors, afterwards);
      }
      done = true;
    } catch (RemoteException e) {
      throw e;
    } catch (IOException e) {
      throw new TransferException(
          "Sending "
              + path
              + " stopped because the file on this computer could not be read to its end ("
              + e.getMessage()
              + "). "
              + afterwards,
          e);
    } finally {
      if (!done) {
        command.abandon();
      }
    }
  }

  /**
   * The content goes to a name nobody else has, readable by nobody else from its first byte on, and
   * takes the place of the old file only when all of it is there.
   */
  private static String uploadScript(long length, String path, int mode, String nonce) {
    String file = Shell.quote(named(path));
    String part = Shell.quote(named(path) + "." + nonce);
    return "umask 077\n"
        + ("if [ -d " + file + " ];then echo 'it is a folder' >&2;exit 1;fi\n")
        + ("part=" + part + "\n")
        + "trap 'rm -f \"$part\"' 0\ntrap 'exit 1' 1 2 13 15\n"
        + "cat >\"$part\" || exit 1\n"
        + ("[ $(wc -c <\"$part\") -eq " + length + " ] || exit " + SHORT + "\n")
        + ("chmod " + Integer.toOctalString(mode) + " \"$part\" && mv -f \"$part\" " + file + "\n");
  }

  /**
   * dd writes each read at once and where it belongs. Its bs need not be filled by a read: only
   * seek counts in it.
   */
  private static String writeScript(long length, String path, long offset) {
    String file = Shell.quote(named(path));
    return "umask 077\nLC_ALL=C\nexport LC_ALL\n"
        + ("if [ -d " + file + " ];then echo 'it is a folder' >&2;exit 1;fi\n")
        + ("dd of=" + file + " bs=" + Remote.BLOCK + " seek=" + offset / Remote.BLOCK)
        + " conv=notrunc || exit 1\n"
        + ("[ $(wc -c <" + file + ") -ge " + (offset + length) + " ] || exit " + SHORT + "\n");
  }

  void download(String path, OutputStream to) throws RemoteException, InterruptedException {
    Collected errors = Collected.tail(ERRORS_KEPT);
    Remote.Sink sink =
        (buffer, offset, length) -> {
          try {
            to.write(buffer, offset, length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    FedCommand command = new FedCommand(link, sink, errors);
    boolean done = false;
    try {
      command.open(null);
      command.begin("exec cat " + Shell.quote(named(path)));
      int code = command.finish(new byte[0]);
      if (code != 0) {
        throw failed("could not be read", path, code, errors, "");
      }
      done = true;
    } catch (UncheckedIOException e) {
      throw new TransferException(
          "Fetching "
              + path
              + " stopped because it could not be written on this computer ("
              + e.getCause().getMessage()
              + ").",
          e);
    } finally {
      if (!done) {
        command.abandon();
      }
    }
  }

  /** A name that starts with a dash is a name, not an option. */
  private static String named(String path) {
    return path.startsWith("-") ? "./" + path : path;
  }

  private TransferException failed(
      String what, String path, int code, Collected errors, String afterwards) {
    String said =
        DD_COUNTS
            .matcher(new String(errors.bytes(), StandardCharsets.UTF_8))
            .replaceAll("")
            .strip();
    String advice;
    if (said.contains("No space left") || said.contains("quota exceeded")) {
      advice = "The server's disk is full: make room there and try again.";
    } else if (said.contains("Permission denied")) {
      advice = link.target().user() + " has no right to that there.";
    } else if (said.contains("Read-only file system")) {
      advice = "That disk of the server is read-only.";
    } else if (said.contains("No such file or directory")
        || said.toLowerCase(Locale.ROOT).contains("nonexistent")) {
      advice = "That file, or the folder it belongs in, does not exist there.";
    } else if (code == SHORT) {
      advice = "Not all of it arrived. " + afterwards + " Try again.";
    } else {
      advice = "The server's command ended with code " + code + ".";
    }
    return new TransferException(
        path
            + " on "
            + link.target().host()
            + " "
            + what
            + ". "
            + advice
            + (said.isEmpty() ? "" : " (The server said: " + said + ")"),
        null);
  }
}
