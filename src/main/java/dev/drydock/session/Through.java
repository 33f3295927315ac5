package dev.drydock.session;

import dev.drydock.profile.Profile;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.LegacyAlgorithms;
import dev.drydock.ssh.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The computers on the way to a server, as a profile keeps them and as a login wants them. */
public final class Through {
  private Through() {}

  /**
   * @throws IllegalArgumentException with a message fit for a person, when one is malformed
   */
  public static List<Hop> hops(Profile profile) {
    return profile.through().stream()
        .map(
            kept ->
                new Hop(
                    new Target(kept.host(), kept.port(), kept.user()),
                    key(kept.identityFile()),
                    LegacyAlgorithms.named(kept.legacy())))
        .toList();
  }

  public static List<Profile.JumpHost> toKeep(List<Hop> hops) {
    return hops.stream()
        .map(
            hop ->
                new Profile.JumpHost(
                    hop.target().host(),
                    hop.target().port(),
                    hop.target().user(),
                    hop.identity().map(Path::toString).orElse(""),
                    LegacyAlgorithms.names(hop.legacy())))
        .toList();
  }

  /**
   * What a person wrote, and for those of them that are the same as before, their keys and what old
   * algorithms were allowed for them.
   *
   * @param defaultUser for those without a user
   * @throws IllegalArgumentException with a message fit for a person
   */
  public static List<Profile.JumpHost> edited(
      String text, String defaultUser, List<Profile.JumpHost> before) {
    return toKeep(Hop.parse(text, defaultUser)).stream()
        .map(
            hop ->
                before.stream()
                    .filter(old -> old.host().equals(hop.host()))
                    .filter(old -> old.port() == hop.port() && old.user().equals(hop.user()))
                    .findFirst()
                    .orElse(hop))
        .toList();
  }

  private static Optional<Path> key(String file) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        file.startsWith("~/")
            ? Path.of(System.getProperty("user.home"), file.substring(2))
            : Path.of(file));
  }
}
