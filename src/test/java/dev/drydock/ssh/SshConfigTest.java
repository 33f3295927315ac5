package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshConfigTest {
  private static final Path HOME = Path.of("/home/me");

  private static List<SshConfig.Entry> parse(String... lines) {
    return SshConfig.parse(String.join("\n", lines), HOME, "me");
  }

  @Test
  void parse_typical() {
    assertThat(
            parse(
                "# my servers",
                "Host poweredge pe",
                "  HostName 192.0.2.7",
                "  User owner",
                "  Port 2222",
                "  IdentityFile ~/.ssh/id_poweredge",
                "",
                "Host *",
                "  User nobody",
                "  IdentityFile %d/.ssh/%h_%r"))
        .containsExactly(
            new SshConfig.Entry(
                "poweredge",
                "192.0.2.7",
                2222,
                "owner",
                Optional.of(HOME.resolve(".ssh/id_poweredge")),
                ""),
            new SshConfig.Entry(
                "pe",
                "192.0.2.7",
                2222,
                "owner",
                Optional.of(HOME.resolve(".ssh/id_poweredge")),
                ""));
  }

  @Test
  void parse_firstValueWins() {
    assertThat(parse("User first", "Host a", "User second", "Port 5", "Host a", "Port 6"))
        .containsExactly(new SshConfig.Entry("a", "a", 5, "first", Optional.empty(), ""));
  }

  @Test
  void parse_patterns() {
    List<SshConfig.Entry> entries =
        parse(
            "Host web1 web2 db",
            "Host web? !web2",
            "Port 1",
            "Host *b",
            "User dba",
            "Host !db *",
            "Port 3");
    assertThat(entries).extracting(SshConfig.Entry::alias).containsExactly("web1", "web2", "db");
    assertThat(entries).extracting(SshConfig.Entry::port).containsExactly(1, 3, 22);
    assertThat(entries).extracting(SshConfig.Entry::user).containsExactly("me", "me", "dba");
  }

  @Test
  void parse_spelling() {
    assertThat(
            parse(
                "HOST=a",
                "\thostname = \"a.example\"",
                "USER \"the owner\"",
                "port=23 # not the default",
                "IdentityFile=\"/keys/my key\""))
        .containsExactly(
            new SshConfig.Entry(
                "a", "a.example", 23, "the owner", Optional.of(Path.of("/keys/my key")), ""));
  }

  @Test
  void parse_tokens() {
    assertThat(parse("Host a", "HostName %h.example%%", "IdentityFile /k/%u@%h:%p%%%x"))
        .containsExactly(
            new SshConfig.Entry(
                "a", "a.example%", 22, "me", Optional.of(Path.of("/k/me@a.example%:22%%x")), ""));
  }

  @Test
  void parse_proxyCommandIsReported() {
    assertThat(parse("Host b", "ProxyJump none", "Host c", "ProxyCommand nc %h"))
        .extracting(SshConfig.Entry::note)
        .satisfiesExactly(
            note -> assertThat(note).isEmpty(), note -> assertThat(note).contains("ProxyCommand"));
  }

  @Test
  void parse_proxyJump_isLookedUpInTheFile() {
    List<SshConfig.Entry> entries =
        parse(
            "Host poweredge",
            "ProxyJump gate,jim@inner:2222,other",
            "Host gate",
            "HostName gate.example",
            "Port 24",
            "User keeper",
            "IdentityFile ~/.ssh/gate",
            "Host inner",
            "Port 25",
            "ProxyJump nobody");
    assertThat(entries.get(0).note()).isEmpty();
    assertThat(Hop.text(entries.get(0).through()))
        .isEqualTo("keeper@gate.example:24, jim@inner:2222, me@other:22");
    assertThat(entries.get(0).through().get(0).identity()).contains(HOME.resolve(".ssh/gate"));
    assertThat(entries.get(0).through().get(1).identity()).isEmpty();
    assertThat(entries.get(1).through()).isEmpty();
  }

  /** ssh(1) asks the file for the way to the first of them only. */
  @Test
  void parse_proxyJumpOfTheFirstHop_comesBefore() {
    assertThat(
            Hop.text(
                parse("Host a", "ProxyJump b,c", "Host b", "ProxyJump d", "Host c", "ProxyJump e")
                    .get(0)
                    .through()))
        .isEqualTo("me@d:22, me@b:22, me@c:22");
  }

  @Test
  void parse_proxyJumpThatCannotBe_isReported() {
    assertThat(parse("Host a", "ProxyJump b", "Host b", "ProxyJump a"))
        .allSatisfy(
            entry -> {
              assertThat(entry.through()).isEmpty();
              assertThat(entry.note()).contains("ProxyJump").contains("circle");
            });
    assertThat(parse("Host a", "ProxyJump b:nonsense").get(0).note()).contains("nonsense");
    assertThat(parse("Host a", "ProxyJump \"").get(0).note()).contains("names no computer");
    assertThat(parse("Host a", "ProxyJump b,,c").get(0).note()).contains("names no computer");
  }

  @Test
  void parse_matchBlocksDoNotApply() {
    assertThat(parse("Host a", "Match user root", "Port 7", "Host b"))
        .extracting(SshConfig.Entry::port)
        .containsExactly(22, 22);
  }

  @Test
  void parse_badPort() {
    assertThat(parse("Host a", "Port x", "Host b", "Port 70000"))
        .allSatisfy(
            entry -> {
              assertThat(entry.port()).isEqualTo(22);
              assertThat(entry.note()).contains("22");
            });
  }

  @Test
  void parse_identityNone() {
    assertThat(parse("Host a", "IdentityFile none"))
        .first()
        .extracting(SshConfig.Entry::identityFile)
        .isEqualTo(Optional.empty());
  }

  @Test
  void parse_nothingUseful() {
    assertThat(parse("", "Host", "Host *", "\0\0", "Port", "\"")).isEmpty();
  }

  @Test
  void read_include(@TempDir Path home) throws Exception {
    Path ssh = Files.createDirectories(home.resolve(".ssh/conf.d")).getParent();
    Files.writeString(
        ssh.resolve("config"), "Include conf.d/*.conf\nInclude none\nHost *\nUser last\n");
    Files.writeString(ssh.resolve("conf.d/1.conf"), "Host a\nUser owner\n");
    Files.writeString(ssh.resolve("conf.d/2.conf"), "Host b\nInclude ~/.ssh/conf.d/2.conf\n");
    Files.writeString(ssh.resolve("conf.d/3.txt"), "Host c\n");
    assertThat(SshConfig.read(home, "me"))
        .extracting(SshConfig.Entry::alias, SshConfig.Entry::user)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", "owner"),
            org.assertj.core.groups.Tuple.tuple("b", "last"));
  }

  @Test
  void read_noFile(@TempDir Path home) throws Exception {
    assertThat(SshConfig.read(home, "me")).isEmpty();
  }
}
