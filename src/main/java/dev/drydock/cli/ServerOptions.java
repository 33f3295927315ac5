package dev.drydock.cli;

import dev.drydock.profile.Profile;
import dev.drydock.session.Through;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.LegacyAlgorithms;
import dev.drydock.ssh.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** A server's address and how to log in there. */
final class ServerOptions {
  @Option(names = "--host", paramLabel = "HOST", description = "The server's name or address.")
  String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Its SSH port, usually 22.")
  Integer port;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Name to log in with; otherwise your name here.")
  String user;

  @Option(names = "--identity", paramLabel = "FILE", description = "Private key to log in with.")
  Path identity;

  @Option(
      names = "--jump",
      paramLabel = "USER@HOST:PORT",
      split = ",",
      description =
          "Reach the server through this computer; several with commas, the nearest first. \"none\":"
              + " directly, whatever the profile says.")
  List<String> jump = new ArrayList<>();

  @Option(names = "--no-agent", description = "Do not offer the keys of a running ssh-agent.")
  boolean noAgent;

  @Option(
      names = "--legacy",
      paramLabel = "CATEGORY",
      split = ",",
      description =
          "Allow old algorithms with this server: host-keys, key-exchange, ciphers, macs.")
  List<String> legacy = new ArrayList<>();

  @Option(
      names = "--jump-legacy",
      paramLabel = "HOST=CATEGORY",
      split = ",",
      description =
          "Allow old algorithms with this computer on the way (--jump) alone; HOST is as named there."
              + " --legacy is for the server alone.")
  List<String> jumpLegacy = new ArrayList<>();

  /**
   * @param profile what these options leave open
   */
  ConnectOptions options(Optional<Profile> profile) {
    try {
      String wantedHost = profile.map(Profile::host).orElse(host);
      int wantedPort = port != null ? port : profile.map(Profile::port).orElse(Target.DEFAULT_PORT);
      String wantedUser =
          user != null
              ? user
              : profile.map(Profile::user).orElseGet(() -> System.getProperty("user.name", ""));
      ConnectOptions options =
          ConnectOptions.of(new Target(wantedHost, wantedPort, wantedUser))
              .withAgent(!noAgent && profile.map(Profile::useAgent).orElse(true))
              .withLegacy(categories(profile))
              .withThrough(
                  withLegacy(
                      jump.isEmpty()
                          ? profile.map(Through::hops).orElse(List.of())
                          : Hop.parse(String.join(",", jump), wantedUser)));
      Optional<Path> key =
          identity != null ? Optional.of(identity) : profile.flatMap(ServerOptions::keyOf);
      return key.isPresent() ? options.withIdentity(key.get()) : options;
    } catch (IllegalArgumentException e) {
      throw CliFailure.usage(e.getMessage());
    }
  }

  private static Optional<Path> keyOf(Profile profile) {
    String file = profile.identityFile();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        file.startsWith("~/")
            ? Path.of(System.getProperty("user.home"), file.substring(2))
            : Path.of(file));
  }

  private Set<LegacyAlgorithms> categories(Optional<Profile> profile) {
    Set<LegacyAlgorithms> allowed =
        LegacyAlgorithms.named(profile.map(Profile::legacy).orElse(Set.of()));
    for (String name : legacy) {
      allowed.add(category(name));
    }
    return allowed;
  }

  private List<Hop> withLegacy(List<Hop> hops) {
    List<Hop> allowed = new ArrayList<>(hops);
    for (String word : jumpLegacy) {
      int end = word.lastIndexOf('=');
      if (end < 0) {
        throw CliFailure.usage("--jump-legacy wants HOST=CATEGORY, for example gate=ciphers.");
      }
      String host = word.substring(0, end).strip();
      LegacyAlgorithms category = category(word.substring(end + 1));
      if (allowed.stream().noneMatch(hop -> isNamed(hop, host))) {
        throw CliFailure.usage(
            "\""
                + host
                + "\" is not on the way to the server"
                + (hops.isEmpty() ? "" : ", only " + Hop.text(hops))
                + ".");
      }
      allowed.replaceAll(
          hop -> {
            if (!isNamed(hop, host)) {
              return hop;
            }
            Set<LegacyAlgorithms> both = EnumSet.of(category);
            both.addAll(hop.legacy());
            return hop.withLegacy(both);
          });
    }
    return allowed;
  }

  /** As host, host:port, or user@host:port. */
  private static boolean isNamed(Hop hop, String text) {
    String whole = hop.target().toString();
    return hop.target().host().equals(text)
        || whole.equals(text)
        || whole.substring(whole.indexOf('@') + 1).equals(text);
  }

  private static LegacyAlgorithms category(String name) {
    return Arrays.stream(LegacyAlgorithms.values())
        .filter(category -> spelled(category).equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                CliFailure.usage(
                    "\""
                        + name
                        + "\" is not a category of old algorithms. There are: "
                        + Arrays.stream(LegacyAlgorithms.values())
                            .map(ServerOptions::spelled)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  static String spelled(LegacyAlgorithms category) {
    return category.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
