package dev.drydock.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.ssh.SshConfig;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Values of a profile stay values: no option, no JSON, no command. */
class HostileProfileTest {
  @TempDir Path folder;

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "-oProxyCommand=x",
            "-",
            "--",
            "\"",
            "\\",
            "\n",
            "\r",
            "\0",
            " ",
            "\t",
            "{",
            "}",
            ",",
            ":",
            "\": \"",
            "\u2028",
            "$(x)",
            "`x`",
            ";",
            "|",
            "@",
            "%h",
            "..",
            "/",
            "[",
            "]",
            "\u202e",
            "\u200b",
            "\u00e9",
            "a",
            "poweredge",
            "22",
            "\u001b[2J",
            "<html>");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(6).map(words -> String.join("", words)),
        Arbitraries.strings().ofMaxLength(30).filter(text -> UTF_8.newEncoder().canEncode(text)));
  }

  @Property(tries = 2000)
  void hostAndUser_thatPass_areNeitherOptionsNorSeveralWords(
      @ForAll("hostile") String host, @ForAll("hostile") String user) {
    Profile profile = Profile.of("name", host, 22, user);
    if (!ProfileRules.problems(profile).isEmpty()) {
      return;
    }
    Target target = new Target(host, 22, user);
    for (String value : List.of(target.host(), target.user())) {
      assertThat(value).isNotEmpty().doesNotStartWith("-");
      assertThat(value.chars()).noneMatch(c -> c <= ' ' || c == 127);
    }
    assertThat(target.host()).doesNotContainPattern("[$`;|&<>'\"\\\\@/*?!,()]");
  }

  @Property(tries = 500)
  void values_comeBackFromTheFileAsTheyWere(
      @ForAll("hostile") String key, @ForAll("hostile") String value) throws Exception {
    Profile profile =
        Profile.of("name", "poweredge", 22, "owner")
            .withIdentityFile(value.replace("\0", ""))
            .withRoute(value, Map.of(key, value));

    Profile read = ProfileJson.read("name", ProfileJson.write(profile));

    assertThat(read).isEqualTo(profile);
  }

  @Test
  @Timeout(60)
  void sshConfig_commands_areNeverRun() throws Exception {
    Path ssh = Files.createDirectories(folder.resolve(".ssh"));
    Path mark = folder.resolve("was-run");
    Files.writeString(
        ssh.resolve("config"),
        """
        Match exec "touch MARK"
          User matched
        Match host * exec "touch MARK"
        Host plain
          HostName plain.example
          ProxyCommand sh -c 'touch MARK'
          LocalCommand touch MARK
          PermitLocalCommand yes
          KnownHostsCommand /usr/bin/touch MARK
          IdentityFile $(touch MARK)
        Host -oProxyCommand=touch\\ MARK
          User x
        Host dashed
          HostName -oProxyCommand=touch${IFS}MARK
        Host `touch MARK`
        Include $(touch MARK)
        Include config
        Include config
        Include *
        Include /dev/zero
        """
            .replace("MARK", mark.toString()));

    List<SshConfig.Entry> entries = SshConfig.read(folder, "owner");

    assertThat(mark).doesNotExist();
    SshConfig.Entry plain =
        entries.stream().filter(entry -> entry.alias().equals("plain")).findFirst().orElseThrow();
    assertThat(plain.user()).isEqualTo("owner");
    assertThat(plain.note()).contains("ProxyCommand");
    for (SshConfig.Entry entry : entries) {
      Profile profile = Profile.of("x", entry.host(), entry.port(), entry.user());
      if (entry.host().startsWith("-")) {
        assertThat(ProfileRules.problems(profile)).isNotEmpty();
        assertThatThrownBy(() -> new Target(entry.host(), entry.port(), entry.user()))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThat(entries).anyMatch(entry -> entry.host().startsWith("-"));
  }

  @Test
  @Timeout(60)
  void sshConfig_pipeInItsPlace_isRefusedAtOnce() throws Exception {
    Path ssh = Files.createDirectories(folder.resolve(".ssh"));
    Process mkfifo = new ProcessBuilder("mkfifo", ssh.resolve("config").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThatThrownBy(() -> SshConfig.read(folder, "owner")).isInstanceOf(IOException.class);
  }
}
