package dev.drydock.session;

import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Asks the person once a sitting: a reconnect at night must not wait for a password that was typed
 * in the evening. In memory only; one that the server refused is forgotten at once. Thread-safe.
 */
final class RememberingPrompts implements Prompts, AutoCloseable {
  private final Prompts person;
  private final Map<String, Secret> remembered = new HashMap<>();
  private final AtomicInteger asking = new AtomicInteger();

  RememberingPrompts(Prompts person) {
    this.person = person;
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key) {
    return asking(() -> person.trustHostKey(target, key));
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key, String note) {
    return asking(() -> person.trustHostKey(target, key, note));
  }

  /** Each computer's own: what opens one on the way is nothing for the next. */
  @Override
  public Optional<Secret> password(Target target, boolean retry) {
    return recall("password " + target, retry, () -> person.password(target, retry));
  }

  @Override
  public Optional<Secret> passphrase(Path keyFile, boolean retry) {
    return recall("passphrase " + keyFile, retry, () -> person.passphrase(keyFile, retry));
  }

  @Override
  public Optional<List<Secret>> answers(
      Target target, String instruction, List<Question> questions) {
    return asking(() -> person.answers(target, instruction, questions));
  }

  /** Where the login needed a password, sudo nearly always wants the same one: tried first. */
  @Override
  public Optional<Secret> sudoPassword(Target target, boolean retry) {
    return recall(
        "sudo",
        retry,
        () -> {
          Optional<Secret> login = retry ? Optional.empty() : known("password " + target);
          return login.isPresent() ? login : person.sudoPassword(target, retry);
        });
  }

  /** Copies of all that is remembered, for the caller to close. */
  synchronized List<Secret> secrets() {
    return remembered.values().stream().map(Secret::duplicate).toList();
  }

  /** Never the login's password: that is another account's. */
  @Override
  public Optional<Secret> rootPassword(Target target, boolean retry) {
    return recall("root", retry, () -> person.rootPassword(target, retry));
  }

  /** Whether a person is being asked something at this moment. */
  boolean isAsking() {
    return asking.get() > 0;
  }

  private <T> T asking(Supplier<T> question) {
    asking.incrementAndGet();
    try {
      return question.get();
    } finally {
      asking.decrementAndGet();
    }
  }

  private interface Ask {
    Optional<Secret> ask();
  }

  private Optional<Secret> recall(String what, boolean retry, Ask ask) {
    if (retry) {
      forget(what);
    }
    Optional<Secret> known = known(what);
    if (known.isPresent()) {
      return known;
    }
    // Not under the lock: the person may take an hour, and close() must not wait for that.
    Optional<Secret> answer = asking(ask::ask);
    answer.ifPresent(secret -> remember(what, secret.duplicate()));
    return answer;
  }

  private synchronized Optional<Secret> known(String what) {
    return Optional.ofNullable(remembered.get(what)).map(Secret::duplicate);
  }

  private synchronized void remember(String what, Secret secret) {
    Secret old = remembered.put(what, secret);
    if (old != null) {
      old.close();
    }
  }

  private synchronized void forget(String what) {
    Secret old = remembered.remove(what);
    if (old != null) {
      old.close();
    }
  }

  @Override
  public synchronized void close() {
    remembered.values().forEach(Secret::close);
    remembered.clear();
  }
}
