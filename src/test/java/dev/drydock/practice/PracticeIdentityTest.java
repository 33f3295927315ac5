package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PracticeIdentityTest {
  @TempDir Path folder;

  @Test
  void create_privateAndWhole() throws Exception {
    HostTools tools = HostTools.of("/usr/bin:/bin");
    assumeTrue(tools.find("ssh-keygen").isPresent(), "needs ssh-keygen");
    PracticeIdentity identity = new PracticeIdentity(folder.resolve("identity"));
    assertThat(identity.exists()).isFalse();

    identity.create(tools);
    identity.writeKnownHosts("127.0.0.1", 2222);

    assertThat(identity.exists()).isTrue();
    for (Path secret : List.of(identity.password(), identity.key())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
    String shown =
        Commands.run(
                List.of(
                    "ssh-keygen",
                    "-lf",
                    identity.folder().resolve("ssh_host_ed25519_key.pub").toString()))
            .text();
    assertThat(shown).contains(" " + identity.hostKeySha256() + " ");
    assertThat(identity.knownHosts()).content().startsWith("[127.0.0.1]:2222 ssh-ed25519 ");
  }

  @Test
  void password_withoutTheLinesEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "abc\n");
    PracticeServer server =
        new PracticeServer("127.0.0.1", 2222, "owner", file, file, file, "SHA256:x");

    try (Secret secret = server.password()) {
      assertThat(new String(secret.copy(), StandardCharsets.UTF_8)).isEqualTo("abc");
    }
    assertThat(server.profile().name()).isEqualTo("practice");
    assertThat(server.toString()).doesNotContain("abc");
  }

  @Test
  void fingerprint_changesWithThePassword() throws Exception {
    PracticeIdentity identity = new PracticeIdentity(folder);
    for (String name : List.of("password", "id_ed25519", "ssh_host_ed25519_key")) {
      Files.writeString(folder.resolve(name), "1");
    }
    String before = identity.fingerprint();

    Files.writeString(folder.resolve("password"), "2");

    assertThat(identity.fingerprint()).isNotEqualTo(before);
  }
}
