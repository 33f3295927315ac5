package dev.drydock.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The folders Drydock keeps. {@code DRYDOCK_HOME} puts all under one; else the XDG base directories
 * on Linux and the platform's places elsewhere.
 *
 * @param config profiles, known_hosts, settings
 * @param data runs
 * @param cache what can be made again
 */
public record DrydockHome(Path config, Path data, Path cache) {

  public static DrydockHome fromEnvironment() {
    return of(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home"));
  }

  static DrydockHome of(Map<String, String> environment, String osName, String userHome) {
    String one = environment.getOrDefault("DRYDOCK_HOME", "");
    if (!one.isEmpty()) {
      return under(Path.of(one));
    }
    Path home = Path.of(userHome);
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      Path roaming = variable(environment, "APPDATA", home.resolve("AppData").resolve("Roaming"));
      Path local = variable(environment, "LOCALAPPDATA", home.resolve("AppData").resolve("Local"));
      return new DrydockHome(
          roaming.resolve("Drydock"),
          local.resolve("Drydock").resolve("data"),
          local.resolve("Drydock").resolve("cache"));
    }
    if (os.startsWith("mac")) {
      Path library = home.resolve("Library");
      Path support = library.resolve("Application Support").resolve("Drydock");
      return new DrydockHome(
          support.resolve("config"),
          support.resolve("data"),
          library.resolve("Caches").resolve("Drydock"));
    }
    return new DrydockHome(
        variable(environment, "XDG_CONFIG_HOME", home.resolve(".config")).resolve("drydock"),
        variable(environment, "XDG_DATA_HOME", home.resolve(".local").resolve("share"))
            .resolve("drydock"),
        variable(environment, "XDG_CACHE_HOME", home.resolve(".cache")).resolve("drydock"));
  }

  public static DrydockHome under(Path folder) {
    return new DrydockHome(
        folder.resolve("config").resolve("drydock"),
        folder.resolve("data").resolve("drydock"),
        folder.resolve("cache").resolve("drydock"));
  }

  /** XDG says a relative path in its variables is to be ignored. */
  private static Path variable(Map<String, String> environment, String name, Path otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() || !Path.of(value).isAbsolute() ? otherwise : Path.of(value);
  }

  public Path profiles() {
    return config.resolve("profiles");
  }

  public Path knownHosts() {
    return config.resolve("known_hosts");
  }

  /** Where people's own addresses of upstream repositories are kept. */
  public Path mirrors() {
    return config.resolve("mirrors.json");
  }

  public Path runs() {
    return data.resolve("runs");
  }

  public Path log() {
    return cache.resolve("drydock.log");
  }

  public Path practice() {
    return cache.resolve("practice");
  }
}
