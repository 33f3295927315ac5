package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParsersTest {
  @Test
  void memInfo_ramAndSwap() {
    assertThat(MemInfo.parse("MemTotal:        2062604 kB\nSwapTotal:        524284 kB\n"))
        .isEqualTo(new ServerFacts.Memory(2014, 511));
  }

  @Test
  void memInfo_linux24HasATableFirst() {
    String text =
        """
                total:    used:    free:  shared: buffers:  cached:
        Mem:  64397312 49180672 15216640        0  9564160 21553152
        Swap: 269320192 21364736 247955456
        MemTotal:        62888 kB
        SwapTotal:      263008 kB
        """;
    assertThat(MemInfo.parse(text)).isEqualTo(new ServerFacts.Memory(61, 256));
  }

  @Test
  void diskFree_pathsInOrder() {
    String text =
        """
        path=/
        path=/var/lib
        Filesystem     1024-blocks    Used Available Capacity Mounted on
        /dev/sda1          2048000 1024000    920000      53% /
        server:/a share    4096000 1024000   2920576      53% /var/lib
        """;
    assertThat(DiskFree.parse(text))
        .containsExactly(
            new ServerFacts.Disk("/", "/", 898, 2000),
            new ServerFacts.Disk("/var/lib", "/var/lib", 2852, 4000));
  }

  @Test
  void osRelease_debian12() {
    assertThat(
            OsRelease.parse(
                """
                PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
                VERSION_ID="12"
                VERSION_CODENAME=bookworm
                ID=debian
                """,
                "",
                "12.11"))
        .isEqualTo(new OsRelease("debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)"));
  }

  @Test
  void osRelease_wheezyTellsItsNameInTheVersion() {
    assertThat(
            OsRelease.parse(
                """
                PRETTY_NAME="Debian GNU/Linux 7 (wheezy)"
                VERSION_ID="7"
                VERSION="7 (wheezy)"
                ID=debian
                """,
                "",
                "7.11"))
        .extracting(OsRelease::codename)
        .isEqualTo("wheezy");
  }

  @Test
  void osRelease_squeezeHasOnlyDebianVersion() {
    assertThat(OsRelease.parse("", "", "6.0.10\n"))
        .isEqualTo(new OsRelease("debian", "6.0.10", "squeeze", "Debian GNU/Linux 6.0.10"));
  }

  @Test
  void osRelease_testing() {
    assertThat(OsRelease.parse("ID=debian\n", "", "trixie/sid"))
        .isEqualTo(new OsRelease("debian", "", "trixie", "Debian GNU/Linux trixie/sid"));
  }

  @Test
  void osRelease_ubuntuOfLsbRelease() {
    assertThat(
            OsRelease.parse(
                "",
                """
                DISTRIB_ID=Ubuntu
                DISTRIB_RELEASE=13.04
                DISTRIB_CODENAME=raring
                DISTRIB_DESCRIPTION="Ubuntu 13.04"
                """,
                "wheezy/sid"))
        .isEqualTo(new OsRelease("ubuntu", "13.04", "raring", "Ubuntu 13.04"));
  }

  @Test
  void aptPolicy_installedButInNoArchive() {
    AptPolicy policy =
        AptPolicy.parse(
            """
            curl:
              Installed: 7.88.1-10+deb12u15
              Candidate: 7.88.1-10+deb12u15
              Version table:
             *** 7.88.1-10+deb12u15 100
                    100 /var/lib/dpkg/status
            docker.io:
              Installed: (none)
              Candidate: 20.10.24+dfsg1-1
              Version table:
                 20.10.24+dfsg1-1 500
                    500 http://deb.example.org/debian bookworm/main i386 Packages
            make:
              Installed: (none)
              Candidate: (none)
              Version table:
            """);

    assertThat(policy.candidates()).containsExactly(Map.entry("docker.io", "20.10.24+dfsg1-1"));
    assertThat(policy.installed()).containsExactly(Map.entry("curl", "7.88.1-10+deb12u15"));
    assertThat(policy.problem()).isEmpty();
  }

  @Test
  void aptPolicy_keepsAptsWords() {
    AptPolicy policy =
        AptPolicy.parse(
            """
                E: Malformed entry 1 in list file /etc/apt/sources.list (Component)
                E: The list of sources could not be read.
                """);

    assertThat(policy.problem())
        .isEqualTo(
            "Malformed entry 1 in list file /etc/apt/sources.list (Component)"
                + " The list of sources could not be read.");
  }

  @Test
  void aptSources_oneLine() {
    AptSources sources =
        sources(
            "/etc/apt/sources.list",
            "# deb http://old.example.org/debian bookworm main",
            "deb cdrom:[Debian]/ bookworm main",
            "deb http://security.example.org/debian-security bookworm-security main # fixes",
            "deb [arch=i386] http://deb.example.org/debian/ bookworm main contrib",
            "deb-src http://deb.example.org/debian bookworm main");

    assertThat(sources.lines())
        .containsExactly(
            "deb cdrom:[Debian]/ bookworm main",
            "deb http://security.example.org/debian-security bookworm-security main",
            "deb [arch=i386] http://deb.example.org/debian/ bookworm main contrib");
  }

  @Test
  void aptSources_mirrorIsTheMainSuites() {
    assertThat(
            sources(
                    "/etc/apt/sources.list",
                    "deb http://security.example.org/debian-security bookworm-security main",
                    "deb http://deb.example.org/debian/ bookworm main")
                .mirror())
        .isEqualTo("http://deb.example.org/debian");
  }

  @Test
  void aptSources_deb822SkipsWhatIsDisabled() {
    AptSources sources =
        sources(
            "/etc/apt/sources.list.d/debian.sources",
            "Types: deb deb-src",
            "URIs: http://deb.example.org/debian",
            "Suites: bookworm",
            " bookworm-updates",
            "Components: main",
            "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
            "",
            "Enabled: no",
            "Types: deb",
            "URIs: http://other.example.org/debian",
            "Suites: bookworm",
            "Components: main");

    assertThat(sources.lines())
        .containsExactly(
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
                + " http://deb.example.org/debian bookworm main",
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
                + " http://deb.example.org/debian bookworm-updates main");
  }

  @Test
  void aptSources_passwordsAreLeftOut() {
    assertThat(
            sources(
                    "/etc/apt/sources.list",
                    "deb https://owner:hush@deb.example.org/debian bookworm main")
                .lines())
        .containsExactly("deb https://deb.example.org/debian bookworm main");
  }

  @Test
  void frames_contentCannotPretendToBeAFrame() {
    Frames frames =
        Frames.parse(
            "welcome @@abc begin\n@@abc begin\n1\n\n@@abc files\n@@xyz sudo\nroot\n\n@@abc end\n",
            "abc");

    assertThat(frames.complete()).isTrue();
    assertThat(frames.sections()).containsOnlyKeys("begin", "files");
    assertThat(frames.get("files")).startsWith("@@xyz sudo\nroot\n");
  }

  @Test
  void frames_cutShort() {
    assertThat(Frames.parse("@@abc begin\n1\n@@abc id\nuid=0", "abc").complete()).isFalse();
  }

  private static AptSources sources(String path, String... lines) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    files.put(path, List.of(lines));
    return AptSources.parse(files, "bookworm");
  }
}
