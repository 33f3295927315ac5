package dev.drydock.cli;

import dev.drydock.recipe.Recipes;
import dev.drydock.recipe.Repository;
import dev.drydock.relay.MirrorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "mirrors",
    description = "Show or change where this computer fetches upstream sources from.")
final class MirrorsCommand implements Callable<Integer> {
  private final CliEnvironment environment;

  MirrorsCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    return list();
  }

  private MirrorStore store() {
    return new MirrorStore(environment.home().mirrors());
  }

  private static CliFailure failure(IOException e) {
    return new CliFailure(ExitCode.TROUBLE_HERE, e.getMessage(), e);
  }

  @Command(description = "List the repositories and where each is fetched from.")
  int list() {
    Output output = environment.output();
    try {
      Map<String, String> mirrors = store().load();
      for (Repository repository : new Recipes().upstreams()) {
        String mirror = mirrors.get(repository.id());
        output.line(
            String.format(
                "%-8s %s",
                repository.id(),
                mirror == null
                    ? repository.url()
                    : mirror + "  (in place of " + repository.url() + ")"));
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return ExitCode.DONE;
  }

  @Command(description = "Fetch a repository from another address from now on.")
  int set(
      @Parameters(paramLabel = "ID", description = "As \"mirrors list\" shows it.") String id,
      @Parameters(
              paramLabel = "ADDRESS",
              description = "A URL, or the folder of a repository on this computer.")
          String address) {
    List<String> ids = new Recipes().upstreams().stream().map(Repository::id).toList();
    if (!ids.contains(id)) {
      throw CliFailure.usage(
          "There is no repository \"" + id + "\". There are: " + String.join(", ", ids) + ".");
    }
    try {
      store().set(id, absolute(address));
    } catch (IllegalArgumentException e) {
      throw CliFailure.usage(e.getMessage());
    } catch (IOException e) {
      throw failure(e);
    }
    environment.output().note("Set: " + id);
    return ExitCode.DONE;
  }

  /** A folder as a person types it in a shell, made independent of where that shell stands. */
  private static String absolute(String address) {
    try {
      Path folder = Path.of(address);
      return Files.isDirectory(folder) ? folder.toAbsolutePath().normalize().toString() : address;
    } catch (InvalidPathException e) {
      return address;
    }
  }

  @Command(description = "Fetch a repository from its own address again.")
  int remove(
      @Parameters(paramLabel = "ID", description = "As \"mirrors list\" shows it.") String id) {
    try {
      if (!store().remove(id)) {
        throw CliFailure.usage("No mirror is set for \"" + id + "\".");
      }
    } catch (IOException e) {
      throw failure(e);
    }
    environment.output().note("Removed: " + id);
    return ExitCode.DONE;
  }
}
