package dev.drydock.cli;

import dev.drydock.profile.KeyFile;
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
                  jump.isEmpty()
                      ? profile.map(Through::hops).orElse(List.of())
                      : Hop.parse(String.join(",", jump), wantedUser));
      Optional<Path> key =
          identity != null
              ? Optional.of(identity)
              : profile.flatMap(one -> KeyFile.of(one.identityFile()));
      return key.isPresent() ? options.withIdentity(key.get()) : options;
    } catch (IllegalArgumentException e) {
      throw CliFailure.usage(e.getMessage());
    }
  }

  private Set<LegacyAlgorithms> categories(Optional<Profile> profile) {
    Set<LegacyAlgorithms> allowed = EnumSet.noneOf(LegacyAlgorithms.class);
    for (LegacyAlgorithms category : LegacyAlgorithms.values()) {
      // A name that only a newer Drydock knows is not an error here.
      if (profile.isPresent() && profile.get().legacy().contains(category.name())) {
        allowed.add(category);
      }
    }
    for (String name : legacy) {
      allowed.add(category(name));
    }
    return allowed;
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

  private static String spelled(LegacyAlgorithms category) {
    return category.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
