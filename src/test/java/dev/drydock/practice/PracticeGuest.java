package dev.drydock.practice;

import dev.drydock.files.DrydockHome;
import java.nio.file.Path;

/**
 * The practice server that all {@code *IT} of one run share: its disk is built once (in {@code
 * target}, or under the folder that {@code DRYDOCK_PRACTICE_HOME} names), and each test that wants
 * a clean one gets it out of the booted snapshot in seconds. Ends with the tests' process.
 */
public final class PracticeGuest {
  private static final Practice PRACTICE = Practice.in(home());

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PracticeGuest::end, "practice-end"));
  }

  private PracticeGuest() {}

  /** The folders that hold it. */
  public static DrydockHome home() {
    return DrydockHome.under(
        Path.of(System.getenv().getOrDefault("DRYDOCK_PRACTICE_HOME", "target/practice-home"))
            .toAbsolutePath());
  }

  /** A clean, running server on a free port; whatever ran before is gone. */
  public static PracticeServer fresh() throws PracticeException {
    return PRACTICE.up(options().withFresh(true), System.out::println);
  }

  /** The running server, or the one that was put to sleep, as it was left. */
  public static PracticeServer running() throws PracticeException {
    return PRACTICE.up(options(), System.out::println);
  }

  /** For {@code down}, {@code status} and the witness. */
  public static Practice practice() {
    return PRACTICE;
  }

  /** What the SSE2 witness saw since the server was last started. */
  public static WitnessReport witness() throws PracticeException {
    return PRACTICE.status().running().orElseThrow().witness().orElseThrow();
  }

  private static PracticeOptions options() {
    return PracticeOptions.defaults().withPort(0).withTied(true);
  }

  private static void end() {
    try {
      PRACTICE.down(false, line -> {});
    } catch (PracticeException e) {
      System.out.println(e.getMessage());
    }
  }
}
