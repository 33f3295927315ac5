package dev.drydock.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fuzz target on its corpus, then for a moment on what comes of it at random. The seed is
 * printed; {@code -Dfuzz.seed=N} replays it, {@code -Dfuzz.millis=N} goes on for longer.
 */
class FuzzCorpusTest {
  private static final long SEED =
      Long.getLong("fuzz.seed", new Random().nextLong() & 0xffff_ffffL);
  private static final Duration EACH = Duration.ofMillis(Long.getLong("fuzz.millis", 700));

  @ParameterizedTest
  @MethodSource("dev.drydock.fuzz.FuzzTargets#names")
  void corpus_keepsItsPromises(String name) {
    List<byte[]> corpus = FuzzTargets.corpus(name);
    assertThat(corpus).as("a target without a corpus tries nothing").isNotEmpty();
    for (byte[] input : corpus) {
      attempt(name, input, "corpus");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.drydock.fuzz.FuzzTargets#names")
  void mutated_keepsItsPromises(String name) {
    System.out.println("fuzz " + name + " seed " + SEED);
    Mutator mutator = new Mutator(new Random(SEED), FuzzTargets.corpus(name));
    long end = System.nanoTime() + EACH.toNanos();
    int inputs = 0;
    while (inputs == 0 || System.nanoTime() - end < 0) {
      attempt(name, mutator.next(), "seed " + SEED + ", input " + inputs++);
    }
  }

  private static void attempt(String name, byte[] input, String where) {
    try {
      FuzzTargets.run(name, input);
    } catch (Throwable e) {
      fail(name + ", " + where + ", on " + HexFormat.of().formatHex(input), e);
    }
  }
}
