package dev.drydock.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The questions only a person can answer. Implemented once by the window and once by the command
 * line. Called on a background thread, which waits; an empty answer means the person cancelled. The
 * caller owns and closes every returned {@link Secret}.
 */
public interface Prompts {
  /** Unknown host: show the fingerprint, and trust it (now and later) only on true. */
  boolean trustHostKey(Target target, HostKey key);

  /**
   * As {@link #trustHostKey(Target, HostKey)}.
   *
   * @param note what else the person should know, in whole sentences, or ""
   */
  default boolean trustHostKey(Target target, HostKey key, String note) {
    return trustHostKey(target, key);
  }

  /**
   * @param retry true when the last one was refused
   */
  Optional<Secret> password(Target target, boolean retry);

  Optional<Secret> passphrase(Path keyFile, boolean retry);

  /** Keyboard-interactive questions other than a plain password; {@code echo} may be shown. */
  Optional<List<Secret>> answers(Target target, String instruction, List<Question> questions);

  /** The password for sudo, usually the login's; never stored. */
  Optional<Secret> sudoPassword(Target target, boolean retry);

  /**
   * Root's own password, for a server where this user has no sudo but su; never stored.
   *
   * @return empty where nobody can be asked for it
   */
  default Optional<Secret> rootPassword(Target target, boolean retry) {
    return Optional.empty();
  }

  /**
   * @param echo whether the answer may be shown while it is typed
   */
  record Question(String text, boolean echo) {}
}
