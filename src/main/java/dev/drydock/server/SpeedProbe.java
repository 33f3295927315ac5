package dev.drydock.server;

import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Measures how fast a server is. */
public final class SpeedProbe {
  private final SecureRandom random = new SecureRandom();

  /**
   * Blocks for about 5 s, on a very slow server for some more, and keeps one of its processors busy
   * meanwhile.
   */
  public Speed measure(Remote remote) throws RemoteException {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    return Speed.parse(remote.exec(script(nonce)).text(), nonce);
  }

  /** The probe as it is sent. */
  static String script(String nonce) {
    return "DRYDOCK_NONCE=" + Shell.quote(nonce) + "\n" + text();
  }

  private static String text() {
    try (InputStream in = SpeedProbe.class.getResourceAsStream("/server/speed.sh")) {
      if (in == null) {
        throw new IllegalStateException("speed.sh is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
