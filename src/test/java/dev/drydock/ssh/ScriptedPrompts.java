package dev.drydock.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Answers from a script, and remembers what was asked. Trusts every key unless told not to. */
public final class ScriptedPrompts implements Prompts {
  private final Deque<String> passwords = new ArrayDeque<>();
  private final Deque<String> passphrases = new ArrayDeque<>();
  private final Deque<String> answers = new ArrayDeque<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> whom = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private boolean trust = true;

  public ScriptedPrompts password(String next) {
    passwords.add(next);
    return this;
  }

  public ScriptedPrompts passphrase(String next) {
    passphrases.add(next);
    return this;
  }

  public ScriptedPrompts answer(String next) {
    answers.add(next);
    return this;
  }

  public ScriptedPrompts distrust() {
    trust = false;
    return this;
  }

  /** For example {@code hostkey SHA256:...}, {@code password}, {@code password retry}. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** As {@link #asked()}, with the target that it was asked about. */
  public List<String> whom() {
    return List.copyOf(whom);
  }

  /** What was said beside unknown keys, where anything was. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key, String note) {
    if (!note.isEmpty()) {
      notes.add(note);
    }
    return trustHostKey(target, key);
  }

  @Override
  public Optional<Secret> rootPassword(Target target, boolean retry) {
    asked.add(retry ? "root retry" : "root");
    return next(passwords);
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key) {
    whom.add("hostkey " + target);
    asked.add("hostkey " + key.sha256());
    return trust;
  }

  @Override
  public Optional<Secret> password(Target target, boolean retry) {
    whom.add("password " + target);
    asked.add(retry ? "password retry" : "password");
    return next(passwords);
  }

  @Override
  public Optional<Secret> passphrase(Path keyFile, boolean retry) {
    asked.add(retry ? "passphrase retry" : "passphrase");
    return next(passphrases);
  }

  @Override
  public Optional<List<Secret>> answers(
      Target target, String instruction, List<Question> questions) {
    List<Secret> given = new ArrayList<>();
    for (Question question : questions) {
      asked.add("question " + question.text());
      Optional<Secret> answer = next(answers);
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      given.add(answer.get());
    }
    return Optional.of(given);
  }

  @Override
  public Optional<Secret> sudoPassword(Target target, boolean retry) {
    asked.add(retry ? "sudo retry" : "sudo");
    return next(passwords);
  }

  private static Optional<Secret> next(Deque<String> script) {
    return Optional.ofNullable(script.poll()).map(ScriptedPrompts::secret);
  }

  public static Secret secret(String text) {
    return Secret.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
