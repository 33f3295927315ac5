package dev.drydock.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whatever known_hosts holds: it is read, a key is added, and what was found before still is. */
public final class KnownHostsFuzz {
  private static final byte[] KEY = key();
  private static Path folder;

  private KnownHostsFuzz() {}

  private static byte[] key() {
    byte[] key = new byte[4 + 11 + 4 + 32];
    key[3] = 11;
    System.arraycopy("ssh-ed25519".getBytes(StandardCharsets.US_ASCII), 0, key, 4, 11);
    key[18] = 32;
    return key;
  }

  private static synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("drydock-fuzz");
      folder.toFile().deleteOnExit();
      folder.resolve("own").toFile().deleteOnExit();
    }
    return folder;
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path own = folder().resolve("own");
    Files.write(own, input);
    KnownHosts hosts = new KnownHosts(own, folder().resolve("none"));
    for (String name : List.of("poweredge", "[poweredge]:2222")) {
      List<KnownHosts.Known> before = hosts.find(name);
      before.forEach(KnownHosts.Known::type);
      hosts.add(name, KEY);
      List<KnownHosts.Known> after = hosts.find(name);
      if (after.size() != before.size() + 1 || !after.get(before.size()).isKey(KEY)) {
        throw new AssertionError("the added key is not the one more");
      }
      for (int i = 0; i < before.size(); i++) {
        if (!after.get(i).isKey(before.get(i).key())
            || after.get(i).revoked() != before.get(i).revoked()) {
          throw new AssertionError("an earlier line changed");
        }
      }
    }
    ServerKeys.describe(input);
    ServerKeys.type(input);
  }
}
