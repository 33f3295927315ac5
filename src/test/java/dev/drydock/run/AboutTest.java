package dev.drydock.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says that a run is. */
final class AboutTest {
  private static final About ABOUT =
      new About(
          About.SCHEMA,
          "Docker from Debian's packages",
          "poweredge",
          "owner@poweredge:22",
          "SHA256:key",
          "0123456789abcdef0123456789abcdef",
          Instant.parse("2026-11-24T12:00:00Z"),
          "d".repeat(64),
          "anna@laptop",
          "SSE2: missing\nMemory: 1024 MB",
          true,
          false,
          List.of("set-clock", "install-engine"));

  private static ObjectNode json() throws Exception {
    return (ObjectNode) RunFolder.JSON.readTree(ABOUT.text());
  }

  private static Optional<About> with(String field, String value) throws Exception {
    ObjectNode json = json();
    json.set(field, RunFolder.JSON.readTree(value));
    return About.parse(json.toString());
  }

  @Test
  void parse_whatWasWritten_isTheSame() {
    assertThat(About.parse(ABOUT.text())).contains(ABOUT);
    assertThat(ABOUT.text()).endsWith("\n").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "[]",
        "{}",
        "\"text\"",
        "{\"schema\":2}",
        "{\"schema\":2,\"started\":null,\"steps\":[\"a\"]}",
        "not json",
      })
  void parse_whatIsNone_isEmpty(String text) {
    assertThat(About.parse(text)).isEmpty();
  }

  @Test
  void parse_cutAnywhere_isEmpty() {
    String whole = ABOUT.text().strip();
    for (int cut = 0; cut < whole.length(); cut++) {
      assertThat(About.parse(whole.substring(0, cut))).as("cut at %d", cut).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schema 1",
        "schema 3",
        "schema null",
        "schema 99999999999999999999",
        "schema \"two\"",
        "started null",
        "started \"\"",
        "started \"yesterday\"",
        "started 0",
        "started -1",
        "started 1e18",
        "started 1e400",
        "started 1e999999999",
        "started 99999999999999999999999999",
        "started 123456789012345678.5",
        "started \"+999999999-12-31T23:59:59Z\"",
        "started \"+1000000000-12-31T23:59:59Z\"",
        "started \"1999-12-31T23:59:59Z\"",
        "started []",
        "started {}",
        "steps null",
        "steps []",
        "steps [null]",
        "steps [\"\"]",
        "steps [\"../up\"]",
        "steps [\".hidden\"]",
        "steps [\"a/b\"]",
        "steps [\"a b\"]",
        "steps [\"a\\n\"]",
        "steps [\"a\\u0000\"]",
        "steps \"one\"",
        "steps {\"a\":1}",
        "steps [[\"a\"]]",
        "root \"perhaps\"",
        "title {\"a\":1}",
      })
  void parse_aFieldThatCannotBe_isEmpty(String change) throws Exception {
    String[] parts = change.split(" ", 2);
    assertThat(with(parts[0], parts[1])).isEmpty();
  }

  @Test
  void parse_asManyStepsAsThereCanBe() throws Exception {
    String many = "[" + String.join(",", Collections.nCopies(99, "\"a\"")) + "]";
    assertThat(with("steps", many)).isPresent();
    assertThat(with("steps", many.replaceFirst("\"a\"", "\"a\",\"b\""))).isEmpty();
    assertThat(with("steps", "[\"" + "a".repeat(64) + "\"]")).isPresent();
    assertThat(with("steps", "[\"" + "a".repeat(65) + "\"]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"title", "profile", "server", "hostKey", "machine", "digest", "by"})
  void parse_textThatWouldFool_isMadeHarmless(String field) throws Exception {
    String tricks = "a\\u001b[2Jb\\u0007\\r\\nc\\u202ed\\u200be\\u2028f\\u0000g\\u009bh\\ud800i\\t";
    String said = text(with(field, "\"" + tricks + "\"").orElseThrow(), field);
    assertThat(said).matches("[a-i\\[J2 ]+");
    assertThat(text(with(field, "\"" + "x".repeat(100_000) + "\"").orElseThrow(), field))
        .hasSizeLessThanOrEqualTo(300);
    assertThat(text(with(field, "null").orElseThrow(), field)).isEmpty();
  }

  private static String text(About about, String field) throws Exception {
    return RunFolder.JSON.readTree(about.text()).get(field).asText();
  }

  @Test
  void parse_facts_keepTheirLinesAndNothingElse() throws Exception {
    About about = with("factsSummary", "\"a: \\u001b[31mb\\nc: d\\u202e\"").orElseThrow();
    assertThat(about.factsSummary()).isEqualTo("a:  [31mb\nc: d ");
    assertThat(with("factsSummary", "\"" + "x\\n".repeat(50_000) + "\"").orElseThrow())
        .extracting(About::factsSummary)
        .asString()
        .hasSizeLessThanOrEqualTo(8000);
  }

  @Test
  void parse_moreThanItKnows_isReadAllTheSame() throws Exception {
    assertThat(with("later", "{\"a\":[1]}")).contains(ABOUT);
  }

  @Test
  void parse_changedAnywhere_neverFails() {
    long seed = System.nanoTime() & 0xffff_ffffL;
    System.out.println("AboutTest seed " + seed);
    Random random = new Random(seed);
    String bytes = "{}[]\",:0123456789eE+-.truefalsn\\u \u0000\ud800\u202e";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(ABOUT.text());
      for (int change = 1 + random.nextInt(5); change > 0; change--) {
        int at = random.nextInt(text.length());
        char one = bytes.charAt(random.nextInt(bytes.length()));
        if (random.nextBoolean()) {
          text.setCharAt(at, one);
        } else {
          text.insert(at, ("" + one).repeat(1 + random.nextInt(30)));
        }
      }
      Optional<About> about = About.parse(text.toString());
      about.ifPresent(
          one -> {
            assertThat(one.steps()).allMatch(RunFolder::isStepId);
            assertThat(one.title()).doesNotContain("\n", "\u202e", "\u0000");
          });
    }
  }
}
