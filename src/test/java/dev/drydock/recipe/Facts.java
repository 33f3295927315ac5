package dev.drydock.recipe;

import dev.drydock.server.ServerFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Facts of made-up servers, for tests. Starts as a Pentium III with Debian 12. */
public final class Facts {
  static final Set<String> PENTIUM_3 =
      Set.of("fpu", "de", "pse", "tsc", "msr", "pae", "mce", "cx8", "cmov", "mmx", "fxsr", "sse");
  static final Set<String> PENTIUM_4 = Set.of("fpu", "tsc", "cx8", "cmov", "mmx", "sse", "sse2");

  Set<String> flags = PENTIUM_3;
  String kernelName = "Linux";
  String machine = "i686";
  String architecture = "i386";
  String id = "debian";
  String versionId = "12";
  String codename = "bookworm";
  String prettyName = "Debian GNU/Linux 12 (bookworm)";
  String init = "systemd";
  long ramMb = 2013;
  long swapMb = 0;
  String user = "owner";
  String home = "/home/owner";
  ServerFacts.Sudo sudo = ServerFacts.Sudo.PASSWORD;
  String manager = "apt";
  boolean indexWorks = true;
  String mirror = "http://mirror.example/debian";
  List<String> sources =
      List.of(
          "deb http://mirror.example/debian bookworm main",
          "deb http://mirror.example/debian-security bookworm-security main");
  Map<String, String> candidates = Map.of("docker.io", "20.10.24+dfsg1-1+deb12u1");
  Map<String, String> installed = Map.of();
  String go386 = "";
  boolean namespaces = true;
  boolean overlay = true;
  boolean aufs = false;
  String kernelRelease = "6.1.0-50-686";
  Map<String, String> tools = Map.of();
  long aheadSeconds = 0;
  long freeMb = 12_000;
  boolean mirrorReachable = true;

  /** A server whose packages come from elsewhere. */
  public static ServerFacts lab(String mirror, List<String> sources) {
    Facts facts = new Facts();
    facts.mirror = mirror;
    facts.sources = new ArrayList<>(sources);
    return facts.build();
  }

  ServerFacts build() {
    return new ServerFacts(
        new ServerFacts.Cpu("GenuineIntel", "Pentium III (Katmai)", 6, 7, flags, 866, 1),
        new ServerFacts.Os(
            "poweredge",
            kernelName,
            kernelRelease,
            machine,
            architecture,
            id,
            versionId,
            codename,
            prettyName,
            init),
        new ServerFacts.Memory(ramMb, swapMb),
        List.of(
            new ServerFacts.Disk("/", "/", freeMb, 16_000),
            new ServerFacts.Disk("/var/lib", "/", freeMb, 16_000)),
        new ServerFacts.Clock(1_700_000_000, aheadSeconds),
        new ServerFacts.Access(user, 1000, home, Set.of(user, "sudo"), sudo, false),
        new ServerFacts.Packages(manager, indexWorks, "", mirror, sources, candidates, installed),
        new ServerFacts.Engine("", go386, false),
        new ServerFacts.Kernel(
            overlay, aufs, false, true, true, true, namespaces, "nft", true, true),
        new ServerFacts.Network(true, mirrorReachable, ""),
        tools);
  }
}
