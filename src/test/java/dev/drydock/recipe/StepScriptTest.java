package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StepScriptTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @TempDir Path folder;

  static List<List<String>> shells() {
    return Sh.SHELLS;
  }

  private static PlannedStep step(String id, String functions, Map<String, String> environment) {
    String text =
        """
        # title: T
        # why: W.
        # root: no
        # minutes: 1
        # disk: 0
        # memory: 0
        # undo:
        # relogin: no

        """
            + functions;
    return new PlannedStep(Steps.parse(id, text), new TreeMap<>(environment));
  }

  /** A step whose work is to make a file. */
  private PlannedStep touch(String id, String name) {
    return step(
        id,
        """
        check() {
          [ -f "$FILE" ]
        }
        apply() {
          run touch "$FILE"
        }
        verify() {
          run ls "$FILE"
        }
        """,
        Map.of("FILE", folder.resolve(name).toString()));
  }

  private static PlannedStep checking(String id, String check) {
    return step(
        id, "check() {\n" + check + "\n}\napply() {\n  :\n}\nverify() {\n  :\n}\n", Map.of());
  }

  @ParameterizedTest
  @MethodSource("shells")
  void job_doesThenSaysAlreadyDone(List<String> shell) {
    assumeTrue(Sh.has(shell.get(0)));
    String job = StepScript.job(touch("make-it", "a b's"), NOW);

    Sh.Result first = Sh.run(shell, job);
    Sh.Result second = Sh.run(shell, job);

    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output()).contains("$ touch '" + folder + "/a b'\\''s'\n").contains("# Done.");
    assertThat(second.exitCode()).isZero();
    assertThat(second.output()).isEqualTo("# Already done: nothing was changed.\n");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void job_errorsEndIt(List<String> shell) {
    assumeTrue(Sh.has(shell.get(0)));
    PlannedStep step =
        step(
            "break-it",
            """
            check() {
              return 1
            }
            apply() {
              false
              echo "went on"
            }
            verify() {
              echo "verified"
            }
            """,
            Map.of());

    Sh.Result result = Sh.run(shell, StepScript.job(step, NOW));

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).doesNotContain("went on").doesNotContain("verified");
  }

  @Test
  void job_failureIsForThePerson() {
    PlannedStep step =
        step(
            "break-it",
            """
            check() {
              return 1
            }
            apply() {
              echo "! not this"
              echo "noise"
              fail "The disk is full." \\
                "Free some space."
            }
            verify() {
              :
            }
            """,
            Map.of());

    Sh.Result result = Sh.run(List.of("sh"), StepScript.job(step, NOW));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(StepScript.failure(result.output())).contains("The disk is full. Free some space.");
  }

  @Test
  void failure_none() {
    assertThat(StepScript.failure("line\n!not marked\n")).isEmpty();
  }

  @Test
  void job_failedCheckIsNoReasonToStop() {
    PlannedStep step =
        step(
            "try-it",
            """
            check() {
              return ${APPLIED:-7}
            }
            apply() {
              echo "applied"
              APPLIED=0
            }
            verify() {
              :
            }
            """,
            Map.of());

    Sh.Result result = Sh.run(List.of("sh"), StepScript.job(step, NOW));

    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).contains("code 7").contains("applied");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void job_whatItIsForIsNotThereInTheEnd_fails(List<String> shell) {
    assumeTrue(Sh.has(shell.get(0)));
    for (String check : List.of("return 1", "return 7", "echo noise; return 1")) {
      Sh.Result result = Sh.run(shell, StepScript.job(checking("try-it", check), NOW));

      assertThat(result.exitCode()).as(check).isEqualTo(1);
      assertThat(StepScript.failure(result.output()).orElseThrow())
          .contains("what it should have achieved is not there");
    }
  }

  @ParameterizedTest
  @MethodSource("shells")
  void job_askedToCheck_onlyLooks(List<String> shell) throws Exception {
    assumeTrue(Sh.has(shell.get(0)));
    String job = StepScript.job(touch("make-it", "a b's"), NOW);

    assertThat(mode(shell, job, "check").exitCode()).isEqualTo(1);
    assertThat(folder.resolve("a b's")).doesNotExist();
    assertThat(mode(shell, job, "job").exitCode()).isZero();
    Sh.Result check = mode(shell, job, "check");
    assertThat(check.exitCode()).isZero();
    assertThat(check.output()).isEmpty();
    String broken = StepScript.job(checking("look", "return 4"), NOW);
    assertThat(mode(shell, broken, "check").exitCode()).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void job_askedForAgain_doesWhatIsDone(List<String> shell) throws Exception {
    assumeTrue(Sh.has(shell.get(0)));
    String job = StepScript.job(touch("make-it", "a b's"), NOW);

    assertThat(mode(shell, job, "job").output()).contains("# Done.");
    assertThat(mode(shell, job, "job").output()).doesNotContain("# Done.");
    Sh.Result again = mode(shell, job, "again");
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output()).contains("$ touch").contains("# Done.");
  }

  /** Who walks the plan hears on descriptor 9 that nothing was to be done; nobody has to listen. */
  @ParameterizedTest
  @MethodSource("shells")
  void job_doneAlready_tellsWhoListens(List<String> shell) throws Exception {
    assumeTrue(Sh.has(shell.get(0)));
    Path script = folder.resolve("script");
    Files.writeString(script, StepScript.job(checking("look", "return 0"), NOW));
    Path heard = folder.resolve("heard");
    String listening = String.join(" ", shell) + " '" + script + "' job 9>'" + heard + "'\n";

    assertThat(Sh.run(shell, listening).exitCode()).isZero();
    assertThat(heard).hasContent("already");
    Files.writeString(script, StepScript.job(touch("make-it", "made"), NOW));
    assertThat(Sh.run(shell, listening).exitCode()).isZero();
    assertThat(heard).isEmptyFile();
  }

  private Sh.Result mode(List<String> shell, String job, String mode) throws Exception {
    Path script = Files.writeString(folder.resolve("script"), job);
    return Sh.command(shell, "", script.toString(), mode);
  }

  @ParameterizedTest
  @MethodSource("shells")
  void check_exitCodes(List<String> shell) {
    assumeTrue(Sh.has(shell.get(0)));
    assertThat(exitOfCheck(shell, "return 0")).isZero();
    assertThat(exitOfCheck(shell, "return 1")).isEqualTo(1);
    assertThat(exitOfCheck(shell, "return 4")).isEqualTo(4);
    assertThat(exitOfCheck(shell, "echo \"$NOT_SET\"")).isNotZero();
  }

  private static int exitOfCheck(List<String> shell, String check) {
    return Sh.run(shell, StepScript.check(checking("look", check), NOW)).exitCode();
  }

  @Test
  void check_knowsTheDesktopsTime() {
    Sh.Result result =
        Sh.run(List.of("sh"), StepScript.check(checking("look", "echo \"$DRYDOCK_NOW\""), NOW));

    assertThat(result.output()).isEqualTo("1700000000\n");
  }

  /** Who walks the plan hours later knows it better than the text, which was made before. */
  @Test
  void job_timeOfTheEnvironment_isTaken() throws Exception {
    Path script = folder.resolve("script");
    Files.writeString(
        script, StepScript.job(checking("look", "echo \"$DRYDOCK_NOW\"; return 0"), NOW));

    assertThat(Sh.run(List.of("sh"), "sh '" + script + "'\n").output()).startsWith("1700000000\n");
    assertThat(Sh.run(List.of("sh"), "DRYDOCK_NOW=1800000000 sh '" + script + "'\n").output())
        .startsWith("1800000000\n");
  }

  @ParameterizedTest
  @MethodSource("shells")
  void checkAll_eachForItself(List<String> shell) {
    assumeTrue(Sh.has(shell.get(0)));
    String script =
        StepScript.checkAll(
            List.of(
                checking("done", "echo noise; printf '%s\\n' 'a  b\\n'; echo more >&2; return 0"),
                checking("not-yet", "echo 'drydock-check: done 1'; return 1"),
                checking("exits", "exit 0"),
                checking("broken", "echo \"$NOT_SET\"; return 0"),
                checking("error", "return 3"),
                checking("reads", "cat; LEAK=1; cd /; return 0"),
                checking("last", "[ -z \"${LEAK:-}\" ]")),
            NOW);

    Sh.Result result = Sh.run(shell, script);

    assertThat(result.exitCode()).as(result.output()).isZero();
    Map<String, Boolean> done = StepScript.parseChecks(result.output());
    assertThat(done)
        .containsEntry("done", true)
        .containsEntry("not-yet", false)
        .containsEntry("exits", true)
        .containsEntry("reads", true)
        .containsEntry("last", true)
        .doesNotContainKey("error");
    assertThat(StepScript.parseSaid(result.output())).isEqualTo(Map.of("done", "noise\na  b\\n\n"));
    // POSIX lets an unset variable end the shell with any code above 0: bash says 1 or 127.
    assertThat(done.getOrDefault("broken", false)).isFalse();
  }

  @Test
  void parseChecks_bannerAndCutOff() {
    assertThat(
            StepScript.parseChecks(
                "Welcome to poweredge\r\ndrydock-check: a 0\r\nx drydock-check: b 0\n"
                    + "drydock-check: c 1\ndrydock-check: d 2\ndrydock-check: e 0"))
        .isEqualTo(Map.of("a", true, "c", false));
  }

  @Test
  void job_variableNameIsNoText() {
    PlannedStep step =
        new PlannedStep(
            checking("look", "return 0").step(), new TreeMap<>(Map.of("A=1; id; B", "x")));

    assertThatThrownBy(() -> StepScript.job(step, NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "'",
            "\"",
            "`",
            "$(id)",
            "$HOME",
            "${x}",
            "\\",
            "\\'",
            "\n",
            "\r",
            "\t",
            " ",
            ";",
            "&",
            "|",
            "#",
            "!",
            "*",
            "?",
            "[a]",
            "~",
            "{a,b}",
            "<",
            ">",
            "(",
            ")",
            "%s",
            "%",
            "-n",
            "--",
            "=",
            "END_OF_SOURCES\n",
            "exit 1\n",
            "é",
            "漢",
            "\u0001",
            "\u007f",
            "a",
            "0");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(12).map(list -> String.join("", list)),
        Arbitraries.strings().ofMaxLength(30).filter(s -> s.indexOf('\0') < 0 && isUtf8(s)));
  }

  private static boolean isUtf8(String text) {
    return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** Whatever is in a value, the step gets just that, and nothing of it is run. */
  @Property(tries = 60)
  void job_valuesArriveExactly(@ForAll("hostile") String value) throws Exception {
    Path file = Files.createTempFile("drydock", ".value");
    try {
      PlannedStep step =
          step(
              "write-it",
              """
              check() {
                [ -s "$FILE" ]
              }
              apply() {
                printf '%s.' "$VALUE" >"$FILE"
              }
              verify() {
                run printf '' "$VALUE" >/dev/null
                sh -c 'printf "%s." "$VALUE"' >>"$FILE"
              }
              """,
              Map.of("VALUE", value, "FILE", file.toString()));

      Sh.Result result = Sh.run(List.of("sh"), StepScript.job(step, NOW));

      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(Files.readString(file)).isEqualTo(value + "." + value + ".");
    } finally {
      Files.delete(file);
    }
  }

  /** What the console shows is a command that means the same when typed. */
  @Property(tries = 60)
  void show_canBeTyped(@ForAll("hostile") String value) {
    PlannedStep step =
        step(
            "show-it",
            """
            check() {
              quoted "$VALUE"
              printf '%s' "$quoted"
            }
            apply() {
              :
            }
            verify() {
              :
            }
            """,
            Map.of("VALUE", value));

    Sh.Result shown = Sh.run(List.of("sh"), StepScript.check(step, NOW));
    Sh.Result typed = Sh.run(List.of("sh"), "printf '%s' " + shown.output() + "\n");

    assertThat(typed.output()).isEqualTo(value);
  }
}
