package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The patches for Docker 0.6.1, and the choices of them that the step makes. That these fit the
 * pinned tree is tried with {@code -Ddrydock.test.docker=REPOSITORY}.
 */
final class PatchSetTest {
  private static final Path FOLDER = Path.of("patches/docker-0.6.1");
  private static final Pattern HUNK =
      Pattern.compile("@@ -\\d+(?:,(\\d+))? \\+\\d+(?:,(\\d+))? @@");

  @TempDir Path folder;

  static List<Path> patches() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  /** As the step chooses them: with AUFS and the LXC of 2013; with AUFS; without it. */
  static List<String> sets() {
    return List.of("0001-.*", "000[14567]-.*", "000[1-7]-.*");
  }

  private static Sending docker() {
    return new Recipes().get("source-2013").source("docker");
  }

  @Test
  void recipe_sendsThemAll() throws Exception {
    assertThat(new Recipes().get("source-2013").source("patches").files().keySet())
        .containsExactlyElementsOf(
            patches().stream().map(p -> p.getFileName().toString()).toList());
  }

  @ParameterizedTest
  @MethodSource("patches")
  void header_saysForWhatAndWhy(Path patch) throws Exception {
    List<String> header =
        Files.readAllLines(patch).stream().takeWhile(line -> !line.startsWith("diff ")).toList();

    assertThat(patch.getFileName().toString()).matches("[0-9]{4}-[a-z0-9-]+\\.patch");
    assertThat(header.get(0)).startsWith("For: Docker 0.6.1 ").contains(docker().commit());
    assertThat(header).anyMatch(line -> line.startsWith("What: "));
    assertThat(header).anyMatch(line -> line.startsWith("Why: "));
    assertThat(header).anyMatch(line -> line.startsWith("Apply with: git apply"));
  }

  /** Counts are right, and there is no more around a change than finds its place. */
  @ParameterizedTest
  @MethodSource("patches")
  void hunks_countsRightAndContextSmall(Path patch) throws Exception {
    List<String> lines = Files.readAllLines(patch);
    int hunks = 0;
    for (int i = 0; i < lines.size(); i++) {
      Matcher hunk = HUNK.matcher(lines.get(i));
      if (!hunk.matches()) {
        assertThat(lines.get(i)).doesNotStartWith("@@");
        continue;
      }
      hunks++;
      int before = count(hunk.group(1));
      int after = count(hunk.group(2));
      List<String> body = new ArrayList<>();
      while (before > 0 || after > 0) {
        String line = lines.get(++i);
        body.add(line);
        before -= line.startsWith("+") ? 0 : 1;
        after -= line.startsWith("-") ? 0 : 1;
        assertThat(line).matches("[-+ ].*");
      }
      assertThat(before).isZero();
      assertThat(after).isZero();
      assertThat(body).anyMatch(line -> !line.startsWith(" "));
      assertThat(body.stream().takeWhile(line -> line.startsWith(" "))).hasSizeLessThan(2);
    }
    assertThat(hunks).isPositive();
  }

  private static int count(String told) {
    return told == null ? 1 : Integer.parseInt(told);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void set_fitsThePinnedTree(String names) throws Exception {
    String repository = System.getProperty("drydock.test.docker", "");
    assumeTrue(!repository.isEmpty(), "drydock.test.docker names no repository of Docker");
    Path tar = folder.resolve("docker.tar");
    Path tree = Files.createDirectories(folder.resolve("tree"));
    git(
        Path.of("."),
        "--git-dir=" + repository,
        "archive",
        "-o",
        tar.toString(),
        docker().commit());
    assertThat(
            Sh.command(List.of("tar", "xf", tar.toString(), "-C", tree.toString()), "").exitCode())
        .isZero();
    String before = Files.readString(tree.resolve("container.go"));
    StringBuilder all = new StringBuilder();
    for (Path patch : patches()) {
      if (patch.getFileName().toString().matches(names)) {
        all.append(Files.readString(patch));
      }
    }
    Path whole = Files.writeString(folder.resolve("all.patch"), all);

    git(tree, "apply", "--check", whole.toString());
    for (Path patch : patches()) {
      if (patch.getFileName().toString().matches(names)) {
        git(tree, "apply", "-v", patch.toAbsolutePath().toString());
      }
    }

    assertThat(tree.resolve("server.go")).content().contains("!= \"386\"");
    git(tree, "apply", "-R", whole.toString());
    assertThat(tree.resolve("container.go")).content().isEqualTo(before);
    assertThat(tree.resolve("cgroup.go")).doesNotExist();
  }

  private static void git(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    Sh.Result result = Sh.command(command, "", arguments);
    assertThat(result.exitCode())
        .as(Map.of(List.of(arguments), result.output()).toString())
        .isZero();
  }
}
