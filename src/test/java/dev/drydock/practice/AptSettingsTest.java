package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AptSettingsTest {
  private static final String DUMP =
      """
      APT "";
      APT::Architecture "amd64";
      Acquire "";
      Acquire::http "";
      Acquire::http::Proxy "http://127.0.0.1:3142/";
      Acquire::http::Proxy::deb.example.org "DIRECT";
      Acquire::https::CaInfo "/etc/ssl/own.pem";
      Acquire::http::Proxy-Auto-Detect "/usr/local/bin/find-proxy";
      Acquire::Check-Valid-Until "false";
      Acquire::Languages "none";
      DPkg::Post-Invoke:: "rm -rf /tmp/x";
      """;

  @Test
  void parse_whatReachesTheMirror() {
    AptSettings settings = AptSettings.parse(DUMP, Map.of());

    assertThat(settings.host())
        .containsExactly(
            "Acquire::http::Proxy \"http://127.0.0.1:3142/\";",
            "Acquire::http::Proxy::deb.example.org \"DIRECT\";",
            "Acquire::https::CaInfo \"/etc/ssl/own.pem\";",
            "Acquire::http::Proxy-Auto-Detect \"/usr/local/bin/find-proxy\";",
            "Acquire::Check-Valid-Until \"false\";");
    assertThat(settings.guest())
        .containsExactly(
            "Acquire::http::Proxy \"http://10.0.2.2:3142/\";",
            "Acquire::http::Proxy::deb.example.org \"DIRECT\";",
            "Acquire::Check-Valid-Until \"false\";");
  }

  @Test
  void parse_proxyOfTheEnvironment() {
    AptSettings settings =
        AptSettings.parse(
            "",
            Map.of("http_proxy", "http://localhost:8080", "https_proxy", "http://p.example.org"));

    assertThat(settings.host()).isEmpty();
    assertThat(settings.guest())
        .containsExactly(
            "Acquire::http::Proxy \"http://10.0.2.2:8080\";",
            "Acquire::https::Proxy \"http://p.example.org\";");
  }

  @Test
  void parse_aptsOwnProxyWins() {
    assertThat(AptSettings.parse(DUMP, Map.of("http_proxy", "http://p.example.org")).guest())
        .noneMatch(line -> line.contains("p.example.org"));
  }
}
