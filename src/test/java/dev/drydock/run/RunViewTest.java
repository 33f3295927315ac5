package dev.drydock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.job.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every line that a server can note, after whatever it noted before. */
final class RunViewTest {
  private static final List<String> STEPS = List.of("clock", "engine");
  private static final Map<String, StepState> WORDS = words();

  private static final String BEGUN = "1 1000 begun 1795521600 1 boot-a person";
  private static final Instant NOON = Instant.ofEpochSecond(1795521600);

  private static Map<String, StepState> words() {
    Map<String, StepState> words = new LinkedHashMap<>();
    for (StepState state : StepState.values()) {
      // Those two are this desktop's own.
      if (state != StepState.CHECKING && state != StepState.SENDING) {
        words.put(
            state == StepState.ALREADY_DONE ? "already" : state.name().toLowerCase(Locale.ROOT),
            state);
      }
    }
    return words;
  }

  /** What means something, and what each means. */
  private static List<String> lines() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                BEGUN,
                "1 2000 begun 1795521700 2 boot-a person",
                "1 50 begun 1795521800 3 boot-b boot",
                "1 1100 recheck",
                "1 1200 ended finished 00",
                "1 1200 ended paused 01",
                "1 1200 ended decision 02"));
    for (String step : List.of("01", "02")) {
      for (String state : WORDS.keySet()) {
        lines.add("1 1150 step " + step + " " + state + " 1 0 10");
        lines.add("1 1160 step " + step + " " + state + " 2 7 20");
        lines.add("1 1170 step " + step + " " + state + " 0 0 0");
      }
    }
    return lines;
  }

  /** The same once more, written down as simply as can be. */
  private static final class Model {
    int walk;
    boolean walking;
    boolean finished;
    RunState run = RunState.NEW;
    final Map<String, StepState> states = new HashMap<>();
    final Map<Attempt, Long> lengths = new HashMap<>();

    Model() {
      STEPS.forEach(step -> states.put(step, StepState.WAITING));
    }

    void apply(String line) {
      String[] words = line.split(" ", -1);
      switch (words[2]) {
        case "begun" -> {
          walk = Integer.parseInt(words[4]);
          walking = true;
          finished = false;
          run = RunState.RUNNING;
        }
        case "recheck" -> run = RunState.RUNNING;
        case "ended" -> {
          walking = false;
          finished = words[3].equals("finished");
          run =
              finished
                  ? RunState.FINISHED
                  : words[3].equals("paused") ? RunState.PAUSED : RunState.NEEDS_DECISION;
        }
        default -> {
          int step = Integer.parseInt(words[3]);
          StepState state = WORDS.get(words[4]);
          int attempt = Integer.parseInt(words[5]);
          states.put(STEPS.get(step - 1), state);
          if (state != StepState.WAITING && state != StepState.SKIPPED && attempt > 0) {
            lengths.put(
                new Attempt(step, attempt),
                state == StepState.RUNNING ? -1 : Long.parseLong(words[7]));
          }
        }
      }
    }
  }

  private static RunState runState(List<RunEvent> events, RunState before) {
    RunState state = before;
    for (RunEvent event : events) {
      if (event instanceof RunEvent.RunChanged change) {
        state = change.state();
      }
    }
    return state;
  }

  @Test
  void apply_everyLineAfterEveryTwo_isWhatTheModelSays() {
    List<String> lines = lines();
    for (String first : lines) {
      for (String second : lines) {
        for (String third : lines) {
          RunView view = new RunView(STEPS);
          Model model = new Model();
          RunState run = RunState.NEW;
          for (String line : List.of(first, second, third)) {
            List<RunEvent> told = view.apply(line);
            model.apply(line);
            run = runState(told, run);
            if (told.size() != 1
                || view.walk() != model.walk
                || view.isWalking() != model.walking
                || view.isFinished() != model.finished
                || run != model.run
                || !view.states().equals(model.states)
                || !view.lengths().equals(model.lengths)) {
              assertThat(told).as("%s, %s, %s at %s", first, second, third, line).isNull();
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(StepState.class)
  void apply_step_tellsAllThatIsKnownOfIt(StepState state) {
    WORDS.forEach(
        (word, of) -> {
          if (of != state) {
            return;
          }
          RunView view = new RunView(STEPS);
          view.apply(BEGUN);
          RunEvent.StepChanged change =
              (RunEvent.StepChanged) view.apply("1 1250 step 02 " + word + " 3 7 20").get(0);
          boolean ran = state != StepState.WAITING && state != StepState.SKIPPED;
          boolean ended =
              state == StepState.DONE || state == StepState.FAILED || state == StepState.STOPPED;
          assertThat(change.at()).isEqualTo(NOON.plusMillis(2500));
          assertThat(change.stepId()).isEqualTo("engine");
          assertThat(change.state()).isEqualTo(state);
          assertThat(change.attempt()).isEqualTo(3);
          assertThat(change.jobId()).isEqualTo(ran ? "02.3" : "");
          assertThat(change.outFile()).isEqualTo("02-engine.3.out");
          assertThat(change.exitCode()).isEqualTo(ended ? Integer.valueOf(7) : null);
          assertThat(change.message().isEmpty())
              .isEqualTo(state != StepState.STOPPED && state != StepState.INTERRUPTED);
        });
  }

  @Test
  void apply_waitingAgain_saysSoOnlyWhereItWasDone() {
    RunView view = new RunView(STEPS);
    for (String settled : List.of("done", "already", "skipped")) {
      view.apply("1 1 step 01 " + settled + " 1 0 0");
      assertThat(message(view, "1 2 step 01 waiting 1 0 0")).contains("done again");
      assertThat(message(view, "1 2 step 01 waiting 1 0 0")).isEmpty();
    }
    for (String unsettled : List.of("failed", "stopped", "interrupted", "running")) {
      view.apply("1 1 step 01 " + unsettled + " 1 0 0");
      assertThat(message(view, "1 2 step 01 waiting 1 0 0")).isEmpty();
    }
  }

  private static String message(RunView view, String line) {
    RunEvent event = view.apply(line).get(0);
    return event instanceof RunEvent.StepChanged step
        ? step.message()
        : ((RunEvent.RunChanged) event).message();
  }

  @Test
  void apply_begun_tellsOfARestart() {
    RunView view = new RunView(STEPS);
    assertThat(message(view, BEGUN)).isEmpty();
    assertThat(message(view, "1 2000 begun 1795521700 2 boot-a person")).isEmpty();
    assertThat(message(view, "1 20 begun 1795521800 3 boot-b person")).contains("restarted since");
    assertThat(message(view, "1 20 begun 1795521900 4 boot-c boot")).contains("by itself");
    assertThat(message(view, "1 2000 recheck")).contains("still so");
  }

  /** The clock of an old server may jump; what its uptime says does not, and is never behind. */
  @Test
  void apply_times_followTheUptimeFromTheWalksBegin() {
    RunView view = new RunView(STEPS);
    view.apply(BEGUN);
    assertThat(view.apply("1 1001 step 01 running 1 0 0").get(0).at())
        .isEqualTo(NOON.plusMillis(10));
    assertThat(view.apply("1 999 step 01 done 1 0 0").get(0).at()).isEqualTo(NOON);
    view.apply("1 5 begun 1795530000 2 boot-b person");
    assertThat(view.apply("1 105 step 02 running 1 0 0").get(0).at())
        .isEqualTo(Instant.ofEpochSecond(1795530001));
  }

  @Test
  void apply_theLargestNumbers_areTaken() {
    RunView view = new RunView(STEPS);
    assertThat(view.apply("1 0 begun 999999999999 999999 " + "b".repeat(80) + " person"))
        .hasSize(1);
    assertThat(view.walk()).isEqualTo(999_999);
    RunEvent event =
        view.apply("1 999999999999999 step 01 done 999999 999 999999999999999999").get(0);
    assertThat(event.at()).isAfter(Instant.ofEpochSecond(999_999_999_999L));
    assertThat(view.lengths())
        .containsExactly(Map.entry(new Attempt(1, 999_999), 999_999_999_999_999_999L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "1 1000",
        "1 1000 ",
        "2 1000 begun 1795521600 1 boot-a person",
        "11000 begun 1795521600 1 boot-a person",
        "1  1000 begun 1795521600 1 boot-a person",
        "1 1000 begun",
        "1 1000 begun 1795521600 1 boot-a",
        "1 1000 begun 1795521600 1 boot-a nobody",
        "1 1000 begun 1795521600 1 boot-a person more",
        "1 1000 begun -1 1 boot-a person",
        "1 1000 begun 1795521600 1234567 boot-a person",
        "1 1000 begun 9999999999999 1 boot-a person",
        "1 -5 recheck",
        "1 1234567890123456 recheck",
        "1 1000 rechecked",
        "1 1000 ended",
        "1 1000 ended ",
        "1 1000 ended happily 00",
        "1 1000 endedfinished 00",
        "1 1000 step",
        "1 1000 step 00 done 1 0 0",
        "1 1000 step 03 done 1 0 0",
        "1 1000 step 99 done 1 0 0",
        "1 1000 step 1 done 1 0 0",
        "1 1000 step 001 done 1 0 0",
        "1 1000 step -1 done 1 0 0",
        "1 1000 step 01 sending 1 0 0",
        "1 1000 step 01 checking 1 0 0",
        "1 1000 step 01 already_done 1 0 0",
        "1 1000 step 01 DONE 1 0 0",
        "1 1000 step 01 done 1 0",
        "1 1000 step 01 done 1 0 0 0",
        "1 1000 step 01 done 1234567 0 0",
        "1 1000 step 01 done 1 1234 0",
        "1 1000 step 01 done 1 0 1234567890123456789",
        "1 1000 step 01 done 1 0 -1",
        "1 1000 step 01 done 1 0 \u0663",
        "1 1000 step 01 do\u001b[31mne 1 0 0",
        "1 1000 step 01 done 1 0 0\r",
        "1 1000 begun 1795521600 1 boot-a\u2028person",
      })
  void apply_junk_isAsIfItWereNotThere(String junk) {
    for (List<String> before :
        List.of(
            List.<String>of(),
            List.of(BEGUN),
            List.of(BEGUN, "1 1150 step 01 running 1 0 0"),
            List.of(BEGUN, "1 1200 ended finished 00"))) {
      RunView view = new RunView(STEPS);
      before.forEach(view::apply);
      RunView same = new RunView(STEPS);
      before.forEach(same::apply);
      assertThat(view.apply(junk)).isEmpty();
      assertThat(view.walk()).isEqualTo(same.walk());
      assertThat(view.isWalking()).isEqualTo(same.isWalking());
      assertThat(view.isFinished()).isEqualTo(same.isFinished());
      assertThat(view.states()).isEqualTo(same.states());
      assertThat(view.lengths()).isEqualTo(same.lengths());
    }
  }

  /** A line that a power cut or a hostile hand has changed may mean another thing, never break. */
  @Test
  void apply_changedAnywhere_neverFailsAndNamesOnlyStepsOfThePlan() {
    long seed = System.nanoTime() & 0xffff_ffffL;
    System.out.println("RunViewTest seed " + seed);
    Random random = new Random(seed);
    List<String> lines = lines();
    RunView view = new RunView(STEPS);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder(lines.get(random.nextInt(lines.size())));
      for (int change = random.nextInt(4); change > 0; change--) {
        int at = random.nextInt(line.length());
        switch (random.nextInt(3)) {
          case 0 -> line.setCharAt(at, (char) ('0' + random.nextInt(10)));
          case 1 -> line.insert(at, "9".repeat(1 + random.nextInt(20)));
          default -> line.deleteCharAt(at);
        }
        if (line.isEmpty()) {
          break;
        }
      }
      for (RunEvent event : view.apply(line.toString())) {
        if (event instanceof RunEvent.StepChanged step) {
          assertThat(step.stepId()).as("%s", line).isIn(STEPS);
          assertThat(step.outFile()).as("%s", line).matches("|0[12]-[a-z]+\\.[0-9]+\\.out");
        }
        assertThat(event.at()).isBetween(Instant.EPOCH, Instant.MAX);
      }
      assertThat(view.states()).containsOnlyKeys(STEPS);
    }
  }

  @Test
  void apply_noSteps_takesWhatIsOfTheRun() {
    RunView view = new RunView(List.of());
    assertThat(Stream.of(BEGUN, "1 1 step 01 done 1 0 0").flatMap(l -> view.apply(l).stream()))
        .hasSize(1);
    assertThat(view.states()).isEmpty();
  }
}
