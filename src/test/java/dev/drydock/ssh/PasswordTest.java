package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.ConnectFailedException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords need a real user and so root: sshd checks them against the system's. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PasswordTest {
  private static ThrowawayUser user;

  @BeforeAll
  static void createUser() throws IOException {
    assumeTrue(LocalSshd.isRoot(), "needs root");
    user = ThrowawayUser.create("/bin/sh");
  }

  @AfterAll
  static void removeUser() {
    if (user != null) {
      user.close();
    }
  }

  private static LocalSshd.Builder passwordOnly() {
    return LocalSshd.builder()
        .config("PasswordAuthentication yes")
        .config("PubkeyAuthentication no");
  }

  /** PAM asks; Debian's delays a refusal by some seconds. */
  private static LocalSshd.Builder interactiveOnly() {
    return LocalSshd.builder()
        .config("UsePAM yes")
        .config("KbdInteractiveAuthentication yes")
        .config("PubkeyAuthentication no");
  }

  private static ConnectOptions options(LocalSshd sshd) {
    ConnectOptions all = sshd.options(user.name());
    return new ConnectOptions(all.target(), Optional.empty(), false, all.legacy(), all.timeout());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void right(boolean interactive) throws Exception {
    try (LocalSshd sshd = (interactive ? interactiveOnly() : passwordOnly()).start()) {
      ScriptedPrompts prompts = new ScriptedPrompts().password(user.password());
      try (Remote remote = sshd.connector().connect(options(sshd), prompts)) {
        assertThat(remote.exec("id -un").text()).isEqualTo(user.name() + "\n");
      }
      assertThat(prompts.asked()).hasSize(2).contains("password");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wrongOnce_asksAgain(boolean interactive) throws Exception {
    try (LocalSshd sshd = (interactive ? interactiveOnly() : passwordOnly()).start()) {
      ScriptedPrompts prompts = new ScriptedPrompts().password("wrong").password(user.password());
      sshd.connector().connect(options(sshd), prompts).close();
      assertThat(prompts.asked()).hasSize(3).containsSubsequence("password", "password retry");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wrongThrice_givesUp(boolean interactive) throws Exception {
    try (LocalSshd sshd = (interactive ? interactiveOnly() : passwordOnly()).start()) {
      ScriptedPrompts prompts =
          new ScriptedPrompts().password("1").password("2").password("3").password("4");
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> sshd.connector().connect(options(sshd), prompts).close());
      assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
      assertThat(e.getMessage()).contains("3 times").contains(user.name());
      assertThat(prompts.asked().stream().filter(q -> q.startsWith("password"))).hasSize(3);
    }
  }

  /** Each typed password reaches the server once, whatever methods it offers. */
  @Test
  void bothMethods_threeTriesInAll() throws Exception {
    try (LocalSshd sshd = interactiveOnly().config("PasswordAuthentication yes").start()) {
      ScriptedPrompts prompts = new ScriptedPrompts().password("1").password("2").password("3");
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> sshd.connector().connect(options(sshd), prompts).close());
      assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
      assertThat(prompts.asked().stream().filter(q -> q.startsWith("password"))).hasSize(3);
      // Two processes of the server write this log, the last line comes when both are done.
      assertThat(
              Waiting.until(
                  Duration.ofSeconds(30),
                  () -> sshd.log().contains("Disconnected from authenticating")))
          .isTrue();
      assertThat(sshd.log().lines().filter(l -> l.contains("Failed password for")).count())
          .isEqualTo(1);
      assertThat(sshd.log().lines().filter(l -> l.contains("Failed keyboard-interactive/pam for")))
          .hasSize(2);
    }
  }

  @Test
  void notGiven_isCancelled() throws Exception {
    try (LocalSshd sshd = passwordOnly().start()) {
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> sshd.connector().connect(options(sshd), new ScriptedPrompts()).close());
      assertThat(e.kind()).isEqualTo(Kind.CANCELLED);
    }
  }

  @Test
  void keyAndPassword_bothWanted() throws Exception {
    try (LocalSshd sshd =
        LocalSshd.builder()
            .config("PasswordAuthentication yes")
            .config("AuthenticationMethods publickey,password")
            .start()) {
      ScriptedPrompts prompts = new ScriptedPrompts().password("wrong").password(user.password());
      try (Remote remote = sshd.connector().connect(sshd.options(user.name()), prompts)) {
        assertThat(remote.exec("true").ok()).isTrue();
      }
    }
  }

  @Test
  void switchedOff_saysSo() throws Exception {
    try (LocalSshd sshd = LocalSshd.start()) {
      ScriptedPrompts prompts = new ScriptedPrompts().password("x");
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> sshd.connector().connect(options(sshd), prompts).close());
      assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
      assertThat(e.getMessage()).contains("Passwords are switched off");
      assertThat(prompts.asked()).noneMatch(q -> q.startsWith("password"));
    }
  }

  @Test
  void unknownUser_isRefusedLikeAWrongPassword() throws Exception {
    try (LocalSshd sshd = passwordOnly().start()) {
      Target target = new Target("127.0.0.1", sshd.port(), "nobody-such");
      ScriptedPrompts prompts = new ScriptedPrompts().password("1").password("2").password("3");
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () ->
                  sshd.connector()
                      .connect(ConnectOptions.of(target).withAgent(false), prompts)
                      .close());
      assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
    }
  }
}
