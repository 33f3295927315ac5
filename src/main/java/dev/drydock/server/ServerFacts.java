package dev.drydock.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that decides anything, as read in one round trip. Immutable; sets and maps keep the
 * order in which the server told them.
 *
 * @param tools program name to its path; absent if it is not installed
 */
public record ServerFacts(
    Cpu cpu,
    Os os,
    Memory memory,
    List<Disk> disks,
    Clock clock,
    Access access,
    Packages packages,
    Engine engine,
    Kernel kernel,
    Network network,
    Map<String, String> tools) {
  public ServerFacts {
    disks = List.copyOf(disks);
    tools = ordered(tools);
  }

  private static Set<String> ordered(Set<String> set) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(set));
  }

  private static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * From /proc/cpuinfo, the first processor's part.
   *
   * @param flags lower case, e.g. {@code sse}; empty if the text has none (ARM)
   * @param mhz 0 if not told
   * @param count of processors as the kernel numbers them
   * @param kernelBits 32 or 64, as the form of the text betrays it; 0 if it does not (ARM)
   */
  public record Cpu(
      String vendor,
      String modelName,
      int family,
      int model,
      Set<String> flags,
      double mhz,
      int count,
      int kernelBits) {
    public Cpu {
      flags = ordered(flags);
    }

    /** For a text that does not tell the kernel's width. */
    public Cpu(
        String vendor,
        String modelName,
        int family,
        int model,
        Set<String> flags,
        double mhz,
        int count) {
      this(vendor, modelName, family, model, flags, mhz, count, 0);
    }

    public boolean has(String flag) {
      return flags.contains(flag);
    }
  }

  /**
   * @param kernelName {@code uname -s}
   * @param machine {@code uname -m}, e.g. i686
   * @param architecture of the installed programs in Debian's words, e.g. i386, amd64, armhf, or ""
   * @param id from os-release, e.g. debian
   * @param codename e.g. bookworm, or ""
   * @param init systemd, upstart, sysv or other
   */
  public record Os(
      String hostname,
      String kernelName,
      String kernelRelease,
      String machine,
      String architecture,
      String id,
      String versionId,
      String codename,
      String prettyName,
      String init) {}

  public record Memory(long ramMb, long swapMb) {}

  /** Whether root can only be had through su, with root's own password. */
  public boolean needsSu() {
    return (access.sudo() == Sudo.NONE || access.sudo() == Sudo.MISSING) && tools.containsKey("su");
  }

  /** Free space where it matters: /, /var/lib, /tmp and the login's home. */
  public record Disk(String path, String mountPoint, long freeMb, long totalMb) {}

  /**
   * @param aheadSeconds the server's clock minus the desktop's (negative: behind), to a few seconds
   */
  public record Clock(long serverEpochSeconds, long aheadSeconds) {}

  /** How root can be had. */
  public enum Sudo {
    ROOT,
    NOPASSWD,
    PASSWORD,
    NONE,
    MISSING
  }

  /**
   * @param uid -1 if not told
   * @param groups names, the primary group included
   * @param requiresTty whether sudo refused because there was no terminal
   */
  public record Access(
      String user, int uid, String home, Set<String> groups, Sudo sudo, boolean requiresTty) {
    public Access {
      groups = ordered(groups);
    }
  }

  /**
   * @param manager {@code apt} or ""
   * @param indexWorks whether the local index answers for a package that every release has
   * @param indexProblem what is wrong with it, in apt's words where it has any, or ""
   * @param mirror the first binary source of the main suite, e.g. {@code http://.../debian}, or "";
   *     a user name or password in it is left out
   * @param sources the deb lines in force, one-line format, likewise without passwords
   * @param candidates package to candidate version from an archive, for the packages that routes
   *     need
   * @param installed package to installed version
   */
  public record Packages(
      String manager,
      boolean indexWorks,
      String indexProblem,
      String mirror,
      List<String> sources,
      Map<String, String> candidates,
      Map<String, String> installed) {
    public Packages {
      sources = List.copyOf(sources);
      candidates = ordered(candidates);
      installed = ordered(installed);
    }
  }

  /**
   * @param dockerVersion of the docker program, e.g. 20.10.24, or ""
   * @param go386 build setting read from the engine's binary (softfloat, 387, sse2) or ""; the
   *     probe leaves it empty, for reading 60 MB costs seconds on an old disk: a step reads it
   * @param daemonRunning whether its process lives
   */
  public record Engine(String dockerVersion, String go386, boolean daemonRunning) {}

  /**
   * Kernel features a container engine needs; true when loaded, built in or loadable.
   *
   * @param iptables version and flavour, e.g. {@code 1.8.9 (nf_tables)}, or "" if not installed
   * @param appArmor whether the kernel confines with it now
   * @param appArmorParser whether the program that loads its profiles is installed
   */
  public record Kernel(
      boolean overlay,
      boolean aufs,
      boolean cgroupV1,
      boolean cgroupV2,
      boolean bridge,
      boolean veth,
      boolean namespaces,
      String iptables,
      boolean appArmor,
      boolean appArmorParser) {}

  /**
   * @param mirrorReachable whether the mirror's (or apt's proxy's) host name resolves and takes a
   *     connection
   * @param problem a sentence on why not, or ""
   */
  public record Network(boolean hasDefaultRoute, boolean mirrorReachable, String problem) {}
}
