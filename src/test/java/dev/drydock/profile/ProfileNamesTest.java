package dev.drydock.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.profile.ProfileException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileNamesTest {
  private static Path temp;

  @BeforeContainer
  static void makeFolder() throws IOException {
    temp = Files.createTempDirectory("drydock-names");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (var files = Files.walk(temp)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "/etc/passwd",
        ".hidden",
        "-rf",
        "a ",
        "a.",
        "con",
        "NUL",
        "com1.x",
        "a\nb",
        "a\u0000b",
        "\u202eevil",
        "ä",
        "a:b",
        "a*",
        "a?",
      })
  void nameProblem_hostile(String name) {
    assertThat(ProfileRules.nameProblem(name)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"poweredge", "owner@poweredge", "Attic server 2", "a.b-c_d", "console"})
  void nameProblem_fine(String name) {
    assertThat(ProfileRules.nameProblem(name)).isEmpty();
  }

  @Test
  void nameProblem_length() {
    assertThat(ProfileRules.nameProblem("x".repeat(64))).isEmpty();
    assertThat(ProfileRules.nameProblem("x".repeat(65))).isPresent();
  }

  /** Whatever the name: it is refused, or exactly one file right inside the folder appears. */
  @Property(tries = 500)
  void save_anyNameStaysInsideTheFolder(@ForAll String name) throws Exception {
    oneFileOrNone(name);
  }

  @Property(tries = 500)
  void save_nastyNameStaysInsideTheFolder(
      @ForAll
          @StringLength(max = 70)
          @Chars({'.', '/', '\\', ' ', '-', 'a', 'C', 'O', 'N', ':', '\u0000', '\n', '@', '_'})
          String name)
      throws Exception {
    oneFileOrNone(name);
  }

  private static void oneFileOrNone(String name) throws Exception {
    Path folder = Files.createTempDirectory(temp, "p");
    ProfileStore store = new ProfileStore(folder);
    Profile profile = Profile.of(name, "poweredge", 22, "owner");
    boolean saved = true;
    try {
      store.create(profile);
    } catch (ProfileException e) {
      saved = false;
      assertThat(e.kind()).isEqualTo(Kind.BAD_NAME);
      assertThat(e.getMessage().chars().noneMatch(Character::isISOControl)).isTrue();
    }
    try (var files = Files.list(folder)) {
      assertThat(files.count()).isEqualTo(saved ? 1 : 0);
    }
    if (saved) {
      assertThat(store.load(name)).isEqualTo(profile);
    }
  }

  @Property(tries = 300)
  void save_anyChoicesComeBack(
      @ForAll @Size(max = 5)
          Map<@AlphaChars @NotEmpty String, @StringLength(max = 200) String> choices,
      @ForAll @NumericChars @StringLength(max = 20) String run)
      throws Exception {
    ProfileStore store = new ProfileStore(temp.resolve("choices"));
    // A lone surrogate is no text and has no UTF-8 form.
    Map<String, String> clean = new java.util.TreeMap<>();
    choices.forEach((key, value) -> clean.put(key, value.replaceAll("\\p{Cs}", "")));
    Profile profile =
        Profile.of("p", "poweredge", 22, "owner")
            .withRoute("debian-package", clean)
            .withLastRun(run);

    store.save(profile);

    assertThat(store.load("p")).isEqualTo(profile);
  }

  @Property(tries = 1000)
  void load_anyBytesAreAnswered(@ForAll @Size(max = 300) byte[] content) throws Exception {
    Path folder = temp.resolve("bytes");
    Files.createDirectories(folder);
    Path file = folder.resolve("p.json");
    Files.write(file, content);
    ProfileStore store = new ProfileStore(folder);

    assertThat(store.list()).singleElement().satisfies(e -> assertThat(e.isUsable()).isFalse());
    assertThat(Arrays.equals(Files.readAllBytes(file), content)).isTrue();
  }
}
