package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the probe itself, on the machine that runs the tests. */
class ProbeScriptTest {
  @TempDir Path folder;

  @Test
  void shellcheck_clean() throws Exception {
    assumeTrue(Programs.isInstalled("shellcheck"));

    assertThat(Programs.run("shellcheck", "-s", "sh", script().toString())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash --posix", "busybox sh"})
  void syntax_everyShell(String shell) throws Exception {
    assumeTrue(Programs.isInstalled(shell.split(" ", 2)[0]));

    assertThat(Programs.run(command(shell, "-n", script().toString()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash --posix", "busybox sh"})
  void read_everyShell(String shell) throws Exception {
    assumeTrue(Programs.isInstalled(shell.split(" ", 2)[0]));

    ServerFacts facts = new FactsProbe().read(here(shell), Clock.systemUTC());

    assertThat(facts.os().kernelName()).isEqualTo("Linux");
    assertThat(facts.os().machine()).isNotEmpty();
    assertThat(facts.memory().ramMb()).isPositive();
    assertThat(facts.disks()).isNotEmpty();
    assertThat(facts.access().uid()).isNotNegative();
    assertThat(facts.kernel().namespaces()).isTrue();
    assertThat(facts.tools()).containsKeys("tar", "su");
    assertThat(Math.abs(facts.clock().aheadSeconds())).isLessThanOrEqualTo(1);
    assertThat(CheckUp.judge(facts)).isNotEmpty();
  }

  @Test
  void read_withNothingInstalled() throws Exception {
    Instant before = Instant.now();
    // No program can be found: what the shell itself knows must still arrive, whole.
    String answer =
        Programs.run(
            "sh",
            write(
                    "unset HOME\n"
                        + FactsProbe.script("abc").replaceAll("(?m)^PATH=.*$", "PATH=/nowhere"))
                .toString());

    Frames frames = Frames.parse(answer, "abc");
    assertThat(frames.complete()).isTrue();
    ServerFacts facts = FactsParser.parse(frames, before, Instant.now());
    assertThat(facts.tools()).isEmpty();
    assertThat(CheckUp.worst(CheckUp.judge(facts))).isEqualTo(Verdict.STOP);
  }

  @Test
  void read_mirrorThatNeverAnswers() throws Exception {
    // The trial connects with bash; this one stands for a name server that says nothing.
    Path bash = Files.writeString(folder.resolve("bash"), "#!/bin/sh\nexec sleep 300\n");
    assertThat(bash.toFile().setExecutable(true)).isTrue();
    String script =
        FactsProbe.script("abc")
            .replaceFirst("(?m)^PATH=", "PATH=" + folder + ":")
            .replace("printf 'target", "target='deb.example.org 80 mirror'; printf 'target");

    ServerFacts facts = FactsParser.parse(Programs.run("sh", write(script).toString()));

    assertThat(facts.network().problem())
        .isEqualTo("There was no answer from the package mirror deb.example.org within 5 seconds.");
  }

  private LocalRemote here(String shell) {
    return new LocalRemote(
        script -> {
          try {
            return Programs.run(command(shell, write(script).toString()));
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static String[] command(String shell, String... arguments) {
    List<String> words = new ArrayList<>(Texts.words(shell));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  private Path script() throws IOException {
    try (InputStream in = ProbeScriptTest.class.getResourceAsStream("/server/probe.sh")) {
      return write(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private Path write(String script) throws IOException {
    return Files.writeString(folder.resolve("probe.sh"), script);
  }
}
