package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.Waiting;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
  @TempDir Path folder;
  private Path script;

  @BeforeEach
  void unpack() throws Exception {
    script = Files.write(folder.resolve("watchdog.sh"), Resources.read("watchdog.sh"));
  }

  private Process watch(String command) throws Exception {
    return new ProcessBuilder("sh", script.toString(), "sh", "-c", command).start();
  }

  private static long firstNumber(Process process) throws Exception {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    return Long.parseLong(reader.readLine());
  }

  private static boolean gone(long pid) {
    return ProcessId.of(pid).isEmpty();
  }

  @Test
  void pipeCloses_commandAndItsChildrenEnd() throws Exception {
    Process watchdog = watch("sleep 1000 & echo $!; echo $$; wait");
    BufferedReader reader = watchdog.inputReader(StandardCharsets.UTF_8);
    long grandchild = Long.parseLong(reader.readLine());
    long child = Long.parseLong(reader.readLine());
    assertThat(gone(child)).isFalse();

    watchdog.getOutputStream().close();

    Waiting.await("the command ends", () -> gone(child));
    Waiting.await("what it started ends", () -> gone(grandchild));
    assertThat(watchdog.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void pipeCloses_commandThatWillNotIsMadeTo() throws Exception {
    Process watchdog = watch("trap '' TERM; echo $$; while :; do sleep 1; done");
    long child = firstNumber(watchdog);

    watchdog.getOutputStream().close();

    Waiting.await("the command is killed", () -> gone(child));
  }

  @Test
  void commandEnds_exitCodeIsPassedOn() throws Exception {
    Process watchdog = watch("exit 7");

    assertThat(watchdog.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(watchdog.exitValue()).isEqualTo(7);
  }

  @Test
  void watchdogKilled_commandEndsToo() throws Exception {
    assumeTrue(HostTools.of("/usr/bin").find("setpriv").isPresent(), "needs setpriv");
    Process watchdog = watch("echo $$; exec sleep 1000");
    long child = firstNumber(watchdog);

    watchdog.destroyForcibly();

    Waiting.await("the command ends", () -> gone(child));
  }
}
