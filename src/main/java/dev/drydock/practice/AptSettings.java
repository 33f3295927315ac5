package dev.drydock.practice;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of this machine's apt that decide whether its mirror is reached and believed.
 *
 * @param host lines of apt.conf(5) for building on this machine
 * @param guest lines for the practice server's own apt
 */
record AptSettings(List<String> host, List<String> guest) {
  private static final Pattern SETTING = Pattern.compile("(Acquire::[\\w:.@/-]+) \"([^\"]+)\";");
  private static final Pattern WANTED =
      Pattern.compile(
          "Acquire::(?:https?::.+|Check-Valid-Until|Check-Date|Max-FutureTime|Retries|"
              + "ForceIPv[46])");

  /** Files and programs of this machine do not exist on the practice server. */
  private static final Pattern HOST_ONLY =
      Pattern.compile(
          "(?i).*(?:CaInfo|CaPath|SslCert|SslKey|CrlFile|Proxy-Auto-Detect|ProxyAutoDetect)");

  AptSettings {
    host = List.copyOf(host);
    guest = List.copyOf(guest);
  }

  /**
   * @param dump what {@code apt-config dump} prints
   * @param environment apt also obeys {@code http_proxy} and {@code https_proxy}
   */
  static AptSettings parse(String dump, Map<String, String> environment) {
    List<String> host = new ArrayList<>();
    List<String> guest = new ArrayList<>();
    for (String line : dump.lines().toList()) {
      Matcher setting = SETTING.matcher(line.strip());
      if (!setting.matches() || !WANTED.matcher(setting.group(1)).matches()) {
        continue;
      }
      host.add(line.strip());
      if (!HOST_ONLY.matcher(setting.group(1)).matches()) {
        guest.add(DebianMirror.seenFromGuest(line.strip()));
      }
    }
    for (String scheme : List.of("http", "https")) {
      String name = "Acquire::" + scheme + "::Proxy ";
      String proxy = environment.getOrDefault(scheme + "_proxy", "");
      if (!proxy.isEmpty()
          && !proxy.contains("\"")
          && host.stream().noneMatch(line -> line.startsWith(name))) {
        guest.add(DebianMirror.seenFromGuest(name + '"' + proxy + "\";"));
      }
    }
    return new AptSettings(host, guest);
  }
}
