package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What steps remove, with real mounts, which end with the shell that made them. */
final class RemoveTreeTest {
  private static final List<String> ALONE = List.of("unshare", "-rm");

  @TempDir Path temporary;

  /** Its name is one that the kernel writes in another way. */
  private Path folder;

  private Path tree;
  private Path precious;

  static Stream<List<String>> shells() {
    return Sh.SHELLS.stream().filter(shell -> Sh.has(shell.get(0)));
  }

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(Sh.has("unshare") && Sh.run(ALONE, "true").exitCode() == 0);
    folder = Files.createDirectory(temporary.resolve("a b\\c#d"));
    tree = Files.createDirectories(folder.resolve("real/tree"));
    Files.createDirectories(tree.resolve("in/deep"));
    Files.writeString(tree.resolve("in/a file"), "x");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
    precious = Files.createDirectory(folder.resolve("precious")).resolve("file");
    Files.writeString(precious, "x");
    Files.createSymbolicLink(tree.resolve("to-precious"), precious.getParent());
  }

  private Sh.Result remove(List<String> shell, Path path, String before) {
    List<String> command = new ArrayList<>(ALONE);
    command.addAll(shell);
    return Sh.run(
        command,
        "set -eu\ncd "
            + quote(folder)
            + "\n"
            + before
            + "\n"
            + StepScript.prelude()
            + "remove_tree "
            + quote(path)
            + " && say gone\n");
  }

  private static String quote(Path path) {
    return Shell.quote(path.toString());
  }

  @ParameterizedTest
  @MethodSource("shells")
  void tree_goesAndWhatItsLinksLeadToStays(List<String> shell) {
    Sh.Result result = remove(shell, folder.resolve("link/tree"), "");

    assertThat(result.output()).isEqualTo("# gone\n");
    assertThat(tree).doesNotExist();
    assertThat(tree.getParent()).exists();
    assertThat(precious).exists();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void link_aloneGoes(List<String> shell) {
    remove(shell, folder.resolve("link"), "mount --bind precious real/tree/in");

    assertThat(folder.resolve("link")).doesNotExist();
    assertThat(tree.resolve("in")).exists();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void nothing_isRemovedAlready(List<String> shell) {
    assertThat(remove(shell, folder.resolve("no/such"), "").output()).isEqualTo("# gone\n");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void mountBelow_alsoByWayOfALink_isRefused(List<String> shell) {
    Sh.Result result =
        remove(shell, folder.resolve("link/tree"), "mount --bind precious real/tree/in/deep");

    assertThat(result.exitCode()).isNotZero();
    assertThat(StepScript.failure(result.output()).orElseThrow())
        .contains("is mounted at " + tree + "/in/deep,")
        .contains("(umount '" + tree + "/in/deep')");
    assertThat(precious).exists();
    assertThat(tree.resolve("in/a file")).exists();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void mountOfAFile_isRefused(List<String> shell) {
    Sh.Result result = remove(shell, tree, "mount --bind precious/file 'real/tree/in/a file'");

    assertThat(result.exitCode()).isNotZero();
    assertThat(tree.resolve("to-precious")).exists();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void mountAtTheTreeItself_isRefused(List<String> shell) {
    assertThat(remove(shell, tree, "mount --bind precious real/tree").exitCode()).isNotZero();
    assertThat(precious).exists();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void mountBeside_isNoneOfItsBusiness(List<String> shell) {
    String before = "mkdir real/tree-2; mount --bind precious real/tree-2";

    assertThat(remove(shell, tree, before).output()).isEqualTo("# gone\n");
    assertThat(precious).exists();
  }

  /** As if it were mounted between the look and the removal. */
  @ParameterizedTest
  @MethodSource("shells")
  void anotherFileSystem_isNotEnteredEvenUnseen(List<String> shell) {
    List<String> command = new ArrayList<>(ALONE);
    command.addAll(shell);

    Sh.Result result =
        Sh.run(
            command,
            "set -eu\ncd "
                + quote(tree)
                + "\nmount -t tmpfs none in/deep\n: >in/deep/kept\n: >../mounts\n"
                + StepScript.prelude().replace("/proc/mounts", "../mounts")
                + "(remove_tree "
                + quote(tree)
                + ") || ls in/deep\n");

    assertThat(result.output()).contains("could not be removed whole").endsWith("\nkept\n");
  }

  /** Seen: /var/lib was a link, and what an interrupted debootstrap had mounted was emptied. */
  @Test
  void baseRootfs_whatATryLeftMounted_staysWhole() throws Exception {
    StubServer server = new StubServer(folder);
    Files.createDirectories(folder.resolve("real/state/rootfs-bookworm.partial/mnt"));
    Files.createSymbolicLink(server.state, Path.of("real/state"));
    server.shell = List.of("unshare", "-rm", "dash");
    server.before =
        "mount --bind "
            + quote(precious.getParent())
            + " "
            + quote(server.rootfs())
            + ".partial/mnt\n";

    Sh.Result result = server.job("base-rootfs");

    assertThat(precious).exists();
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(server.rootfs().resolve("mnt")).doesNotExist();
  }

  @Test
  void baseTarball_mountInTheSystem_isNotPacked() throws Exception {
    StubServer server = new StubServer(folder);
    server.done("base-rootfs");
    server.done("base-sources");
    server.shell = List.of("unshare", "-rm", "dash");
    server.before =
        "mount --bind " + quote(precious.getParent()) + " " + quote(server.rootfs()) + "/usr/bin\n";

    assertThat(server.failed("base-tarball")).contains("is mounted at").contains("(umount '");
  }

  /** One rule in one place: rm -r goes through mounts. */
  @Test
  void steps_removeTreesNoOtherWay() throws Exception {
    Pattern other = Pattern.compile("(?m)^[^#\"\n]*\\brm +-[a-zA-Z]*[rR].*$");
    try (Stream<Path> files = Files.walk(StepsTest.FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(other.matcher(Files.readString(file)).results().map(r -> r.group()))
            .as(file.toString())
            .isEmpty();
      }
    }
  }
}
