package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.run.RunState;
import dev.drydock.run.ServerRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is offered, of every set of runs that a server can have. */
final class OfferTest {
  /** As a server tells them. */
  private static final List<RunState> STATES =
      List.of(
          RunState.NEW,
          RunState.RUNNING,
          RunState.PAUSED,
          RunState.NEEDS_DECISION,
          RunState.INTERRUPTED,
          RunState.FINISHED);

  private static ServerRun run(int number, RunState state, boolean problem) {
    return new ServerRun(
        "2026112" + number + "-120000-abcdef",
        "Docker from Debian's packages",
        "poweredge",
        "anna@laptop",
        Instant.parse("2026-11-24T12:00:00Z"),
        state,
        7,
        16,
        "install-engine",
        "03.1",
        true,
        1000,
        problem ? "What is kept of it on the server is damaged." : "");
  }

  /** In every state, with and without a problem. */
  private static List<ServerRun> kinds(int number) {
    List<ServerRun> kinds = new ArrayList<>();
    for (RunState state : STATES) {
      kinds.add(run(number, state, false));
      kinds.add(run(number, state, true));
    }
    return kinds;
  }

  private static void judge(List<ServerRun> newestFirst) {
    Offer offer = Offer.of(newestFirst);
    List<ServerRun> usable = newestFirst.stream().filter(r -> r.problem().isEmpty()).toList();
    List<ServerRun> going = usable.stream().filter(r -> r.state() == RunState.RUNNING).toList();
    Optional<ServerRun> expected =
        !going.isEmpty() ? Optional.of(going.get(0)) : usable.stream().findFirst();
    assertThat(offer.run()).as("%s", newestFirst).isEqualTo(expected);
    RunState state = expected.map(ServerRun::state).orElse(null);
    assertThat(offer.isGoing()).isEqualTo(state == RunState.RUNNING);
    assertThat(offer.isFinished()).isEqualTo(state == RunState.FINISHED);
    assertThat(offer.isHalfDone())
        .isEqualTo(state != null && state != RunState.RUNNING && state != RunState.FINISHED);
    assertThat(offer.sentence().isEmpty()).isEqualTo(state == null);
    if (state != null) {
      assertThat(offer.sentence()).endsWith(": 7 of 16 steps done.");
    }
  }

  @Test
  void of_everyCombinationOfUpToThree() {
    judge(List.of());
    for (ServerRun newest : kinds(3)) {
      judge(List.of(newest));
      for (ServerRun middle : kinds(2)) {
        judge(List.of(newest, middle));
        for (ServerRun oldest : kinds(1)) {
          judge(List.of(newest, middle, oldest));
        }
      }
    }
  }

  @Test
  void sentence_saysForEachStateSomethingOfItsOwn() {
    assertThat(STATES.stream().map(s -> Offer.of(List.of(run(1, s, false))).sentence()))
        .doesNotHaveDuplicates();
  }

  @Test
  void fresh_offersNothing() {
    assertThat(Offer.FRESH).isEqualTo(Offer.of(List.of()));
  }
}
