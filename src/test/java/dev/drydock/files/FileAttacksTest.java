package dev.drydock.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.LocalSshd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who can write beside Drydock's files may put in their place. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links, pipes and modes of POSIX")
@Timeout(120)
class FileAttacksTest {
  @TempDir Path folder;
  private DrydockHome home;
  private Path elsewhere;

  @BeforeEach
  void setUp() throws IOException {
    home = DrydockHome.under(folder.resolve("home"));
    elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious"), "precious");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private List<String> namesElsewhere() throws IOException {
    try (Stream<Path> files = Files.list(elsewhere)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void createFolder_anyOwnFolderReplacedByALink_refusedAndNothingWritten() throws IOException {
    for (Path target : List.of(home.profiles(), home.runs(), home.practice())) {
      for (Path linked = target;
          !linked.getFileName().toString().equals("home");
          linked = linked.getParent()) {
        if (linked.getFileName().toString().matches("config|data|cache")) {
          continue; // above Drydock's own folder a person may arrange links
        }
        Path replaced = linked;
        Path moved = folder.resolve("moved-" + System.nanoTime());
        PrivateFiles.createFolder(target);
        Files.move(replaced, moved, StandardCopyOption.ATOMIC_MOVE);
        Files.createSymbolicLink(replaced, elsewhere);

        assertThatThrownBy(() -> PrivateFiles.createFolder(target))
            .as("%s for %s", replaced, target)
            .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(home::secure)
            .isInstanceOfSatisfying(
                FileSystemException.class,
                e ->
                    assertThat(PrivateFiles.explain(e))
                        .contains(replaced + ": is a symbolic link")
                        .contains("Remove the link"));
        assertThat(namesElsewhere()).containsExactly("precious");
        Files.delete(replaced);
      }
    }
  }

  @Test
  void createFolder_linkAboveDrydocksOwn_isThePersonsAffair() throws IOException {
    Files.createDirectories(folder.resolve("home"));
    Files.createSymbolicLink(folder.resolve("home/cache"), elsewhere);

    PrivateFiles.createFolder(home.practice());

    assertThat(elsewhere.resolve("drydock/practice")).isDirectory();
  }

  @Test
  void createFolder_everyOwnFolderIsTightened() throws IOException {
    Files.createDirectories(home.profiles());
    chmod(home.config(), "rwxrwxrwx");
    chmod(home.profiles(), "rwxrwxrwx");

    home.secure();

    assertThat(mode(home.config())).isEqualTo("rwx------");
    assertThat(mode(home.profiles())).isEqualTo("rwx------");
    assertThat(home.data()).as("made only when needed").doesNotExist();
  }

  @Test
  void createFolder_somebodyElses_refused() throws IOException {
    assumeTrue(LocalSshd.isRoot(), "only root can give a folder away");
    Files.createDirectories(home.profiles());
    Files.setOwner(
        home.profiles(),
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    assertThatThrownBy(home::secure).hasMessageContaining("belongs to another user");
  }

  @Test
  void openAppend_hardLink_refusedAndUnharmed() throws IOException {
    Path file = folder.resolve("log");
    Files.createLink(file, elsewhere.resolve("precious"));

    assertThatThrownBy(() -> PrivateFiles.openAppend(file))
        .hasMessageContaining("second name")
        .hasMessageContaining(file.toString());

    assertThat(elsewhere.resolve("precious")).hasContent("precious");
  }

  @Test
  void openAppend_symbolicLink_saysSo() throws IOException {
    Path file = Files.createSymbolicLink(folder.resolve("log"), elsewhere.resolve("precious"));

    assertThatThrownBy(() -> PrivateFiles.openAppend(file)).hasMessageContaining("symbolic link");

    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere.resolve("not-yet"));
    assertThatThrownBy(() -> PrivateFiles.openAppend(file)).hasMessageContaining("symbolic link");
    assertThat(namesElsewhere()).containsExactly("precious");
  }

  /** Opening a pipe for writing waits until somebody reads: for ever. */
  @Test
  void everyAccess_pipeInItsPlace_refusedAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(mkfifo.exitValue()).isZero();

    assertThatThrownBy(() -> PrivateFiles.openAppend(pipe)).hasMessageContaining("ordinary file");
    assertThatThrownBy(() -> PrivateFiles.read(pipe, 10)).hasMessageContaining("ordinary file");
    assertThatThrownBy(() -> PrivateFiles.write(pipe, new byte[1]))
        .hasMessageContaining("ordinary file");
  }

  @Test
  void openAppend_device_keepsItsMode() throws IOException {
    Path device = Path.of("/dev/null");
    String before = mode(device);
    try (FileChannel channel = PrivateFiles.openAppend(device)) {
      assertThat(channel.write(ByteBuffer.wrap(new byte[1]))).isEqualTo(1);
    }
    assertThat(mode(device)).isEqualTo(before);
  }

  /** Neither umask nor earlier modes widen anything. In a process of its own, for its umask. */
  @Test
  void everything_underUmaskZero_isPrivate() throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask 0; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Wide.class.getName(),
                folder.resolve("home").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    try (Stream<Path> all = Files.walk(folder.resolve("home"))) {
      for (Path path : all.toList()) {
        assertThat(mode(path))
            .as("%s", path)
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  /** Run by the test above. */
  static final class Wide {
    private Wide() {}

    public static void main(String[] args) throws IOException {
      DrydockHome home = DrydockHome.under(Path.of(args[0]));
      PrivateFiles.createFolder(home.profiles());
      PrivateFiles.createFolder(home.runs());
      PrivateFiles.write(home.profiles().resolve("a.json"), new byte[1]);
      PrivateFiles.write(home.knownHosts(), new byte[1]);
      PrivateFiles.openAppend(home.log()).close();
    }
  }

  /** What a disk does that fails at its n-th call. */
  private static final class FailingDisk extends PrivateFiles.DiskCalls {
    private int callsLeft;
    private final boolean partial;

    FailingDisk(int callsLeft, boolean partial) {
      this.callsLeft = callsLeft;
      this.partial = partial;
    }

    private void call() throws IOException {
      if (callsLeft-- == 0) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    OutputStream stream(FileChannel channel) {
      OutputStream real = super.stream(channel);
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
          if (partial && callsLeft == 0) {
            real.write(buffer, offset, length / 2);
          }
          call();
          real.write(buffer, offset, length);
        }
      };
    }

    @Override
    void force(FileChannel channel) throws IOException {
      call();
      super.force(channel);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
      call();
      super.rename(from, to);
    }
  }

  @Test
  void write_failureAtEveryCall_leavesTheVersionBefore() throws IOException {
    Path file = folder.resolve("kept/f");
    PrivateFiles.write(file, "old".getBytes(UTF_8));
    byte[] big = new byte[300_000];
    boolean through = false;
    List<Integer> refused = new ArrayList<>();
    for (int failAt = 0; !through; failAt++) {
      for (boolean partial : new boolean[] {true, false}) {
        FailingDisk disk = new FailingDisk(failAt, partial);
        try {
          PrivateFiles.writeStream(
              file,
              out -> {
                out.write(big, 0, 100_000);
                out.write(big, 0, 100_000);
                out.write(7);
              },
              disk);
          through = true;
        } catch (IOException e) {
          refused.add(failAt);
          assertThat(file).hasContent("old");
          assertThat(e).hasMessage("No space left on device");
        }
        try (Stream<Path> beside = Files.list(file.getParent())) {
          assertThat(beside).containsExactly(file);
        }
      }
    }
    assertThat(refused)
        .as("writes, fsync and rename were all refused once")
        .contains(0, 1, 2, 3, 4);
    assertThat(Files.size(file)).isEqualTo(200_001);
  }
}
