package dev.drydock.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How to reach one server.
 *
 * @param identity private key file to offer, before any password
 * @param useAgent whether keys of a running ssh-agent are offered
 * @param legacy categories of old algorithms the person allowed for this server
 * @param timeout for each stage of connecting (TCP, key exchange, login), at each hop anew
 * @param through computers on the way, the nearest first. What is allowed for the server ({@code
 *     legacy}) is not allowed for them, nor what is allowed for one of them for anybody else.
 */
public record ConnectOptions(
    Target target,
    Optional<Path> identity,
    boolean useAgent,
    Set<LegacyAlgorithms> legacy,
    Duration timeout,
    List<Hop> through) {
  /** A Pentium III takes seconds for a key exchange; a busy one much longer. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  public ConnectOptions {
    legacy = Set.copyOf(legacy);
    through = List.copyOf(through);
  }

  /** Straight to the server. */
  public ConnectOptions(
      Target target,
      Optional<Path> identity,
      boolean useAgent,
      Set<LegacyAlgorithms> legacy,
      Duration timeout) {
    this(target, identity, useAgent, legacy, timeout, List.of());
  }

  public static ConnectOptions of(Target target) {
    return new ConnectOptions(target, Optional.empty(), true, Set.of(), DEFAULT_TIMEOUT);
  }

  public ConnectOptions withIdentity(Path file) {
    return new ConnectOptions(target, Optional.of(file), useAgent, legacy, timeout, through);
  }

  public ConnectOptions withAgent(boolean use) {
    return new ConnectOptions(target, identity, use, legacy, timeout, through);
  }

  public ConnectOptions withLegacy(Set<LegacyAlgorithms> allowed) {
    return new ConnectOptions(target, identity, useAgent, allowed, timeout, through);
  }

  public ConnectOptions withTimeout(Duration stage) {
    return new ConnectOptions(target, identity, useAgent, legacy, stage, through);
  }

  public ConnectOptions withThrough(List<Hop> hops) {
    return new ConnectOptions(target, identity, useAgent, legacy, timeout, hops);
  }

  /** How to log in to one of the hops. */
  ConnectOptions at(Hop hop) {
    return new ConnectOptions(
        hop.target(),
        hop.identity().isPresent() ? hop.identity() : identity,
        useAgent,
        hop.legacy(),
        timeout,
        List.of());
  }
}
