package dev.drydock.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A person who has no secret to tell. */
public abstract class NoAnswers implements Prompts {
  @Override
  public Optional<Secret> password(Target target, boolean retry) {
    return Optional.empty();
  }

  @Override
  public Optional<Secret> passphrase(Path keyFile, boolean retry) {
    return Optional.empty();
  }

  @Override
  public Optional<List<Secret>> answers(
      Target target, String instruction, List<Question> questions) {
    return Optional.empty();
  }

  @Override
  public Optional<Secret> sudoPassword(Target target, boolean retry) {
    return Optional.empty();
  }
}
