package dev.drydock.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Judges packages, the engine, the kernel's features and the tools. */
final class SoftwareChecks {
  private SoftwareChecks() {}

  static List<Finding> judge(ServerFacts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.add(index(facts.packages()));
    findings.add(engine(facts));
    findings.add(layers(facts.kernel()));
    findings.add(controlGroups(facts.kernel()));
    findings.add(namespaces(facts.kernel()));
    findings.add(bridge(facts.kernel()));
    findings.add(iptables(facts));
    findings.add(appArmor(facts.kernel()));
    findings.add(init(facts));
    findings.add(baseSystem(facts));
    findings.add(buildTools(facts.tools()));
    return findings;
  }

  private static Finding index(ServerFacts.Packages packages) {
    String id = "packages.index";
    String label = "Package index";
    if (!packages.manager().equals("apt")) {
      return new Finding(
          id, label, "no apt", Verdict.STOP, "Drydock installs with apt, which is not here.");
    }
    if (!packages.indexWorks()) {
      return new Finding(
          id, label, "does not answer", Verdict.CARE, indexAdvice(packages.indexProblem()));
    }
    if (!packages.indexProblem().isEmpty()) {
      return new Finding(
          id, label, "works, with complaints", Verdict.CARE, indexAdvice(packages.indexProblem()));
    }
    return new Finding(id, label, "works", Verdict.FINE, "");
  }

  /** The problem may be in apt's own words, or a sentence about apt. */
  private static String indexAdvice(String problem) {
    String sentence = problem.startsWith("apt ") ? problem : "apt says: " + problem;
    boolean sources = problem.contains("list of sources") || problem.contains("source list");
    return sentence
        + (sentence.endsWith(".") ? "" : ".")
        + (sources
            ? " Correct that line on the server, as root, then check again."
            : " A step fetches the index anew (apt-get update).");
  }

  private static Finding engine(ServerFacts facts) {
    String id = "engine";
    String label = "Docker";
    ServerFacts.Engine engine = facts.engine();
    if (!engine.dockerVersion().isEmpty()) {
      if (engine.go386().equals("sse2") && !facts.cpu().has("sse2")) {
        return new Finding(
            id,
            label,
            engine.dockerVersion() + ", built for SSE2",
            Verdict.STOP,
            "This Docker was built with GO386=sse2 and dies on this processor: remove it, then check"
                + " again.");
      }
      return new Finding(
          id,
          label,
          engine.dockerVersion() + (engine.daemonRunning() ? ", running" : ", not running"),
          Verdict.FINE,
          engine.daemonRunning()
              ? "What is done already is left as it is."
              : "It is installed; a step starts it.");
    }
    String candidate = facts.packages().candidates().getOrDefault("docker.io", "");
    if (!candidate.isEmpty()) {
      return new Finding(
          id,
          label,
          "not installed; docker.io " + candidate + " is on offer",
          Verdict.FINE,
          "A step installs it.");
    }
    return new Finding(
        id,
        label,
        "not installed, none on offer",
        Verdict.CARE,
        facts.packages().indexWorks()
            ? "apt knows no package docker.io here."
            : "Whether it is on offer shows once the package index works.");
  }

  private static Finding layers(ServerFacts.Kernel kernel) {
    String id = "kernel.overlay";
    String label = "Image layers";
    if (kernel.overlay()) {
      return new Finding(id, label, kernel.aufs() ? "overlay, aufs" : "overlay", Verdict.FINE, "");
    }
    if (kernel.aufs()) {
      return new Finding(
          id,
          label,
          "aufs only",
          Verdict.CARE,
          "An old Docker uses it; a newer one copies whole layers, which is slow and takes room.");
    }
    return new Finding(
        id,
        label,
        "neither overlay nor aufs",
        Verdict.CARE,
        "Docker then copies whole layers (vfs), which is slow and takes much room; the"
            + " distribution's own kernel has overlay.");
  }

  private static Finding controlGroups(ServerFacts.Kernel kernel) {
    List<String> versions = new ArrayList<>();
    if (kernel.cgroupV1()) {
      versions.add("v1");
    }
    if (kernel.cgroupV2()) {
      versions.add("v2");
    }
    if (versions.isEmpty()) {
      return new Finding(
          "kernel.cgroups",
          "Control groups",
          "missing",
          Verdict.STOP,
          "Docker counts and limits containers with them: install the distribution's own kernel and"
              + " restart the server.");
    }
    return new Finding("kernel.cgroups", "Control groups", Texts.list(versions), Verdict.FINE, "");
  }

  private static Finding namespaces(ServerFacts.Kernel kernel) {
    if (!kernel.namespaces()) {
      return new Finding(
          "kernel.namespaces",
          "Namespaces",
          "missing",
          Verdict.STOP,
          "Containers are made of them: install the distribution's own kernel and restart the"
              + " server.");
    }
    return new Finding("kernel.namespaces", "Namespaces", "yes", Verdict.FINE, "");
  }

  private static Finding bridge(ServerFacts.Kernel kernel) {
    List<String> missing = new ArrayList<>();
    if (!kernel.bridge()) {
      missing.add("bridge");
    }
    if (!kernel.veth()) {
      missing.add("veth");
    }
    if (missing.isEmpty()) {
      return new Finding("kernel.bridge", "Container network", "bridge and veth", Verdict.FINE, "");
    }
    return new Finding(
        "kernel.bridge",
        "Container network",
        Texts.list(missing) + " not found",
        Verdict.CARE,
        "Containers reach the network through these parts of the kernel: if Docker does not start,"
            + " install the distribution's own kernel.");
  }

  private static Finding iptables(ServerFacts facts) {
    String version = facts.kernel().iptables();
    if (version.isEmpty()) {
      return new Finding(
          "kernel.iptables",
          "iptables",
          "not installed",
          Verdict.FINE,
          "Docker opens ports with it; it is installed along with Docker.");
    }
    return new Finding("kernel.iptables", "iptables", version, Verdict.FINE, "");
  }

  private static Finding appArmor(ServerFacts.Kernel kernel) {
    String id = "kernel.apparmor";
    if (kernel.appArmor() && !kernel.appArmorParser()) {
      return new Finding(
          id,
          "AppArmor",
          "on, but its parser is missing",
          Verdict.CARE,
          "Without the package apparmor every \"docker run\" fails: a step installs it.");
    }
    return new Finding(id, "AppArmor", kernel.appArmor() ? "on" : "off", Verdict.FINE, "");
  }

  private static Finding init(ServerFacts facts) {
    String init = facts.os().init();
    return new Finding(
        "os.init",
        "Service manager",
        init.equals("sysv") ? "System V init" : Texts.firstOf(init, "unknown"),
        init.equals("other") || init.isEmpty() ? Verdict.CARE : Verdict.FINE,
        init.equals("other") || init.isEmpty()
            ? "Drydock starts Docker at boot with systemd, Upstart or System V init, and found none"
                + " of them: you may have to start it by hand."
            : "");
  }

  private static Finding baseSystem(ServerFacts facts) {
    boolean has =
        facts.tools().containsKey("debootstrap") || facts.tools().containsKey("mmdebstrap");
    return new Finding(
        "tools.debootstrap",
        "Base system",
        has ? "debootstrap is installed" : "debootstrap is not installed",
        Verdict.FINE,
        has ? "" : "It fetches the files of a first image: a step installs it.");
  }

  private static Finding buildTools(Map<String, String> tools) {
    List<String> present = Stream.of("gcc", "make", "git").filter(tools::containsKey).toList();
    return new Finding(
        "tools.build",
        "Build tools",
        present.isEmpty() ? "none" : Texts.list(present),
        Verdict.FINE,
        present.size() == 3 ? "" : "Only building from source would need gcc, make and git.");
  }
}
