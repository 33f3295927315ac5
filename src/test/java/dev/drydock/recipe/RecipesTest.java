package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecipesTest {
  private static final String GOOD =
      """
      title: A road
      summary: Somewhere.
      needs: [linux]
      parameters:
        - id: IMAGE
          label: Image
          help: Its name.
          kind: text
          defaultValue: a
          pattern: '[a-z]+'
          patternHelp: Small letters.
        - id: TOOL
          label: Tool
          help: One of two.
          kind: choice
          defaultValue: one
          choices: [one, two]
      steps:
        - step: set-clock
        - step: add-swap
          when: swap-short
      about:
        enginePackage: docker.io
        engines:
          - version: 0.6.1
            released: August 2013
        recommended: It is there.
        warnings:
          - It is old.
      """;

  @Test
  void all_indexListsEveryFile() throws Exception {
    List<String> files;
    try (Stream<Path> list = Files.list(Path.of("src/main/resources/recipes"))) {
      files =
          list.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.substring(0, name.length() - 5))
              .toList();
    }

    assertThat(new Recipes().all().stream().map(Recipe::id))
        .containsExactlyInAnyOrderElementsOf(files);
  }

  @Test
  void all_defaultsAreAcceptable() {
    Planner planner = new Planner();
    for (Recipe recipe : planner.recipes().all()) {
      Plan plan = planner.plan(recipe, new Facts().build(), java.util.Map.of());
      assertThat(plan.steps()).as(recipe.id()).isNotEmpty();
    }
  }

  @Test
  void get_unknownNamesThoseThereAre() {
    assertThatThrownBy(() -> new Recipes().get("gentoo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gentoo")
        .hasMessageContaining("debian-package");
  }

  @Test
  void parse_good() {
    Recipe recipe = Recipes.parse("road", GOOD);

    assertThat(recipe.id()).isEqualTo("road");
    assertThat(recipe.needs()).containsExactly("linux");
    assertThat(recipe.about())
        .isEqualTo(
            new Recipe.About(
                "docker.io",
                List.of(new Recipe.Engine("0.6.1", "August 2013")),
                "It is there.",
                "",
                List.of("It is old.")));
    assertThat(recipe.steps())
        .containsExactly(
            new Recipe.Entry("set-clock", ""), new Recipe.Entry("add-swap", "swap-short"));
    assertThat(recipe.parameters().get(0))
        .isEqualTo(
            new Parameter(
                "IMAGE",
                "Image",
                "Its name.",
                Parameter.Kind.TEXT,
                "a",
                List.of(),
                "[a-z]+",
                "Small letters."));
    assertThat(recipe.parameters().get(1).choices()).containsExactly("one", "two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'title: A road'     | 'titel: A road'      | titel",
        "'title: A road'     | 'title:'             | title",
        "'needs: [linux]'    | 'needs: [minix]'     | minix",
        "'when: swap-short'  | 'when: rainy'        | rainy",
        "'needs: [linux]'    | 'distinct: [NAME]'   | NAME",
        "'id: IMAGE'         | 'id: image'          | capitals",
        "'id: TOOL'          | 'id: IMAGE'          | twice",
        "'step: add-swap'    | 'step: set-clock'    | twice",
        "'kind: text'        | 'kind: number'       | number",
        "'kind: choice'      | 'kind: text'         | choices",
        "'[a-z]+'            | '[a-z'               | Unclosed",
        "'patternHelp: Small letters.' | 'patternHelp:' | patternHelp",
        "'steps:'            | 'stairs:'            | stairs",
        "'summary: Somewhere.' | 'summary: [a, b]'  | road",
        "'released: August 2013' | 'released:'      | engine",
        "'warnings:'          | 'waring:'            | waring",
      })
  void parse_malformed(String from, String to, String complaint) {
    String yaml = GOOD.replace(from, to);
    assertThat(yaml).isNotEqualTo(GOOD);

    assertThatThrownBy(() -> Recipes.parse("road", yaml))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void parse_empty() {
    assertThatThrownBy(() -> Recipes.parse("road", "")).isInstanceOf(RecipeException.class);
  }
}
