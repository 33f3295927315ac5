package dev.drydock.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever a value holds, a step sees exactly it and no shell runs any of it. The shells are real;
 * a value that was run would make a file.
 */
class HostileValuesTest {
  private static final String MARK = "hostile-value-was-run";
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("drydock-hostile");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void assertNothingRan() {
    assertThat(folder.resolve(MARK)).doesNotExist();
    assertThat(Path.of(MARK)).doesNotExist();
  }

  @Provide
  static Arbitrary<String> hostile() {
    String run = "touch " + folder.resolve(MARK);
    Arbitrary<String> pieces =
        Arbitraries.of(
            "'",
            "\"",
            "\\",
            "`",
            "$",
            "$(" + run + ")",
            "`" + run + "`",
            "; " + run + " ;",
            "'; " + run + "; '",
            "\"; " + run + "; \"",
            "\n" + run + "\n",
            "'\n" + run + "\n'",
            "&& " + run,
            "| " + run,
            "& " + run + " &",
            "${IFS}",
            "$HOME",
            "*",
            "?",
            "[a-z]",
            "~",
            "-n",
            "-e",
            "--",
            "#",
            "!",
            "!!",
            "\t",
            "\r",
            "\r\n",
            "\u0001",
            "\u001b[31m",
            "\u0007",
            "\u00e9",
            "\u20ac",
            "\ud83d\udc33",
            "\u2028",
            "%s",
            "%n",
            "\\n",
            "\\0",
            "\\c",
            "EOF",
            "\nEOF\n",
            "}",
            "{",
            ")",
            "(",
            "<",
            ">",
            ">" + folder.resolve(MARK),
            "=",
            " ",
            "a",
            "\nexit 0\n",
            "export PATH=/nowhere",
            "'\\''",
            "\"'\"'\"",
            "$'\\n'",
            "\\\n");
    return Arbitraries.oneOf(
        pieces.list().ofMinSize(1).ofMaxSize(12).map(words -> String.join("", words)),
        Arbitraries.strings()
            .ofMaxLength(60)
            .map(text -> text.replace("\0", ""))
            // What is no text (half a surrogate pair) has no bytes to be compared with.
            .filter(text -> UTF_8.newEncoder().canEncode(text)));
  }

  private static PlannedStep step(Map<String, String> environment) {
    String text =
        """
        check() { printf '%s' "$VALUE" > "$OUT"; [ -n "${APPLIED:-}" ]; }
        apply() { sh -c 'printf %s "$VALUE"' > "$OUT.child"; APPLIED=yes; }
        verify() { printf '%s' "$OTHER" > "$OUT.other"; }
        """;
    return new PlannedStep(
        new Step("hostile", "t", "w", false, 1, 1, 1, "", false, text), new TreeMap<>(environment));
  }

  @Property(tries = 60)
  void job_everyShellSeesTheValueAsItIs(
      @ForAll("hostile") String value, @ForAll("hostile") String other) throws IOException {
    for (List<String> shell : Sh.SHELLS) {
      if (!Sh.has(shell.get(0))) {
        continue;
      }
      Path out = folder.resolve("out");
      String script =
          StepScript.job(
              step(Map.of("VALUE", value, "OTHER", other, "OUT", out.toString())), Instant.EPOCH);

      Sh.Result result = Sh.run(shell, script);

      assertThat(result.exitCode()).as("%s: %s", shell, result.output()).isZero();
      assertThat(Files.readAllBytes(out)).as("%s", shell).isEqualTo(value.getBytes(UTF_8));
      assertThat(Files.readAllBytes(folder.resolve("out.child"))).isEqualTo(value.getBytes(UTF_8));
      assertThat(Files.readAllBytes(folder.resolve("out.other"))).isEqualTo(other.getBytes(UTF_8));
      assertNothingRan();
    }
  }

  /** Every real step's check with every parameter hostile: it may say what it likes. */
  @Property(tries = 8)
  void checkAll_realSteps_runNoneOfIt(@ForAll("hostile") String value) {
    Recipes recipes = new Recipes();
    Steps files = new Steps();
    List<PlannedStep> steps = new ArrayList<>();
    for (Recipe recipe : recipes.all()) {
      TreeMap<String, String> environment = new TreeMap<>();
      recipe.parameters().forEach(parameter -> environment.put(parameter.id(), value));
      for (Recipe.Entry entry : recipe.steps()) {
        steps.add(new PlannedStep(files.get(entry.step()), environment));
      }
    }
    for (List<String> shell : Sh.SHELLS) {
      if (Sh.has(shell.get(0))) {
        Sh.run(shell, StepScript.checkAll(steps, Instant.EPOCH));
        assertNothingRan();
      }
    }
  }

  @Property(tries = 200)
  void quote_isOneWord(@ForAll("hostile") String value) {
    String quoted = dev.drydock.ssh.Shell.quote(value);
    assertThat(quoted.replace("'\\''", "").chars().filter(c -> c == '\'').count()).isEqualTo(2);
  }

  /** A value with a NUL cannot reach a shell as it is: it is refused instead. */
  @net.jqwik.api.Example
  void job_nul_isRefused() {
    PlannedStep step = step(Map.of("VALUE", "a\0b", "OTHER", "", "OUT", "/dev/null"));
    assertThatThrownBy(() -> StepScript.job(step, Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
