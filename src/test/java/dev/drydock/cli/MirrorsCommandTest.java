package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorsCommandTest {
  @TempDir Path folder;
  private CliHarness cli;

  @BeforeEach
  void commandLine() {
    cli = new CliHarness(folder);
  }

  @Test
  void list_namesEveryRepository() {
    assertThat(cli.run("mirrors")).isZero();
    assertThat(cli.out())
        .contains("https://github.com/golang/go")
        .contains("https://github.com/moby/moby");
  }

  @Test
  void set_showsAndRemoves() {
    assertThat(cli.run("mirrors", "set", "go", "https://mirror.example/go")).isZero();
    assertThat(cli.run("mirrors", "list")).isZero();
    assertThat(cli.out())
        .contains("https://mirror.example/go  (in place of https://github.com/golang/go)");
    assertThat(cli.run("mirrors", "remove", "go")).isZero();
    assertThat(cli.run("mirrors", "list")).isZero();
    assertThat(cli.out()).doesNotContain("mirror.example");
    assertThat(cli.run("mirrors", "remove", "go")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void set_unknownOrBad() throws Exception {
    assertThat(cli.run("mirrors", "set", "gcc", "https://mirror.example/gcc"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("go, docker, pty");
    assertThat(cli.run("mirrors", "set", "go", "no-such-folder")).isEqualTo(ExitCode.USAGE);
    Files.createDirectories(cli.home.mirrors().getParent());
    Files.writeString(cli.home.mirrors(), "{");
    assertThat(cli.run("mirrors", "list")).isEqualTo(ExitCode.TROUBLE_HERE);
    assertThat(cli.err()).contains("damaged");
  }
}
