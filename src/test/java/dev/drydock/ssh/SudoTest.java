package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.SudoException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against the real sudo, with a user and a sudoers file of its own; needs root for both. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SudoTest {
  private static final byte[] NOTHING = new byte[0];
  private static LocalSshd sshd;
  private static ThrowawayUser user;

  @TempDir Path folder;
  private Remote remote;

  @BeforeAll
  static void prepare() throws IOException {
    assumeTrue(LocalSshd.isRoot(), "needs root");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "needs sudo");
    sshd = LocalSshd.start();
    user = ThrowawayUser.create("/bin/bash");
  }

  @AfterAll
  static void cleanUp() {
    if (user != null) {
      user.close();
      sshd.close();
    }
  }

  @BeforeEach
  void connect() throws Exception {
    remote = sshd.connector().connect(sshd.options(user.name()), new ScriptedPrompts());
    user.sudoers("NAME ALL=(ALL:ALL) ALL");
  }

  @AfterEach
  void disconnect() {
    remote.close();
  }

  private SudoException refused(String script, Secret password) {
    SudoException e =
        catchThrowableOfType(SudoException.class, () -> remote.sudo(script, NOTHING, password));
    assertThat(e).isNotNull();
    return e;
  }

  private ExecResult sudo(String script, String stdin, Secret password) throws RemoteException {
    return remote.sudo(script, stdin.getBytes(StandardCharsets.UTF_8), password);
  }

  @Test
  void password_right() throws Exception {
    ExecResult result = sudo("id -u; cat; echo err >&2; exit 5", "data\nmore", user.secret());
    assertThat(result.text()).isEqualTo("0\ndata\nmore");
    assertThat(result.errorText()).isEqualTo("err\n");
    assertThat(result.exitCode()).isEqualTo(5);
  }

  @Test
  void password_reachesNobodyElse() throws Exception {
    ExecResult result = sudo("cat; env; ps -eo args= | cat", "", user.secret());
    assertThat(result.text()).doesNotContain(user.password());
    assertThat(result.errorText()).isEmpty();
  }

  @Test
  void script_isNoArgument() throws Exception {
    ExecResult result = sudo(": here-it-is; ps -eo args=", "", user.secret());
    assertThat(result.text()).contains("sudo -S -k").doesNotContain("here-it-is");
  }

  @Test
  void script_longerThanAnArgumentMayBe() throws Exception {
    String value = "'\"\\ $x\n".repeat(60_000);
    ExecResult result =
        sudo("printf %s " + Shell.quote(value) + "|wc -c; wc -c", "12345", user.secret());
    assertThat(result.text().split("\\s+")).containsExactly("" + value.length(), "5");
  }

  @Test
  void stdin_large() throws Exception {
    byte[] data = new byte[2_000_000];
    new java.util.Random(1).nextBytes(data);
    assertThat(remote.sudo("cat", data, user.secret()).out()).isEqualTo(data);
  }

  @Test
  void stdin_notRead() throws Exception {
    byte[] data = new byte[10_000_000];
    assertThat(remote.sudo("echo done", data, user.secret()).text()).isEqualTo("done\n");
  }

  @Test
  void password_wrong_isTriedOnce() throws Exception {
    user.sudoers("Defaults:NAME logfile=" + folder + "/log", "NAME ALL=(ALL:ALL) ALL");
    SudoException e = refused(": >" + folder + "/ran", ScriptedPrompts.secret("wrong"));
    assertThat(e.kind()).isEqualTo(Kind.WRONG_PASSWORD);
    assertThat(folder.resolve("ran")).doesNotExist();
    assertThat(Waiting.until(Duration.ofSeconds(20), () -> Files.exists(folder.resolve("log"))))
        .isTrue();
    assertThat(folder.resolve("log")).content().contains("1 incorrect password attempt");
    assertThat(sudo("id -u", "", user.secret()).text()).isEqualTo("0\n");
  }

  @Test
  void password_wrongWithOneTryAllowed() throws Exception {
    user.sudoers("Defaults:NAME passwd_tries=1", "NAME ALL=(ALL:ALL) ALL");
    assertThat(refused("true", ScriptedPrompts.secret("wrong")).kind())
        .isEqualTo(Kind.WRONG_PASSWORD);
  }

  @Test
  void password_withALineBreakIsNotSent() {
    assertThat(
            refused(": >" + folder + "/ran", ScriptedPrompts.secret("x\n: >" + folder + "/ran"))
                .kind())
        .isEqualTo(Kind.WRONG_PASSWORD);
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  @Test
  void password_neededButNotKnown() {
    assertThat(refused("true", null).kind()).isEqualTo(Kind.PASSWORD_NEEDED);
  }

  @Test
  void noPassword_isNeverSent() throws Exception {
    user.sudoers("NAME ALL=(ALL:ALL) NOPASSWD: ALL");
    ExecResult result = sudo("id -u; cat", "data", user.secret());
    assertThat(result.text()).isEqualTo("0\ndata");
    assertThat(sudo("id -u", "", null).text()).isEqualTo("0\n");
  }

  @Test
  void notAllowed() throws Exception {
    user.sudoers("# nothing");
    SudoException e = refused("true", user.secret());
    assertThat(e.kind()).isEqualTo(Kind.NOT_ALLOWED);
    assertThat(e.getMessage()).contains("not in the sudoers file").doesNotContain("drydock:");
  }

  @Test
  void notAllowed_otherCommandsOnly() throws Exception {
    user.sudoers("NAME ALL=(ALL:ALL) /usr/bin/apt-get");
    assertThat(refused("true", user.secret()).kind()).isEqualTo(Kind.NOT_ALLOWED);
  }

  @Test
  void missing() throws Exception {
    try (LocalSshd bare = LocalSshd.builder().config("SetEnv PATH=/nonexistent").start();
        Remote there = bare.connector().connect(bare.options(user.name()), new ScriptedPrompts())) {
      SudoException e =
          catchThrowableOfType(
              SudoException.class, () -> there.sudo("true", NOTHING, user.secret()));
      assertThat(e.kind()).isEqualTo(Kind.MISSING);
      assertThat(e.getMessage()).contains("apt-get install sudo");
    }
  }

  @Test
  void lectureAndOwnPrompt() throws Exception {
    Path lecture =
        Files.writeString(folder.resolve("lecture"), "Be careful.\n\n  Password: not here\n");
    folder.toFile().setExecutable(true, false);
    user.sudoers(
        "Defaults:NAME lecture=always, lecture_file=" + lecture,
        "Defaults:NAME passprompt=\"My password for %p: \"",
        "NAME ALL=(ALL:ALL) ALL");
    assertThat(sudo("id -u", "", user.secret()).text()).isEqualTo("0\n");
  }

  /** passprompt_override is meant for PAM's prompts; -p still wins over sudoers' passprompt. */
  @Test
  void promptOverride() throws Exception {
    user.sudoers(
        "Defaults:NAME passprompt_override, passprompt=\"My password: \"",
        "NAME ALL=(ALL:ALL) ALL");
    assertThat(sudo("id -u", "", user.secret()).text()).isEqualTo("0\n");
  }

  @Test
  void usePtyAndLogging() throws Exception {
    user.sudoers(
        "Defaults:NAME use_pty, log_output, iolog_dir=" + folder + "/io", "NAME ALL=(ALL:ALL) ALL");
    ExecResult result = sudo("cat; echo err >&2; exit 3", "data", user.secret());
    assertThat(result.text()).isEqualTo("data");
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void requireTty_getsOne() throws Exception {
    user.sudoers("Defaults:NAME requiretty", "NAME ALL=(ALL:ALL) ALL");
    String script = "id -u; cat; printf '%s' " + Shell.quote("\"$HOME\" `id` 'x'\\") + "; exit 4";
    ExecResult result = sudo(script, "data\nmore \3\4\n", user.secret());
    assertThat(result.text()).isEqualTo("0\ndata\nmore \3\4\n\"$HOME\" `id` 'x'\\");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(sudo("cat; echo end", "", user.secret()).text()).isEqualTo("end\n");
  }

  @Test
  void requireTty_large() throws Exception {
    user.sudoers("Defaults:NAME requiretty", "NAME ALL=(ALL:ALL) NOPASSWD: ALL");
    byte[] data = new byte[100_000];
    java.util.Arrays.fill(data, (byte) 'x');
    String value = "'\"\\ $x\n".repeat(10_000);
    ExecResult result =
        remote.sudo("wc -c; printf %s " + Shell.quote(value) + "|wc -c", data, null);
    assertThat(result.text().split("\\s+")).containsExactly("100000", "" + value.length());
  }

  @Test
  void requireTty_wrongPassword() throws Exception {
    user.sudoers("Defaults:NAME requiretty", "NAME ALL=(ALL:ALL) ALL");
    assertThat(refused("true", ScriptedPrompts.secret("wrong")).kind())
        .isEqualTo(Kind.WRONG_PASSWORD);
    assertThat(refused("true", null).kind()).isEqualTo(Kind.PASSWORD_NEEDED);
  }

  @Test
  void requireTty_notAllowed() throws Exception {
    user.sudoers("Defaults:NAME requiretty");
    assertThat(refused("true", user.secret()).kind()).isEqualTo(Kind.NOT_ALLOWED);
    user.sudoers("Defaults:NAME requiretty", "NAME ALL=(ALL:ALL) /usr/bin/apt-get");
    assertThat(refused("true", user.secret()).kind()).isEqualTo(Kind.NOT_ALLOWED);
  }

  @Test
  void root_needsNoSudo() throws Exception {
    try (Remote root = sshd.connect()) {
      ExecResult result =
          root.sudo(
              "id -u; cat; ps -o args= -p $PPID", "data\n".getBytes(StandardCharsets.UTF_8), null);
      assertThat(result.text()).startsWith("0\ndata\n").doesNotContain("sudo");
    }
  }

  @Test
  void linkCut() throws Exception {
    FutureTask<ExecResult> call =
        new FutureTask<>(() -> sudo(": >" + folder + "/begun; sleep 300", "", user.secret()));
    new Thread(call).start();
    assertThat(Waiting.until(Duration.ofSeconds(30), () -> Files.exists(folder.resolve("begun"))))
        .isTrue();
    sshd.cutConnections();
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ConnectionLostException.class);
  }

  @Test
  void execGoesOnAfterwards() throws Exception {
    assertThat(remote.exec("echo 1").text()).isEqualTo("1\n");
    assertThat(sudo("echo 2", "", user.secret()).text()).isEqualTo("2\n");
    assertThat(remote.exec("echo 3").text()).isEqualTo("3\n");
  }

  @Test
  void password_everyCharacter_withAndWithoutATerminal() throws Exception {
    try (ThrowawayUser odd = ThrowawayUser.create("/bin/bash", SuTest.PASSWORD);
        Remote as = sshd.connector().connect(sshd.options(odd.name()), new ScriptedPrompts())) {
      for (String setting : java.util.List.of("!requiretty", "requiretty")) {
        odd.sudoers("Defaults:NAME " + setting, "NAME ALL=(ALL:ALL) ALL");
        assertThat(as.sudo("id -u", NOTHING, odd.secret()).text()).as(setting).isEqualTo("0\n");
      }
    }
  }

  /** A prompt in another language, by sudo's own settings and by the server's. */
  @Test
  void localisedPrompt() throws Exception {
    try (LocalSshd german =
            LocalSshd.builder().config("SetEnv LANG=de_DE.UTF-8 LANGUAGE=de LC_ALL=de_DE").start();
        Remote as =
            german.connector().connect(german.options(user.name()), new ScriptedPrompts())) {
      for (String setting :
          java.util.List.of(
              "passprompt=\"[sudo] Passwort f\u00fcr %p: \"",
              "passprompt=\"Mot de passe\\\\:\"",
              "passprompt_override",
              "lecture=always",
              "insults")) {
        user.sudoers("Defaults:NAME " + setting, "NAME ALL=(ALL:ALL) ALL");
        assertThat(as.sudo("id -u", NOTHING, user.secret()).text()).as(setting).isEqualTo("0\n");
        SudoException e =
            catchThrowableOfType(
                SudoException.class,
                () -> as.sudo("true", NOTHING, ScriptedPrompts.secret("wrong")));
        assertThat(e.kind()).as(setting).isEqualTo(Kind.WRONG_PASSWORD);
      }
    }
  }

  /** Counted where PAM itself asks, whatever sudo says of it. */
  @Test
  void password_wrong_reachesPamOnce() throws Exception {
    Path count = Files.createFile(folder.resolve("count"));
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Path helper = folder.resolve("helper");
    // What came for a password, not what it was: an end of input is no try.
    Files.writeString(
        helper, "#!/bin/sh\n[ -z \"$(tr -d '\\0')\" ] || echo \"$PAM_USER\" >> " + count + "\n");
    Files.setPosixFilePermissions(
        helper, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Path service = Path.of("/etc/pam.d", user.name());
    try {
      Files.writeString(
          service,
          "auth [success=1 default=ignore] pam_unix.so\n"
              + "auth [default=die] pam_exec.so quiet seteuid expose_authtok "
              + helper
              + "\nauth required pam_permit.so\naccount required pam_unix.so\n");
      for (String more : java.util.List.of("passwd_tries=5", "requiretty", "insults")) {
        Files.writeString(count, "");
        user.sudoers(
            "Defaults:NAME pam_service=" + user.name(),
            "Defaults:NAME " + more,
            "NAME ALL=(ALL:ALL) ALL");
        assertThat(refused("true", ScriptedPrompts.secret("wrong")).kind())
            .isEqualTo(Kind.WRONG_PASSWORD);
        assertThat(Files.readAllLines(count).stream().filter(l -> !l.isBlank()))
            .as(more)
            .containsExactly(user.name());
      }
    } finally {
      Files.deleteIfExists(service);
    }
  }

  @Test
  void timestamp_isNeitherUsedNorLeft() throws Exception {
    user.sudoers("Defaults:NAME !tty_tickets, timestamp_type=global", "NAME ALL=(ALL:ALL) ALL");
    assertThat(sudo("id -u", "", user.secret()).text()).isEqualTo("0\n");
    // The ticket of the first would let a second in without a password.
    assertThat(refused("true", null).kind()).isEqualTo(Kind.PASSWORD_NEEDED);
    user.sudoers("Defaults:NAME timestamp_timeout=0", "NAME ALL=(ALL:ALL) ALL");
    assertThat(sudo("id -u", "", user.secret()).text()).isEqualTo("0\n");
    assertThat(sudo("id -u", "", user.secret()).text()).isEqualTo("0\n");
  }

  @Test
  void logFile_holdsNoScriptAndNoPassword() throws Exception {
    Path log = folder.resolve("sudo.log");
    user.sudoers("Defaults:NAME logfile=" + log + ", log_host, log_year", "NAME ALL=(ALL:ALL) ALL");
    sudo("echo a-word-of-the-script; cat", "a-word-of-the-data", user.secret());
    refused("true", ScriptedPrompts.secret("a-wrong-word"));
    // sudo writes the last line after its answer, and folds long ones.
    assertThat(
            Waiting.until(
                Duration.ofSeconds(30),
                () -> unfolded(log).contains("1 incorrect password attempt")))
        .as(unfolded(log))
        .isTrue();
    assertThat(unfolded(log))
        .contains("COMMAND=/bin/sh -c")
        .doesNotContain("a-word-of", "a-wrong-word", user.password());
  }

  private static String unfolded(Path log) {
    try {
      return Files.readString(log).replaceAll("\\s+", " ");
    } catch (IOException e) {
      return "";
    }
  }
}
