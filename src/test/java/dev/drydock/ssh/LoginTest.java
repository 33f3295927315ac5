package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.ssh.ConnectFailedException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Keyboard-interactive questions that no PAM module of a plain Debian asks. */
class LoginTest {
  private final ScriptedPrompts prompts = new ScriptedPrompts();
  private final Login login =
      new Login(
          new Target("poweredge", 22, "owner"), prompts, new Progress(Duration.ofSeconds(30)));

  private String[] ask(boolean echo, String... texts) {
    boolean[] echos = new boolean[texts.length];
    java.util.Arrays.fill(echos, echo);
    return login.promptKeyboardInteractive("owner@poweredge", "", "", texts, echos);
  }

  @Test
  void hiddenPassword_isThePassword() {
    prompts.password("pw");
    assertThat(ask(false, "Password: ")).containsExactly("pw");
    assertThat(prompts.asked()).containsExactly("password");
  }

  @Test
  void passwordForSomeone_isThePassword() {
    prompts.password("pw");
    assertThat(ask(false, "Password for owner@poweredge:")).containsExactly("pw");
  }

  @Test
  void otherQuestions_areShown() {
    prompts.answer("123456");
    assertThat(ask(false, "Verification code: ")).containsExactly("123456");
    assertThat(prompts.asked()).containsExactly("question Verification code: ");
  }

  @Test
  void several_areShownTogether() {
    prompts.answer("a").answer("b");
    assertThat(ask(true, "Password: ", "Code: ")).containsExactly("a", "b");
  }

  @Test
  void none_needsNoPerson() {
    assertThat(ask(false)).isEmpty();
    assertThat(prompts.asked()).isEmpty();
  }

  /** After the third password was right, the server may still want a code. */
  @Test
  void codeAfterThirdPassword_isAsked() {
    prompts.password("1").password("2").password("3").answer("code");
    ask(false, "Password: ");
    ask(false, "Password: ");
    ask(false, "Password: ");
    assertThat(ask(false, "Code: ")).containsExactly("code");
    LoginStopped e = catchThrowableOfType(LoginStopped.class, () -> ask(false, "Password: "));
    assertThat(e.reason().kind()).isEqualTo(Kind.AUTH_FAILED);
  }

  @Test
  void noAnswer_cancels() {
    LoginStopped e = catchThrowableOfType(LoginStopped.class, () -> ask(true, "Code: "));
    assertThat(e.reason().kind()).isEqualTo(Kind.CANCELLED);
  }

  @Test
  void newPassword_isNotTheLogins() {
    prompts.answer("new");
    assertThat(
            login.promptKeyboardInteractive(
                "owner@poweredge",
                "Password Change Required",
                "expired",
                new String[] {"New Password: "},
                new boolean[1]))
        .containsExactly("new");
  }
}
