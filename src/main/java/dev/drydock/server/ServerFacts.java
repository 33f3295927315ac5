package dev.drydock.server;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that decides anything, as read in one round trip. Immutable. */
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

  /**
   * From /proc/cpuinfo.
   *
   * @param flags lower case, e.g. {@code sse}; empty if the text has none (ARM)
   * @param mhz 0 if not told
   */
  public record Cpu(
      String vendor,
      String modelName,
      int family,
      int model,
      Set<String> flags,
      double mhz,
      int count) {
    public boolean has(String flag) {
      return flags.contains(flag);
    }
  }

  /**
   * @param kernelName {@code uname -s}
   * @param machine {@code uname -m}, e.g. i686
   * @param architecture of the installed programs, e.g. i386 ({@code dpkg --print-architecture}) or
   *     ""
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

  public record Access(
      String user, int uid, String home, Set<String> groups, Sudo sudo, boolean requiresTty) {}

  /**
   * @param manager {@code apt} or ""
   * @param indexWorks whether the local index answers for a package that every release has
   * @param indexProblem what apt said, or ""
   * @param mirror the first binary source of the main suite, e.g. {@code http://.../debian}, or ""
   * @param sources the deb lines in force, one-line format
   * @param candidates package to candidate version, for the packages that routes need
   * @param installed package to installed version
   */
  public record Packages(
      String manager,
      boolean indexWorks,
      String indexProblem,
      String mirror,
      List<String> sources,
      Map<String, String> candidates,
      Map<String, String> installed) {}

  /**
   * @param dockerVersion of the docker program, or ""
   * @param go386 build setting read from the engine's binary (softfloat, 387, sse2) or ""
   * @param daemonRunning whether it answered
   */
  public record Engine(String dockerVersion, String go386, boolean daemonRunning) {}

  /** Kernel features a container engine needs; true when loaded, built in or loadable. */
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
   * @param mirrorReachable whether the mirror's host name resolves and takes a connection
   */
  public record Network(boolean hasDefaultRoute, boolean mirrorReachable, String problem) {}
}
