package dev.drydock.ssh;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what {@code ~/.ssh/config} says about hosts, to offer them for import. The rules are those
 * of ssh_config(5): for each keyword the first value wins among all blocks whose patterns fit.
 * Blocks with {@code Match} are left out, since whether they apply depends on more than the name.
 */
public final class SshConfig {
  /** As deep as ssh(1) follows Include. */
  private static final int MAX_DEPTH = 16;

  /** Files that include each other twice over would multiply to 2^16. */
  private static final int MAX_INCLUDES = 200;

  private static final int LIMIT = 1 << 22;

  private final Path home;
  private final String localUser;
  private int includes;
  private final List<Block> blocks = new ArrayList<>();

  private SshConfig(Path home, String localUser) {
    this.home = home;
    this.localUser = localUser;
    blocks.add(new Block(List.of("*")));
  }

  /**
   * One host that can be imported.
   *
   * @param alias the name the person uses for it
   * @param host name or address to connect to
   * @param user the login name; the local one where the file names none
   * @param identityFile private key, if the file names one
   * @param through computers on the way (ProxyJump), the nearest first, as the file describes them
   * @param note for the person, what of the file is not taken over; empty when all is
   */
  public record Entry(
      String alias,
      String host,
      int port,
      String user,
      Optional<Path> identityFile,
      List<Hop> through,
      String note) {
    Entry(
        String alias,
        String host,
        int port,
        String user,
        Optional<Path> identityFile,
        String note) {
      this(alias, host, port, user, identityFile, List.of(), note);
    }
  }

  /** Settings of one Host block; a null list of patterns never applies. */
  private record Block(List<String> patterns, Map<String, String> settings) {
    Block(List<String> patterns) {
      this(patterns, new LinkedHashMap<>());
    }

    boolean appliesTo(String alias) {
      boolean applies = false;
      for (String pattern : patterns) {
        boolean negated = pattern.startsWith("!");
        if (Wildcards.matches(negated ? pattern.substring(1) : pattern, alias)) {
          if (negated) {
            return false;
          }
          applies = true;
        }
      }
      return applies;
    }
  }

  /**
   * The hosts of {@code <home>/.ssh/config}; none when there is no such file.
   *
   * @throws IOException the file exists and cannot be read
   */
  public static List<Entry> read(Path home, String localUser) throws IOException {
    Path file = home.resolve(".ssh").resolve("config");
    if (!Files.exists(file)) {
      return List.of();
    }
    SshConfig config = new SshConfig(home, localUser);
    config.load(text(file), 0);
    return config.entries();
  }

  static List<Entry> parse(String text, Path home, String localUser) {
    SshConfig config = new SshConfig(home, localUser);
    config.load(text, 0);
    return config.entries();
  }

  /** A pipe in its place would never end, a device would fill the memory. */
  private static String text(Path file) throws IOException {
    return new String(PrivateFiles.read(file, LIMIT), StandardCharsets.ISO_8859_1);
  }

  private void load(String text, int depth) {
    text.lines().forEach(line -> loadLine(words(line), depth));
  }

  private void loadLine(List<String> words, int depth) {
    if (words.size() < 2) {
      return;
    }
    String keyword = words.get(0).toLowerCase(Locale.ROOT);
    List<String> values = words.subList(1, words.size());
    switch (keyword) {
      case "host" -> blocks.add(new Block(List.copyOf(values)));
      case "match" -> blocks.add(new Block(List.of()));
      case "include" -> values.forEach(value -> include(value, depth));
      default ->
          blocks.get(blocks.size() - 1).settings().putIfAbsent(keyword, String.join(" ", values));
    }
  }

  /** Its settings count as if they stood here, inside the block that is open. */
  private void include(String value, int depth) {
    if (depth >= MAX_DEPTH) {
      return;
    }
    List<String> patterns = blocks.get(blocks.size() - 1).patterns();
    for (Path file : included(value)) {
      try {
        if (++includes > MAX_INCLUDES) {
          return;
        }
        load(text(file), depth + 1);
      } catch (IOException e) {
        // ssh(1) as well passes over what it cannot include.
      }
      blocks.add(new Block(patterns));
    }
  }

  private List<Path> included(String value) {
    Path path = home.resolve(".ssh").resolve(tilde(value));
    Path folder = path.getParent();
    Path last = path.getFileName();
    if (folder == null || last == null) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            folder, file -> Wildcards.matches(last.toString(), file.getFileName().toString()))) {
      found.forEach(files::add);
    } catch (IOException e) {
      return List.of();
    }
    files.sort(null);
    return files.stream().filter(Files::isRegularFile).toList();
  }

  /** Words, separated by blanks or one '='; in double quotes they may hold blanks. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean open = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        open = true;
      } else if (!quoted && c == '#' && !open) {
        break;
      } else if (!quoted && (Character.isWhitespace(c) || (c == '=' && words.size() < 1))) {
        if (open) {
          words.add(word.toString());
          word.setLength(0);
          open = false;
        }
      } else if (!(c == '=' && words.size() == 1 && !open && !quoted)) {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }

  private List<Entry> entries() {
    Set<String> aliases = new LinkedHashSet<>();
    for (Block block : blocks) {
      for (String pattern : block.patterns()) {
        if (!pattern.startsWith("!") && !Wildcards.any(pattern)) {
          aliases.add(pattern);
        }
      }
    }
    return aliases.stream().map(this::entry).toList();
  }

  private Map<String, String> settings(String alias) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Block block : blocks) {
      if (block.appliesTo(alias)) {
        block.settings().forEach(settings::putIfAbsent);
      }
    }
    return settings;
  }

  private Entry entry(String alias) {
    Map<String, String> settings = settings(alias);
    List<String> notes = new ArrayList<>();
    String user = settings.getOrDefault("user", localUser);
    int port = port(settings.getOrDefault("port", "22"), notes);
    String host = host(alias, settings);
    List<Hop> through = List.of();
    String via = settings.getOrDefault("proxyjump", "none");
    if (!via.equalsIgnoreCase("none")) {
      try {
        through = hops(via, 0);
      } catch (IllegalArgumentException e) {
        notes.add(
            "It is reached by way of "
                + via
                + " (ProxyJump), which Drydock does not understand: "
                + e.getMessage());
      }
    }
    String command = settings.getOrDefault("proxycommand", "none");
    if (!command.equalsIgnoreCase("none")) {
      notes.add("It is reached through a ProxyCommand, which Drydock cannot do.");
    }
    Optional<Path> identity = identity(alias, settings, host, port, user);
    return new Entry(alias, host, port, user, identity, through, String.join(" ", notes));
  }

  /**
   * As ssh(1) does it: each name on the way is looked up in this file, too. What the file says of a
   * way to the first of them is followed; for the others this list is that way.
   */
  private List<Hop> hops(String jump, int depth) {
    if (depth > Hop.MAX) {
      throw new IllegalArgumentException("its ProxyJump lines lead round in a circle.");
    }
    List<Hop> hops = new ArrayList<>();
    for (String part : jump.split(",", -1)) {
      if (part.isBlank()) {
        throw new IllegalArgumentException("it names no computer where it must name one.");
      }
      // Whatever the text leaves out may be in the file, so what it says must be told apart.
      Target named = Hop.parse(part, "?").get(0).target();
      Map<String, String> settings = settings(named.host());
      String first = settings.getOrDefault("proxyjump", "none");
      if (hops.isEmpty() && !first.equalsIgnoreCase("none")) {
        hops.addAll(hops(first, depth + 1));
      }
      String user =
          named.user().equals("?") ? settings.getOrDefault("user", localUser) : named.user();
      int port =
          saysPort(part)
              ? named.port()
              : port(settings.getOrDefault("port", "22"), new ArrayList<>());
      String host = host(named.host(), settings);
      hops.add(
          new Hop(
              new Target(host, port, user), identity(named.host(), settings, host, port, user)));
    }
    if (hops.size() > Hop.MAX) {
      throw new IllegalArgumentException("more than " + Hop.MAX + " computers are on the way.");
    }
    return hops;
  }

  private static boolean saysPort(String part) {
    String bare = part.strip().replaceFirst("^ssh://", "");
    String place = bare.substring(bare.lastIndexOf('@') + 1);
    int colon = place.indexOf(':', Math.max(0, place.indexOf(']')));
    return colon >= 0 && (place.contains("]") || colon == place.lastIndexOf(':'));
  }

  private static String host(String alias, Map<String, String> settings) {
    return tokens(settings.getOrDefault("hostname", alias), Map.of('h', alias, '%', "%"));
  }

  private Optional<Path> identity(
      String alias, Map<String, String> settings, String host, int port, String user) {
    String key = settings.getOrDefault("identityfile", "none");
    if (key.equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    Map<Character, String> values =
        Map.of(
            'd', home.toString(),
            'h', host,
            'n', alias,
            'p', Integer.toString(port),
            'r', user,
            'u', localUser,
            '%', "%");
    return Optional.of(home.resolve(tilde(tokens(key, values))));
  }

  private static int port(String text, List<String> notes) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, like a number out of range.
    }
    notes.add("Its port \"" + text + "\" is none; 22 is taken instead.");
    return Target.DEFAULT_PORT;
  }

  private String tilde(String path) {
    if (path.equals("~")) {
      return home.toString();
    }
    return path.startsWith("~/") ? home.resolve(path.substring(2)).toString() : path;
  }

  /** Unknown tokens stay as they are. */
  private static String tokens(String text, Map<Character, String> values) {
    StringBuilder done = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String value = c == '%' && i + 1 < text.length() ? values.get(text.charAt(i + 1)) : null;
      if (value == null) {
        done.append(c);
      } else {
        done.append(value);
        i++;
      }
    }
    return done.toString();
  }
}
