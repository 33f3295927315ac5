package dev.drydock.cli;

import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers from what was given on the command line, else asks in the terminal, else cancels and says
 * which option would have helped. Owns its secrets until it is closed.
 */
final class TerminalPrompts implements Prompts, AutoCloseable {
  private final Terminal terminal;
  private final Output output;
  private final Given given;

  /**
   * What need not be asked; each part may be absent.
   *
   * @param acceptHostKeys {@code SHA256:...}: exactly these keys are trusted
   * @param onTheWay the computers on the way, and the password where it was given
   * @param password for the server's login, and for sudo unless that has its own
   */
  record Given(
      List<String> acceptHostKeys,
      Map<Target, Optional<Secret>> onTheWay,
      Optional<Secret> password,
      Optional<Secret> sudoPassword) {
    static final Given NOTHING = new Given(List.of(), Map.of(), Optional.empty(), Optional.empty());
  }

  TerminalPrompts(Terminal terminal, Output output, Given given) {
    this.terminal = terminal;
    this.output = output;
    this.given = given;
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key) {
    return trustHostKey(target, key, "");
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key, String note) {
    if (!given.acceptHostKeys().isEmpty()) {
      boolean same = given.acceptHostKeys().contains(key.sha256());
      if (!same) {
        output.note(
            "The key of "
                + target
                + " is not one you gave with --accept-host-key.\n  It is    "
                + key.sha256()
                + " ("
                + key.type()
                + ")\n  expected "
                + String.join("\n        or ", given.acceptHostKeys()));
      }
      return same;
    }
    if (!note.isEmpty()) {
      output.note(TerminalText.plain(note));
    }
    if (!terminal.isInteractive()) {
      // What the key is, and how to compare it, is told by the failure that follows.
      output.note(
          "There is no terminal to ask in. Once you have compared the key, run this again with\n"
              + "  --accept-host-key "
              + key.sha256()
              + (given.onTheWay().isEmpty()
                  ? ""
                  : "\n(one for each computer on the way and one for the server)"));
      return false;
    }
    output.note(
        target
            + " is not known yet. It says that its key ("
            + key.type()
            + ") has the fingerprint\n  "
            + key.sha256()
            + "\n  "
            + key.md5());
    String answer =
        terminal
            .readLine("Is it the same on the server's own console? Type yes to trust it: ")
            .orElse("");
    return answer.strip().toLowerCase(Locale.ROOT).equals("yes");
  }

  @Override
  public Optional<Secret> password(Target target, boolean retry) {
    boolean onTheWay = given.onTheWay().containsKey(target);
    Optional<Secret> known = onTheWay ? given.onTheWay().get(target) : given.password();
    if (known.isPresent() && !retry) {
      return known.map(Secret::duplicate);
    }
    return ask(
        target + "'s password: ",
        retry,
        onTheWay
            ? "A password is needed for "
                + target
                + ", on the way to the server. Without a terminal, give it on standard input with"
                + " --jump-password-stdin, or log in there with a key."
            : "A password is needed. Without a terminal, give it on standard input with"
                + " --password-stdin, or log in with a key (--identity FILE).");
  }

  @Override
  public Optional<Secret> passphrase(Path keyFile, boolean retry) {
    return ask(
        "Passphrase of the key " + keyFile + ": ",
        retry,
        "The key "
            + keyFile
            + " has a passphrase. Without a terminal, load it into an ssh-agent first (ssh-add).");
  }

  @Override
  public Optional<Secret> sudoPassword(Target target, boolean retry) {
    Optional<Secret> known =
        given.sudoPassword().isPresent() ? given.sudoPassword() : given.password();
    if (known.isPresent() && !retry) {
      return known.map(Secret::duplicate);
    }
    return ask(
        "Password for sudo on " + target + ": ",
        retry,
        "sudo wants a password. Without a terminal, give it on standard input with"
            + " --sudo-password-stdin (or --password-stdin when it is the login's too).");
  }

  /** Root's own is another account's: the login's password is never tried for it. */
  @Override
  public Optional<Secret> rootPassword(Target target, boolean retry) {
    if (given.sudoPassword().isPresent() && !retry) {
      return given.sudoPassword().map(Secret::duplicate);
    }
    return ask(
        "This user has no sudo there, so su is used. Root's own password on " + target + ": ",
        retry,
        "su wants the password of the account root. Without a terminal, give it on standard input"
            + " with --sudo-password-stdin, or log in as root.");
  }

  @Override
  public Optional<List<Secret>> answers(
      Target target, String instruction, List<Question> questions) {
    if (!terminal.isInteractive()) {
      output.note(
          "The server asks questions that only a person at a terminal can answer; run this in a"
              + " terminal, or log in with a key (--identity FILE).");
      return Optional.empty();
    }
    if (!instruction.isBlank()) {
      output.note(instruction);
    }
    List<Secret> answers = new ArrayList<>();
    for (Question question : questions) {
      String text = TerminalText.plain(question.text()).replace('\n', ' ');
      Optional<char[]> answer =
          question.echo()
              ? terminal.readLine(text).map(String::toCharArray)
              : terminal.readSecret(text);
      if (answer.isEmpty()) {
        answers.forEach(Secret::close);
        return Optional.empty();
      }
      answers.add(Secret.of(answer.get()));
    }
    return Optional.of(answers);
  }

  private Optional<Secret> ask(String question, boolean retry, String withoutTerminal) {
    if (retry) {
      output.note("That was not accepted.");
    }
    if (!terminal.isInteractive()) {
      if (!retry) {
        output.note(withoutTerminal);
      }
      return Optional.empty();
    }
    // Names and paths come from files, too: no control character of theirs reaches the terminal.
    return terminal.readSecret(TerminalText.plain(question).replace('\n', ' ')).map(Secret::of);
  }

  @Override
  public void close() {
    given.onTheWay().values().forEach(secret -> secret.ifPresent(Secret::close));
    given.password().ifPresent(Secret::close);
    given.sudoPassword().ifPresent(Secret::close);
  }
}
