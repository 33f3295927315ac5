package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdTest {
  @TempDir Path proc;

  @BeforeEach
  void boot() throws IOException {
    Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot-1\n");
  }

  private void process(long pid, String name, char state, long start) throws IOException {
    process(pid, name, state, 1, start);
  }

  private void process(long pid, String name, char state, int threads, long start)
      throws IOException {
    Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        folder.resolve("stat"),
        pid
            + " ("
            + name
            + ") "
            + state
            + " 1 1 1 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 "
            + threads
            + " 0 "
            + start
            + " 10 20\n");
  }

  @Test
  void of_parenthesesAndSpacesInName() throws Exception {
    process(42, "a) R 9 (b c", 'S', 777);

    assertThat(ProcessId.of(proc, 42)).contains(new ProcessId(42, 777, "boot-1"));
  }

  @Test
  void isAlive_pidUsedAgain() throws Exception {
    process(42, "qemu", 'S', 777);
    ProcessId id = ProcessId.of(proc, 42).orElseThrow();
    process(42, "editor", 'S', 778);

    assertThat(id.isAlive(proc)).isFalse();
  }

  @Test
  void isAlive_afterReboot() throws Exception {
    process(42, "qemu", 'S', 777);
    ProcessId id = ProcessId.of(proc, 42).orElseThrow();
    Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot-2\n");

    assertThat(id.isAlive(proc)).isFalse();
  }

  @Test
  void of_zombieHasEnded() throws Exception {
    process(42, "qemu", 'Z', 777);

    assertThat(ProcessId.of(proc, 42)).isEmpty();
  }

  @Test
  void of_zombieWhoseThreadsStillEnd_holdsItsFilesAndPort() throws Exception {
    process(42, "qemu", 'Z', 3, 777);

    assertThat(ProcessId.of(proc, 42)).isPresent();
  }

  @Test
  void of_goneOrUnreadable() throws Exception {
    Files.createDirectories(proc.resolve("43"));
    Files.writeString(proc.resolve("43/stat"), "43 (x");

    assertThat(ProcessId.of(proc, 42)).isEmpty();
    assertThat(ProcessId.of(proc, 43)).isEmpty();
  }

  @Test
  void isAlive_thisVeryProcess() {
    assertThat(ProcessId.of(ProcessHandle.current().pid()).orElseThrow().isAlive()).isTrue();
  }
}
