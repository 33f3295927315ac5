package dev.drydock.ssh;

import com.jcraft.jsch.Session;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which algorithms are offered to a server, and which old ones it would need. */
final class Algorithms {
  /** JSch's settings per category, each a comma-separated list in order of preference. */
  private static final Map<LegacyAlgorithms, List<String>> SETTINGS =
      Map.of(
          LegacyAlgorithms.HOST_KEYS, List.of("server_host_key"),
          LegacyAlgorithms.PUBLIC_KEYS, List.of("PubkeyAcceptedAlgorithms"),
          LegacyAlgorithms.KEY_EXCHANGE, List.of("kex"),
          LegacyAlgorithms.CIPHERS, List.of("cipher.c2s", "cipher.s2c"),
          LegacyAlgorithms.MACS, List.of("mac.c2s", "mac.s2c"));

  private Algorithms() {}

  /** JSch's own defaults, less what is legacy here and certificates, plus what was allowed. */
  static void offer(Session session, Set<LegacyAlgorithms> allowed) {
    SETTINGS.forEach(
        (category, settings) -> {
          for (String setting : settings) {
            Set<String> names = new LinkedHashSet<>(split(session.getConfig(setting)));
            names.removeAll(category.algorithms());
            // Host certificates are not checked here, so they must not be offered either.
            names.removeIf(name -> name.contains("-cert-v0"));
            if (allowed.contains(category)) {
              names.addAll(category.algorithms());
            }
            session.setConfig(setting, String.join(",", names));
          }
        });
    if (allowed.contains(LegacyAlgorithms.KEY_EXCHANGE)) {
      // Servers that old have groups of 1024 bits and refuse to look for more.
      session.setConfig("dhgex_min", "1024");
      session.setConfig("dhgex_preferred", "2048");
    }
  }

  /**
   * What the server offers, read from the first packet it sent in the clear (RFC 4253, section
   * 7.1); JSch's exception names only the first list that did not fit.
   *
   * @param head the bytes from the greeting on
   * @return lists per setting of JSch; empty when the bytes are no complete packet
   */
  static Map<String, List<String>> offeredBy(byte[] head) {
    try {
      int start = 0;
      while (start < head.length && head[start] != '\n') {
        start++;
      }
      ByteBuffer packet = ByteBuffer.wrap(head, start + 1, head.length - start - 1);
      packet.getInt(); // length
      packet.get(); // length of the padding
      if (packet.get() != 20) {
        return Map.of();
      }
      packet.position(packet.position() + 16); // cookie
      return Map.of(
          "kex", list(packet),
          "server_host_key", list(packet),
          "cipher.c2s", list(packet),
          "cipher.s2c", list(packet),
          "mac.c2s", list(packet),
          "mac.s2c", list(packet));
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Map.of();
    }
  }

  private static List<String> list(ByteBuffer packet) {
    byte[] text = new byte[packet.getInt()];
    packet.get(text);
    return split(new String(text, StandardCharsets.US_ASCII));
  }

  /** Categories without which there is no algorithm in common, and with which there is. */
  static Set<LegacyAlgorithms> wouldHelp(Session session, Map<String, List<String>> server) {
    Set<LegacyAlgorithms> help = EnumSet.noneOf(LegacyAlgorithms.class);
    server.forEach(
        (setting, offered) -> {
          if (lacks(session, setting, offered)) {
            SETTINGS.forEach(
                (category, settings) -> {
                  if (settings.contains(setting)
                      && category.algorithms().stream().anyMatch(offered::contains)) {
                    help.add(category);
                  }
                });
          }
        });
    return help;
  }

  /** For a person: per list without a common algorithm, what the server has. */
  static List<String> lacking(Session session, Map<String, List<String>> server) {
    List<String> texts = new ArrayList<>();
    Map<String, String> names =
        Map.of(
            "kex", "key exchange",
            "server_host_key", "host key",
            "cipher.c2s", "cipher",
            "mac.c2s", "checksum");
    for (String setting : List.of("kex", "server_host_key", "cipher.c2s", "mac.c2s")) {
      List<String> offered = server.get(setting);
      if (offered != null && lacks(session, setting, offered)) {
        texts.add(names.get(setting) + ": " + String.join(", ", offered));
      }
    }
    return texts;
  }

  /** Whether all the server has to show of itself are certificates. */
  static boolean onlyCertificates(Map<String, List<String>> server) {
    List<String> keys = server.getOrDefault("server_host_key", List.of());
    return !keys.isEmpty() && keys.stream().allMatch(name -> name.contains("-cert-v0"));
  }

  /**
   * Whether a person's RSA key could be refused only because the server knows no better signature
   * than SHA-1's.
   *
   * @param told what the server said it takes (RFC 8308, server-sig-algs), or empty
   * @param version the server's greeting
   */
  static boolean mayWantOldSignatures(List<String> told, String version) {
    if (!told.isEmpty()) {
      return told.contains("ssh-rsa") && told.stream().noneMatch(name -> name.startsWith("rsa-"));
    }
    // OpenSSH learned the better ones in 7.2, together with telling so.
    Matcher openSsh = OPENSSH.matcher(version);
    if (openSsh.find()) {
      int major = Integer.parseInt(openSsh.group(1));
      return major < 7 || (major == 7 && Integer.parseInt(openSsh.group(2)) < 2);
    }
    return version.contains("dropbear");
  }

  private static final Pattern OPENSSH = Pattern.compile("OpenSSH_(\\d{1,3})\\.(\\d{1,3})");

  private static boolean lacks(Session session, String setting, List<String> offered) {
    return split(session.getConfig(setting)).stream().noneMatch(offered::contains);
  }

  private static List<String> split(String names) {
    return names == null || names.isEmpty() ? List.of() : Arrays.asList(names.split(",", -1));
  }
}
