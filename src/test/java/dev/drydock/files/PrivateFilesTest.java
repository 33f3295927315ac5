package dev.drydock.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "file modes and symbolic links of POSIX")
class PrivateFilesTest {
  @TempDir Path folder;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private long entries(Path of) throws IOException {
    try (Stream<Path> list = Files.list(of)) {
      return list.count();
    }
  }

  @Test
  void write_newFileInNewFolders() throws IOException {
    Path file = folder.resolve("a/b/c.txt");

    PrivateFiles.write(file, "text".getBytes(UTF_8));

    assertThat(file).hasContent("text");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(entries(folder.resolve("a/b"))).isEqualTo(1);
  }

  @Test
  void write_replacesAWiderFileByAPrivateOne() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "old");
    chmod(file, "rw-r--r--");

    PrivateFiles.write(file, "new".getBytes(UTF_8));

    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void write_symbolicLinkIsReplacedNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), victim);

    PrivateFiles.write(link, "new".getBytes(UTF_8));

    assertThat(victim).hasContent("precious");
    assertThat(link).isRegularFile().hasContent("new");
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void write_hardLinkKeepsTheOldContent() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path other = Files.createLink(folder.resolve("other"), file);

    PrivateFiles.write(file, "new".getBytes(UTF_8));

    assertThat(other).hasContent("old");
  }

  @Test
  void write_refusesWhatIsNoFile() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("folder"));
    Path device = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));

    assertThatThrownBy(() -> PrivateFiles.write(inTheWay, new byte[1]))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> PrivateFiles.write(device, new byte[1]))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("not an ordinary file");
    assertThat(entries(folder)).isEqualTo(2);
    assertThat(device).isSymbolicLink();
  }

  @Test
  void writeStream_failureInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "old");

    assertThatThrownBy(
            () ->
                PrivateFiles.writeStream(
                    file,
                    out -> {
                      out.write(new byte[200_000]);
                      throw new IOException("No space left on device");
                    }))
        .hasMessage("No space left on device");

    assertThat(file).hasContent("old");
    assertThat(entries(folder)).isEqualTo(1);
  }

  /** A real refusal by the system: a file-size limit stands in for a full disk. */
  @Test
  void write_systemRefusesTheBytes() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "old");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 8; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                BigWrite.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(Files.readString(output)).startsWith("refused");
    assertThat(process.exitValue()).isEqualTo(3);
    assertThat(file).hasContent("old");
    assertThat(entries(folder)).isEqualTo(2);
  }

  /** Run in a process of its own by the test above. */
  static final class BigWrite {
    private BigWrite() {}

    public static void main(String[] args) {
      try {
        PrivateFiles.write(Path.of(args[0]), new byte[1 << 20]);
      } catch (IOException e) {
        System.out.println("refused: " + PrivateFiles.explain(e));
        System.exit(3);
      }
    }
  }

  @Test
  void openAppend_newFileIsPrivate() throws IOException {
    Path file = folder.resolve("sub/log");
    try (FileChannel channel = PrivateFiles.openAppend(file)) {
      channel.write(ByteBuffer.wrap("one".getBytes(UTF_8)));
    }
    try (FileChannel channel = PrivateFiles.openAppend(file)) {
      channel.write(ByteBuffer.wrap("two".getBytes(UTF_8)));
    }

    assertThat(file).hasContent("onetwo");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void openAppend_tightensAWiderFile() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "");
    chmod(file, "rw-rw-rw-");

    PrivateFiles.openAppend(file).close();

    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void openAppend_refusesASymbolicLink() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    chmod(victim, "rw-r--r--");
    Path link = Files.createSymbolicLink(folder.resolve("log"), victim);

    assertThatThrownBy(() -> PrivateFiles.openAppend(link)).isInstanceOf(IOException.class);
    assertThat(victim).hasContent("precious");
    assertThat(mode(victim)).isEqualTo("rw-r--r--");
  }

  @Test
  void createFolder_tightensAnExistingOne() throws IOException {
    Path existing = Files.createDirectory(folder.resolve("d"));
    chmod(existing, "rwxr-xr-x");

    PrivateFiles.createFolder(existing);

    assertThat(mode(existing)).isEqualTo("rwx------");
  }

  @Test
  void createFolder_refusesALinkAndLeavesItsTargetAlone() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    chmod(elsewhere, "rwxr-xr-x");
    Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);

    assertThatThrownBy(() -> PrivateFiles.createFolder(link))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("symbolic link");

    assertThat(mode(elsewhere)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void createFolder_fileInTheWay() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "");

    assertThatThrownBy(() -> PrivateFiles.createFolder(file))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> PrivateFiles.createFolder(file.resolve("sub")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void read_limitAndKind() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "12345");

    assertThat(PrivateFiles.read(file, 5)).hasSize(5);
    assertThatThrownBy(() -> PrivateFiles.read(file, 4)).hasMessageContaining("longer than 4");
    assertThatThrownBy(() -> PrivateFiles.read(folder, 4)).hasMessageContaining("ordinary file");
  }
}
