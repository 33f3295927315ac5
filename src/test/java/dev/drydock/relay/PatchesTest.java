package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our patches. With {@code -Ddrydock.test.docker=REPOSITORY}, against the tree they are for. */
class PatchesTest {
  private static final Path PATCHES = Path.of("patches", "docker-0.6.1");
  private static final String COMMIT = "5105263dacc9372771d9bf478dcac6fceedb9a30";

  @TempDir Path folder;

  static List<Path> patches() throws IOException {
    try (Stream<Path> files = Files.list(PATCHES)) {
      return files.sorted().toList();
    }
  }

  private static String git(Path where, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", where.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @ParameterizedTest
  @MethodSource("patches")
  void patch_saysWhatItIs(Path patch) throws Exception {
    String text = Files.readString(patch);
    String header = text.substring(0, text.indexOf("\ndiff --git "));
    assertThat(header).contains("For: ", "What: ", "Why: ", COMMIT);
    assertThat(patch.getFileName().toString()).matches("\\d{4}-[a-z0-9-]+\\.patch");
    assertThat(git(folder, "apply", "--numstat", patch.toAbsolutePath().toString())).isNotBlank();
  }

  @Test
  void patches_applyToTheirTreeInOrder() throws Exception {
    String mirror = System.getProperty("drydock.test.docker", "");
    assumeTrue(!mirror.isEmpty());
    Upstream docker =
        Upstream.of("docker", "https://example.invalid/docker.git", "v0.6.1", COMMIT)
            .withMirror(mirror);
    Payload payload =
        new Upstreams(folder.resolve("cache"))
            .archive(docker, Layout.in("docker"), FetchListener.SILENT);
    Process tar =
        new ProcessBuilder("tar", "xf", payload.file().toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    Path tree = folder.resolve("docker");
    git(tree, "init", "-q");
    for (Path patch : patches()) {
      git(tree, "apply", "--check", patch.toAbsolutePath().toString());
      git(tree, "apply", patch.toAbsolutePath().toString());
    }
    // The tree is what git itself makes of the commit, but for what the patches name.
    git(tree, "fetch", "-q", "--depth", "1", "file://" + mirror, "refs/tags/v0.6.1");
    git(tree, "reset", "-q", "FETCH_HEAD");
    assertThat(git(tree, "status", "--porcelain").lines())
        .allMatch(line -> line.startsWith(" M ") || line.equals("?? cgroup.go"));
    assertThat(git(tree, "diff", "--stat")).contains("server.go");
  }
}
