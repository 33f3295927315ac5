package dev.drydock.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the probe's answer into facts. Pure; never fails: what is not told is empty, 0 or false.
 */
public final class FactsParser {
  private static final String CPUINFO = "/proc/cpuinfo";
  private static final Pattern FILE_LINE = Pattern.compile("^(/[^:]*):(.*)$");
  private static final Pattern ID_NAME = Pattern.compile("(-?[0-9]+)(?:\\(([^)]*)\\))?");
  private static final Pattern MODULE = Pattern.compile("/(overlay|aufs|bridge|veth)\\.ko[^/:]*$");
  private static final Pattern CONFIG =
      Pattern.compile("^CONFIG_(OVERLAY_FS|AUFS_FS|BRIDGE|VETH)=[ym]$");
  private static final Pattern IPTABLES = Pattern.compile("iptables v(\\S+(?: \\([^)]*\\))?)");
  private static final Pattern DOCKER_VERSION = Pattern.compile("version:? v?([0-9][0-9A-Za-z.]*)");
  private static final Pattern UPSTREAM_VERSION =
      Pattern.compile("^(?:[0-9]+:)?([0-9]+(?:\\.[0-9]+)*)");
  private static final Pattern TARGET = Pattern.compile("^target (\\S+) ([0-9]+) (mirror|proxy)$");
  private static final Pattern EXIT = Pattern.compile("(?m)^exit ([0-9]{1,3})(?: ([a-z]+))?$");
  private static final String ALL_ZERO = "0".repeat(32);

  private FactsParser() {}

  /** For a stored answer: the desktop's clock is taken to have agreed with the server's. */
  public static ServerFacts parse(String answer) {
    return parse(Frames.parse(answer), null, null);
  }

  /**
   * @param before the desktop's time when the probe was sent
   * @param after its time when the answer was there
   */
  static ServerFacts parse(Frames frames, Instant before, Instant after) {
    Map<String, List<String>> files = files(frames.get("files"));
    Map<String, String> tools = tools(frames.get("tools"));
    ServerFacts.Os os = os(frames, files);
    return new ServerFacts(
        CpuInfo.parse(text(files, CPUINFO)),
        os,
        MemInfo.parse(text(files, "/proc/meminfo")),
        DiskFree.parse(frames.get("df")),
        clock(frames.get("begin"), before, after),
        access(frames.get("id"), frames.get("sudo")),
        packages(frames, files, tools, os),
        engine(frames, tools),
        kernel(frames, files, tools),
        network(frames.get("network"), files),
        tools);
  }

  private static Map<String, List<String>> files(String section) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (String line : section.lines().toList()) {
      Matcher matcher = FILE_LINE.matcher(line);
      if (matcher.matches()) {
        files.computeIfAbsent(matcher.group(1), path -> new ArrayList<>()).add(matcher.group(2));
      }
    }
    return files;
  }

  private static String text(Map<String, List<String>> files, String path) {
    return String.join("\n", files.getOrDefault(path, List.of()));
  }

  private static Map<String, String> tools(String section) {
    Map<String, String> tools = new LinkedHashMap<>();
    for (String line : section.lines().toList()) {
      int space = line.indexOf(' ');
      if (space > 0 && !line.substring(space).isBlank()) {
        tools.put(line.substring(0, space), line.substring(space).strip());
      }
    }
    return tools;
  }

  private static ServerFacts.Os os(Frames frames, Map<String, List<String>> files) {
    List<String> uname = Texts.words(frames.get("uname"));
    boolean told = uname.size() >= 4;
    String machine = told ? uname.get(uname.size() - 1) : "";
    OsRelease release =
        OsRelease.parse(
            text(files, "/etc/os-release"),
            text(files, "/etc/lsb-release"),
            text(files, "/etc/debian_version"));
    return new ServerFacts.Os(
        told ? uname.get(1) : "",
        told ? uname.get(0) : "",
        told ? uname.get(2) : "",
        machine,
        architecture(frames, files, machine),
        release.id(),
        release.versionId(),
        release.codename(),
        release.prettyName(),
        init(frames.get("init"), text(files, "/proc/1/comm").strip()));
  }

  private static String architecture(
      Frames frames, Map<String, List<String>> files, String machine) {
    String dpkg = frames.get("dpkg").strip();
    if (dpkg.matches("[a-z0-9-]{1,30}")) {
      return dpkg;
    }
    String apk = text(files, "/etc/apk/arch").strip();
    if (!apk.isEmpty()) {
      return switch (apk) {
        case "x86" -> "i386";
        case "x86_64" -> "amd64";
        case "aarch64" -> "arm64";
        default -> apk;
      };
    }
    String loaders = frames.get("loaders");
    boolean wide = loaders.contains("x86_64") || loaders.contains("x86-64");
    // With both loaders, a 64-bit kernel runs a 64-bit system that can also run 32-bit programs.
    if (wide && machine.equals("x86_64")) {
      return "amd64";
    }
    if (loaders.contains("ld-linux.so.2") || loaders.contains("musl-i386")) {
      return "i386";
    }
    if (loaders.contains("aarch64")) {
      return "arm64";
    }
    return loaders.contains("armhf") ? "armhf" : "";
  }

  private static String init(String section, String first) {
    List<String> seen = section.lines().map(String::strip).toList();
    if (seen.contains("systemd") || first.equals("systemd")) {
      return "systemd";
    }
    if (seen.contains("upstart")) {
      return "upstart";
    }
    if (seen.contains("inittab") && !seen.contains("openrc") && first.equals("init")) {
      return "sysv";
    }
    return "other";
  }

  /** An error only as far as the server's time lies outside the time the question took. */
  private static ServerFacts.Clock clock(String section, Instant before, Instant after) {
    long server = Texts.number(section.strip());
    if (server < 0) {
      return new ServerFacts.Clock(0, 0);
    }
    if (before == null || after == null) {
      return new ServerFacts.Clock(server, 0);
    }
    long ahead = 0;
    if (server < before.getEpochSecond()) {
      ahead = server - before.getEpochSecond();
    } else if (server > after.getEpochSecond()) {
      ahead = server - after.getEpochSecond();
    }
    return new ServerFacts.Clock(server, ahead);
  }

  private static ServerFacts.Access access(String id, String sudo) {
    int uid = -1;
    String user = "";
    String home = "";
    Set<String> groups = new LinkedHashSet<>();
    for (String line : id.lines().toList()) {
      if (line.startsWith("home=")) {
        home = line.substring("home=".length());
        continue;
      }
      int groupsAt = line.indexOf(" groups=");
      int gidAt = line.indexOf(" gid=");
      if (!line.startsWith("uid=")) {
        continue;
      }
      Matcher matcher = ID_NAME.matcher(line);
      if (matcher.find()) {
        uid = Texts.number(matcher.group(1), -1);
        user = Texts.firstOf(matcher.group(2), matcher.group(1));
      }
      if (gidAt > 0 && matcher.find(gidAt)) {
        groups.add(Texts.firstOf(matcher.group(2), matcher.group(1)));
      }
      while (groupsAt > 0 && matcher.find()) {
        groups.add(Texts.firstOf(matcher.group(2), matcher.group(1)));
      }
    }
    String said = sudo.toLowerCase(Locale.ROOT);
    return new ServerFacts.Access(
        user, uid, home, groups, sudo(said), said.contains("must have a tty"));
  }

  /**
   * Without its password sudo tells little: "a password is required" comes before it looks whether
   * the user may do anything at all, so {@link SudoCheck} asks again once the password is known.
   */
  private static ServerFacts.Sudo sudo(String said) {
    if (said.isBlank()) {
      return ServerFacts.Sudo.NONE;
    }
    String first = said.lines().map(String::strip).findFirst().orElse("");
    if (first.equals("root")) {
      return ServerFacts.Sudo.ROOT;
    }
    if (first.equals("missing")) {
      return ServerFacts.Sudo.MISSING;
    }
    Matcher exit = EXIT.matcher(said);
    if (exit.find() && exit.group(1).equals("0")) {
      return ServerFacts.Sudo.NOPASSWD;
    }
    if (said.contains("not in the sudoers")
        || said.contains("may not run sudo")
        || said.contains("not allowed to")) {
      return ServerFacts.Sudo.NONE;
    }
    return ServerFacts.Sudo.PASSWORD;
  }

  private static ServerFacts.Packages packages(
      Frames frames,
      Map<String, List<String>> files,
      Map<String, String> tools,
      ServerFacts.Os os) {
    if (!tools.containsKey("apt-get")) {
      return new ServerFacts.Packages("", false, "", "", List.of(), Map.of(), Map.of());
    }
    AptPolicy policy = AptPolicy.parse(frames.get("apt"));
    Map<String, List<String>> sourceFiles = new LinkedHashMap<>(files);
    sourceFiles.keySet().removeIf(path -> !path.startsWith("/etc/apt/sources.list"));
    AptSources sources = AptSources.parse(sourceFiles, os.codename());
    boolean works = !policy.candidates().isEmpty();
    String problem = policy.problem();
    if (!works && problem.isEmpty()) {
      problem =
          sources.lines().isEmpty()
              ? "apt has no package source: /etc/apt/sources.list names none."
              : "apt knows no package of any archive: its lists were never fetched or are gone.";
    }
    return new ServerFacts.Packages(
        "apt",
        works,
        problem,
        sources.mirror(),
        sources.lines(),
        policy.candidates(),
        policy.installed());
  }

  private static ServerFacts.Engine engine(Frames frames, Map<String, String> tools) {
    String section = frames.get("docker");
    boolean running = section.lines().anyMatch(line -> line.strip().equals("running"));
    if (!tools.containsKey("docker") && !tools.containsKey("dockerd")) {
      return new ServerFacts.Engine("", "", running);
    }
    Matcher told = DOCKER_VERSION.matcher(section);
    if (told.find()) {
      return new ServerFacts.Engine(told.group(1), "", running);
    }
    String packaged = AptPolicy.parse(frames.get("apt")).installed().getOrDefault("docker.io", "");
    Matcher upstream = UPSTREAM_VERSION.matcher(packaged);
    return new ServerFacts.Engine(upstream.find() ? upstream.group(1) : packaged, "", running);
  }

  private static ServerFacts.Kernel kernel(
      Frames frames, Map<String, List<String>> files, Map<String, String> tools) {
    Set<String> features = new LinkedHashSet<>();
    Set<String> namespaces = new LinkedHashSet<>();
    for (String line : frames.get("kernel").lines().toList()) {
      if (line.startsWith("loaded ")) {
        features.add(line.substring("loaded ".length()).strip());
      } else if (line.startsWith("namespace ")) {
        namespaces.add(line.substring("namespace ".length()).strip());
      } else {
        int colon = line.indexOf(':');
        Matcher module = MODULE.matcher(colon < 0 ? line : line.substring(0, colon));
        if (module.find()) {
          features.add(module.group(1));
        }
        Matcher config = CONFIG.matcher(line);
        if (config.matches()) {
          features.add(config.group(1).toLowerCase(Locale.ROOT).replace("_fs", ""));
        }
      }
    }
    // "nodev<TAB>overlay": the file systems this kernel can mount now.
    for (String line : files.getOrDefault("/proc/filesystems", List.of())) {
      features.add(line.replace("nodev", "").strip());
    }
    Matcher iptables = IPTABLES.matcher(frames.get("iptables"));
    return new ServerFacts.Kernel(
        features.contains("overlay"),
        features.contains("aufs"),
        features.contains("cgroup"),
        features.contains("cgroup2"),
        features.contains("bridge"),
        features.contains("veth"),
        // mnt and pid are older than these and have no file before Linux 3.8.
        namespaces.containsAll(Set.of("ipc", "net", "uts")),
        iptables.find() ? iptables.group(1) : "",
        text(files, "/sys/module/apparmor/parameters/enabled").strip().equals("Y"),
        tools.containsKey("apparmor_parser"));
  }

  private static ServerFacts.Network network(String section, Map<String, List<String>> files) {
    boolean route =
        files.getOrDefault("/proc/net/route", List.of()).stream().anyMatch(FactsParser::isDefault4)
            || files.getOrDefault("/proc/net/ipv6_route", List.of()).stream()
                .anyMatch(FactsParser::isDefault6);
    Matcher target =
        TARGET.matcher(
            section.lines().filter(line -> line.startsWith("target ")).findFirst().orElse(""));
    if (!target.matches()) {
      return new ServerFacts.Network(
          route, false, "apt names no server on the network that could be tried.");
    }
    Matcher exit = EXIT.matcher(section);
    int status = exit.find() ? Texts.number(exit.group(1), -1) : -1;
    if (status == 0) {
      return new ServerFacts.Network(route, true, "");
    }
    String what =
        (target.group(3).equals("proxy") ? "apt's proxy " : "the package mirror ")
            + target.group(1);
    return new ServerFacts.Network(
        route, false, networkProblem(what, target.group(2), status, section));
  }

  private static String networkProblem(String what, String port, int status, String said) {
    if (status == 137) {
      return "There was no answer from " + what + " within 5 seconds.";
    }
    if (said.contains("not known")
        || said.contains("name resolution")
        || said.contains("No address associated")
        || said.contains("exit 2 getent")) {
      return "The name of " + what + " could not be looked up.";
    }
    if (said.contains("refused")) {
      return "A connection to " + what + " was refused at port " + port + ".";
    }
    if (said.contains("unreachable")) {
      return "The network of " + what + " cannot be reached.";
    }
    return "No connection to " + what + " at port " + port + " could be made.";
  }

  /** Columns: interface, destination, gateway, flags, three counters, mask, ... */
  private static boolean isDefault4(String line) {
    List<String> columns = Texts.words(line);
    return columns.size() >= 8
        && columns.get(1).equals("00000000")
        && columns.get(7).equals("00000000")
        && hasFlags(columns.get(3), 0x1);
  }

  /** Columns: destination, its length, source, its length, gateway, three counters, flags, name. */
  private static boolean isDefault6(String line) {
    List<String> columns = Texts.words(line);
    return columns.size() >= 10
        && columns.get(0).equals(ALL_ZERO)
        && columns.get(1).equals("00")
        && !columns.get(9).equals("lo")
        && hasFlags(columns.get(8), 0x1);
  }

  private static boolean hasFlags(String hexadecimal, int flags) {
    return hexadecimal.matches("[0-9A-Fa-f]{1,8}")
        && (Long.parseLong(hexadecimal, 16) & flags) == flags;
  }
}
