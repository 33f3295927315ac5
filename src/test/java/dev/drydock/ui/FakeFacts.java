package dev.drydock.ui;

import dev.drydock.server.ServerFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the check-up of a made-up server reads. */
final class FakeFacts {
  private FakeFacts() {}

  /** The model case: a Pentium III with Debian 12, nothing installed yet. */
  static ServerFacts pentium3() {
    return facts(
        new ServerFacts.Cpu(
            "GenuineIntel",
            "Pentium III (Coppermine)",
            6,
            8,
            Set.of(
                "fpu", "vme", "de", "pse", "tsc", "msr", "pae", "mce", "cx8", "cmov", "mmx", "fxsr",
                "sse"),
            866.4,
            2,
            32),
        "i686",
        "i386");
  }

  /** Too new for Drydock. */
  static ServerFacts amd64() {
    return facts(
        new ServerFacts.Cpu(
            "GenuineIntel",
            "Intel(R) Core(TM)2 Duo CPU E8400",
            6,
            23,
            Set.of("fpu", "tsc", "cmov", "mmx", "sse", "sse2", "lm"),
            3000,
            2,
            64),
        "x86_64",
        "amd64");
  }

  private static ServerFacts facts(ServerFacts.Cpu cpu, String machine, String architecture) {
    return new ServerFacts(
        cpu,
        new ServerFacts.Os(
            "poweredge",
            "Linux",
            "6.1.0-38-686",
            machine,
            architecture,
            "debian",
            "12",
            "bookworm",
            "Debian GNU/Linux 12 (bookworm)",
            "systemd"),
        new ServerFacts.Memory(2013, 0),
        List.of(
            new ServerFacts.Disk("/", "/", 12_000, 16_000),
            new ServerFacts.Disk("/var/lib", "/", 12_000, 16_000)),
        new ServerFacts.Clock(1_795_000_000, -3),
        new ServerFacts.Access(
            "owner",
            1000,
            "/home/owner",
            Set.of("owner", "sudo"),
            ServerFacts.Sudo.PASSWORD,
            false),
        new ServerFacts.Packages(
            "apt",
            true,
            "",
            "http://mirror.example/debian",
            List.of("deb http://mirror.example/debian bookworm main"),
            Map.of(
                "docker.io", "20.10.24+dfsg1-1+deb12u1+b2",
                "debootstrap", "1.0.128+nmu2+deb12u2",
                "gcc", "4:12.2.0-3",
                "make", "4.3-4.1",
                "lxc", "1:5.0.2-1+deb12u3",
                "apparmor", "3.0.8-3"),
            Map.of()),
        new ServerFacts.Engine("", "", false),
        new ServerFacts.Kernel(
            true, false, false, true, true, true, true, "1.8.9 (nf_tables)", true, false),
        new ServerFacts.Network(true, true, ""),
        Map.of("gcc", "12.2.0", "git", "2.39.5"));
  }
}
