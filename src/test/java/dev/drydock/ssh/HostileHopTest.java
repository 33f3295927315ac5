package dev.drydock.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileRules;
import dev.drydock.session.Through;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever stands in the field "Through", after --jump, in a profile or in an ssh config: what
 * becomes of it is computers to log in to, the same wherever it is written and read again, and
 * nothing else.
 */
class HostileHopTest {
  @Provide
  static Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "-oProxyCommand=touch${IFS}x",
            "-J",
            "-",
            "--",
            "gate",
            "owner@gate",
            "owner@gate:22",
            "ssh://",
            "ssh://a@",
            "[::1]",
            "[",
            "]",
            "::",
            "fe80::1%eth0",
            ":",
            ":22",
            ":99999",
            ":-1",
            "@",
            "@@",
            ",",
            ", ",
            ",,",
            "none",
            "NONE",
            "%h",
            "%p",
            "$(x)",
            "`x`",
            ";",
            "|",
            "&&",
            "'",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\0",
            "\t",
            " ",
            "\u2003",
            "\u2028",
            "\u0085",
            "\u009b2J",
            "\u001b]0;x\u0007",
            "\u202e",
            "\u200b",
            "\u0130",
            "\u00e9",
            "\u0448\u043b\u044e\u0437",
            "\u4e2d",
            "\ud83d\ude00",
            "..",
            "/",
            "/etc/passwd",
            "~",
            "*",
            "?",
            "!",
            "#",
            "=",
            "<html>",
            "a",
            "1",
            "_",
            ".",
            "{",
            "}",
            "- ",
            "Host *",
            "ProxyCommand x",
            "@revoked",
            "|1|");
    return Arbitraries.oneOf(
        pieces.list().ofMinSize(1).ofMaxSize(7).map(words -> String.join("", words)),
        Arbitraries.strings().ofMaxLength(30).filter(text -> UTF_8.newEncoder().canEncode(text)));
  }

  private static void assertHarmless(Target target) {
    for (String value : List.of(target.host(), target.user())) {
      assertThat(value).isNotEmpty().doesNotStartWith("-");
      assertThat(value.chars()).noneMatch(c -> c <= ' ' || c == 127);
    }
    assertThat(target.host()).doesNotContainPattern("[$`;|&<>'\"\\\\@/*?!,()#=~{}]");
    assertThat(target.port()).isBetween(1, 65535);
  }

  /** Written and read again, it is the same computers, in the same order. */
  private static void assertSame(List<Hop> hops) {
    hops.forEach(hop -> assertHarmless(hop.target()));
    List<Hop> again = Hop.parse(Hop.text(hops), "nobody");
    assertThat(again.stream().map(Hop::target).toList())
        .isEqualTo(hops.stream().map(Hop::target).toList());
    assertThat(hops.size()).isLessThanOrEqualTo(Hop.MAX);
  }

  @Property(tries = 3000)
  void parse_refusesOrMeansComputersAlone(@ForAll("hostile") String text) {
    List<Hop> hops;
    try {
      hops = Hop.parse(text, "owner");
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertSame(hops);
  }

  @Property(tries = 3000)
  void profile_thatPasses_meansTheSameComputersInTheField(
      @ForAll("hostile") String host,
      @ForAll("hostile") String user,
      @ForAll("hostile") String key,
      @ForAll @IntRange(min = -1, max = 70000) int port) {
    List<Profile.JumpHost> kept =
        List.of(
            new Profile.JumpHost("first", 22, user, ""),
            new Profile.JumpHost(host, port, "owner", key.startsWith("~") ? "" : key));
    Profile profile = Profile.of("p", "poweredge", 22, "owner").withThrough(kept);
    if (!ProfileRules.problems(profile).isEmpty()) {
      return;
    }
    List<Hop> hops = Through.hops(profile);
    assertSame(hops);
    // Shown in the field and saved untouched, nothing has changed, nor a key been lost.
    assertThat(Through.edited(Hop.text(hops), "nobody", kept)).isEqualTo(kept);
  }

  @Property(tries = 300)
  void config_proxyJump_becomesComputersOrANote(
      @ForAll("hostile") String jump, @ForAll("hostile") String name) throws IOException {
    Path home = Files.createTempDirectory("drydock-hostile-hop");
    try {
      Files.createDirectory(home.resolve(".ssh"));
      Files.writeString(
          home.resolve(".ssh").resolve("config"),
          "Host server\n  ProxyJump "
              + jump
              + "\nHost gate\n  HostName "
              + name
              + "\n  User "
              + name
              + "\n");
      for (SshConfig.Entry entry : SshConfig.read(home, "owner")) {
        assertSame(entry.through());
      }
    } finally {
      Files.deleteIfExists(home.resolve(".ssh").resolve("config"));
      Files.delete(home.resolve(".ssh"));
      Files.delete(home);
    }
  }

  private static byte[] key(String type) {
    byte[] name = type.getBytes(UTF_8);
    return ByteBuffer.allocate(name.length + 8).putInt(name.length).put(name).putInt(0).array();
  }

  /** A key that was trusted for one computer is on file for it and for no other. */
  @Property(tries = 200)
  void knownHosts_keyCountsForItsOwnHostAlone(
      @ForAll("hostile") String one, @ForAll("hostile") String two, @ForAll("letters") String three)
      throws IOException {
    Path folder = Files.createTempDirectory("drydock-hostile-known");
    try {
      KnownHosts files = new KnownHosts(folder.resolve("own"), folder.resolve("users"));
      List<String> names = new ArrayList<>();
      for (String host : List.of(one, two, three, "server", "gate", "a")) {
        target(host).map(KnownHosts::nameOf).filter(n -> !names.contains(n)).ifPresent(names::add);
      }
      for (int i = 0; i < names.size(); i++) {
        files.add(names.get(i), key("ssh-" + i));
      }
      for (int i = 0; i < names.size(); i++) {
        String type = "ssh-" + i;
        assertThat(files.find(names.get(i)).stream().map(KnownHosts.Known::type))
            .as("%s among %s", names.get(i), names)
            .containsExactly(type);
      }
    } finally {
      Files.deleteIfExists(folder.resolve("own"));
      Files.delete(folder);
    }
  }

  @Provide
  static Arbitrary<String> letters() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('\u00c0', '\u024f')
        .withCharRange('\u0400', '\u04ff')
        .ofMinLength(1)
        .ofMaxLength(6);
  }

  private static Optional<Target> target(String host) {
    try {
      return Optional.of(new Target(host, 22, "owner"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Example
  void knownHosts_otherLetters_areNoPattern() throws IOException {
    Path folder = Files.createTempDirectory("drydock-hostile-known");
    try {
      KnownHosts files = new KnownHosts(folder.resolve("own"), folder.resolve("users"));
      files.add("\u0448\u043b\u044e\u0437", key("ssh-x"));
      assertThat(files.find("\u0448\u043b\u044e\u0437")).hasSize(1);
      assertThat(files.find("gate")).isEmpty();
    } finally {
      Files.deleteIfExists(folder.resolve("own"));
      Files.delete(folder);
    }
  }

  /** As ssh-keygen -H writes it: over the bytes of the name in UTF-8. */
  @Example
  void knownHosts_hashedNameInOtherLetters_isFound() throws Exception {
    Path folder = Files.createTempDirectory("drydock-hostile-known");
    try {
      String name = "stra\u00dfe-\u0448\u043b\u044e\u0437";
      Path users = folder.resolve("users");
      new KnownHosts(users, folder.resolve("none")).add(name, Files.readAllBytes(key(folder)));
      LocalSshd.run(List.of("ssh-keygen", "-H", "-f", users.toString()));
      assertThat(Files.readString(users)).startsWith("|1|");
      KnownHosts files = new KnownHosts(folder.resolve("own"), users);
      assertThat(files.find(name)).hasSize(1);
      assertThat(files.find("gate")).isEmpty();
    } finally {
      try (var left = Files.list(folder)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** A file with the key as it goes over the line. */
  private static Path key(Path folder) throws IOException {
    Path pair = LocalSshd.keygen(folder.resolve("pair"), "ed25519", "");
    String text = Files.readString(folder.resolve("pair.pub")).split(" ", 3)[1];
    return Files.write(pair, java.util.Base64.getDecoder().decode(text));
  }

  @Example
  void userWithComma_isRefusedEverywhere() {
    assertThatThrownBy(() -> Hop.of(new Target("gate", 22, "a,b@evil")))
        .hasMessageContaining("user name");
    assertThat(
            ProfileRules.problems(
                Profile.of("p", "poweredge", 22, "owner")
                    .withThrough(List.of(new Profile.JumpHost("gate", 22, "a,evil", "")))))
        .hasSize(1);
  }
}
