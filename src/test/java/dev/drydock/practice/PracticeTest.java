package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PracticeTest {
  @TempDir Path temporary;
  private Path folder;
  private Path bin;
  private final List<String> said = new CopyOnWriteArrayList<>();

  @BeforeEach
  void folders() throws IOException {
    folder = temporary.resolve("practice");
    bin = Files.createDirectory(temporary.resolve("bin"));
  }

  private Practice on(String osName, boolean root, long free) {
    return new Practice(
        folder,
        new Host(
            osName,
            root,
            new HostTools(List.of(bin, Path.of("/usr/bin"))),
            temporary,
            Map.of(),
            path -> free));
  }

  /** Programs that are there and do nothing. */
  private void programs(String... names) throws IOException {
    for (String name : names) {
      Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\nexit 0\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private PracticeException up(Practice practice, PracticeOptions options) {
    return catchThrowableOfType(PracticeException.class, () -> practice.up(options, said::add));
  }

  @Test
  void up_notLinux() {
    PracticeException e = up(on("Mac OS X", false, 1), PracticeOptions.defaults());

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.NOT_LINUX);
    assertThat(e).hasMessageContaining("Mac OS X");
    assertThat(folder).doesNotExist();
  }

  @Test
  void up_qemuMissing() {
    Practice practice =
        new Practice(
            folder,
            new Host("Linux", true, new HostTools(List.of(bin)), temporary, Map.of(), path -> 1));

    PracticeException e = up(practice, PracticeOptions.defaults());

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.TOOLS_MISSING);
    assertThat(e).hasMessageContaining("apt-get install --no-install-recommends qemu-system-x86");
  }

  @Test
  void up_portTaken() throws Exception {
    programs("qemu-system-i386", "qemu-img", "setsid");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
      PracticeException e =
          up(on("Linux", true, 1), PracticeOptions.defaults().withPort(taken.getLocalPort()));

      assertThat(e.kind()).isEqualTo(PracticeException.Kind.PORT_TAKEN);
      assertThat(e).hasMessageContaining("--port");
    }
  }

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  @Test
  void up_portOfRoot() throws Exception {
    programs("qemu-system-i386", "qemu-img", "setsid");

    PracticeException e = up(on("Linux", false, 1), PracticeOptions.defaults().withPort(22));

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.NO_RIGHTS);
  }

  @Test
  void up_diskTooSmall_nothingIsDownloaded() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "needs ssh-keygen");
    programs(
        "qemu-system-i386",
        "qemu-img",
        "setsid",
        "mmdebstrap",
        "arch-test",
        "apt-config",
        "mke2fs",
        "perl",
        "tar");

    PracticeException e =
        up(
            on("Linux", true, 1_000_000_000L),
            PracticeOptions.defaults().withPort(0).withMirror("http://deb.example.org/debian"));

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.DISK_TOO_SMALL);
    assertThat(e).hasMessageContaining("5.0 GB").hasMessageContaining("1.0 GB");
    assertThat(folder.resolve("images")).doesNotExist();
  }

  private PracticeException upWhenMmdebstrapDoes(String script) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "needs ssh-keygen");
    programs("qemu-system-i386", "qemu-img", "setsid", "arch-test", "apt-config", "mke2fs");
    programs("mmdebstrap");
    // The watchdog needs the real one.
    Files.delete(bin.resolve("setsid"));
    Files.writeString(bin.resolve("mmdebstrap"), "#!/bin/sh\n" + script + "\n");
    return up(
        on("Linux", true, Long.MAX_VALUE),
        PracticeOptions.defaults().withPort(0).withMirror("http://deb.example.org/debian"));
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(folder.resolve("images")).doesNotExist();
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.map(p -> p.getFileName().toString())).noneMatch(n -> n.startsWith("work-"));
    }
  }

  @Test
  void up_mirrorBroken_triesWithFewerSuites() throws Exception {
    PracticeException e = upWhenMmdebstrapDoes("echo \"E: Failed to fetch\"; cat; exit 1");

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.MIRROR);
    assertThat(e).hasMessageContaining("E: Failed to fetch").hasMessageContaining("--mirror");
    assertThat(said)
        .filteredOn(line -> line.contains("bookworm-updates main"))
        .as("the suite that may be broken was tried once")
        .hasSize(1);
    assertThat(said)
        .anyMatch(
            line ->
                line.equals(
                    "The mirror has trouble. Going on without the suite bookworm-updates."));
    assertNothingIsLeft();
  }

  @Test
  void up_buildFailsForAnotherReason_isNotTriedAgain() throws Exception {
    PracticeException e = upWhenMmdebstrapDoes("echo \"E: odd\"; exit 1");

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.BUILD_FAILED);
    assertThat(e).hasMessageContaining("E: odd");
    assertThat(said).filteredOn(line -> line.equals("E: odd")).hasSize(1);
    assertNothingIsLeft();
  }

  @Test
  void up_diskFullWhileBuilding() throws Exception {
    PracticeException e =
        upWhenMmdebstrapDoes("echo \"dpkg: cannot copy: No space left on device\"; exit 1");

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.DISK_TOO_SMALL);
    assertNothingIsLeft();
  }

  @Test
  void up_interruptedWhileBuilding_endsWhatItStarted() throws Exception {
    AtomicReference<PracticeException> thrown = new AtomicReference<>();
    List<String> heard = new CopyOnWriteArrayList<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                thrown.set(upWhenMmdebstrapDoes("echo pid $$; exec sleep 1000"));
              } catch (IOException e) {
                heard.add("failed: " + e.getMessage());
              }
            });
    worker.start();
    Waiting.await("the build runs", () -> pid().isPresent());
    ProcessId build = ProcessId.of(pid().get()).orElseThrow();

    worker.interrupt();
    worker.join();

    assertThat(heard).isEmpty();
    assertThat(thrown.get().kind()).isEqualTo(PracticeException.Kind.CANCELLED);
    Waiting.await("the build has ended", () -> !build.isAlive());
    assertNothingIsLeft();
  }

  private Optional<Long> pid() {
    return said.stream()
        .filter(line -> line.startsWith("pid "))
        .map(line -> Long.parseLong(line.substring(4)))
        .findFirst();
  }

  @Test
  void status_neverUsed() throws Exception {
    PracticeStatus status = on("Linux", true, 1).status();

    assertThat(status.running()).isEmpty();
    assertThat(status.lines()).first().asString().contains("not running");
    assertThat(folder).doesNotExist();
  }

  @Test
  void status_leftInSleepOrCutOff_saysWhatUpWillDo() throws Exception {
    Path machine = Files.createDirectories(folder.resolve("machines/x"));
    for (String file : List.of("disk.qcow2", Machine.BOOTED)) {
      Files.createFile(machine.resolve(file));
    }
    assertThat(on("Linux", true, 1).status().lines())
        .anyMatch(line -> line.contains("boots it from its disk"));

    Files.createFile(machine.resolve(Machine.LEFT));
    assertThat(on("Linux", true, 1).status().lines())
        .anyMatch(line -> line.contains("as you left it"));
  }

  @Test
  void down_afterQemuWasKilled_removesItsSockets() throws Exception {
    Path machine = Files.createDirectories(folder.resolve("machines/x"));
    Process dead = new ProcessBuilder("sleep", "1000").start();
    PracticeStateTest.state(ProcessId.of(dead.pid()).orElseThrow(), machine)
        .write(folder.resolve("state.json"));
    Files.createFile(machine.resolve("monitor"));
    Files.createFile(machine.resolve("line"));
    dead.destroyForcibly().waitFor();

    assertThat(on("Linux", true, 1).down(said::add)).isFalse();
    assertThat(machine).isEmptyDirectory();
    assertThat(folder.resolve("state.json")).doesNotExist();
  }

  @Test
  void down_neverUsed() throws Exception {
    assertThat(on("Linux", true, 1).down(said::add)).isFalse();
  }

  @Test
  void down_stalePidOfAnotherProcessIsLeftAlone() throws Exception {
    Process innocent = new ProcessBuilder("sleep", "1000").start();
    try {
      ProcessId id = ProcessId.of(innocent.pid()).orElseThrow();
      Files.createDirectories(folder);
      PracticeStateTest.state(
              new ProcessId(id.pid(), id.startTicks() - 1, id.bootId()), folder.resolve("m"))
          .write(folder.resolve("state.json"));
      Practice practice = on("Linux", true, 1);

      assertThat(practice.status().running()).isEmpty();
      assertThat(practice.down(said::add)).isFalse();
      assertThat(innocent.isAlive()).isTrue();
      assertThat(folder.resolve("state.json")).doesNotExist();
    } finally {
      innocent.destroyForcibly();
    }
  }

  @Test
  void down_qemuThatDoesNotAnswerIsEnded() throws Exception {
    Process deaf = new ProcessBuilder("sleep", "1000").start();
    try {
      Path machine = Files.createDirectories(folder.resolve("machines/x"));
      PracticeStateTest.state(ProcessId.of(deaf.pid()).orElseThrow(), machine)
          .write(folder.resolve("state.json"));

      assertThat(on("Linux", true, 1).down(false, said::add)).isTrue();
      assertThat(deaf.isAlive()).isFalse();
      assertThat(folder.resolve("state.json")).doesNotExist();
    } finally {
      deaf.destroyForcibly();
    }
  }
}
