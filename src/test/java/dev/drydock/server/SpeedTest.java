package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpeedTest {
  private static final Pattern NONCE = Pattern.compile("@@([A-Za-z0-9]+) ");

  @TempDir Path folder;

  static List<String> cases() {
    return Fixtures.cases("Speed");
  }

  // ---- the parser

  @ParameterizedTest
  @MethodSource("cases")
  void parse_recorded(String name) {
    String text = Fixtures.text("Speed", name);
    JsonNode expected = Fixtures.expected("Speed", name);
    Matcher nonce = NONCE.matcher(text);
    assertThat(nonce.find()).isTrue();

    Speed speed = Speed.parse(text, nonce.group(1));

    assertThat(speed.basis().name()).isEqualTo(expected.get("basis").textValue());
    assertThat(speed.cpu())
        .isCloseTo(expected.get("cpu").doubleValue(), within(0.01 * speed.cpu()));
    assertThat(speed.disk()).isCloseTo(expected.get("disk").doubleValue(), within(0.01));
    assertThat(speed.problem()).isEmpty();
    assertThat(speed.isMeasured()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "sh: syntax error",
    "@@x compile 0 1.00 4.00",
    "@@x compile 3 4.00 1.00",
    "@@y compile 3 1.00 4.00",
    "@@x compile three 1.00 4.00",
    "@@x write 8 1.00 2.00"
  })
  void parse_nothingMeasured(String text) {
    Speed speed = Speed.parse(text, "x");

    assertThat(speed.isMeasured()).isFalse();
    assertThat(speed.cpu()).isEqualTo(1);
    assertThat(speed.problem()).endsWith(".");
  }

  /** The clock ticks in hundredths: work that took less is not infinitely fast. */
  @Test
  void parse_noTimeAtAll() {
    assertThat(Speed.parse("@@x compile 1 5.00 5.00\n@@x write 8 5.00 5.00", "x"))
        .satisfies(speed -> assertThat(speed.cpu()).isCloseTo(78, within(0.1)))
        .satisfies(speed -> assertThat(speed.disk()).isLessThanOrEqualTo(100));
  }

  @Property
  void parse_anything_isUsable(@ForAll String text) {
    Speed speed = Speed.parse(text + "\n@@x " + text, "x");

    assertThat(speed.cpu()).isBetween(0.01, 100.0);
    assertThat(speed.disk()).isBetween(0.0, 100.0);
  }

  @Test
  void text_saysWhatItIs() {
    assertThat(new Speed(Speed.Basis.COMPILER, 1.04, 1, "").text())
        .isEqualTo("about as fast as an 866 MHz Pentium III (measured by compiling)");
    assertThat(new Speed(Speed.Basis.STAND_IN, 16.04, 1, "").text()).contains("16 times", "no");
    assertThat(new Speed(Speed.Basis.COMPILER, 0.31, 1, "").basisSentence()).contains("0.3 times");
    assertThat(Speed.unknown("The disk was full.").basisSentence())
        .contains("866 MHz", "not measured. The disk was full.");
  }

  // ---- the script, on the machine that runs the tests

  @Test
  void script_isCleanShell() throws Exception {
    assumeTrue(Programs.isInstalled("shellcheck"));

    assertThat(Programs.run("shellcheck", "-s", "sh", script("/server/speed.sh").toString()))
        .isEmpty();
  }

  /** For a tenth of a second, and a tenth of the work: only the form matters here. */
  private static String hasty(String script) {
    return script
        .replace("timed compile 3", "timed compile 1")
        .replace("timed pack 3", "timed pack 1")
        .replace("count=128", "count=1");
  }

  @ParameterizedTest
  @CsvSource({"dash", "bash --posix", "busybox sh"})
  void measure_everyShell(String shell) throws Exception {
    assumeTrue(Programs.isInstalled(shell.split(" ", 2)[0]));
    assumeTrue(Programs.isInstalled("gcc"));
    List<Path> before = leftBehind();

    Speed speed = new SpeedProbe().measure(new LocalRemote(text -> here(shell, hasty(text))));

    assertThat(speed.basis()).isEqualTo(Speed.Basis.COMPILER);
    assertThat(speed.cpu()).isPositive();
    assertThat(speed.disk()).isPositive();
    assertThat(leftBehind()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"dash", "bash --posix", "busybox sh"})
  void measure_withoutCompiler(String shell) throws Exception {
    assumeTrue(Programs.isInstalled(shell.split(" ", 2)[0]));

    Speed speed =
        new SpeedProbe()
            .measure(
                new LocalRemote(
                    text ->
                        here(shell, hasty(text).replace("in gcc cc;", "in no-such-compiler;"))));

    assertThat(speed.basis()).isEqualTo(Speed.Basis.STAND_IN);
  }

  /** A compiler that is there but does not work (no cc1) is none. */
  @Test
  void measure_brokenCompiler() throws Exception {
    Path broken = Files.writeString(folder.resolve("gcc"), "#!/bin/sh\nexit 1\n");
    assertThat(broken.toFile().setExecutable(true)).isTrue();

    Speed speed =
        new SpeedProbe()
            .measure(
                new LocalRemote(
                    text -> here("dash", hasty(text).replace("PATH=/", "PATH=" + folder + ":/"))));

    assertThat(speed.basis()).isEqualTo(Speed.Basis.STAND_IN);
  }

  @Test
  void measure_nothingInstalled_saysSo() throws Exception {
    Speed speed =
        new SpeedProbe()
            .measure(
                new LocalRemote(
                    text ->
                        here("dash", text.replaceAll("(?m)^PATH=[^;]*;", "PATH=" + folder + ";"))));

    assertThat(speed.isMeasured()).isFalse();
    assertThat(speed.problem()).isNotEmpty();
  }

  private static List<Path> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/var/tmp"))) {
      return files.filter(file -> file.getFileName().toString().contains("drydock")).toList();
    }
  }

  private String here(String shell, String script) {
    try {
      List<String> command = new ArrayList<>(Arrays.asList(shell.split(" ")));
      command.add(Files.writeString(folder.resolve("speed.sh"), script).toString());
      return Programs.run(command.toArray(String[]::new));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path script(String resource) throws IOException {
    try (var in = SpeedTest.class.getResourceAsStream(resource)) {
      return Files.write(folder.resolve("script.sh"), in.readAllBytes());
    }
  }
}
