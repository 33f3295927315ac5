package dev.drydock.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How to reach one server.
 *
 * @param identity private key file to offer, before any password
 * @param useAgent whether keys of a running ssh-agent are offered
 * @param legacy categories of old algorithms the person allowed for this server
 * @param timeout for each stage of connecting (TCP, key exchange, login)
 */
public record ConnectOptions(
    Target target,
    Optional<Path> identity,
    boolean useAgent,
    Set<LegacyAlgorithms> legacy,
    Duration timeout) {
  /** A Pentium III takes seconds for a key exchange; a busy one much longer. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  public ConnectOptions {
    legacy = Set.copyOf(legacy);
  }

  public static ConnectOptions of(Target target) {
    return new ConnectOptions(target, Optional.empty(), true, Set.of(), DEFAULT_TIMEOUT);
  }

  public ConnectOptions withIdentity(Path file) {
    return new ConnectOptions(target, Optional.of(file), useAgent, legacy, timeout);
  }

  public ConnectOptions withAgent(boolean use) {
    return new ConnectOptions(target, identity, use, legacy, timeout);
  }

  public ConnectOptions withLegacy(Set<LegacyAlgorithms> allowed) {
    return new ConnectOptions(target, identity, useAgent, allowed, timeout);
  }

  public ConnectOptions withTimeout(Duration stage) {
    return new ConnectOptions(target, identity, useAgent, legacy, stage);
  }
}
