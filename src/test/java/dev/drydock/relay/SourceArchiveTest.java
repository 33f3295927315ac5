package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.relay.RelayException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceArchiveTest {
  private static final String LONG = "a-name-of-some-length/".repeat(9) + "end";

  @TempDir Path folder;
  private Sources sources;

  @BeforeEach
  void create() throws IOException {
    sources = new Sources(folder.resolve("origin.git"));
  }

  @AfterEach
  void close() {
    sources.close();
  }

  private byte[] tar(ObjectId commit, Layout layout) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SourceArchive.Summary summary =
        archive(commit, layout).writeTo(out, FetchListener.SILENT, () -> false);
    byte[] bytes = out.toByteArray();
    assertThat(summary.size()).isEqualTo(bytes.length);
    assertThat(summary.sha256()).isEqualTo(sha256(bytes));
    return bytes;
  }

  private SourceArchive archive(ObjectId commit, Layout layout) {
    return new SourceArchive("thing", sources.folder(), commit.name(), layout);
  }

  private static String sha256(byte[] bytes) {
    MessageDigest digest = Digests.sha256();
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  /** Name to mode, kind and content. */
  private static Map<String, String> list(byte[] tar) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
      for (TarArchiveEntry entry; (entry = in.getNextEntry()) != null; ) {
        assertThat(entry.getUserName()).isEqualTo("root");
        assertThat(entry.getLongUserId()).isZero();
        assertThat(entry.getLongGroupId()).isZero();
        assertThat(entry.getLastModifiedTime().toMillis())
            .isEqualTo(Sources.SOMEBODY.getWhenAsInstant().toEpochMilli());
        String mode = Integer.toOctalString(entry.getMode());
        String content =
            entry.isSymbolicLink()
                ? "-> " + entry.getLinkName()
                : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all.put(entry.getName(), mode + " " + content)).isNull();
      }
    }
    return all;
  }

  private ObjectId sample() throws IOException {
    ObjectId inner =
        sources.tree(
            Sources.entry(FileMode.EXECUTABLE_FILE, "run", sources.blob("#!/bin/sh\n")),
            Sources.entry(FileMode.SYMLINK, "up", sources.blob("../plain")));
    return sources.commit(
        sources.tree(
            Sources.entry(FileMode.TREE, "dir", inner),
            Sources.entry(FileMode.REGULAR_FILE, "plain", sources.blob("text\n"))));
  }

  @Test
  void tar_holdsFilesProgramsLinksFolders() throws Exception {
    assertThat(list(tar(sample(), Layout.PLAIN)))
        .containsExactly(
            Map.entry("dir/", "40755 "),
            Map.entry("dir/run", "100755 #!/bin/sh\n"),
            Map.entry("dir/up", "120777 -> ../plain"),
            Map.entry("plain", "100644 text\n"));
  }

  @Test
  void layout_prefixAndExtraFiles() throws Exception {
    Layout layout =
        Layout.in("p/go").with("VERSION", "go1.1.2").with("new/file", "1").with("plain", "mine");
    assertThat(list(tar(sample(), layout)))
        .containsExactly(
            Map.entry("p/", "40755 "),
            Map.entry("p/go/", "40755 "),
            Map.entry("p/go/dir/", "40755 "),
            Map.entry("p/go/dir/run", "100755 #!/bin/sh\n"),
            Map.entry("p/go/dir/up", "120777 -> ../plain"),
            Map.entry("p/go/VERSION", "100644 go1.1.2"),
            Map.entry("p/go/new/", "40755 "),
            Map.entry("p/go/new/file", "100644 1"),
            Map.entry("p/go/plain", "100644 mine"));
  }

  @Test
  void layout_subtree() throws Exception {
    ObjectId inner =
        sources.tree(Sources.entry(FileMode.REGULAR_FILE, "tar.go", sources.blob("package tar\n")));
    ObjectId commit =
        sources.commit(
            sources.tree(
                Sources.entry(
                    FileMode.TREE,
                    "src",
                    sources.tree(Sources.entry(FileMode.TREE, "tar", inner)))));
    assertThat(list(tar(commit, Layout.in("t").only("src/tar"))))
        .containsExactly(Map.entry("t/", "40755 "), Map.entry("t/tar.go", "100644 package tar\n"));
    assertThatThrownBy(() -> tar(commit, Layout.PLAIN.only("src/none")))
        .isInstanceOf(RelayException.class)
        .hasMessageContaining("src/none");
  }

  @Test
  void layout_extraInTheWay() throws Exception {
    assertThatThrownBy(() -> tar(sample(), Layout.PLAIN.with("dir", "x")))
        .isInstanceOf(RelayException.class);
    assertThatThrownBy(() -> tar(sample(), Layout.PLAIN.with("plain/x", "x")))
        .isInstanceOf(RelayException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc", "..", "a/../b", "a//b", "a/", "./a", "a\\b"})
  void layout_hostilePaths(String path) {
    assertThatThrownBy(() -> Layout.PLAIN.with(path, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    if (!path.isEmpty()) {
      assertThatThrownBy(() -> Layout.in(path)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tar_isTheSameEverywhere() throws Exception {
    ObjectId commit = longNames();
    byte[] first = tar(commit, Layout.in("x"));
    try (Sources other = new Sources(folder.resolve("other.git"))) {
      Sources kept = sources;
      sources = other;
      assertThat(longNames()).isEqualTo(commit);
      assertThat(tar(commit, Layout.in("x"))).isEqualTo(first);
      sources = kept;
    }
    // Known bytes, so that another computer, user, time zone or version of a library shows.
    assertThat(sha256(first))
        .isEqualTo("46342dfef170f1a2a0b68a1d4433b1486630a0e9f54932281605e534ac892758");
  }

  /** Long in every way: a path, one name in it, and where a link leads. */
  private ObjectId longNames() throws IOException {
    String[] names = LONG.split("/", -1);
    ObjectId tree =
        sources.tree(
            Sources.entry(FileMode.REGULAR_FILE, "end", sources.blob("deep")),
            Sources.entry(FileMode.REGULAR_FILE, "n".repeat(200), sources.blob("wide")));
    for (int i = names.length - 2; i >= 0; i--) {
      tree = sources.tree(Sources.entry(FileMode.TREE, names[i], tree));
    }
    return sources.commit(
        sources.tree(
            Sources.entry(FileMode.TREE, "d", tree),
            Sources.entry(FileMode.SYMLINK, "link", sources.blob("d/" + LONG))));
  }

  @Test
  void tar_longNamesComeOutOfTheSystemsTar() throws Exception {
    Path tar = folder.resolve("x.tar");
    Files.write(tar, tar(longNames(), Layout.PLAIN));
    Path out = Files.createDirectory(folder.resolve("out"));
    unpack(tar, out);
    assertThat(out.resolve("d").resolve(LONG)).hasContent("deep");
    assertThat(out.resolve("d").resolve(LONG).resolveSibling("n".repeat(200))).hasContent("wide");
    assertThat(Files.readSymbolicLink(out.resolve("link"))).hasToString("d/" + LONG);
  }

  private static void unpack(Path tar, Path out) throws Exception {
    Process process =
        new ProcessBuilder("tar", "xf", tar.toString(), "-C", out.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void tar_strangeNamesStayWhatTheyAre() throws Exception {
    List<String> names =
        new ArrayList<>(List.of("\n", " ", "\"$(x)`", "'", "*", "-rf", "\u00e9\u4e2d"));
    byte[][] entries = new byte[names.size()][];
    ObjectId blob = sources.blob("x");
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Sources.entry(FileMode.REGULAR_FILE, names.get(i), blob);
    }
    Path tar = folder.resolve("x.tar");
    byte[] bytes = tar(sources.commit(sources.tree(entries)), Layout.PLAIN);
    assertThat(list(bytes).keySet()).containsExactlyElementsOf(names);
    Files.write(tar, bytes);
    Path out = Files.createDirectory(folder.resolve("out"));
    unpack(tar, out);
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.count()).isEqualTo(names.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", ".git", ".GIT", "a/b", "../x", "/etc/passwd", "a\\b"})
  void tree_hostileNames(String name) throws Exception {
    ObjectId commit =
        sources.commit(sources.tree(Sources.entry(FileMode.REGULAR_FILE, name, sources.blob("x"))));
    RelayException e = catchThrowableOfType(RelayException.class, () -> tar(commit, Layout.PLAIN));
    assertThat(e.kind()).isEqualTo(Kind.UNFIT);
  }

  @Test
  void tree_sameNameTwice() throws Exception {
    ObjectId inner =
        sources.tree(Sources.entry(FileMode.REGULAR_FILE, "passwd", sources.blob("x")));
    ObjectId commit =
        sources.commit(
            sources.tree(
                Sources.entry(FileMode.SYMLINK, "a", sources.blob("b")),
                Sources.entry(FileMode.TREE, "a", inner)));
    assertThatThrownBy(() -> tar(commit, Layout.PLAIN)).isInstanceOf(RelayException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "../x", "a/../../x", "./../x", ""})
  void link_outOfTheTree(String target) throws Exception {
    ObjectId commit =
        sources.commit(sources.tree(Sources.entry(FileMode.SYMLINK, "l", sources.blob(target))));
    RelayException e = catchThrowableOfType(RelayException.class, () -> tar(commit, Layout.PLAIN));
    assertThat(e.kind()).isEqualTo(Kind.UNFIT);
    assertThat(e).hasMessageContaining("link");
  }

  @Test
  void submodule_isRefused() throws Exception {
    ObjectId other = sources.commit("a", "1");
    ObjectId commit = sources.commit(sources.tree(Sources.entry(FileMode.GITLINK, "sub", other)));
    assertThatThrownBy(() -> tar(commit, Layout.PLAIN))
        .isInstanceOf(RelayException.class)
        .hasMessageContaining("sub is another repository");
  }

  @Test
  void message_hasNoControlCharacters() throws Exception {
    ObjectId commit =
        sources.commit(
            sources.tree(Sources.entry(FileMode.SYMLINK, "l\u001b[2J", sources.blob("/etc"))));
    assertThatThrownBy(() -> tar(commit, Layout.PLAIN)).hasMessageContaining("l?[2J");
  }

  @Test
  void object_ofOtherContentThanItsId() throws Exception {
    ObjectId right = sources.blob("what was pinned");
    ObjectId wrong = sources.blob("what somebody put there");
    ObjectId commit =
        sources.commit(sources.tree(Sources.entry(FileMode.REGULAR_FILE, "f", right)));
    // A sound object under another one's name: only its id tells.
    Path to = loose(right);
    Files.delete(to);
    Files.copy(loose(wrong), to);
    RelayException e = catchThrowableOfType(RelayException.class, () -> tar(commit, Layout.PLAIN));
    assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
    Files.delete(to);
    e = catchThrowableOfType(RelayException.class, () -> tar(commit, Layout.PLAIN));
    assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
  }

  private Path loose(ObjectId id) {
    return sources
        .folder()
        .resolve("objects")
        .resolve(id.name().substring(0, 2))
        .resolve(id.name().substring(2));
  }

  @Test
  void write_cancelled() throws Exception {
    ObjectId commit = sample();
    RelayException e =
        catchThrowableOfType(
            RelayException.class,
            () ->
                archive(commit, Layout.PLAIN)
                    .writeTo(new ByteArrayOutputStream(), FetchListener.SILENT, () -> true));
    assertThat(e.kind()).isEqualTo(Kind.CANCELLED);
  }

  @Test
  void write_bigFile() throws Exception {
    byte[] tar = tar(sources.bigCommit(3_000_000), Layout.PLAIN);
    try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      assertThat(in.getNextEntry().getSize()).isEqualTo(3_000_000);
      assertThat(in.readAllBytes()).hasSize(3_000_000);
    }
  }
}
