package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.relay.RelayException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpstreamsTest {
  private static final String NOWHERE = "https://example.invalid/repo.git";

  @TempDir Path folder;
  private Sources sources;
  private Upstreams upstreams;

  @BeforeEach
  void create() throws IOException {
    sources = new Sources(folder.resolve("origin.git"));
    upstreams = new Upstreams(folder.resolve("cache"));
  }

  @AfterEach
  void close() {
    sources.close();
  }

  private static Upstream pinned(String address, String tag, ObjectId commit) {
    return Upstream.of("thing", NOWHERE, tag, commit.name()).withMirror(address);
  }

  private RelayException refused(Upstream upstream) {
    return catchThrowableOfType(
        RelayException.class, () -> upstreams.fetch(upstream, FetchListener.SILENT));
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache/upstreams"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Without the history. */
  private void assertHasOnly(Path repository, ObjectId commit, ObjectId parent) throws IOException {
    try (var opened = GitCopy.open(repository)) {
      assertThat(opened.getObjectDatabase().has(commit)).isTrue();
      assertThat(opened.getObjectDatabase().has(parent)).isFalse();
    }
  }

  @Test
  void fetch_fromAFolderWithoutHistory() throws Exception {
    ObjectId first = sources.commit("a", "1");
    ObjectId second = sources.commit(sources.tree(), first);
    sources.annotatedTag("v1", second);
    Path copy = upstreams.fetch(pinned(sources.path(), "v1", second), FetchListener.SILENT);
    assertHasOnly(copy, second, first);
    assertThat(cached()).containsExactly("thing.git");
  }

  @Test
  void fetch_fromAnAddressOfAFile() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    sources.tag("v1", commit);
    upstreams.fetch(
        pinned(sources.folder().toUri().toString(), "v1", commit), FetchListener.SILENT);
    assertThat(cached()).containsExactly("thing.git");
  }

  @Test
  void fetch_overHttpWithoutHistory() throws Exception {
    ObjectId first = sources.commit("a", "1");
    ObjectId second = sources.commit(sources.tree(), first);
    sources.annotatedTag("v1", second);
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Path copy =
        upstreams.fetch(
            pinned(sources.serve(), "v1", second), (what, done, total) -> told.add(what));
    assertHasOnly(copy, second, first);
    assertThat(told).anyMatch(what -> what.contains("Receiving"));
  }

  @Test
  void fetch_fromAServerOfPlainFiles() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    sources.annotatedTag("v1", commit);
    Upstream upstream = pinned(sources.serveDumb(), "v1", commit);
    upstreams.fetch(upstream, FetchListener.SILENT);
    assertThat(upstreams.isCached(upstream)).isTrue();
  }

  @Test
  void fetch_commitWithoutTag() throws Exception {
    ObjectId first = sources.commit("a", "1");
    ObjectId second = sources.commit(sources.tree(), first);
    ObjectId third = sources.commit(sources.tree(), second);
    sources.ref("refs/heads/main", third);
    for (String address : List.of(sources.path(), sources.serve())) {
      Upstream upstream = Upstream.of("thing", NOWHERE, second.name()).withMirror(address);
      upstreams.fetch(upstream, FetchListener.SILENT);
      assertThat(upstreams.isCached(upstream)).isTrue();
      upstreams.discard(upstream);
    }
  }

  @Test
  void test_thePinnedCommitIsThere_keepsNothing() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    sources.tag("v1", commit);
    sources.ref("refs/heads/main", commit);
    for (String address : List.of(sources.path(), sources.serve())) {
      upstreams.test(pinned(address, "v1", commit));
      upstreams.test(Upstream.of("thing", NOWHERE, commit.name()).withMirror(address));
    }
    assertThat(cached()).isEmpty();
  }

  /** What is in the cache says nothing of the address. */
  @Test
  void test_wrongAddress_isToldAlthoughThereIsACopy() throws Exception {
    ObjectId was = sources.commit("a", "1");
    sources.tag("v1", was);
    upstreams.fetch(pinned(sources.path(), "v1", was), FetchListener.SILENT);
    sources.tag("v1", sources.commit("a", "2"));
    for (String address : List.of(sources.path(), sources.serve())) {
      assertThat(untested(pinned(address, "v1", was)).kind()).isEqualTo(Kind.TAG_MOVED);
      assertThat(untested(pinned(address, "v2", was)).kind()).isEqualTo(Kind.NO_SUCH_TAG);
    }
    assertThat(untested(pinned(folder + "/none.git", "v1", was)).kind())
        .isEqualTo(Kind.NO_SUCH_REPOSITORY);
    assertThat(cached()).containsExactly("thing.git");
  }

  @Test
  void test_noSuchCommit() throws Exception {
    sources.ref("refs/heads/main", sources.commit("a", "1"));
    String unknown = "0123456789012345678901234567890123456789";
    for (String address : List.of(sources.path(), sources.serve())) {
      assertThat(untested(Upstream.of("thing", NOWHERE, unknown).withMirror(address)).kind())
          .isEqualTo(Kind.NO_SUCH_COMMIT);
    }
    assertThat(cached()).isEmpty();
  }

  private RelayException untested(Upstream upstream) {
    return catchThrowableOfType(RelayException.class, () -> upstreams.test(upstream));
  }

  @Test
  void fetch_commitThatIsNotThere() throws Exception {
    sources.ref("refs/heads/main", sources.commit("a", "1"));
    for (String address : List.of(sources.path(), sources.serve())) {
      RelayException e =
          refused(
              Upstream.of("thing", NOWHERE, ObjectId.zeroId().name().replace('0', 'a'))
                  .withMirror(address));
      assertThat(e.kind()).isEqualTo(Kind.NO_SUCH_COMMIT);
      assertThat(e).hasMessageContaining("aaaaaaaaaa");
    }
    assertThat(cached()).isEmpty();
  }

  @Test
  void fetch_movedTagNamesBoth() throws Exception {
    ObjectId was = sources.commit("a", "1");
    ObjectId is = sources.commit("a", "2");
    for (boolean annotated : List.of(true, false)) {
      if (annotated) {
        sources.annotatedTag("v1", is);
      } else {
        sources.tag("v1", is);
      }
      RelayException e = refused(pinned(sources.path(), "v1", was));
      assertThat(e.kind()).isEqualTo(Kind.TAG_MOVED);
      assertThat(e).hasMessageContaining(was.name()).hasMessageContaining(is.name());
    }
    assertThat(cached()).isEmpty();
  }

  @Test
  void fetch_movedTagIsNotDownloaded() throws Exception {
    ObjectId was = sources.commit("a", "1");
    sources.tag("v1", sources.commit("a", "2"));
    String address = sources.serve();
    assertThat(refused(pinned(address, "v1", was)).kind()).isEqualTo(Kind.TAG_MOVED);
    // The greeting and the list of tags.
    assertThat(sources.requests()).isLessThanOrEqualTo(2);
  }

  @Test
  void fetch_cachedNeedsNoUpstream() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    sources.tag("v1", commit);
    upstreams.fetch(pinned(sources.path(), "v1", commit), FetchListener.SILENT);
    // Neither the mirror nor the tag is asked again: the commit is what was pinned.
    Upstream elsewhere = Upstream.of("thing", NOWHERE, "v1", commit.name());
    assertThat(upstreams.isCached(elsewhere)).isTrue();
    assertThat(upstreams.archive(elsewhere, Layout.PLAIN, FetchListener.SILENT).size())
        .isPositive();
  }

  @Test
  void fetch_newPinReplacesTheCopy() throws Exception {
    ObjectId one = sources.commit("a", "1");
    ObjectId two = sources.commit("a", "2");
    sources.tag("v1", one);
    sources.tag("v2", two);
    upstreams.fetch(pinned(sources.path(), "v1", one), FetchListener.SILENT);
    upstreams.fetch(pinned(sources.path(), "v2", two), FetchListener.SILENT);
    assertThat(upstreams.isCached(pinned(sources.path(), "v2", two))).isTrue();
    assertThat(cached()).containsExactly("thing.git");
  }

  @Test
  void fetch_noSuchTag() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    sources.tag("v1", commit);
    RelayException e = refused(pinned(sources.path(), "v2", commit));
    assertThat(e.kind()).isEqualTo(Kind.NO_SUCH_TAG);
    assertThat(e).hasMessageContaining("v2").hasMessageContaining(sources.path());
  }

  @Test
  void fetch_tagOfNoCommit() throws Exception {
    ObjectId blob = sources.blob("a key");
    sources.tag("v1", blob);
    assertThat(refused(pinned(sources.path(), "v1", blob)).kind()).isEqualTo(Kind.DAMAGED);
    assertThat(cached()).isEmpty();
  }

  @Test
  void fetch_noSuchRepository() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    assertThat(refused(pinned(folder + "/none.git", "v1", commit)).kind())
        .isEqualTo(Kind.NO_SUCH_REPOSITORY);
    Files.createDirectory(folder.resolve("empty"));
    assertThat(refused(pinned(folder + "/empty", "v1", commit)).kind())
        .isEqualTo(Kind.NO_SUCH_REPOSITORY);
    assertThat(refused(pinned(sources.serve().replace("repo", "none"), "v1", commit)).kind())
        .isEqualTo(Kind.NO_SUCH_REPOSITORY);
  }

  @Test
  void fetch_unusableAddress() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    for (String address :
        List.of("ssh://git@example.org/x", "gopher://example.org/", "git@example.org:x/y")) {
      assertThat(refused(pinned(address, "v1", commit)).kind())
          .as(address)
          .isEqualTo(Kind.BAD_ADDRESS);
    }
  }

  @Test
  void fetch_nobodyAnswers() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    RelayException e =
        refused(pinned("http://127.0.0.1:" + port + "/r.git", "v1", sources.commit("a", "1")));
    assertThat(e.kind()).isEqualTo(Kind.NO_NETWORK);
    assertThat(e).hasMessageContaining("connected to the internet");
  }

  @Test
  void fetch_answerIsNotGit() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FutureTask<Void> portal =
          new FutureTask<>(
              () -> {
                while (true) {
                  try (Socket one = socket.accept()) {
                    one.getInputStream().read(new byte[4096]);
                    one.getOutputStream()
                        .write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
                                .getBytes(StandardCharsets.US_ASCII));
                  }
                }
              });
      new Thread(portal).start();
      RelayException e =
          refused(
              pinned(
                  "http://127.0.0.1:" + socket.getLocalPort() + "/r.git",
                  "v1",
                  sources.commit("a", "1")));
      assertThat(e).isNotNull();
      assertThat(e).hasMessageContaining("thing");
    }
  }

  @Test
  void fetch_cutOffKeepsNothing() throws Exception {
    ObjectId commit = sources.bigCommit(300_000);
    sources.tag("v1", commit);
    Upstream upstream = pinned(sources.serve(), "v1", commit);
    sources.cutAfter(100_000);
    RelayException e = refused(upstream);
    assertThat(e.kind()).isIn(Kind.DAMAGED, Kind.NO_NETWORK);
    assertThat(cached()).isEmpty();
    assertThat(upstreams.isCached(upstream)).isFalse();
    sources.cutAfter(Long.MAX_VALUE);
    upstreams.fetch(upstream, FetchListener.SILENT);
    assertThat(upstreams.isCached(upstream)).isTrue();
  }

  @Test
  void fetch_damagedUpstream() throws Exception {
    ObjectId commit = sources.commit("a", "some text");
    sources.tag("v1", commit);
    damage(sources.folder(), sources.blob("some text"));
    RelayException e = refused(pinned(sources.path(), "v1", commit));
    assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
    assertThat(cached()).isEmpty();
  }

  private static void damage(Path repository, ObjectId id) throws IOException {
    Path file =
        repository
            .resolve("objects")
            .resolve(id.name().substring(0, 2))
            .resolve(id.name().substring(2));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x40;
    Files.delete(file);
    Files.write(file, bytes);
  }

  @Test
  void archive_damagedCopyIsFetchedAgain() throws Exception {
    ObjectId commit = sources.bigCommit(50_000);
    sources.tag("v1", commit);
    Upstream upstream = pinned(sources.path(), "v1", commit);
    Payload good = upstreams.archive(upstream, Layout.PLAIN, FetchListener.SILENT);
    Path copy = upstreams.fetch(upstream, FetchListener.SILENT);
    decay(copy);
    Payload again = upstreams.archive(upstream, Layout.PLAIN, FetchListener.SILENT);
    assertThat(again).isEqualTo(good).isEqualTo(Payload.of(good.file()));
    decay(copy);
    Upstream offline = pinned("http://127.0.0.1:1/r.git", "v1", commit);
    RelayException e =
        catchThrowableOfType(
            RelayException.class,
            () -> upstreams.archive(offline, Layout.PLAIN, FetchListener.SILENT));
    assertThat(e.kind()).isEqualTo(Kind.NO_NETWORK);
  }

  /** Bits of the file's content in the pack turn over. */
  private static void decay(Path copy) throws IOException {
    Path pack;
    try (Stream<Path> files = Files.walk(copy.resolve("objects"))) {
      pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 0x01;
    Files.delete(pack);
    Files.write(pack, bytes);
  }

  @Test
  void fetch_cancelled() throws Exception {
    ObjectId commit = sources.commit("a", "1");
    // It takes the request and never answers.
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Upstream upstream =
          pinned("http://127.0.0.1:" + silent.getLocalPort() + "/r.git", "v1", commit);
      FutureTask<RelayException> call =
          new FutureTask<>(
              () -> {
                RelayException e = refused(upstream);
                return Thread.currentThread().isInterrupted() ? e : null;
              });
      Thread thread = new Thread(call);
      thread.start();
      try (Socket asked = silent.accept()) {
        assertThat(asked.getInputStream().read()).isNotNegative();
        thread.interrupt();
        assertThat(call.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CANCELLED);
      }
    }
  }

  @Test
  void fetch_bystandersSettingsAreLeftAlone() throws Exception {
    // JGit would keep what it measured in jgit/config of the person's configuration.
    upstreams.isCached(pinned(sources.path(), "v1", sources.commit("a", "1")));
    var config =
        org.eclipse.jgit.util.SystemReader.getInstance()
            .openJGitConfig(null, org.eclipse.jgit.util.FS.DETECTED);
    assertThat(config.getFile()).isNull();
  }
}
