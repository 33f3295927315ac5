package dev.drydock.cli;

import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Target;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which server: a profile's name, or its address. Mixed into the commands that need one. */
final class TargetOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "Name of a saved profile; or give --host instead.")
  String profileName;

  @Mixin ServerOptions server = new ServerOptions();

  /**
   * A server to work with.
   *
   * @param profile absent for a server given by its address
   */
  record Chosen(Optional<Profile> profile, ConnectOptions options) {
    String profileName() {
      return profile.map(Profile::name).orElse("");
    }

    Target target() {
      return options.target();
    }
  }

  Chosen choose(ProfileStore profiles) {
    Optional<Profile> profile = profile(profiles);
    return new Chosen(profile, server.options(profile));
  }

  private Optional<Profile> profile(ProfileStore profiles) {
    if (profileName == null && server.host == null) {
      throw CliFailure.usage(
          "Which server? Give a saved profile's name (see \"drydock profiles\") or --host HOST.");
    }
    if (profileName != null && server.host != null) {
      throw CliFailure.usage("Give either a profile's name or --host, not both.");
    }
    if (profileName == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(profiles.load(profileName));
    } catch (ProfileException e) {
      boolean unknown =
          e.kind() == ProfileException.Kind.MISSING || e.kind() == ProfileException.Kind.BAD_NAME;
      throw new CliFailure(
          ExitCode.USAGE,
          unknown
              ? e.getMessage()
                  + " \"drydock profiles\" lists them; a server without a profile is given as"
                  + " --host HOST --user USER."
              : e.getMessage(),
          e);
    }
  }
}
