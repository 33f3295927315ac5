package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the steps of the road of 2013 do with Docker 0.6.1, with stand-ins for it and for LXC. */
final class OldEngineStepsTest {
  private static final List<String> USE =
      List.of(
          "old-import",
          "old-run-env",
          "write-dockerfile",
          "old-build",
          "old-run-built",
          "old-report");
  private static final String DONE_ALREADY = "# Already done: nothing was changed.\n";

  @TempDir Path folder;
  private StubServer server;

  @BeforeEach
  void setUp() throws Exception {
    server = StubServer.old(folder);
    server.choices.put("TEST_COMMAND", "echo 'Itamae v1'");
    Files.createDirectories(server.state);
    pack("packed");
  }

  private void pack(String text) throws Exception {
    Path tarball = server.state.resolve("bookworm-base32.tgz");
    Files.writeString(tarball, text);
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(tarball));
    Files.writeString(
        Path.of(tarball + ".made-of"),
        HexFormat.of().formatHex(sum) + "\n" + text.length() + "\nx\n");
  }

  @Test
  void use_thenNothingIsLeftToDo() {
    for (String id : USE) {
      assertThat(server.check(id)).as(id + " before").isEqualTo(1);
      server.done(id);
    }
    for (String id : USE) {
      assertThat(server.job(id).output()).as(id).endsWith(DONE_ALREADY);
    }

    Map<String, String> said = StepScript.parseSaid(server.checkAll(USE).output());
    assertThat(said.get("old-run-env")).contains("container=lxc").contains("i686");
    assertThat(said.get("old-run-built")).contains("Itamae v1");
    ImageReport report = ImageReport.parse(said.get("old-report")).orElseThrow();
    assertThat(report.images()).extracting("bytes").containsExactly(4096L, 4608L);
  }

  @Test
  void import_anotherTarballMakesAllThatFollowsAnew() throws Exception {
    USE.forEach(server::done);
    pack("packed anew");

    assertThat(server.check("old-import")).isEqualTo(1);
    server.done("old-import");

    assertThat(server.check("old-run-env")).isEqualTo(1);
    assertThat(server.check("old-build")).isEqualTo(1);
    assertThat(server.check("old-report")).isEqualTo(1);
    assertThat(server.check("write-dockerfile")).isZero();
  }

  @Test
  void import_damagedTarball_isRefused() throws Exception {
    Files.writeString(server.state.resolve("bookworm-base32.tgz"), "pocked");

    assertThat(server.failed("old-import")).contains("is not what was packed");
  }

  @Test
  void import_tagIsItsOwnArgument() throws Exception {
    server.choices.put("IMAGE", "owner/base32:first");
    server.done("old-import");

    assertThat(server.dockerLog()).contains("docker import - owner/base32 first\n");
  }

  /** Docker 0.6.1's client ends with code 0 all the same. */
  @Test
  void build_failingLineIsAFailure() {
    server.choices.put("DOCKERFILE", "FROM owner/base32\nRUN false");
    server.done("old-import");
    server.done("write-dockerfile");

    assertThat(server.failed("old-build")).contains("does not build");
  }

  @Test
  void build_itsContainersAreRemoved() throws Exception {
    USE.subList(0, 4).forEach(server::done);

    assertThat(server.dockerLog()).contains("docker rm c0ffee000001\n");
  }

  @Test
  void build_backslashIsRefusedBeforeAnythingRuns() {
    Planner planner = new Planner();
    for (String text :
        List.of("FROM owner/base32\nRUN a \\\n && b", "FROM owner/base32\nRUN a && \\")) {
      assertThatThrownBy(
              () ->
                  planner.plan(
                      planner.recipes().get("source-2013"),
                      new Facts().build(),
                      Map.of("DOCKERFILE", text)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("backslash");
    }
  }

  @Test
  void runBuilt_exitCodeIsAskedFor() throws Exception {
    server.choices.put("TEST_COMMAND", "echo oh; exit 3");
    USE.subList(0, 4).forEach(server::done);

    assertThat(server.failed("old-run-built")).contains("code 3");
    assertThat(server.dockerLog()).contains("docker rm c0ffee000002\n");
  }

  @Test
  void runEnv_otherMachine() {
    server.environment.put("STUB_MACHINE", "x86_64");
    server.done("old-import");

    assertThat(server.failed("old-run-env")).contains("x86_64");
  }

  private Path tree() throws Exception {
    Path tree =
        Files.createDirectories(server.home.resolve("drydock-go/src/github.com/dotcloud/docker"));
    Files.writeString(tree.resolve("server.go"), "one\n\tif GOARCH != \"amd64\" {\nthree\n");
    Files.writeString(tree.resolve("other.go"), "one\ntwo\nthree\n");
    patch(
        "0001-allow.patch", "server.go", "\tif GOARCH != \"amd64\" {", "\tif GOARCH != \"386\" {");
    patch("0004-lxc.patch", "other.go", "two", "zwei");
    return tree;
  }

  private void patch(String name, String file, String from, String to) throws Exception {
    Path patches = Files.createDirectories(server.home.resolve("drydock-go/patches"));
    Files.writeString(
        patches.resolve(name),
        "For: a test.\nWhat: it.\nWhy: so.\n\ndiff --git a/%s b/%s\n--- a/%s\n+++ b/%s\n@@ -1,3 +1,3 @@\n one\n-%s\n+%s\n three\n"
            .formatted(file, file, file, file, from, to));
  }

  private static void assumeLayers() throws Exception {
    assumeTrue(
        Files.readString(Path.of("/proc/filesystems")).contains("overlay"),
        "this machine's kernel shows no overlayfs");
  }

  @Test
  void patches_chosenByLxc() throws Exception {
    assumeLayers();
    Path tree = tree();
    server.environment.put("STUB_LXC", "5.0.2");

    server.done("old-engine-patches");
    assertThat(tree.resolve("server.go")).content().contains("386");
    assertThat(tree.resolve("other.go")).content().contains("zwei");
    assertThat(server.job("old-engine-patches").output()).isEqualTo(DONE_ALREADY);

    // Another choice takes the first one out again.
    server.environment.put("STUB_LXC", "0.9.0");
    server.done("old-engine-patches");
    assertThat(tree.resolve("server.go")).content().contains("386");
    assertThat(tree.resolve("other.go")).content().contains("two");
  }

  /** A home folder under version control is common; git would take that for what to patch. */
  @Test
  void patches_insideARepository() throws Exception {
    assumeLayers();
    Path tree = tree();
    server.environment.put("STUB_LXC", "5.0.2");
    Sh.command(List.of("git", "init", "-q"), "", server.home.toString());

    server.done("old-engine-patches");

    assertThat(tree.resolve("other.go")).content().contains("zwei");
  }

  @Test
  void patches_refusedWhole() throws Exception {
    assumeLayers();
    Path tree = tree();
    server.environment.put("STUB_LXC", "5.0.2");
    Files.writeString(tree.resolve("other.go"), "somebody was here\n");

    assertThat(server.failed("old-engine-patches"))
        .contains("do not fit")
        .contains("Nothing was changed");
    assertThat(tree.resolve("server.go")).content().doesNotContain("386");
    assertThat(Path.of(tree + ".partial")).doesNotExist();
  }

  @Test
  void patches_lxcBetweenTheTimes() throws Exception {
    Path tree = tree();
    server.environment.put("STUB_LXC", "2.0.7");

    assertThat(server.failed("old-engine-patches")).contains("LXC 2.0.7").contains("LXC 3");
    assertThat(tree.resolve("server.go")).content().doesNotContain("386");
  }
}
