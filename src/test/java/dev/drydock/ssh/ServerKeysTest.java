package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerKeysTest {
  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void describe_likeOpenSsh(String type, @TempDir Path folder) throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), type, "");
    String[] line = Files.readString(folder.resolve("key.pub")).split(" ", 3);
    HostKey described = ServerKeys.describe(Base64.getDecoder().decode(line[1]));
    assertThat(described.type()).isEqualTo(line[0]);
    assertThat(LocalSshd.run(List.of("ssh-keygen", "-lf", key.toString())).split(" ", 3)[1])
        .isEqualTo(described.sha256());
    assertThat(
            LocalSshd.run(List.of("ssh-keygen", "-l", "-E", "md5", "-f", key.toString()))
                .split(" ", 3)[1])
        .isEqualTo(described.md5());
  }

  @Test
  void type_ofNoKey() {
    assertThat(ServerKeys.type(new byte[0])).isEqualTo("unknown");
    assertThat(ServerKeys.type(new byte[] {0, 0, 0, 9, 'x'})).isEqualTo("unknown");
    assertThat(ServerKeys.type(new byte[] {-1, -1, -1, -1, 'x'})).isEqualTo("unknown");
  }
}
