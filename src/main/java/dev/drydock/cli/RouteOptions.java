package dev.drydock.cli;

import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.Profile;
import dev.drydock.recipe.Parameter;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Route;
import dev.drydock.session.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which route, with which parameters. */
final class RouteOptions {
  private static final int FILE_LIMIT = 1 << 18;

  @Option(
      names = "--route",
      paramLabel = "ID",
      description = "The route to take; otherwise the profile's, or the recommended one.")
  String route;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Set a parameter of the route. May be repeated.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--set-file",
      paramLabel = "NAME=FILE",
      description = "Set a parameter to a file's content, e.g. DOCKERFILE=./Dockerfile.")
  Map<String, Path> setFile = new LinkedHashMap<>();

  /** Whether anything about the route was said on the command line. */
  boolean isGiven() {
    return route != null || !set.isEmpty() || !setFile.isEmpty();
  }

  /** The parameters set on the command line. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>(set);
    setFile.forEach((name, file) -> values.put(name, content(name, file)));
    return values;
  }

  private static String content(String name, Path file) {
    try {
      byte[] bytes = PrivateFiles.read(file, FILE_LIMIT);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CliFailure(
          ExitCode.USAGE, "The file for " + name + ", " + file + ", is not UTF-8 text.", e);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "The file for " + name + " cannot be read: " + PrivateFiles.explain(e),
          e);
    }
  }

  /** The route to take on this server, whose facts have been read. */
  Route choose(Session session, Optional<Profile> profile) {
    List<Route> routes = session.routes();
    String wanted =
        route != null ? route : profile.map(Profile::route).filter(id -> !id.isEmpty()).orElse("");
    Optional<Route> named =
        routes.stream().filter(one -> one.recipe().id().equals(wanted)).findFirst();
    if (route != null && named.isEmpty()) {
      throw CliFailure.usage(
          "There is no route \""
              + route
              + "\". There are: "
              + routes.stream().map(one -> one.recipe().id()).collect(Collectors.joining(", "))
              + ".");
    }
    if (named.isPresent()) {
      if (!named.get().possible()) {
        throw new CliFailure(ExitCode.CANNOT_RUN, cannot(List.of(named.get())));
      }
      return named.get();
    }
    return routes.stream()
        .filter(Route::possible)
        .findFirst()
        .orElseThrow(() -> new CliFailure(ExitCode.CANNOT_RUN, cannot(routes)));
  }

  private static String cannot(List<Route> routes) {
    StringBuilder message = new StringBuilder("Drydock has no route for this server.");
    for (Route route : routes) {
      message.append("\n  ").append(route.recipe().id()).append(':');
      route.reasons().forEach(reason -> message.append(' ').append(reason));
    }
    return message.toString();
  }

  /** The plan for the route, with the profile's choices below those of the command line. */
  Plan plan(Session session, Route chosen, Optional<Profile> profile) {
    Recipe recipe = chosen.recipe();
    Map<String, String> choices = new LinkedHashMap<>(session.defaults(recipe));
    if (profile.isPresent() && profile.get().route().equals(recipe.id())) {
      profile
          .get()
          .choices()
          .forEach(
              (name, value) -> {
                if (choices.containsKey(name)) {
                  choices.put(name, value);
                }
              });
    }
    values()
        .forEach(
            (name, value) -> {
              if (recipe.parameters().stream().noneMatch(one -> one.id().equals(name))) {
                throw CliFailure.usage(
                    "The route "
                        + recipe.id()
                        + " has no parameter \""
                        + name
                        + "\". It has: "
                        + recipe.parameters().stream()
                            .map(Parameter::id)
                            .collect(Collectors.joining(", "))
                        + ".");
              }
              choices.put(name, value);
            });
    try {
      return session.plan(recipe, choices);
    } catch (IllegalArgumentException e) {
      throw new CliFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
