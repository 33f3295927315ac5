package dev.drydock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which runs may begin where, and what is kept of them here. */
final class RunStoreTest {
  private static final RunStore.Server HERE = server("SHA256:here", "a".repeat(32));
  private static final Plan PLAN =
      new Plan(
          "test",
          "Test",
          Map.of(),
          List.of(
              new PlannedStep(
                  new Step("one", "One", "why", false, 1, 1, 1, "", false, "check() { :; }\n"),
                  new TreeMap<>())));

  @TempDir Path folder;
  private RunStore store;

  @BeforeEach
  void open() {
    store = new RunStore(folder, Clock.systemUTC());
  }

  private static RunStore.Server server(String key, String machine) {
    return new RunStore.Server(key, machine);
  }

  private String create(RunStore.Server on) throws Exception {
    return store.create(PLAN, "poweredge", "owner@poweredge:22", on, "SSE2: missing", true, false);
  }

  private RefusedException refused(String id, RunStore.Server here) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> store.refuseUnlessNew(id, here));
    assertThat(refused).isNotNull();
    return refused;
  }

  @Test
  void refuseUnlessNew_neverBegun_mayBeginOnItsServer() throws Exception {
    String id = create(HERE);
    assertThatCode(() -> store.refuseUnlessNew(id, HERE)).doesNotThrowAnyException();
    // Its keys were made anew, or its disk was moved into another machine.
    assertThatCode(() -> store.refuseUnlessNew(id, server("SHA256:new", HERE.machine())))
        .doesNotThrowAnyException();
    assertThatCode(() -> store.refuseUnlessNew(id, server(HERE.hostKey(), "b".repeat(32))))
        .doesNotThrowAnyException();
  }

  @Test
  void refuseUnlessNew_anotherServer_saysWhichIsWhich() throws Exception {
    String id = create(HERE);
    RefusedException e = refused(id, server("SHA256:there", "b".repeat(32)));
    assertThat(e.kind()).isEqualTo(RefusedException.Kind.ANOTHER_SERVER);
    assertThat(e.getMessage())
        .contains("SHA256:here", "SHA256:there", HERE.machine(), "b".repeat(32));
    assertThat(
            refused(create(server("SHA256:here", "none")), server("SHA256:there", "none")).kind())
        .as("no machine's id is no machine's own")
        .isEqualTo(RefusedException.Kind.ANOTHER_SERVER);
  }

  @Test
  void refuseUnlessNew_begunAndNotThereAnyMore_isGone() throws Exception {
    String id = create(HERE);
    Files.writeString(
        folder.resolve(id).resolve("events"), "1 1000 begun 1795521600 1 boot-a person\n");
    RefusedException e = refused(id, HERE);
    assertThat(e.kind()).isEqualTo(RefusedException.Kind.GONE);
    assertThat(e.getMessage()).contains("no such run any more", "Begin a new run");
    assertThat(store.read(id).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void refuseUnlessNew_ofAnEarlierDrydock_isOld() throws Exception {
    String id = create(HERE);
    Files.delete(folder.resolve(id).resolve("about.json"));
    assertThat(refused(id, HERE).kind()).isEqualTo(RefusedException.Kind.OLD);
  }

  @Test
  void refuseUnlessNew_knownNowhere_isGone() {
    for (String id : List.of("20261124-120000-abcdef", "", "../up", "x")) {
      assertThat(refused(id, HERE).kind()).isEqualTo(RefusedException.Kind.GONE);
    }
  }

  @Test
  void create_isReadBackAsItIs() throws Exception {
    String id = create(HERE);
    RunRecord run = store.read(id);
    assertThat(run.state()).isEqualTo(RunState.NEW);
    assertThat(run.profile()).isEqualTo("poweredge");
    assertThat(run.server()).isEqualTo("owner@poweredge:22");
    assertThat(run.factsSummary()).isEqualTo("SSE2: missing");
    assertThat(run.plan()).isEqualTo(PLAN);
    assertThat(store.isUnseen(id)).isFalse();
    assertThat(store.list()).extracting(RunRecord::runId).containsExactly(id);
  }

  @Test
  void list_oneThatIsDamaged_hidesNoOther() throws Exception {
    String whole = create(HERE);
    for (String damaged : List.of("", "null", "{}", "{\"schema\":2}", "\u0000")) {
      String id = create(HERE);
      Files.writeString(folder.resolve(id).resolve("about.json"), damaged);
      String other = create(HERE);
      Files.writeString(folder.resolve(other).resolve("plan.json"), damaged);
    }
    Files.createDirectory(folder.resolve(".looking-00000001"));
    Files.createDirectory(folder.resolve("notes"));
    assertThat(store.list()).extracting(RunRecord::runId).containsExactly(whole);
  }

  /** What looks on beside another window has a copy of its own, which nobody lists. */
  @Test
  void scratch_isACopyThatIsNotListed() throws Exception {
    String id = create(HERE);
    store.setUnseen(id, true);
    RunFolder second = store.scratch(id);
    assertThat(second.id()).isEqualTo(id);
    assertThat(second.plan()).isEqualTo(PLAN);
    assertThat(second.isUnseen()).isTrue();
    assertThat(second.events()).isEmpty();
    assertThat(store.list()).hasSize(1);
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).hasSize(2);
    }
  }
}
