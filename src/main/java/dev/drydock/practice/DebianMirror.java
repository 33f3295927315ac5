package dev.drydock.practice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the practice server's packages come from: the mirror this machine itself uses.
 *
 * @param archive address of a Debian archive
 * @param security address of the security archive, absent when this machine uses none
 * @param options for example {@code [signed-by=/usr/share/keyrings/x.gpg]}, or ""
 * @param securityOptions the same for the security archive
 */
record DebianMirror(
    String archive, Optional<String> security, String options, String securityOptions) {
  static final String SUITE = "bookworm";
  private static final Set<String> DEBIAN_SUITES =
      Set.of(
          "bullseye",
          "bookworm",
          "trixie",
          "forky",
          "duke",
          "sid",
          "oldoldstable",
          "oldstable",
          "stable",
          "testing",
          "unstable");
  private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

  /**
   * This machine as a server in QEMU's user network sees it (QEMU: "Using the user mode network
   * stack").
   */
  static final String HOST_SEEN_FROM_GUEST = "10.0.2.2";

  private static final Pattern THIS_MACHINE =
      Pattern.compile(
          "(https?://(?:[^/@\\s\"]*@)?)(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?=[:/\"]|$)");

  /**
   * Lines for one try: the sources as this machine sees them, as the practice server will, and the
   * suite that was left out since the try before ("" for the first).
   */
  record Attempt(List<String> host, List<String> guest, String dropped) {}

  /** The best guess among a machine's sources; third parties' archives are not Debian's. */
  static Optional<DebianMirror> choose(List<AptEntry> entries, boolean keyringInstalled) {
    Optional<AptEntry> main =
        entries.stream()
            .filter(DebianMirror::fromWeb)
            .filter(e -> DEBIAN_SUITES.contains(e.suite()) && e.components().contains("main"))
            .max(Comparator.comparingInt(e -> likelihood(e, entries)));
    if (main.isEmpty()) {
      return Optional.empty();
    }
    Optional<AptEntry> security =
        entries.stream()
            .filter(DebianMirror::fromWeb)
            .filter(e -> e.components().contains("main"))
            .filter(
                e ->
                    DEBIAN_SUITES.stream()
                        .anyMatch(
                            s ->
                                e.suite().equals(s + "-security")
                                    || e.suite().equals(s + "/updates")))
            .findFirst();
    return Optional.of(
        new DebianMirror(
            main.get().uri(),
            security.map(AptEntry::uri),
            options(main.get(), keyringInstalled),
            security.map(e -> options(e, keyringInstalled)).orElse("")));
  }

  static DebianMirror at(String address, boolean keyringInstalled) {
    String uri = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    return new DebianMirror(
        uri, Optional.empty(), keyringInstalled ? "[signed-by=" + KEYRING + "]" : "", "");
  }

  static String keyring() {
    return KEYRING;
  }

  private static boolean fromWeb(AptEntry entry) {
    return entry.uri().startsWith("http://") || entry.uri().startsWith("https://");
  }

  /** Vendors imitate Debian's layout: the archive is the one that also has updates, or its name. */
  private static int likelihood(AptEntry entry, List<AptEntry> all) {
    int points = 0;
    if (all.stream()
        .anyMatch(
            e -> e.uri().equals(entry.uri()) && e.suite().equals(entry.suite() + "-updates"))) {
      points += 2;
    }
    if (entry.uri().endsWith("/debian")) {
      points += 2;
    }
    if (entry.signedBy().contains("debian-archive-keyring")) {
      points++;
    }
    return points;
  }

  private static String options(AptEntry entry, boolean keyringInstalled) {
    if (entry.trusted()) {
      return "[trusted=yes]";
    }
    if (!entry.signedBy().isEmpty()) {
      return "[signed-by=" + entry.signedBy() + "]";
    }
    return keyringInstalled ? "[signed-by=" + KEYRING + "]" : "";
  }

  /** Fewer suites each time: one broken suite must not be the end of it. */
  List<Attempt> attempts() {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {options, archive, SUITE});
    lines.add(new String[] {options, archive, SUITE + "-updates"});
    security.ifPresent(uri -> lines.add(new String[] {securityOptions, uri, SUITE + "-security"}));
    List<Attempt> attempts = new ArrayList<>();
    String dropped = "";
    for (int count = lines.size(); count > 0; count--) {
      List<String> host = new ArrayList<>();
      List<String> guest = new ArrayList<>();
      for (String[] line : lines.subList(0, count)) {
        host.add(line(line[0], line[1], line[2]));
        // The practice server has Debian's keys in their usual place, and not this machine's files.
        String trust = line[0].equals("[trusted=yes]") ? line[0] : "";
        guest.add(line(trust, seenFromGuest(line[1]), line[2]));
      }
      attempts.add(new Attempt(List.copyOf(host), List.copyOf(guest), dropped));
      dropped = lines.get(count - 1)[2];
    }
    return attempts;
  }

  private static String line(String options, String uri, String suite) {
    return "deb " + (options.isEmpty() ? "" : options + " ") + uri + " " + suite + " main";
  }

  /** An address on this machine itself, for example of a proxy, has another name in there. */
  static String seenFromGuest(String text) {
    return THIS_MACHINE.matcher(text).replaceAll("$1" + HOST_SEEN_FROM_GUEST);
  }
}
