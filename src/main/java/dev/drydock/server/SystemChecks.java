package dev.drydock.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges the operating system, the way to root and the network. */
final class SystemChecks {
  /** Debian 13's i386 programs need SSE2 (its release notes). */
  private static final int LAST_DEBIAN_WITHOUT_SSE2 = 12;

  /**
   * Groups whose members sudo usually lets through: Debian's, old Ubuntu's, BSD's and Red Hat's.
   */
  private static final Set<String> SUDO_GROUPS = Set.of("sudo", "admin", "wheel", "root");

  /** Debian and its derivatives that number their releases as Debian does. */
  private static final Set<String> NUMBERED_AS_DEBIAN = Set.of("debian", "raspbian");

  private SystemChecks() {}

  static List<Finding> judge(ServerFacts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.add(kernel(facts.os()));
    findings.add(architecture(facts));
    findings.add(distribution(facts));
    findings.add(facts.needsSu() ? su(facts.access()) : sudo(facts.access()));
    findings.add(network(facts.network()));
    return findings;
  }

  private static Finding kernel(ServerFacts.Os os) {
    String value = (os.kernelName() + " " + os.kernelRelease() + " " + os.machine()).strip();
    if (!os.kernelName().equals("Linux")) {
      return new Finding(
          "os.kernel",
          "Kernel",
          Texts.firstOf(value, "unknown"),
          Verdict.STOP,
          "Containers of this kind are a feature of the Linux kernel, and this server runs"
              + " something else: Drydock can do nothing for it.");
    }
    return new Finding("os.kernel", "Kernel", value, Verdict.FINE, "");
  }

  private static Finding architecture(ServerFacts facts) {
    ServerFacts.Os os = facts.os();
    String architecture = os.architecture();
    String id = "os.architecture";
    String label = "Programs";
    if (!MachineChecks.isX86(facts)) {
      return new Finding(
          id,
          label,
          Texts.firstOf(architecture, os.machine(), "unknown"),
          Verdict.STOP,
          "These are not programs for x86; Drydock is for 32-bit x86 servers.");
    }
    if (architecture.equals("amd64") || (architecture.isEmpty() && os.machine().equals("x86_64"))) {
      return new Finding(
          id,
          label,
          "64-bit (amd64)",
          Verdict.STOP,
          "This server runs a 64-bit system, which Docker supports itself: use Docker's own packages"
              + " (docs.docker.com/engine/install).");
    }
    if (os.machine().equals("x86_64")) {
      return new Finding(
          id,
          label,
          "32-bit (" + architecture + ") on a 64-bit kernel",
          Verdict.FINE,
          "The 32-bit packages are used; a 64-bit installation would run Docker's own packages.");
    }
    return new Finding(
        id,
        label,
        "32-bit" + (architecture.isEmpty() ? "" : " (" + architecture + ")"),
        Verdict.FINE,
        "");
  }

  private static Finding distribution(ServerFacts facts) {
    ServerFacts.Os os = facts.os();
    String name = Texts.firstOf(os.prettyName(), os.id(), "unknown");
    return new Finding(
        "os.distribution",
        "Distribution",
        name,
        distributionVerdict(facts),
        distributionAdvice(facts));
  }

  private static Verdict distributionVerdict(ServerFacts facts) {
    ServerFacts.Packages packages = facts.packages();
    if (!packages.manager().equals("apt")) {
      return Verdict.STOP;
    }
    int debian = debianMajor(facts.os());
    if (debian > LAST_DEBIAN_WITHOUT_SSE2) {
      return facts.cpu().has("sse2") && hasEngine(packages) ? Verdict.CARE : Verdict.STOP;
    }
    if (debian == LAST_DEBIAN_WITHOUT_SSE2) {
      return packages.indexWorks() && !hasEngine(packages) ? Verdict.CARE : Verdict.FINE;
    }
    if (hasEngine(packages) || (debian >= 10 && !packages.indexWorks())) {
      return Verdict.CARE;
    }
    return Verdict.STOP;
  }

  private static String distributionAdvice(ServerFacts facts) {
    ServerFacts.Os os = facts.os();
    ServerFacts.Packages packages = facts.packages();
    String instead =
        " Debian 12 is the last Debian for processors without SSE2, with security updates until"
            + " 30 June 2028: installing it is the way to go.";
    if (!packages.manager().equals("apt")) {
      return switch (os.id()) {
        case "alpine", "void" ->
            "Its 32-bit programs need SSE2, and there is no route for it here." + instead;
        default ->
            "Drydock needs a distribution with apt (Debian 12 or an older relative of it)."
                + instead;
      };
    }
    int debian = debianMajor(os);
    if (debian > LAST_DEBIAN_WITHOUT_SSE2) {
      return facts.cpu().has("sse2")
          ? "From Debian 13 on there is no complete 32-bit system any more (no kernel, no"
              + " installer), so this road is untested."
              + instead
          : "The 32-bit programs of Debian 13 and later need SSE2, which this processor has not."
              + instead;
    }
    if (debian == LAST_DEBIAN_WITHOUT_SSE2) {
      return packages.indexWorks() && !hasEngine(packages)
          ? "It has Docker as the package docker.io, but apt does not offer it here: look whether a"
              + " line of /etc/apt/sources.list with \"bookworm main\" is missing."
          : "The last Debian for processors without SSE2; it has Docker as a ready-made package and"
              + " gets security updates until 30 June 2028.";
    }
    if (os.id().equals("ubuntu")) {
      return (hasEngine(packages)
              ? "It offers a package docker.io, but this 32-bit Ubuntu gets no updates any more."
              : "It offers no package docker.io, and its packages have moved to Ubuntu's archive of"
                  + " old releases (old-releases): there is no route for it yet.")
          + instead;
    }
    if (hasEngine(packages)) {
      return "It offers Docker as the package docker.io, so the route works, but it is older than"
          + " Debian 12 and gets few security updates or none.";
    }
    if (debian >= 10 && !packages.indexWorks()) {
      return "Whether it offers the package docker.io shows once the package index works again.";
    }
    return "It offers no package docker.io, and there is no other route for it yet." + instead;
  }

  private static boolean hasEngine(ServerFacts.Packages packages) {
    return packages.candidates().containsKey("docker.io")
        || packages.installed().containsKey("docker.io");
  }

  /** Debian's release number; 13 for testing and newer; 0 for other distributions. */
  private static int debianMajor(ServerFacts.Os os) {
    if (!NUMBERED_AS_DEBIAN.contains(os.id())) {
      return 0;
    }
    int dot = os.versionId().indexOf('.');
    int major = Texts.number(dot < 0 ? os.versionId() : os.versionId().substring(0, dot), 0);
    if (major == 0 && Set.of("trixie", "forky", "sid").contains(os.codename())) {
      return LAST_DEBIAN_WITHOUT_SSE2 + 1;
    }
    return major;
  }

  private static Finding su(ServerFacts.Access access) {
    String user = Texts.firstOf(access.user(), "this user");
    return new Finding(
        "access.root",
        "Way to root",
        (access.sudo() == ServerFacts.Sudo.MISSING
                ? "no sudo on this server"
                : user + " has no sudo")
            + ", only su",
        Verdict.CARE,
        "Drydock can use su: before the first step that needs root you are asked for the password of"
            + " the account root itself, not "
            + user
            + "'s. It is kept in memory only. Where root has no password, as on Ubuntu, that cannot"
            + " work: then an administrator must allow "
            + user
            + " to use sudo, or you connect as root.");
  }

  private static Finding sudo(ServerFacts.Access access) {
    String user = Texts.firstOf(access.user(), "this user");
    String id = "access.root";
    String label = "Way to root";
    String byRoot = "su -c \"adduser " + user + " sudo\"";
    return switch (access.sudo()) {
      case ROOT ->
          new Finding(id, label, "logged in as root", Verdict.FINE, "Nothing else is needed.");
      case NOPASSWD -> new Finding(id, label, "sudo, without a password", Verdict.FINE, "");
      case PASSWORD -> sudoWithPassword(access, user, byRoot);
      case NONE ->
          new Finding(
              id,
              label,
              user + " may not use sudo",
              Verdict.STOP,
              "Installing Docker needs root's rights. If you know root's password, run on the server: "
                  + byRoot
                  + " - then log in again; or connect as root.");
      case MISSING ->
          new Finding(
              id,
              label,
              "no sudo on this server",
              Verdict.STOP,
              "Installing Docker needs root's rights. If you know root's password, run on the server:"
                  + " su -c \"apt-get install sudo && adduser "
                  + user
                  + " sudo\" - then log in again; or connect as root.");
    };
  }

  private static Finding sudoWithPassword(ServerFacts.Access access, String user, String byRoot) {
    String id = "access.root";
    String label = "Way to root";
    if (access.requiresTty()) {
      return new Finding(
          id,
          label,
          "sudo, which insists on a terminal",
          Verdict.CARE,
          "Drydock gives it one; if that fails, remove \"requiretty\" from /etc/sudoers.");
    }
    if (access.groups().stream().noneMatch(SUDO_GROUPS::contains)) {
      return new Finding(
          id,
          label,
          "sudo, perhaps not for " + user,
          Verdict.CARE,
          user
              + " is in none of the groups that are usually allowed (sudo, admin, wheel). If sudo"
              + " refuses, root can change that: "
              + byRoot
              + " - then log in again.");
    }
    return new Finding(
        id,
        label,
        "sudo, with " + user + "'s password",
        Verdict.FINE,
        "You are asked for it before the first step that needs it; it is kept in memory only.");
  }

  private static Finding network(ServerFacts.Network network) {
    String id = "network";
    String label = "Network";
    if (network.mirrorReachable()) {
      return new Finding(id, label, "the package mirror answers", Verdict.FINE, "");
    }
    if (!network.hasDefaultRoute()) {
      return new Finding(
          id,
          label,
          "no way out",
          Verdict.STOP,
          ("The server has no default route, so nothing can be downloaded. "
                  + network.problem()
                  + " Look with: ip route")
              .replace("  ", " "));
    }
    String problem = Texts.firstOf(network.problem(), "The package mirror does not answer.");
    return new Finding(
        id,
        label,
        "the package mirror does not answer",
        Verdict.CARE,
        problem
            + (problem.toLowerCase(Locale.ROOT).contains("looked up")
                ? " Look at /etc/resolv.conf on the server, then check again."
                : " Look whether a firewall or a proxy is in the way, then check again."));
  }
}
