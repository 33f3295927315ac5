package dev.drydock.server;

import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Shell;
import dev.drydock.ssh.TransferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;

/** Reads all facts of a server in one round trip. */
public final class FactsProbe {
  private final SecureRandom random = new SecureRandom();

  /**
   * Blocks for about a second on an old server.
   *
   * @param clock the desktop's, which the server's is compared with
   * @throws TransferException the server is no Unix, or its answer is not whole
   */
  public ServerFacts read(Remote remote, Clock clock) throws RemoteException {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    Instant before = clock.instant();
    ExecResult result = remote.exec(script(nonce));
    Instant after = clock.instant();
    Frames frames = Frames.parse(result.text(), nonce);
    if (frames.sections().isEmpty()) {
      throw new TransferException(
          "The server did not understand the check-up: it does not seem to have a Unix shell."
              + " Drydock needs a Linux server on which the login user has an ordinary shell.",
          null);
    }
    if (!frames.complete()) {
      throw new TransferException(
          "The check-up's answer stopped half-way. Try again; if it happens again, log in by hand"
              + " and look whether the server is out of memory or processes.",
          null);
    }
    return FactsParser.parse(frames, before, after);
  }

  /** The probe as it is sent. */
  static String script(String nonce) {
    return "DRYDOCK_NONCE=" + Shell.quote(nonce) + "\n" + text();
  }

  private static String text() {
    try (InputStream in = FactsProbe.class.getResourceAsStream("/server/probe.sh")) {
      if (in == null) {
        throw new IllegalStateException("probe.sh is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
