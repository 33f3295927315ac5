package dev.drydock.cli;

import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.session.Through;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.LegacyAlgorithms;
import dev.drydock.ssh.Target;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "profiles",
    description = "List, show or change the saved profiles. No password is ever in one.")
final class ProfilesCommand implements Callable<Integer> {
  private final CliEnvironment environment;

  ProfilesCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    return list();
  }

  private ProfileStore store() {
    return environment.profiles();
  }

  private static CliFailure failure(ProfileException e) {
    int code = e.kind() == ProfileException.Kind.IO ? ExitCode.TROUBLE_HERE : ExitCode.USAGE;
    return new CliFailure(code, e.getMessage(), e);
  }

  @Command(description = "List the saved profiles.")
  int list() {
    Output output = environment.output();
    try {
      for (ProfileStore.Entry entry : store().list()) {
        output.line(
            entry
                .profile()
                .map(p -> entry.name() + "  " + p.user() + "@" + p.host() + ":" + p.port())
                .orElseGet(() -> entry.name() + "  cannot be used: " + entry.problem()));
      }
    } catch (ProfileException e) {
      throw failure(e);
    }
    return ExitCode.DONE;
  }

  @Command(description = "Show one profile.")
  int show(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    Output output = environment.output();
    try {
      Profile profile = store().load(name);
      output.line("name      " + profile.name());
      output.line("host      " + profile.host());
      output.line("port      " + profile.port());
      output.line("user      " + profile.user());
      output.line("identity  " + orNone(profile.identityFile()));
      output.line("agent     " + (profile.useAgent() ? "yes" : "no"));
      output.line("legacy    " + orNone(String.join(", ", profile.legacy())));
      for (Profile.JumpHost hop : profile.through()) {
        output.line(
            "through   "
                + hop.user()
                + "@"
                + hop.host()
                + ":"
                + hop.port()
                + (hop.legacy().isEmpty() ? "" : "  legacy " + String.join(", ", hop.legacy())));
      }
      output.line("route     " + orNone(profile.route()));
      profile.choices().forEach((key, value) -> output.line("  " + key + "=" + value.strip()));
      output.line("last run  " + orNone(profile.lastRun()));
    } catch (ProfileException e) {
      throw failure(e);
    }
    return ExitCode.DONE;
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "-" : text;
  }

  @FunctionalInterface
  private interface Change {
    void in(ProfileStore store) throws ProfileException;
  }

  private int change(Change change, String done) {
    try {
      change.in(store());
    } catch (ProfileException e) {
      throw failure(e);
    }
    environment.output().note(done);
    return ExitCode.DONE;
  }

  @Command(description = "Delete a profile; its runs stay.")
  int delete(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    return change(store -> store.delete(name), "Deleted: " + name);
  }

  @Command(description = "Save a server, given with --host and so on, under a new name.")
  int save(
      @Parameters(paramLabel = "NAME", description = "The new profile's name.") String name,
      @Mixin ServerOptions server) {
    if (server.host == null) {
      throw CliFailure.usage("Which server? Give --host HOST.");
    }
    ConnectOptions options = server.options(Optional.empty());
    Target target = options.target();
    Profile profile =
        Profile.of(name, target.host(), target.port(), target.user())
            .withIdentityFile(
                options.identity().map(file -> file.toAbsolutePath().toString()).orElse(""))
            .withUseAgent(options.useAgent())
            .withLegacy(LegacyAlgorithms.names(options.legacy()))
            .withThrough(Through.toKeep(options.through()));
    return change(store -> store.create(profile), "Saved: " + name);
  }

  @Command(description = "Rename a profile.")
  int rename(
      @Parameters(paramLabel = "OLD", description = "Its name.") String from,
      @Parameters(paramLabel = "NEW", description = "Its new name.") String to) {
    return change(store -> store.rename(from, to), "Renamed: " + to);
  }

  @Command(description = "Copy a profile under another name.")
  int duplicate(
      @Parameters(paramLabel = "NAME", description = "Its name.") String from,
      @Parameters(paramLabel = "COPY", description = "The copy's name.") String to) {
    return change(store -> store.duplicate(from, to), "Saved: " + to);
  }
}
