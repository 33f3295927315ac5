package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DebianMirrorTest {
  private static AptEntry entry(String uri, String suite) {
    return new AptEntry(uri, suite, List.of("main"), "", false);
  }

  @Test
  void choose_passesOverThirdParties() {
    DebianMirror mirror =
        DebianMirror.choose(
                List.of(
                    entry("https://tools.example.com/debian/12/prod", "bookworm"),
                    entry("https://db.example.com/apt", "bookworm-pgdg"),
                    new AptEntry(
                        "https://boxes.example.com/linux/debian",
                        "bookworm",
                        List.of("stable"),
                        "",
                        false),
                    entry("file:///srv/debian", "bookworm"),
                    entry("http://deb.example.org/debian", "bookworm"),
                    entry("http://deb.example.org/debian", "bookworm-updates"),
                    entry("http://sec.example.org/debian-security", "bookworm-security")),
                false)
            .orElseThrow();

    assertThat(mirror.archive()).isEqualTo("http://deb.example.org/debian");
    assertThat(mirror.security()).contains("http://sec.example.org/debian-security");
  }

  @Test
  void choose_anotherReleasesMirrorServesToo() {
    DebianMirror mirror =
        DebianMirror.choose(List.of(entry("http://deb.example.org/debian", "trixie")), true)
            .orElseThrow();

    assertThat(mirror.attempts().get(0).host())
        .containsExactly(
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
                + " http://deb.example.org/debian bookworm main",
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
                + " http://deb.example.org/debian bookworm-updates main");
  }

  @Test
  void choose_noDebian() {
    assertThat(DebianMirror.choose(List.of(entry("http://u.example.org/ubuntu", "jammy")), true))
        .isEmpty();
    assertThat(DebianMirror.choose(List.of(), true)).isEmpty();
  }

  @Test
  void attempts_dropTheBrokenOnesFirst() {
    DebianMirror mirror =
        new DebianMirror(
            "http://deb.example.org/debian",
            java.util.Optional.of("http://sec.example.org/debian-security"),
            "",
            "");

    assertThat(mirror.attempts())
        .extracting(DebianMirror.Attempt::dropped)
        .containsExactly("", "bookworm-security", "bookworm-updates");
    assertThat(mirror.attempts().get(2).guest())
        .containsExactly("deb http://deb.example.org/debian bookworm main");
  }

  @Test
  void guest_seesThisMachineByAnotherAddress() {
    DebianMirror mirror = DebianMirror.at("http://localhost:3142/deb.example.org/debian/", false);

    assertThat(mirror.attempts().get(0).host().get(0))
        .isEqualTo("deb http://localhost:3142/deb.example.org/debian bookworm main");
    assertThat(mirror.attempts().get(0).guest().get(0))
        .isEqualTo("deb http://10.0.2.2:3142/deb.example.org/debian bookworm main");
  }

  @Test
  void seenFromGuest_onlyThisMachinesNames() {
    assertThat(DebianMirror.seenFromGuest("http://127.0.0.1:80/")).isEqualTo("http://10.0.2.2:80/");
    assertThat(DebianMirror.seenFromGuest("http://[::1]/x")).isEqualTo("http://10.0.2.2/x");
    assertThat(DebianMirror.seenFromGuest("http://u:p@localhost:1"))
        .isEqualTo("http://u:p@10.0.2.2:1");
    assertThat(DebianMirror.seenFromGuest("http://localhost.example.org/"))
        .isEqualTo("http://localhost.example.org/");
    assertThat(DebianMirror.seenFromGuest("http://deb.example.org/localhost"))
        .isEqualTo("http://deb.example.org/localhost");
  }
}
