package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AptEntryTest {
  @Test
  void parseList_optionsCommentsAndForeignTypes() {
    List<AptEntry> entries =
        AptEntry.parseList(
            """
            # deb http://off.example.org/debian bookworm main
            deb http://deb.example.org/debian/ bookworm main contrib # mine
            deb-src http://deb.example.org/debian bookworm main
            deb [ arch=i386 signed-by=/usr/share/keyrings/x.gpg ] https://b.example.org/d stable main
            deb [trusted=yes] http://c.example.org/debian bookworm main
            nonsense
            deb incomplete
            """);

    assertThat(entries)
        .containsExactly(
            new AptEntry(
                "http://deb.example.org/debian", "bookworm", List.of("main", "contrib"), "", false),
            new AptEntry(
                "https://b.example.org/d",
                "stable",
                List.of("main"),
                "/usr/share/keyrings/x.gpg",
                false),
            new AptEntry("http://c.example.org/debian", "bookworm", List.of("main"), "", true));
  }

  @Test
  void parseDeb822_stanzas() {
    List<AptEntry> entries =
        AptEntry.parseDeb822(
            """
            Types: deb deb-src
            # a comment in the middle
            URIs: http://deb.example.org/debian
            Suites: bookworm
             bookworm-updates
            components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            URIs: http://off.example.org/debian
            Suites: bookworm
            Components: main
            Enabled: no

            Types: deb-src
            URIs: http://src.example.org/debian
            Suites: bookworm
            Components: main
            """);

    assertThat(entries)
        .extracting(AptEntry::uri, AptEntry::suite, AptEntry::signedBy)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "http://deb.example.org/debian",
                "bookworm",
                "/usr/share/keyrings/debian-archive-keyring.gpg"),
            org.assertj.core.groups.Tuple.tuple(
                "http://deb.example.org/debian",
                "bookworm-updates",
                "/usr/share/keyrings/debian-archive-keyring.gpg"));
  }

  @Test
  void parseDeb822_keyInsideTheFileIsNoPath() {
    List<AptEntry> entries =
        AptEntry.parseDeb822(
            """
            Types: deb
            URIs: http://deb.example.org/debian
            Suites: bookworm
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             AAAA
            """);

    assertThat(entries).singleElement().extracting(AptEntry::signedBy).isEqualTo("");
  }

  @Test
  void parse_empty() {
    assertThat(AptEntry.parseList("")).isEmpty();
    assertThat(AptEntry.parseDeb822("\n\n")).isEmpty();
  }
}
