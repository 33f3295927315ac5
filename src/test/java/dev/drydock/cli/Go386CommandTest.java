package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Go386CommandTest {
  private static final Path FIXTURES = Path.of("src", "test", "resources", "facts", "CpuInfo");

  @TempDir Path folder;
  private CliHarness cli;

  @BeforeEach
  void setUp() {
    cli = new CliHarness(folder);
  }

  private int go386(String fixture, String version) {
    return cli.run(
        "go386", "--cpuinfo", FIXTURES.resolve(fixture + ".out").toString(), "--go", version);
  }

  @ParameterizedTest
  @CsvSource({
    "pentium3-coppermine-dual, 1.0, none",
    "pentium3-coppermine-dual, 1.1.2, 387",
    "pentium3-coppermine-dual, 1.15, 387",
    "pentium3-coppermine-dual, go1.16, softfloat",
    "pentium3-coppermine-dual, 1.19.8, softfloat",
    "pentium4, 1.15, sse2",
    "pentium4, 1.22, sse2",
  })
  void go386_prints(String fixture, String version, String expected) {
    assertThat(go386(fixture, version)).as(cli.err()).isZero();

    assertThat(cli.out()).isEqualTo(expected + System.lineSeparator());
    assertThat(cli.err()).isNotBlank();
  }

  @Test
  void go386_quiet() {
    assertThat(
            cli.run(
                "go386",
                "-q",
                "--go",
                "1.15",
                "--cpuinfo",
                FIXTURES.resolve("pentium3-coppermine-dual.out").toString()))
        .isZero();

    assertThat(cli.err()).isEmpty();
  }

  @Test
  void go386_wrongVersion() {
    assertThat(go386("pentium3-coppermine-dual", "one")).isEqualTo(2);
    assertThat(cli.err()).contains("\"one\" is not a version of Go");
  }

  @Test
  void go386_noCpuinfo() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "");

    assertThat(cli.run("go386", "--go", "1.15", "--cpuinfo", empty.toString())).isEqualTo(6);
    assertThat(cli.run("go386", "--go", "1.15", "--cpuinfo", folder.toString())).isEqualTo(2);
  }

  /** Every real text gets one of the four words, or exit code 6 and a reason. */
  @Test
  void go386_everyFixture() throws Exception {
    List<Path> fixtures;
    try (Stream<Path> files = Files.list(FIXTURES)) {
      fixtures = files.filter(file -> file.toString().endsWith(".out")).sorted().toList();
    }
    assertThat(fixtures).hasSizeGreaterThan(3);
    for (Path fixture : fixtures) {
      int exitCode = cli.run("go386", "--go", "1.15", "--cpuinfo", fixture.toString());
      if (exitCode == 0) {
        assertThat(cli.out().strip()).as(fixture.toString()).isIn("387", "sse2");
      } else {
        assertThat(exitCode).as(fixture.toString()).isEqualTo(6);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("GO386");
      }
    }
  }
}
