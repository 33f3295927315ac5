package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the repository looks from outside. */
class LayoutTest {
  private static final Path TOP = Path.of("").toAbsolutePath();

  @Test
  void top_holdsNothingElse() throws IOException {
    Set<String> allowed =
        Set.of(
            "pom.xml",
            "src",
            "icons",
            "patches",
            "installer",
            "README.md",
            "LICENSE",
            // what the build makes
            "target");
    try (Stream<Path> files = Files.list(TOP)) {
      List<String> others =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.startsWith(".") && !allowed.contains(name))
              .toList();
      assertThat(others).isEmpty();
    }
  }

  @Test
  void packages_tellWhatTheyAreFor() throws IOException {
    Path sources = TOP.resolve("src/main/java/dev/drydock");
    try (Stream<Path> files = Files.walk(sources)) {
      List<Path> without =
          files
              .filter(Files::isDirectory)
              .filter(folder -> !folder.equals(sources))
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();
      assertThat(without).isEmpty();
    }
  }
}
