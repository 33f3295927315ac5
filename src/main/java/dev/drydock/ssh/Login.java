package dev.drydock.ssh;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserAuth;
import com.jcraft.jsch.UserInfo;
import dev.drydock.ssh.ConnectFailedException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One login's questions to the person. A password goes to the server as the bytes that were typed,
 * without a String on the way, for the method "password". JSch takes answers to
 * keyboard-interactive questions only as Strings; they live as long as that call.
 *
 * <p>Order: keys, one try of "password", then keyboard-interactive (a server may want a code beside
 * the password, and then only this method can succeed), then what is left of "password". Each
 * password is typed anew and sent once; three in all.
 */
final class Login implements UserInfo, UIKeyboardInteractive {
  static final String METHODS = "publickey,password,keyboard-interactive,password";
  static final int PASSWORD_TRIES = 3;

  private final Target target;
  private final Prompts prompts;
  private final Progress progress;
  private int tries;
  private int passwordRounds;
  private boolean refused;
  private volatile String banner = "";
  private volatile boolean offersRsa;

  Login(Target target, Prompts prompts, Progress progress) {
    this.target = target;
    this.prompts = prompts;
    this.progress = progress;
  }

  int passwordTries() {
    return tries;
  }

  void setOffersRsa(boolean offers) {
    offersRsa = offers;
  }

  /** Whether an RSA key was among those that were offered. */
  boolean offersRsa() {
    return offersRsa;
  }

  /** What the server said before the login, for an error message. */
  String banner() {
    return banner;
  }

  <T> T ask(Function<Prompts, T> question) {
    progress.asking();
    try {
      return question.apply(prompts);
    } finally {
      progress.answered();
    }
  }

  /** For {@link PasswordLogin}. */
  boolean password(Session session, UserAuth method) throws Exception {
    int limit = ++passwordRounds == 1 ? 1 : PASSWORD_TRIES;
    while (tries < limit) {
      try (Secret secret = nextPassword()) {
        byte[] bytes = secret.copy();
        try {
          session.setPassword(bytes);
        } finally {
          Arrays.fill(bytes, (byte) 0);
        }
      }
      refused = false;
      try {
        return method.start(session);
      } catch (JSchException e) {
        // JSch asks promptPassword for the next one after a refusal, and ends so when told no.
        if (!refused) {
          throw e;
        }
      }
    }
    return false;
  }

  private Secret nextPassword() {
    boolean retry = tries > 0;
    Optional<Secret> answer = ask(p -> p.password(target, retry));
    tries++;
    return answer.orElseThrow(() -> cancelled("no password was given"));
  }

  private static LoginStopped cancelled(String why) {
    return new LoginStopped(
        new ConnectFailedException(Kind.CANCELLED, "Logging in was cancelled: " + why + ".", null));
  }

  @Override
  public String[] promptKeyboardInteractive(
      String destination, String name, String instruction, String[] texts, boolean[] echo) {
    if (texts.length == 0) {
      return new String[0];
    }
    boolean change = name.equals("Password Change Required");
    if (texts.length == 1 && !echo[0] && !change && asksPassword(texts[0])) {
      if (tries >= PASSWORD_TRIES) {
        // Not answered: that would be another refused try, and accounts lock.
        throw new LoginStopped(
            new ConnectFailedException(
                Kind.AUTH_FAILED, refusedText("keyboard-interactive"), null));
      }
      try (Secret secret = nextPassword()) {
        return new String[] {text(secret)};
      }
    }
    List<Prompts.Question> questions = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      questions.add(new Prompts.Question(texts[i], echo[i]));
    }
    List<Secret> answers =
        ask(p -> p.answers(target, instruction, questions))
            .orElseThrow(() -> cancelled("a question of the server was not answered"));
    try {
      return answers.stream().map(Login::text).toArray(String[]::new);
    } finally {
      answers.forEach(Secret::close);
    }
  }

  /** "Password:", "owner's password:", "Password for owner@poweredge:". */
  private static boolean asksPassword(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("password") && !lower.contains("new ") && !lower.contains("one-time");
  }

  private static String text(Secret secret) {
    byte[] bytes = secret.copy();
    try {
      return new String(bytes, StandardCharsets.UTF_8);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * @param methods the ways to log in that the server still takes, as it names them
   */
  String refusedText(String methods) {
    StringBuilder text = new StringBuilder();
    text.append(target.host()).append(" did not let ").append(target.user()).append(" log in. ");
    if (tries > 0) {
      text.append(
          tries == 1
              ? "The password was refused. "
              : "The password was refused " + tries + " times. ");
    }
    if (!methods.isEmpty()) {
      text.append("The server takes: ").append(methods).append(". ");
    }
    if (methods.equals("publickey")) {
      text.append(
          "Passwords are switched off there: choose a private key whose public half stands in"
              + " ~/.ssh/authorized_keys of that user on the server.");
    } else {
      text.append("Check the user name and the password, or choose a private key.");
    }
    return text.toString();
  }

  @Override
  public boolean promptPassword(String message) {
    refused = true;
    return false;
  }

  @Override
  public String getPassword() {
    return null;
  }

  @Override
  public boolean promptPassphrase(String message) {
    return false;
  }

  @Override
  public String getPassphrase() {
    return null;
  }

  @Override
  public boolean promptYesNo(String message) {
    return false;
  }

  @Override
  public void showMessage(String message) {
    banner = message.length() > 4096 ? message.substring(0, 4096) : message;
  }
}
