package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StepsTest {
  static final Path FOLDER = Path.of("src/main/resources/steps");

  private static final String GOOD =
      """
      # title: Set the clock
      # why: A sentence
      #   that goes on.
      # root: yes
      # minutes: 0.5
      # disk: 10
      # memory: 64
      # undo:
      # relogin: no

      check() {
        return 1
      }
      apply() {
        :
      }
      verify() {
        :
      }
      """;

  /** Every step file there is, also those that no recipe lists. */
  static List<String> ids() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sh"))
          .map(name -> name.substring(0, name.length() - 3))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void get_everyFile() {
    Steps steps = new Steps();

    assertThat(ids()).isNotEmpty();
    for (String id : ids()) {
      Step step = steps.get(id);
      assertThat(step.why()).as(id).endsWith(".");
      assertThat(step.title()).as(id).doesNotEndWith(".");
      assertThat(step.minutes()).as(id).isGreaterThan(0);
      assertThat(step.undo()).as(id).isNotEmpty();
    }
  }

  @Test
  void get_everyFileIsInARecipe() {
    Set<String> listed =
        new Recipes()
            .all().stream()
                .flatMap(recipe -> recipe.steps().stream())
                .map(Recipe.Entry::step)
                .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).containsExactlyElementsOf(ids());
  }

  @Test
  void get_unknown() {
    assertThatThrownBy(() -> new Steps().get("no-such-step"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("no-such-step");
  }

  @Test
  void get_idOutsideTheFolder() {
    assertThatThrownBy(() -> new Steps(id -> GOOD).get("../secret"))
        .isInstanceOf(RecipeException.class);
  }

  @Test
  void parse_good() {
    Step step = Steps.parse("set-clock", GOOD);

    assertThat(step)
        .isEqualTo(
            new Step(
                "set-clock",
                "Set the clock",
                "A sentence that goes on.",
                true,
                0.5,
                10,
                64,
                "",
                false,
                GOOD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# title: Set the clock  | # titel: Set the clock  | titel",
        "# title: Set the clock  | # title:                | title",
        "# root: yes             | # root: true            | root",
        "# root: yes             | # memory: 1             | memory",
        "# minutes: 0.5          | # minutes: a while      | minutes",
        "# minutes: 0.5          | # minutes: -1           | minutes",
        "# disk: 10              | # disk: 10 MB           | disk",
        "# disk: 10              | # disk: 1.5             | disk",
        "# relogin: no           | # relogin:              | relogin",
        "# memory: 64            | #memory: 64             | not a header",
        "'check() {'             | 'chekc() {'             | check()",
        "'verify() {'            | 'verify () {'           | verify()",
      })
  void parse_malformed(String from, String to, String complaint) {
    String text = GOOD.replace(from, to);
    assertThat(text).isNotEqualTo(GOOD);

    assertThatThrownBy(() -> Steps.parse("set-clock", text))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("set-clock")
        .hasMessageContaining(complaint);
  }

  @Test
  void parse_bound() {
    assertThat(Steps.parse("a", GOOD).bound()).isEqualTo(Bound.CPU);
    assertThat(Steps.parse("a", "# bound: network\n" + GOOD).bound()).isEqualTo(Bound.NETWORK);
    assertThat(Steps.parse("a", "# bound: disk\n" + GOOD).bound()).isEqualTo(Bound.DISK);
    assertThatThrownBy(() -> Steps.parse("a", "# bound: fate\n" + GOOD))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("bound");
  }

  @Test
  void timed_someChoicesTakeLonger() {
    Step step = Steps.parse("a", "# longer: GO_BUILD=all.bash 60\n" + GOOD);

    assertThat(Steps.timed(step, Map.of("GO_BUILD", "all.bash")).minutes()).isEqualTo(60.5);
    assertThat(Steps.timed(step, Map.of("GO_BUILD", "make.bash"))).isEqualTo(step);
    assertThat(Steps.timed(step, Map.of())).isEqualTo(step);
    assertThatThrownBy(() -> Steps.parse("a", "# longer: much\n" + GOOD))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("longer");
  }

  @Test
  void parse_missingHeader() {
    assertThatThrownBy(() -> Steps.parse("x", GOOD.replace("# relogin: no\n", "")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("relogin");
  }

  @Test
  void parse_windowsLines() {
    assertThatThrownBy(() -> Steps.parse("x", GOOD.replace("  :\n", "  :\r\n")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("Unix");
  }
}
