package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Login shells and start-up files as people have them. Needs root, for users of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoginShellTest {
  private LocalSshd sshd;

  @BeforeAll
  static void needsRoot() {
    assumeTrue(LocalSshd.isRoot(), "needs root");
  }

  @BeforeEach
  void start() throws IOException {
    sshd = LocalSshd.start();
  }

  @AfterEach
  void stop() {
    sshd.close();
  }

  private Remote connect(ThrowawayUser user) throws RemoteException {
    return sshd.connector().connect(sshd.options(user.name()), new ScriptedPrompts());
  }

  /** Debian's bash reads .bashrc for commands over SSH, too. */
  @Test
  void bashrcThatPrints() throws Exception {
    try (ThrowawayUser user = ThrowawayUser.create("/bin/bash")) {
      Files.writeString(
          user.home().resolve(".bashrc"),
          """
          echo 'Welcome to poweredge'
          printf 'no line end'
          echo trouble >&2
          head -c 1048576 /dev/zero
          head -c 100000 /dev/zero >&2
          """);
      try (Remote remote = connect(user)) {
        assertNoiseIsKeptOut(remote);
      }
    }
  }

  private static void assertNoiseIsKeptOut(Remote remote) throws Exception {
    ExecResult result = remote.exec("echo out; echo err >&2");
    assertThat(result.text()).isEqualTo("out\n");
    assertThat(result.errorText()).isEqualTo("err\n");
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    result = remote.stream("echo out; echo err >&2", streamed::write);
    assertThat(streamed.toString(StandardCharsets.UTF_8)).isEqualTo("out\n");
    assertThat(result.errorText()).isEqualTo("err\n");
    byte[] content = "content\n".getBytes(StandardCharsets.UTF_8);
    remote.upload(new ByteArrayInputStream(content), content.length, "-file", 0600);
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    remote.download("-file", back);
    assertThat(back.toByteArray()).isEqualTo(content);
  }

  @Test
  void bashrcThatWantsInput() throws Exception {
    try (ThrowawayUser user = ThrowawayUser.create("/bin/bash")) {
      Files.writeString(user.home().resolve(".bashrc"), "echo 'Press return'; read x; exit 3\n");
      try (Remote remote = connect(user)) {
        CommandAbortedException e =
            catchThrowableOfType(CommandAbortedException.class, () -> remote.exec("true"));
        assertThat(e.kind()).isEqualTo(CommandAbortedException.Kind.NO_SHELL);
        assertThat(e.getMessage()).contains("Press return").contains(".bashrc");
      }
    }
  }

  @Test
  void nologin() throws Exception {
    try (ThrowawayUser user = ThrowawayUser.create("/usr/sbin/nologin")) {
      try (Remote remote = connect(user)) {
        CommandAbortedException e =
            catchThrowableOfType(CommandAbortedException.class, () -> remote.exec("true"));
        assertThat(e.kind()).isEqualTo(CommandAbortedException.Kind.NO_SHELL);
        assertThat(e.getMessage()).contains("This account is currently not available");
        assertThat(
                catchThrowableOfType(
                    RemoteException.class, () -> remote.sudo("true", new byte[0], null)))
            .isNotNull();
        assertThat(remote.isOpen()).isTrue();
      }
    }
  }

  @Test
  void bashAsScriptShell() throws Exception {
    try (ThrowawayUser user = ThrowawayUser.create("/bin/bash");
        Remote remote = connect(user)) {
      assertNoiseIsKeptOut(remote);
      String word = "'$x\"\\\n".repeat(1000);
      assertThat(remote.exec("printf %s " + Shell.quote(word)).text()).isEqualTo(word);
    }
  }

  @Test
  void upload_relativeToHome() throws Exception {
    try (ThrowawayUser user = ThrowawayUser.create("/bin/sh");
        Remote remote = connect(user)) {
      byte[] bytes = new byte[100_000];
      Arrays.fill(bytes, (byte) 'x');
      remote.upload(new ByteArrayInputStream(bytes), bytes.length, "folder file", 0755);
      assertThat(Files.size(user.home().resolve("folder file"))).isEqualTo(100_000);
    }
  }
}
