package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRecipeTest {
  private static final AptSettings NONE = new AptSettings(List.of(), List.of());
  private static final DebianMirror MIRROR =
      DebianMirror.at("http://deb.example.org/debian", false);

  @TempDir Path etcApt;

  @Test
  void id_sameRecipe() {
    assertThat(new ImageRecipe("s", "p", MIRROR, NONE, "i").id())
        .isEqualTo(new ImageRecipe("s", "p", MIRROR, NONE, "i").id())
        .matches("[0-9a-f]{16}");
  }

  @Test
  void id_everyPartCounts() {
    assertThat(
            List.of(
                new ImageRecipe("s", "p", MIRROR, NONE, "i").id(),
                new ImageRecipe("S", "p", MIRROR, NONE, "i").id(),
                new ImageRecipe("s", "P", MIRROR, NONE, "i").id(),
                new ImageRecipe(
                        "s", "p", DebianMirror.at("http://x.example.org/d", false), NONE, "i")
                    .id(),
                new ImageRecipe("s", "p", MIRROR, new AptSettings(List.of(), List.of("x")), "i")
                    .id(),
                new ImageRecipe("s", "p", MIRROR, NONE, "I").id(),
                new ImageRecipe("sp", "", MIRROR, NONE, "i").id()))
        .doesNotHaveDuplicates();
  }

  @Test
  void sources_allFilesInAptsOrder() throws Exception {
    Files.writeString(etcApt.resolve("sources.list"), "deb http://a.example.org/debian sid main\n");
    Path parts = Files.createDirectory(etcApt.resolve("sources.list.d"));
    Files.writeString(parts.resolve("2.list"), "deb http://c.example.org/debian bookworm main\n");
    Files.writeString(
        parts.resolve("1.sources"),
        "Types: deb\nURIs: http://b.example.org/debian\nSuites: bookworm\nComponents: main\n");
    Files.writeString(parts.resolve("3.list.off"), "deb http://d.example.org/debian sid main\n");

    assertThat(ImageRecipe.sources(etcApt))
        .extracting(AptEntry::uri)
        .containsExactly(
            "http://a.example.org/debian",
            "http://b.example.org/debian",
            "http://c.example.org/debian");
  }

  @Test
  void of_noMirrorSaysHowToNameOne() {
    Host host = new Host("Linux", true, new HostTools(List.of()), etcApt, Map.of(), path -> 0);

    PracticeException e =
        catchThrowableOfType(
            PracticeException.class, () -> ImageRecipe.of(host, PracticeOptions.defaults(), "i"));

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.MIRROR);
    assertThat(e).hasMessageContaining("--mirror");
  }

  @Test
  void of_mirrorOfTheOptions() throws Exception {
    Host host = new Host("Linux", true, new HostTools(List.of()), etcApt, Map.of(), path -> 0);

    assertThat(
            ImageRecipe.of(
                    host,
                    PracticeOptions.defaults().withMirror("http://deb.example.org/debian/"),
                    "i")
                .mirror()
                .archive())
        .isEqualTo("http://deb.example.org/debian");
  }
}
