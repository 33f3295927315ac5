package dev.drydock.practice;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Password and keys of the practice server, made once and kept when its disk is rebuilt: so a saved
 * profile stays right and the host key never changes.
 *
 * @param folder holds password, id_ed25519 and ssh_host_ed25519_key with their .pub, all 0600
 */
record PracticeIdentity(Path folder) {
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  Path password() {
    return folder.resolve("password");
  }

  Path key() {
    return folder.resolve("id_ed25519");
  }

  private Path hostKey() {
    return folder.resolve("ssh_host_ed25519_key");
  }

  Path knownHosts() {
    return folder.resolve("known_hosts");
  }

  /** For a person's own ssh command. */
  void writeKnownHosts(String host, int port) throws IOException {
    String key = Files.readString(publicPart(hostKey()), StandardCharsets.US_ASCII).strip();
    PrivateFiles.write(
        knownHosts(),
        ("[" + host + "]:" + port + " " + key + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  boolean exists() {
    return Files.isRegularFile(password())
        && Files.isRegularFile(key())
        && Files.isRegularFile(publicPart(key()))
        && Files.isRegularFile(hostKey())
        && Files.isRegularFile(publicPart(hostKey()));
  }

  private static Path publicPart(Path key) {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  void create(HostTools tools) throws PracticeException, IOException {
    PrivateFiles.createFolder(folder);
    String keygen = tools.require("ssh-keygen").toString();
    makeKey(keygen, key(), "owner");
    makeKey(keygen, hostKey(), "poweredge");
    // No look-alikes: a person may have to type it. 14 of 32 letters are 70 bits.
    SecureRandom random = new SecureRandom();
    byte[] word = new byte[15];
    for (int i = 0; i < 14; i++) {
      word[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
    }
    word[14] = '\n';
    PrivateFiles.write(password(), word);
    Arrays.fill(word, (byte) 0);
  }

  private static void makeKey(String keygen, Path file, String comment)
      throws PracticeException, IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(publicPart(file));
    Commands.Outcome made =
        Commands.run(
            List.of(keygen, "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file.toString()));
    if (!made.ok()) {
      throw new PracticeException(
          PracticeException.Kind.OTHER, "ssh-keygen could not make a key:\n" + made.text());
    }
  }

  /** {@code SHA256:...} as OpenSSH prints it: base64 without padding over the key's blob. */
  String hostKeySha256() throws IOException {
    String[] words =
        Files.readString(publicPart(hostKey()), StandardCharsets.US_ASCII).strip().split(" ", -1);
    byte[] blob = Base64.getDecoder().decode(words[1]);
    return "SHA256:"
        + Base64.getEncoder().withoutPadding().encodeToString(Resources.sha256().digest(blob));
  }

  /** Changes whenever any part does. */
  String fingerprint() throws IOException {
    return Resources.hash(
        Files.readAllBytes(password()), Files.readAllBytes(key()), Files.readAllBytes(hostKey()));
  }
}
