package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.SudoException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real su, on a server without sudo; needs root. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SuTest {
  private static final byte[] NOTHING = new byte[0];

  /** Everything a keyboard has, and some of what others have. */
  static final String PASSWORD = printable() + "\u00e4\u00f1\u20ac\u4e2d\ud83d\udd11";

  private static String printable() {
    StringBuilder all = new StringBuilder();
    for (char c = ' '; c < 127; c++) {
      all.append(c);
    }
    return all.toString();
  }

  @TempDir static Path shared;
  @TempDir Path folder;
  private static SuServer server;
  private static ThrowawayUser user;
  private static ThrowawayUser other;

  @BeforeAll
  static void prepare() throws IOException {
    assumeTrue(LocalSshd.isRoot(), "needs root");
    user = ThrowawayUser.create("/bin/bash");
    other = ThrowawayUser.create("/bin/sh");
    server = SuServer.start(shared, PASSWORD, List.of());
  }

  @AfterAll
  static void cleanUp() {
    if (user != null) {
      server.close();
      user.close();
      other.close();
    }
  }

  private static Remote connect(SuServer to, ThrowawayUser as) throws RemoteException {
    return to.sshd().connector().connect(to.sshd().options(as.name()), new ScriptedPrompts());
  }

  private static SudoException refused(Remote remote, Secret password) {
    SudoException e =
        catchThrowableOfType(SudoException.class, () -> remote.su("true", NOTHING, password));
    assertThat(e).isNotNull();
    return e;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void password_everyCharacter(boolean bash) throws Exception {
    try (Remote remote = connect(server, bash ? user : other)) {
      String script = "id -u; cat; printf '%s' " + Shell.quote("\"$HOME\" `id` 'x'\\") + "; exit 4";
      ExecResult result =
          remote.su(
              script,
              "data\nmore \3\4\n".getBytes(StandardCharsets.UTF_8),
              ScriptedPrompts.secret(PASSWORD));
      assertThat(result.text()).isEqualTo("0\ndata\nmore \3\4\n\"$HOME\" `id` 'x'\\");
      assertThat(result.exitCode()).isEqualTo(4);
      assertThat(remote.exec("echo still here").text()).isEqualTo("still here\n");
    }
  }

  @Test
  void large() throws Exception {
    byte[] data = new byte[100_000];
    java.util.Arrays.fill(data, (byte) 'x');
    String value = "'\"\\ $x\n".repeat(10_000);
    try (Remote remote = connect(server, user)) {
      ExecResult result =
          remote.su(
              "wc -c; printf %s " + Shell.quote(value) + "|wc -c",
              data,
              ScriptedPrompts.secret(PASSWORD));
      assertThat(result.text().split("\\s+")).containsExactly("100000", "" + value.length());
    }
  }

  @Test
  void password_wrong_isTriedOnce() throws Exception {
    try (Remote remote = connect(server, user)) {
      long before = server.tries();
      SudoException e = refused(remote, ScriptedPrompts.secret("wrong"));
      assertThat(e.kind()).isEqualTo(Kind.WRONG_PASSWORD);
      assertThat(e.getMessage()).contains("tried once");
      assertThat(server.tries()).isEqualTo(before + 1);
    }
  }

  @Test
  void password_notKnown_isNotTried() throws Exception {
    try (Remote remote = connect(server, user)) {
      assertThat(refused(remote, null).kind()).isEqualTo(Kind.PASSWORD_NEEDED);
    }
  }

  @Test
  void password_isNoArgumentAndInNoEnvironment() throws Exception {
    try (Remote remote = connect(server, user)) {
      String all =
          remote
              .su(
                  "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' ' '",
                  NOTHING,
                  ScriptedPrompts.secret(PASSWORD))
              .text();
      assertThat(all).contains("su -c").doesNotContain(PASSWORD.substring(40, 60));
    }
  }

  @Test
  void root_executesNothingThatTheUserCanWrite() throws Exception {
    Path trap = folder.resolve("trap");
    Path mark = folder.resolve("mark");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    String sprung = "[ \"$(/usr/bin/id -u)\" != 0 ] || : > " + mark + "\n";
    Files.writeString(trap, sprung);
    for (String name : List.of("id", "head", "cat", "bash", "sh")) {
      Path file = bin.resolve(name);
      Files.writeString(file, "#!/bin/sh\n" + sprung + "exec /usr/bin/" + name + " \"$@\"\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path own = Files.createDirectory(folder.resolve("server"));
    try (SuServer trapped =
            SuServer.start(
                own,
                PASSWORD,
                List.of(),
                "SetEnv PATH=" + bin + ":/usr/bin:/bin BASH_ENV=" + trap + " ENV=" + trap);
        Remote remote = connect(trapped, user)) {
      assertThat(remote.exec("command -v head").text()).isEqualTo(bin + "/head\n");
      ExecResult result =
          remote.su(
              "id -u; cat; echo \"$PATH\"; echo \"[$BASH_ENV$ENV]\"; echo \"$SUDO_UID\"",
              "x\n".getBytes(StandardCharsets.UTF_8),
              ScriptedPrompts.secret(PASSWORD));
      assertThat(result.text())
          .isEqualTo(
              "0\nx\n/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n[]\n"
                  + remote.exec("/usr/bin/id -u").text());
      assertThat(mark).doesNotExist();
    }
  }

  @Test
  void notAllowed() throws Exception {
    try (SuServer wheel =
            SuServer.start(folder, PASSWORD, List.of("auth requisite pam_wheel.so group=root"));
        Remote remote = connect(wheel, user)) {
      SudoException e = refused(remote, ScriptedPrompts.secret(PASSWORD));
      assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED);
      assertThat(wheel.tries()).isZero();
    }
  }

  /** Where the login is root's already, su asks for nothing. */
  @Test
  void root_needsNoPassword() throws Exception {
    try (Remote remote = server.sshd().connect()) {
      assertThat(remote.su("id -u", NOTHING, null).text()).isEqualTo("0\n");
    }
  }

  @Test
  void chatterOfTheLoginShell_isNoPrompt() throws Exception {
    Path rc = user.home().resolve(".bashrc");
    Files.writeString(rc, "printf 'Enter your password: '\n");
    try (Remote remote = connect(server, user)) {
      assertThat(remote.su("id -u", NOTHING, ScriptedPrompts.secret(PASSWORD)).text())
          .isEqualTo("0\n");
    } finally {
      Files.delete(rc);
    }
  }
}
