package dev.drydock.practice;

import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for the practice server, whose key and password Drydock made itself, and passes every
 * other question on to the person.
 */
public final class PracticePrompts implements Prompts {
  private static final Logger LOG = LoggerFactory.getLogger(PracticePrompts.class);

  private final Supplier<Optional<PracticeServer>> running;
  private final Prompts person;

  /**
   * @param running the practice server, if it runs; asked anew for every question
   */
  public PracticePrompts(Supplier<Optional<PracticeServer>> running, Prompts person) {
    this.running = running;
    this.person = person;
  }

  /** Only the very key it was given: whatever else listens on its port is asked about. */
  @Override
  public boolean trustHostKey(Target target, HostKey key) {
    boolean own =
        server(target).map(server -> server.hostKeySha256().equals(key.sha256())).orElse(false);
    return own || person.trustHostKey(target, key);
  }

  @Override
  public Optional<Secret> password(Target target, boolean retry) {
    Optional<Secret> own = retry ? Optional.empty() : ownPassword(target);
    return own.isPresent() ? own : person.password(target, retry);
  }

  @Override
  public Optional<Secret> passphrase(Path keyFile, boolean retry) {
    return person.passphrase(keyFile, retry);
  }

  @Override
  public Optional<List<Secret>> answers(
      Target target, String instruction, List<Question> questions) {
    return person.answers(target, instruction, questions);
  }

  @Override
  public Optional<Secret> sudoPassword(Target target, boolean retry) {
    Optional<Secret> own = retry ? Optional.empty() : ownPassword(target);
    return own.isPresent() ? own : person.sudoPassword(target, retry);
  }

  private Optional<PracticeServer> server(Target target) {
    return running.get().filter(server -> server.target().equals(target));
  }

  private Optional<Secret> ownPassword(Target target) {
    Optional<PracticeServer> server = server(target);
    if (server.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(server.get().password());
    } catch (IOException e) {
      LOG.warn("the practice server's password cannot be read", e);
      return Optional.empty();
    }
  }
}
