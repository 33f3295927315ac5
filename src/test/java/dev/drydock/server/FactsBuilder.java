package dev.drydock.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Debian 12 Pentium III on which all is well, to be changed one fact at a time. */
final class FactsBuilder {
  private ServerFacts.Cpu cpu = CpuInfo.parse(Fixtures.text("CpuInfo", "pentium3-coppermine-dual"));
  private String kernelName = "Linux";
  private String machine = "i686";
  private String architecture = "i386";
  private String id = "debian";
  private String versionId = "12";
  private String codename = "bookworm";
  private ServerFacts.Memory memory = new ServerFacts.Memory(2014, 0);
  private List<ServerFacts.Disk> disks =
      List.of(
          new ServerFacts.Disk("/", "/", 14000, 16000),
          new ServerFacts.Disk("/var/lib", "/", 14000, 16000));
  private long ahead;
  private Set<String> groups = Set.of("sudo");
  private ServerFacts.Sudo sudo = ServerFacts.Sudo.PASSWORD;
  private boolean requiresTty;
  private String manager = "apt";
  private boolean indexWorks = true;
  private String indexProblem = "";
  private final Map<String, String> candidates = new LinkedHashMap<>();
  private ServerFacts.Engine engine = new ServerFacts.Engine("", "", false);
  private ServerFacts.Kernel kernel =
      new ServerFacts.Kernel(true, false, true, true, true, true, true, "", false, false);
  private ServerFacts.Network network = new ServerFacts.Network(true, true, "");
  private final Map<String, String> tools = new HashMap<>();

  FactsBuilder() {
    candidates.put("docker.io", "20.10.24+dfsg1-1");
  }

  FactsBuilder cpu(String fixture) {
    cpu = CpuInfo.parse(Fixtures.text("CpuInfo", fixture));
    return this;
  }

  FactsBuilder kernelName(String value) {
    kernelName = value;
    return this;
  }

  FactsBuilder machine(String name, String userland) {
    machine = name;
    architecture = userland;
    return this;
  }

  FactsBuilder distribution(String name, String version, String code) {
    id = name;
    versionId = version;
    codename = code;
    return this;
  }

  FactsBuilder memory(long ram, long swap) {
    memory = new ServerFacts.Memory(ram, swap);
    return this;
  }

  FactsBuilder disks(ServerFacts.Disk... all) {
    disks = List.of(all);
    return this;
  }

  FactsBuilder ahead(long seconds) {
    ahead = seconds;
    return this;
  }

  FactsBuilder sudo(ServerFacts.Sudo value, String... memberOf) {
    sudo = value;
    groups = Set.of(memberOf);
    return this;
  }

  FactsBuilder requiresTty() {
    requiresTty = true;
    return this;
  }

  FactsBuilder manager(String value) {
    manager = value;
    return this;
  }

  FactsBuilder index(boolean works, String problem) {
    indexWorks = works;
    indexProblem = problem;
    if (!works) {
      candidates.clear();
    }
    return this;
  }

  FactsBuilder noEngineOnOffer() {
    candidates.clear();
    candidates.put("git", "1");
    return this;
  }

  FactsBuilder engine(String version, String go386, boolean running) {
    engine = new ServerFacts.Engine(version, go386, running);
    return this;
  }

  FactsBuilder kernel(ServerFacts.Kernel value) {
    kernel = value;
    return this;
  }

  FactsBuilder network(boolean route, boolean reachable, String problem) {
    network = new ServerFacts.Network(route, reachable, problem);
    return this;
  }

  ServerFacts build() {
    return new ServerFacts(
        cpu,
        new ServerFacts.Os(
            "poweredge",
            kernelName,
            "6.1.0-50-686",
            machine,
            architecture,
            id,
            versionId,
            codename,
            id + " " + versionId,
            "systemd"),
        memory,
        disks,
        new ServerFacts.Clock(1_795_000_000L + ahead, ahead),
        new ServerFacts.Access("owner", 1000, "/home/owner", groups, sudo, requiresTty),
        new ServerFacts.Packages(
            manager,
            indexWorks,
            indexProblem,
            "http://deb.example.org/debian",
            List.of("deb http://deb.example.org/debian bookworm main"),
            candidates,
            Map.of()),
        engine,
        kernel,
        network,
        tools);
  }
}
