package dev.drydock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.Jvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLockTest {
  @TempDir Path folder;

  /** In a process of its own: says whether it gets the lock. */
  static final class Rival {
    private Rival() {}

    public static void main(String[] arguments) throws Exception {
      System.out.print(RunLock.tryLock(Path.of(arguments[0])).isPresent() ? "got it" : "refused");
    }
  }

  private String rival(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Jvm.command(List.of("-XX:TieredStopAtLevel=1"), Rival.class, file.toString()))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** POSIX: closing any descriptor of a file drops the process's locks on it. */
  @Test
  void tryLock_refusedInThisProcess_stillKeepsOtherProcessesOut() throws Exception {
    Path file = folder.resolve("lock");
    RunLock lock = RunLock.tryLock(file).orElseThrow();
    assertThat(RunLock.tryLock(file)).isEmpty();
    assertThat(rival(file)).isEqualTo("refused");
    lock.close();
    assertThat(rival(file)).isEqualTo("got it");
  }

  @Test
  void tryLock_closedTwiceAndTakenAgain_isFreeOnce() throws Exception {
    Path file = folder.resolve("lock");
    RunLock first = RunLock.tryLock(file).orElseThrow();
    first.close();
    RunLock second = RunLock.tryLock(file).orElseThrow();
    first.close();
    assertThat(RunLock.tryLock(file)).isEmpty();
    second.close();
  }
}
