package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.ssh.ConnectFailedException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostKeyTest {
  private static LocalSshd sshd;

  @TempDir Path folder;
  private Path own;
  private Path users;

  @BeforeAll
  static void startServer() throws IOException {
    sshd = LocalSshd.builder().hostKey("ed25519").hostKey("rsa").start();
  }

  @AfterAll
  static void stopServer() {
    sshd.close();
  }

  @BeforeEach
  void files() {
    own = folder.resolve("config").resolve("known_hosts");
    users = folder.resolve("users_known_hosts");
  }

  private Remote connect(ScriptedPrompts prompts) throws RemoteException {
    return new JschConnector(own, users).connect(sshd.options(), prompts);
  }

  private ConnectFailedException refused(ScriptedPrompts prompts) {
    ConnectFailedException e =
        catchThrowableOfType(ConnectFailedException.class, () -> connect(prompts).close());
    assertThat(e).isNotNull();
    return e;
  }

  private static String otherKey(Path folder, String type) throws IOException {
    Path key = LocalSshd.keygen(folder.resolve("other_" + type), type, "");
    String[] parts = Files.readString(key.resolveSibling(key.getFileName() + ".pub")).split(" ", 3);
    return "[127.0.0.1]:" + sshd.port() + " " + parts[0] + " " + parts[1] + "\n";
  }

  @Test
  void unknown_asksOnceAndRemembers() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts();
    HostKey key;
    try (Remote remote = connect(prompts)) {
      key = remote.hostKey();
    }
    assertThat(prompts.asked()).containsExactly("hostkey " + key.sha256());
    assertThat(own).hasContent(sshd.knownHostsLine("ed25519").strip());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rw-------");
    assertThat(users).doesNotExist();

    ScriptedPrompts second = new ScriptedPrompts().distrust();
    connect(second).close();
    assertThat(second.asked()).isEmpty();
    // What was written is what OpenSSH itself understands.
    assertThat(
            LocalSshd.run(
                List.of("ssh-keygen", "-F", "[127.0.0.1]:" + sshd.port(), "-f", own.toString())))
        .contains("found: line 1");
  }

  @Test
  void unknown_refusedByThePerson() {
    ScriptedPrompts prompts = new ScriptedPrompts().distrust();
    ConnectFailedException e = refused(prompts);
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_UNKNOWN);
    assertThat(e.isHostKeyProblem()).isTrue();
    assertThat(e.getMessage()).contains("SHA256:").contains("MD5:");
    assertThat(own).doesNotExist();
  }

  @Test
  void unknown_keepsWhatTheFileHolds() throws Exception {
    Files.createDirectories(own.getParent());
    Files.writeString(own, "# my note\nother.example ssh-ed25519 AAAA\nno newline at the end");
    connect(new ScriptedPrompts()).close();
    assertThat(own)
        .hasContent(
            "# my note\nother.example ssh-ed25519 AAAA\nno newline at the end\n"
                + sshd.knownHostsLine("ed25519").strip());
  }

  @Test
  void known_inUsersFile() throws Exception {
    Files.writeString(users, sshd.knownHostsLine("ed25519"));
    ScriptedPrompts prompts = new ScriptedPrompts().distrust();
    connect(prompts).close();
    assertThat(prompts.asked()).isEmpty();
    assertThat(own).doesNotExist();
  }

  @Test
  void known_hashed() throws Exception {
    Files.writeString(
        users,
        otherKey(folder, "rsa").replace("[127.0.0.1]", "[10.0.0.1]")
            + sshd.knownHostsLine("ed25519"));
    LocalSshd.run(List.of("ssh-keygen", "-q", "-H", "-f", users.toString()));
    assertThat(Files.readString(users)).doesNotContain("127.0.0.1").contains("|1|");
    ScriptedPrompts prompts = new ScriptedPrompts().distrust();
    connect(prompts).close();
    assertThat(prompts.asked()).isEmpty();
  }

  @Test
  void known_ofTheSameHostOnAnotherPort() throws Exception {
    Files.writeString(users, sshd.knownHostsLine("ed25519").replace(":" + sshd.port(), ":1"));
    ScriptedPrompts prompts = new ScriptedPrompts();
    connect(prompts).close();
    assertThat(prompts.asked()).hasSize(1);
  }

  @Test
  void changed_refusedAndExplained() throws Exception {
    Files.writeString(users, "# first line\n" + otherKey(folder, "ed25519"));
    ScriptedPrompts prompts = new ScriptedPrompts();
    ConnectFailedException e = refused(prompts);
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_CHANGED);
    assertThat(prompts.asked()).isEmpty();
    assertThat(own).doesNotExist();
    String now =
        LocalSshd.run(List.of("ssh-keygen", "-lf", sshd.folder() + "/host_ed25519.pub"))
            .split(" ", 3)[1];
    String before =
        LocalSshd.run(List.of("ssh-keygen", "-lf", folder + "/other_ed25519.pub")).split(" ", 3)[1];
    assertThat(e.getMessage())
        .contains(now)
        .contains(before)
        .contains("line 2 of " + users)
        .contains("ssh-keygen -R '[127.0.0.1]:" + sshd.port() + "' -f '" + users + "'");
  }

  @Test
  void changed_adviceWorks() throws Exception {
    Files.writeString(users, otherKey(folder, "ed25519"));
    String message = refused(new ScriptedPrompts()).getMessage();
    String command =
        message
            .lines()
            .map(String::strip)
            .filter(l -> l.startsWith("ssh-keygen -R"))
            .findFirst()
            .orElseThrow();
    LocalSshd.run(List.of("sh", "-c", command));
    connect(new ScriptedPrompts()).close();
  }

  @Test
  void newType_refused() throws Exception {
    Files.writeString(users, otherKey(folder, "ecdsa"));
    ConnectFailedException e = refused(new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_CHANGED);
    assertThat(e.getMessage()).contains("another type").contains("ecdsa-sha2-nistp256");
  }

  /** The server has both; the one on file is asked for first. */
  @Test
  void knownType_preferred() throws Exception {
    Files.writeString(users, sshd.knownHostsLine("rsa"));
    ScriptedPrompts prompts = new ScriptedPrompts().distrust();
    try (Remote remote = connect(prompts)) {
      assertThat(remote.hostKey().type()).isEqualTo("ssh-rsa");
    }
    assertThat(prompts.asked()).isEmpty();
  }

  @Test
  void revoked_refusedThoughKnown() throws Exception {
    String line = sshd.knownHostsLine("ed25519");
    Files.writeString(users, line + "@revoked * " + line.split(" ", 2)[1]);
    ConnectFailedException e = refused(new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_REVOKED);
    assertThat(e.getMessage()).contains("line 2 of " + users);
  }

  @Test
  void revoked_otherKeyIsNoMatter() throws Exception {
    Files.writeString(users, "@revoked * " + otherKey(folder, "rsa").split(" ", 2)[1]);
    ScriptedPrompts prompts = new ScriptedPrompts();
    connect(prompts).close();
    assertThat(prompts.asked()).hasSize(1);
  }

  @Test
  void revoked_inOwnFile() throws Exception {
    Files.createDirectories(own.getParent());
    String line = sshd.knownHostsLine("ed25519");
    Files.writeString(own, line + "@revoked " + line);
    ConnectFailedException e = refused(new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_REVOKED);
    assertThat(e.getMessage()).contains("line 2 of " + own);
  }

  @Test
  void revoked_hashed() throws Exception {
    for (boolean withPort : List.of(true, false)) {
      String line = sshd.knownHostsLine("ed25519");
      Files.writeString(
          users, withPort ? line : line.replace("[127.0.0.1]:" + sshd.port(), "127.0.0.1"));
      LocalSshd.run(List.of("ssh-keygen", "-q", "-H", "-f", users.toString()));
      String hashed = Files.readString(users);
      assertThat(hashed).startsWith("|1|");
      Files.writeString(users, "@revoked " + hashed);
      assertThat(refused(new ScriptedPrompts()).kind()).isEqualTo(Kind.HOST_KEY_REVOKED);
    }
  }

  /** It is revoked wherever it is known, and whoever is asked would trust it. */
  @Test
  void revoked_inTheUsersFile_thoughTheOwnKnowsIt() throws Exception {
    connect(new ScriptedPrompts()).close();
    Files.writeString(
        users, "@revoked *,!elsewhere " + sshd.knownHostsLine("ed25519").split(" ", 2)[1]);
    assertThat(refused(new ScriptedPrompts()).kind()).isEqualTo(Kind.HOST_KEY_REVOKED);
    Files.writeString(
        users, "@revoked 127.0.0.1 " + sshd.knownHostsLine("ed25519").split(" ", 2)[1]);
    assertThat(refused(new ScriptedPrompts()).kind()).isEqualTo(Kind.HOST_KEY_REVOKED);
    Files.writeString(
        users, "@revoked *,!127.0.0.1,!\\[127* " + sshd.knownHostsLine("rsa").split(" ", 2)[1]);
    connect(new ScriptedPrompts().distrust()).close();
  }

  @ParameterizedTest
  @CsvSource({
    "[127.0.0.1]:PORT, true",
    "'other,[127.0.0.1]:PORT', true",
    "*, true",
    "[127.0.0.?]:PORT, true",
    "[127.0.*]:*, true",
    "[127.0.0.1]:*, true",
    "'*,![127.0.0.2]:*', true",
    "'*,![127.0.0.1]:PORT', false",
    "'[127.0.0.1]:PORT,![127.*', false",
    "'![127.0.0.1]:PORT', false",
    "127.0.0.1, false",
    "[127.0.0.1]:1, false",
    "127.0.0.*, false",
    "[127.0.0.?]:?, false",
  })
  void known_patterns(String pattern, boolean known) throws Exception {
    String key = sshd.knownHostsLine("ed25519").split(" ", 2)[1];
    Files.writeString(users, pattern.replace("PORT", "" + sshd.port()) + " " + key);
    ScriptedPrompts prompts = new ScriptedPrompts();
    connect(prompts).close();
    assertThat(prompts.asked().isEmpty()).isEqualTo(known);
  }

  @Test
  void changed_hashed_refused() throws Exception {
    Files.writeString(users, otherKey(folder, "ed25519"));
    LocalSshd.run(List.of("ssh-keygen", "-q", "-H", "-f", users.toString()));
    assertThat(refused(new ScriptedPrompts()).kind()).isEqualTo(Kind.HOST_KEY_CHANGED);
  }

  @Test
  void newType_hashed_refused() throws Exception {
    Files.writeString(users, otherKey(folder, "ecdsa"));
    LocalSshd.run(List.of("ssh-keygen", "-q", "-H", "-f", users.toString()));
    ConnectFailedException e = refused(new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_CHANGED);
    assertThat(e.getMessage()).contains("another type");
  }

  /** An authority's key is no host's: neither trusted silently nor a reason to refuse. */
  @Test
  void certAuthority_passedOverAndSaidSo() throws Exception {
    Files.writeString(users, "@cert-authority * " + otherKey(folder, "ed25519").split(" ", 2)[1]);
    ScriptedPrompts prompts = new ScriptedPrompts();
    connect(prompts).close();
    assertThat(prompts.asked()).hasSize(1);
    assertThat(prompts.notes())
        .singleElement()
        .satisfies(
            note ->
                assertThat(note)
                    .contains("@cert-authority")
                    .contains("line 1 of " + users)
                    .contains("cannot check certificates"));
  }

  @Test
  void certAuthority_itsKeyIsTheServersOwn_stillAsked() throws Exception {
    Files.writeString(
        users, "@cert-authority * " + sshd.knownHostsLine("ed25519").split(" ", 2)[1]);
    ScriptedPrompts prompts = new ScriptedPrompts();
    connect(prompts).close();
    assertThat(prompts.asked()).hasSize(1);
    assertThat(refusedNew(new ScriptedPrompts().distrust()).kind())
        .isEqualTo(Kind.HOST_KEY_UNKNOWN);
  }

  private ConnectFailedException refusedNew(ScriptedPrompts prompts) {
    own = folder.resolve("another").resolve("known_hosts");
    return refused(prompts);
  }

  /** A real certificate by the very authority that known_hosts names. */
  private LocalSshd certified(String algorithms, String... more) throws IOException {
    Path authority = LocalSshd.keygen(folder.resolve("authority"), "ed25519", "");
    Path host = LocalSshd.keygen(folder.resolve("certified"), "ed25519", "");
    LocalSshd.run(
        List.of(
            "ssh-keygen",
            "-q",
            "-s",
            authority.toString(),
            "-I",
            "host",
            "-h",
            "-n",
            "127.0.0.1,localhost",
            folder.resolve("certified.pub").toString()));
    Files.writeString(
        users, "@cert-authority * " + Files.readString(folder.resolve("authority.pub")));
    LocalSshd.Builder builder =
        LocalSshd.builder()
            .config("HostKey " + host)
            .config("HostCertificate " + folder.resolve("certified-cert.pub"))
            .config("HostKeyAlgorithms " + algorithms);
    for (String line : more) {
      builder.config(line);
    }
    return builder.start();
  }

  @Test
  void certificateOnly_refusedAndSaidWhy() throws Exception {
    try (LocalSshd server = certified("ssh-ed25519-cert-v01@openssh.com")) {
      ScriptedPrompts prompts = new ScriptedPrompts();
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> new JschConnector(own, users).connect(server.options(), prompts).close());
      assertThat(e.kind()).isEqualTo(Kind.NO_COMMON_ALGORITHM);
      assertThat(e.wouldHelp()).isEmpty();
      assertThat(e.getMessage()).contains("host certificate").contains("plain host key");
      assertThat(prompts.asked()).isEmpty();
      assertThat(own).doesNotExist();
    }
  }

  @Test
  void certificateAndKey_theKeyIsAskedFor() throws Exception {
    try (LocalSshd server = certified("ssh-ed25519-cert-v01@openssh.com,ssh-ed25519")) {
      ScriptedPrompts prompts = new ScriptedPrompts();
      try (Remote remote = new JschConnector(own, users).connect(server.options(), prompts)) {
        assertThat(remote.hostKey().type()).isEqualTo("ssh-ed25519");
      }
      assertThat(prompts.asked()).hasSize(1);
      assertThat(prompts.notes()).hasSize(1);
      ScriptedPrompts second = new ScriptedPrompts().distrust();
      new JschConnector(own, users).connect(server.options(), second).close();
      assertThat(second.asked()).isEmpty();
    }
  }

  @Test
  void unreadable_refused() throws Exception {
    Files.createDirectories(users);
    ConnectFailedException e = refused(new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.OTHER);
    assertThat(e.getMessage()).contains(users.toString());
  }

  @Test
  void unwritable_refused() throws Exception {
    Files.writeString(folder.resolve("config"), "a file where the folder should be");
    ConnectFailedException e = refused(new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.OTHER);
    assertThat(e.getMessage()).contains("could not be");
  }

  @Test
  void damagedLines_passedOver() throws Exception {
    Files.writeString(
        users,
        "\n   \n@revoked\n[127.0.0.1]:"
            + sshd.port()
            + " ssh-ed25519 %%%\n|1|x|y ssh-rsa AAAA\n|1|\n");
    ScriptedPrompts prompts = new ScriptedPrompts();
    connect(prompts).close();
    assertThat(prompts.asked()).hasSize(1);
  }
}
