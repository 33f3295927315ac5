package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.Hop;
import dev.drydock.ssh.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person (or a file of somebody else's) puts behind the command. */
class HostileArgumentsTest {
  @TempDir Path folder;
  private CliHarness cli;

  @BeforeEach
  void commandLine() {
    cli = new CliHarness(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-oProxyCommand=touch",
        "owner@-oProxyCommand=touch",
        "-l@gate",
        "gate,-J",
        "gate;touch x",
        "$(touch x)",
        "`touch x`",
        "gate|x",
        "a,,b",
        "gate:0",
        "gate\nother",
        "gate:22:\u001b[2J",
        "owner@\u001b]0;x\u0007",
        "../gate"
      })
  void jump_thatIsNoComputer_isAMistakeAndSaidWithoutTricks(String jump) {
    assertThat(cli.run("probe", "--host", "poweredge", "--user", "owner", "--jump=" + jump))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).isNotBlank().doesNotContain("\u001b", "\u0007", "Exception");
  }

  /** Even where the file is there: what it holds is no part of the command. */
  @Test
  void argumentNamedLikeAFile_isNotRead() throws Exception {
    Path file = folder.resolve("arguments");
    Files.writeString(file, "mirrors\nset\ngo\nhttps://evil.example/go\n");
    assertThat(cli.run("@" + file)).isNotZero();
    assertThat(cli.home.mirrors()).doesNotExist();
    Files.writeString(file, "https://evil.example/go\n");
    assertThat(cli.run("mirrors", "set", "go", "@" + file)).isEqualTo(ExitCode.USAGE);
    assertThat(cli.home.mirrors()).doesNotExist();
    assertThat(cli.run("probe", "--host", "poweredge", "--jump", "@" + file))
        .isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c touch% x",
        "--upload-pack=touch",
        "ssh://-oProxyCommand=x/y",
        "https://me:word@mirror.example/go",
        "https://mirror.example/\u001b[2J",
        "file:relative",
        "fd::3"
      })
  void mirror_thatIsNoAddress_isAMistakeAndSaidWithoutTricks(String address) {
    assertThat(cli.run("mirrors", "set", "go", address)).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).isNotBlank().doesNotContain("\u001b", "Exception", ":word@");
    assertThat(cli.home.mirrors()).doesNotExist();
  }

  /** Of a list that somebody else wrote. */
  @Test
  void mirrorsList_showsNoTricks() throws Exception {
    Files.createDirectories(cli.home.mirrors().getParent());
    Files.writeString(
        cli.home.mirrors(),
        "{\"schema\":1,\"mirrors\":{\"go\":\"https://x/\\u001b]0;owned\\u0007\\u009b2J\"}}");
    assertThat(cli.run("mirrors", "list")).isZero();
    assertThat(cli.out()).contains("https://x/").doesNotContain("\u001b", "\u0007", "\u009b");
  }

  /** A user's name may hold what a terminal takes for the beginning of a command. */
  @Test
  void questions_holdNoControlCharacters() {
    List<String> asked = new ArrayList<>();
    Terminal terminal =
        new Terminal() {
          @Override
          public boolean isInteractive() {
            return true;
          }

          @Override
          public Optional<char[]> readSecret(String question) {
            asked.add(question);
            return Optional.of("x".toCharArray());
          }

          @Override
          public Optional<String> readLine(String question) {
            asked.add(question);
            return Optional.of("x");
          }
        };
    Output output =
        new Output(
            new java.io.PrintStream(java.io.OutputStream.nullOutputStream()),
            new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
    try (TerminalPrompts prompts =
        new TerminalPrompts(terminal, output, TerminalPrompts.Given.NOTHING)) {
      Target target = Hop.of(new Target("gate", 22, "x\u009b2J\u0085")).target();
      prompts.password(target, false).orElseThrow().close();
      prompts.sudoPassword(target, false).orElseThrow().close();
      prompts.rootPassword(target, false).orElseThrow().close();
      prompts.passphrase(Path.of("/k\u001b]0;x\u0007\n/k"), false).orElseThrow().close();
    }
    assertThat(asked).hasSize(4);
    assertThat(asked).allSatisfy(q -> assertThat(q.chars()).noneMatch(Character::isISOControl));
  }

  /** Each of these has its canary (CanaryTest, CanaryOnTheWayTest); a further one needs its own. */
  @Test
  void secretsOnStandardInput_areTheKnownOnes() throws Exception {
    List<String> found = new ArrayList<>();
    for (Class<?> one :
        List.of(
            LoginOptions.class,
            ServerOptions.class,
            TargetOptions.class,
            RouteOptions.class,
            RunCommand.class,
            PlanCommand.class,
            ProbeCommand.class,
            StatusCommand.class,
            ExportCommand.class,
            ProfilesCommand.class,
            MirrorsCommand.class,
            PracticeCommand.class,
            DrydockCommand.class)) {
      for (var field : one.getDeclaredFields()) {
        var option = field.getAnnotation(picocli.CommandLine.Option.class);
        if (option != null) {
          List.of(option.names()).stream()
              .filter(name -> name.matches(".*(stdin|pass|secret|word|token).*"))
              .forEach(found::add);
        }
      }
    }
    assertThat(found)
        .containsExactlyInAnyOrder(
            "--password-stdin", "--sudo-password-stdin", "--jump-password-stdin", "--hide-stdin");
  }
}
