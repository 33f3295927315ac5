package dev.drydock.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final String NAME = "drydock";

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

  /**
   * The folders that are Drydock's alone, of those that lead to {@code folder}: from the nearest
   * one that has Drydock's name down, or only {@code folder} itself where none has.
   */
  static List<Path> ownFolders(Path folder) {
    List<Path> own = new ArrayList<>();
    for (Path at = folder; at != null && at.getFileName() != null; at = at.getParent()) {
      own.add(0, at);
      if (at.getFileName().toString().equalsIgnoreCase(NAME)) {
        return own;
      }
    }
    return List.of(folder);
  }

  /**
   * Looks at every folder that is there before anything in it is trusted: private to its owner
   * (tightened if need be), no symbolic link, not somebody else's. Makes none.
   *
   * @throws IOException what is wrong, for {@link PrivateFiles#explain}
   */
  public void secure() throws IOException {
    for (Path folder : List.of(config, profiles(), data, runs(), cache, practice())) {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.createFolder(folder);
      }
    }
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
