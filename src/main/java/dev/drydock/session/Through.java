package dev.drydock.session;

import dev.drydock.profile.KeyFile;
import dev.drydock.profile.Profile;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.Target;
import java.util.List;

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
                    KeyFile.of(kept.identityFile())))
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
                    hop.identity().map(Path::toString).orElse("")))
        .toList();
  }

  /**
   * What a person wrote, and the keys that were known already for those of them that are the same.
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
}
