package dev.drydock.practice;

import dev.drydock.ssh.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the practice server is.
 *
 * @param running present while it runs
 * @param imageReady a disk for the present recipe exists, so that starting needs no download
 * @param used a server was left and {@code up} goes on with its disk
 * @param asleep it was put to sleep, and wakes up where it was; else it boots from that disk, as
 *     after a power cut
 */
public record PracticeStatus(
    Optional<Running> running, boolean imageReady, boolean used, boolean asleep) {
  private static final int SITES_SHOWN = 20;

  /**
   * A running practice server.
   *
   * @param pid of QEMU
   * @param uptime since QEMU was started; the server inside may have slept in a snapshot before
   * @param tied it ends with the process that started it
   * @param witness absent when there is none, and {@code noWitness} says why
   */
  public record Running(
      PracticeServer server,
      long pid,
      Duration uptime,
      String cpu,
      int memoryMb,
      boolean tied,
      Optional<WitnessReport> witness,
      String noWitness) {}

  /** The same for a person, a line each. */
  public List<String> lines() {
    List<String> out = new ArrayList<>();
    if (running.isEmpty()) {
      out.add("The practice server is not running.");
      if (asleep) {
        out.add(
            "\"drydock practice up\" continues it as you left it; add --fresh for a clean one.");
      } else if (used) {
        out.add(
            "It was switched off without being put to sleep: \"drydock practice up\" boots it from"
                + " its disk as it is; add --fresh for a clean one.");
      } else if (imageReady) {
        out.add("Its disk is ready: \"drydock practice up\" starts it.");
      } else {
        out.add(
            "Its disk is not built yet: \"drydock practice up\" builds it (some 3 minutes) and"
                + " starts it.");
      }
      return out;
    }
    Running r = running.get();
    out.add(
        "The practice server is running (process "
            + r.pid
            + ", for "
            + words(r.uptime)
            + (r.tied ? ", until the window that started it closes)." : ")."));
    out.add("CPU model " + r.cpu + ", " + r.memoryMb + " MiB of memory.");
    PracticeServer s = r.server;
    out.add(
        "Log in: ssh -p "
            + s.port()
            + " -i "
            + word(s.keyFile())
            + " -o UserKnownHostsFile="
            + word(s.knownHosts())
            + " "
            + s.user()
            + "@"
            + s.host());
    out.add("Password (sudo asks for it): in " + s.passwordFile());
    out.add("Host key: " + s.hostKeySha256());
    if (r.witness.isEmpty()) {
      out.add("SSE2 witness: none. " + r.noWitness);
      return out;
    }
    WitnessReport w = r.witness.get();
    out.add(
        "SSE2 witness: "
            + (w.executed() == 0 ? "no" : Long.toString(w.executed()))
            + " SSE2 instructions executed by programs since this start (counting begins anew with"
            + " every start).");
    w.sites().stream().limit(SITES_SHOWN).forEach(site -> out.add("  " + site));
    if (w.sites().size() > SITES_SHOWN) {
      out.add("  and " + (w.sites().size() - SITES_SHOWN) + " more places");
    }
    return out;
  }

  /** As it is typed in a shell. */
  private static String word(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9/._+-]+") ? text : Shell.quote(text);
  }

  private static String words(Duration time) {
    long minutes = time.toMinutes();
    if (minutes == 0) {
      return time.toSeconds() + " s";
    }
    return minutes < 120 ? minutes + " min" : time.toHours() + " h " + minutes % 60 + " min";
  }
}
