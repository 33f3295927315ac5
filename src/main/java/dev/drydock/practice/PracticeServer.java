package dev.drydock.practice;

import dev.drydock.profile.Profile;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * How to log in to the practice server. It knows no secret, only where one is kept (0600).
 *
 * @param passwordFile one line: the password of the login and of sudo
 * @param keyFile private key without passphrase that the server accepts
 * @param knownHosts file for OpenSSH's UserKnownHostsFile with the server's key, so that nobody has
 *     to be asked about it
 * @param hostKeySha256 {@code SHA256:...} of the one key the server proves itself with; it stays
 *     the same when the disk is rebuilt
 */
public record PracticeServer(
    String host,
    int port,
    String user,
    Path passwordFile,
    Path keyFile,
    Path knownHosts,
    String hostKeySha256) {
  /** Name of the profile that leads to the practice server. */
  public static final String PROFILE_NAME = "practice";

  /** The route that fits a Debian 12 server. */
  public static final String ROUTE = "debian-package";

  public Target target() {
    return new Target(host, port, user);
  }

  /** Reads the password; the caller closes it. */
  public Secret password() throws IOException {
    byte[] line = Files.readAllBytes(passwordFile);
    int end = line.length;
    while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
      end--;
    }
    byte[] word = Arrays.copyOf(line, end);
    Arrays.fill(line, (byte) 0);
    return Secret.of(word);
  }

  /** A new profile with everything filled in. The password is asked for, or read from its file. */
  public Profile profile() {
    return new Profile(
        PROFILE_NAME,
        host,
        port,
        user,
        keyFile.toString(),
        false,
        Set.of(),
        ROUTE,
        Map.of(),
        "",
        Map.of());
  }
}
