package dev.drydock.relay;

import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Shell;
import dev.drydock.ssh.TransferException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Brings a file to a server, going on where an earlier try was cut off.
 *
 * <p>What is on its way is {@code PATH.part-SUM} (the first digits of the content's SHA-256), so
 * that it is never mixed with other content, and takes the name {@code PATH} only after the server
 * has counted the same checksum over it. A part that is not the beginning of the file is thrown
 * away. A complete file is compared again at the next call, not believed.
 *
 * <p>{@link #run} blocks, occupies the {@link Remote} for as long (give it one of its own), and may
 * be interrupted. After a {@link dev.drydock.ssh.ConnectionLostException}, or when interrupted,
 * calling it again (with a new Remote) continues.
 */
public final class Upload {
  private static final int TRIES = 2;
  private static final int NAME_DIGITS = 16;

  private final Payload payload;
  private final String path;
  private final int mode;
  private final UploadProgress.Listener listener;

  /**
   * @param path on the server, as for {@link Remote#upload}; its folder must exist, and nobody else
   *     may write there
   * @param mode of the complete file, for example 0600
   */
  public Upload(Payload payload, String path, int mode, UploadProgress.Listener listener) {
    this.payload = payload;
    this.path = path.startsWith("-") ? "./" + path : path;
    this.mode = mode;
    this.listener = listener;
  }

  /**
   * How it came to be there.
   *
   * @param checksum what the server compared it with
   * @param continuedFrom bytes that were there from an earlier try and proved right
   * @param startedAnew how often a damaged part was thrown away
   * @param alreadyThere nothing had to be sent
   */
  public record Result(
      Checksum checksum, long continuedFrom, int startedAnew, boolean alreadyThere) {
    /** For a console: what the file was compared with, and what that is worth. */
    public String proof() {
      return checksum.isStrong()
          ? "verified on the server with " + checksum.tool() + " (SHA-256)"
          : "verified on the server with "
              + checksum.tool()
              + ", which finds damage but not forgery; the server has no program for SHA-256";
    }
  }

  /**
   * @throws TransferException it could not be written, or came out damaged twice; the server's
   *     {@code PATH} is what it was before
   */
  public Result run(Remote remote) throws RemoteException {
    Look look = look(remote);
    Checksum checksum = look.checksum;
    if (look.complete == payload.size()
        && sum(remote, checksum.command() + " <" + Shell.quote(path), checksum)
            .equals(expected(checksum))) {
      finish(remote, path);
      new Speedometer(listener, System::nanoTime, payload.size(), payload.size());
      return new Result(checksum, payload.size(), 0, true);
    }
    int startedAnew = 0;
    long part = look.part;
    for (int tries = 0; tries < TRIES; tries++) {
      long from = 0;
      if (part > 0) {
        from = goodBeginning(remote, checksum, part);
        if (from < 0) {
          remove(remote);
          startedAnew++;
          from = 0;
        }
      }
      send(remote, from);
      String sum = sum(remote, checksum.command() + " <" + Shell.quote(part()), checksum);
      if (sum.equals(expected(checksum))) {
        finish(remote, part());
        return new Result(checksum, from, startedAnew, false);
      }
      remove(remote);
      // Is it this side's fault? That throws.
      local(checksum, payload.size());
      startedAnew++;
      part = 0;
    }
    throw new TransferException(
        path
            + " came to "
            + remote.target().host()
            + " damaged, "
            + TRIES
            + " times. Its disk or its memory may be failing: look at its kernel messages (dmesg)."
            + " What had come was deleted.",
        null);
  }

  private String part() {
    return path + ".part-" + payload.sha256().substring(0, NAME_DIGITS);
  }

  private record Look(Checksum checksum, long complete, long part) {}

  /** What the server has, of files and of programs. -1 for no file. */
  private Look look(Remote remote) throws RemoteException {
    StringBuilder script = new StringBuilder();
    script
        .append("if [ -d ")
        .append(Shell.quote(path))
        .append(" ]; then echo 'it is a folder' >&2; exit 1\n");
    for (Checksum one : Checksum.values()) {
      script
          .append("elif ")
          .append(one.probe())
          .append("; then echo ")
          .append(one.tool())
          .append('\n');
    }
    script.append("else echo none\nfi\n");
    for (String file : new String[] {path, part()}) {
      String quoted = Shell.quote(file);
      script.append("if [ -f " + quoted + " ]; then wc -c <" + quoted + "; else echo -1; fi\n");
    }
    ExecResult result = remote.exec(script.toString());
    String[] words = result.text().strip().split("\\s+", -1);
    Optional<Checksum> checksum = Checksum.named(words[0]);
    if (!result.ok() || words.length != 3) {
      throw refused(remote, "looked at", result);
    }
    if (checksum.isEmpty()) {
      throw new TransferException(
          remote.target().host()
              + " has no program to compare a file with: none of sha256sum, openssl, cksum."
              + " Install its coreutils package.",
          null);
    }
    try {
      return new Look(checksum.get(), Long.parseLong(words[1]), Long.parseLong(words[2]));
    } catch (NumberFormatException e) {
      throw refused(remote, "looked at", result);
    }
  }

  /** Up to where the part is the beginning of the file; -1 if it is not one. */
  private long goodBeginning(Remote remote, Checksum checksum, long part) throws RemoteException {
    if (part > payload.size()) {
      return -1;
    }
    long blocks = part / Remote.BLOCK;
    if (blocks == 0) {
      return 0;
    }
    String command =
        "dd if="
            + Shell.quote(part())
            + " bs="
            + Remote.BLOCK
            + " count="
            + blocks
            + " 2>/dev/null | "
            + checksum.command();
    long length = blocks * Remote.BLOCK;
    return sum(remote, command, checksum).equals(local(checksum, length)) ? length : -1;
  }

  private String sum(Remote remote, String command, Checksum checksum) throws RemoteException {
    ExecResult result = remote.exec("LC_ALL=C\nexport LC_ALL\n" + command);
    if (!result.ok()) {
      throw refused(remote, "compared", result);
    }
    return checksum.answer(result.text());
  }

  /** Of the whole, which for SHA-256 is known and so also holds the file of this computer to it. */
  private String expected(Checksum checksum) throws TransferException {
    return checksum.isStrong() ? payload.sha256() : local(checksum, payload.size());
  }

  private String local(Checksum checksum, long length) throws TransferException {
    Checksum.Calculation calculation = checksum.begin();
    // cksum vouches for the server's side only; this side is held to the SHA-256 it came with.
    Checksum.Calculation whole = Checksum.SHA256SUM.begin();
    boolean all = length == payload.size();
    byte[] buffer = new byte[Digests.BUFFER];
    try (InputStream in = Files.newInputStream(payload.file())) {
      for (long left = length; left > 0; ) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new EOFException("it is shorter than it was");
        }
        calculation.update(buffer, 0, count);
        if (all) {
          whole.update(buffer, 0, count);
        }
        left -= count;
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (all && !whole.value().equals(payload.sha256())) {
      throw unreadable(new IOException("it has changed"));
    }
    return calculation.value();
  }

  private TransferException unreadable(IOException cause) {
    return new TransferException(
        payload.file()
            + " on this computer cannot be sent: "
            + cause.getMessage()
            + ". Nothing on the server was changed by it.",
        cause);
  }

  private void send(Remote remote, long from) throws RemoteException {
    long length = payload.size() - from;
    Speedometer speedometer = new Speedometer(listener, System::nanoTime, from, payload.size());
    try (InputStream file = Files.newInputStream(payload.file())) {
      file.skipNBytes(from);
      remote.writeAt(new Watched(file, from, speedometer), length, part(), from);
    } catch (RemoteException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Into its place, or only its mode where it has that already. */
  private void finish(Remote remote, String from) throws RemoteException {
    String file = Shell.quote(path);
    String script = "chmod " + Integer.toOctalString(mode) + " " + Shell.quote(from);
    if (!from.equals(path)) {
      // mv would put it into a folder of that name, and call that success.
      script =
          "if [ -d "
              + file
              + " ]; then echo 'it is a folder' >&2; exit 1; fi\n"
              + script
              + (" && mv -f " + Shell.quote(from) + " " + file);
    }
    // What an earlier version of the file left on its way is of no use any more.
    script += " && rm -f " + file + ".part-*";
    ExecResult result = remote.exec(script);
    if (!result.ok()) {
      throw refused(remote, "put in place", result);
    }
  }

  private void remove(Remote remote) throws RemoteException {
    ExecResult result = remote.exec("rm -f " + Shell.quote(part()));
    if (!result.ok()) {
      throw refused(remote, "started anew", result);
    }
  }

  private TransferException refused(Remote remote, String what, ExecResult result) {
    String said = (result.errorText() + " " + result.text()).strip();
    return new TransferException(
        path
            + " could not be "
            + what
            + " on "
            + remote.target().host()
            + (said.isEmpty()
                ? " (code " + result.exitCode() + ")."
                : ". The server said: " + said),
        null);
  }

  /** Counts what is taken from the file on its way out. */
  private static final class Watched extends FilterInputStream {
    private final Speedometer speedometer;
    private long sent;

    Watched(InputStream in, long from, Speedometer speedometer) {
      super(in);
      sent = from;
      this.speedometer = speedometer;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      if (count > 0) {
        sent += count;
        speedometer.at(sent);
      }
      return count;
    }
  }
}
