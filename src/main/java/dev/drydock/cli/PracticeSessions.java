package dev.drydock.cli;

import dev.drydock.recipe.Recipe;
import dev.drydock.run.RunRecord;
import dev.drydock.session.Session;
import dev.drydock.session.Sessions;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import dev.drydock.transcript.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that know the practice server: Drydock made it, so its key and its password need not be
 * asked of anybody. Every other server is left to the person.
 */
public final class PracticeSessions implements Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(PracticeSessions.class);

  private final Sessions sessions;
  private final PracticePort practice;

  public PracticeSessions(Sessions sessions, PracticePort practice) {
    this.sessions = sessions;
    this.practice = practice;
  }

  @Override
  public Session connect(ConnectOptions options, Prompts prompts) throws RemoteException {
    return sessions.connect(options, isPractice(options.target()) ? new Known(prompts) : prompts);
  }

  private boolean isPractice(Target target) {
    return running().filter(access -> access.target().equals(target)).isPresent();
  }

  private Optional<PracticePort.Access> running() {
    try {
      return practice.running();
    } catch (CliFailure e) {
      LOG.info("the practice server's state cannot be read", e);
      return Optional.empty();
    }
  }

  @Override
  public List<Recipe> recipes() {
    return sessions.recipes();
  }

  @Override
  public List<RunRecord> runs() throws IOException {
    return sessions.runs();
  }

  @Override
  public RunRecord run(String runId) throws IOException {
    return sessions.run(runId);
  }

  @Override
  public Redactor redactor() {
    return sessions.redactor();
  }

  /** Asks again each time: a reconnect may come after the server was built anew. */
  private final class Known implements Prompts {
    private final Prompts person;

    Known(Prompts person) {
      this.person = person;
    }

    /** Another key at its address is another server: the person is asked. */
    @Override
    public boolean trustHostKey(Target target, HostKey key) {
      return trustHostKey(target, key, "");
    }

    @Override
    public boolean trustHostKey(Target target, HostKey key, String note) {
      boolean same =
          running().map(access -> access.hostKeySha256().equals(key.sha256())).orElse(false);
      return same || person.trustHostKey(target, key, note);
    }

    @Override
    public Optional<Secret> password(Target target, boolean retry) {
      Optional<Secret> known = known(retry);
      return known.isPresent() ? known : person.password(target, retry);
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
      Optional<Secret> known = known(retry);
      return known.isPresent() ? known : person.sudoPassword(target, retry);
    }

    private Optional<Secret> known(boolean retry) {
      if (retry) {
        return Optional.empty();
      }
      try {
        return Optional.of(practice.password());
      } catch (CliFailure e) {
        LOG.info("the practice server's password cannot be read", e);
        return Optional.empty();
      }
    }
  }
}
