package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.server.ServerFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the road of 2013 is planned for servers of several kinds. */
final class RoadOf2013Test {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  private final Planner planner = new Planner();
  private final Recipe recipe = planner.recipes().get("source-2013");

  /** What apt tells of Debian 12. */
  private static void bookworm(Facts facts) {
    Map<String, String> candidates = new HashMap<>(facts.candidates);
    candidates.putAll(
        Map.of(
            "gcc", "4:12.2.0-3",
            "make", "4.3-4.1",
            "git", "1:2.39.5-0+deb12u2",
            "lxc", "1:5.0.2-1+deb12u3",
            "ca-certificates", "20230311",
            "debootstrap", "1.0.128"));
    facts.candidates = candidates;
  }

  /** A fully updated Ubuntu 13.04, as in the story. */
  private static void raring(Facts facts) {
    facts.id = "ubuntu";
    facts.versionId = "13.04";
    facts.codename = "raring";
    facts.prettyName = "Ubuntu 13.04";
    facts.init = "upstart";
    facts.kernelRelease = "3.8.0-29-generic";
    facts.overlay = false;
    facts.aufs = false;
    facts.mirror = "http://archive.ubuntu.com/ubuntu";
    facts.sources = List.of("deb http://archive.ubuntu.com/ubuntu raring main universe multiverse");
    facts.candidates = Map.of("gcc", "4:4.7.3-1ubuntu10", "lxc", "0.9.0-0ubuntu3", "make", "3.81");
  }

  private static ServerFacts facts(Consumer<Facts> change) {
    Facts facts = new Facts();
    bookworm(facts);
    change.accept(facts);
    return facts.build();
  }

  private Plan plan(Consumer<Facts> change, Map<String, String> choices) {
    return planner.plan(recipe, facts(change), choices);
  }

  private List<String> ids(Consumer<Facts> change) {
    return plan(change, Map.of()).steps().stream().map(PlannedStep::id).toList();
  }

  private static PlannedStep step(Plan plan, String id) {
    return plan.steps().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
  }

  private Route route(Consumer<Facts> change) {
    return planner.routes(facts(change)).stream()
        .filter(route -> route.recipe().equals(recipe))
        .findFirst()
        .orElseThrow();
  }

  private static String reasons(Route route) {
    return String.join("\n", route.reasons());
  }

  @Test
  void debian12WithoutSse2() {
    Plan plan = plan(facts -> {}, Map.of());

    assertThat(plan.steps().stream().map(PlannedStep::id))
        .containsSubsequence(
            "build-tools",
            "compiler-wrapper",
            "go-source",
            "go-build",
            "go-proof",
            "docker-source",
            "old-engine-patches",
            "old-engine-build",
            "base-rootfs",
            "old-engine-start",
            "old-import",
            "old-run-env",
            "old-build",
            "old-run-built")
        .doesNotContain("old-mirror", "add-swap");
    assertThat(plan.choices()).containsEntry("GO386", "387").containsEntry("GO_BUILD", "make.bash");
    assertThat(plan.warnings()).isEmpty();
    assertThat(route(facts -> {}).possible()).isTrue();
    assertThat(route(facts -> {}).recommended()).as("the package is the safer way").isFalse();
    assertThat(reasons(route(facts -> {}))).contains("overlayfs").contains("GCC 12");
  }

  @Test
  void debian12WithSse2() {
    Plan plan = plan(facts -> facts.flags = Facts.PENTIUM_4, Map.of());

    assertThat(plan.choices()).containsEntry("GO386", "sse2");
    assertThat(step(plan, "go-build").environment()).containsEntry("GO386", "sse2");
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void go386_chosenAgainstTheCpuIsWarnedOf() {
    Plan plan = plan(facts -> {}, Map.of("GO386", "sse2"));

    assertThat(step(plan, "go-build").environment())
        .containsEntry("GO386", "sse2")
        .containsEntry("CPU_SSE2", "no");
    assertThat(plan.warnings()).singleElement().asString().contains("Illegal instruction");
  }

  @Test
  void go386_slowButRightIsTold() {
    Plan plan = plan(facts -> facts.flags = Facts.PENTIUM_4, Map.of("GO386", "387"));

    assertThat(plan.warnings()).singleElement().asString().contains("slower");
  }

  @Test
  void go386_otherValue() {
    assertThatThrownBy(() -> plan(facts -> {}, Map.of("GO386", "softfloat")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("387, sse2");
  }

  @Test
  void go386_underA64BitKernelFollowsTheFlags() {
    Consumer<Facts> change =
        facts -> {
          facts.machine = "x86_64";
          facts.flags = Facts.PENTIUM_4;
        };

    assertThat(plan(change, Map.of()).choices()).containsEntry("GO386", "sse2");
  }

  @Test
  void raring_turnsToTheArchiveAndBuildsWithItsOwnCompiler() {
    Plan plan = plan(RoadOf2013Test::raring, Map.of());

    assertThat(plan.steps().stream().map(PlannedStep::id))
        .contains("old-mirror")
        .doesNotContain("compiler-wrapper");
    assertThat(plan.choices().get("MIRROR")).startsWith("http://old-releases.");
    assertThat(step(plan, "base-rootfs").environment())
        .containsEntry("SUITE", "raring")
        .containsEntry("MIRROR", plan.choices().get("MIRROR"));
    Route route = route(RoadOf2013Test::raring);
    assertThat(route.possible()).isTrue();
    assertThat(route.recommended()).isTrue();
    assertThat(reasons(route)).contains("archive of old releases").contains("linux-image-extra");
  }

  @Test
  void raring_alreadyTurned() {
    Consumer<Facts> change =
        facts -> {
          raring(facts);
          facts.mirror = "http://old-releases.example/ubuntu";
          facts.sources = List.of("deb http://old-releases.example/ubuntu raring main");
        };

    assertThat(ids(change)).doesNotContain("old-mirror");
    assertThat(plan(change, Map.of()).choices())
        .containsEntry("MIRROR", "http://old-releases.example/ubuntu");
  }

  @Test
  void ubuntuThatIsStillOnItsMirrors() {
    Consumer<Facts> change =
        facts -> {
          raring(facts);
          facts.versionId = "14.04";
          facts.codename = "trusty";
        };

    assertThat(ids(change)).doesNotContain("old-mirror");
  }

  @Test
  void lowMemory_swapFirst() {
    assertThat(ids(facts -> facts.ramMb = 500))
        .containsSubsequence("add-swap", "build-tools", "go-build");
  }

  @Test
  void lowMemory_tooLittle() {
    Route route = route(facts -> facts.ramMb = 64);

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("64 MB of RAM");
  }

  @Test
  void noCompiler() {
    Consumer<Facts> change =
        facts -> {
          Map<String, String> without = new HashMap<>(facts.candidates);
          without.remove("gcc");
          facts.candidates = without;
        };

    assertThat(route(change).possible()).isFalse();
    assertThat(reasons(route(change))).contains("no C compiler");
    assertThat(
            route(
                    facts -> {
                      change.accept(facts);
                      facts.tools = Map.of("gcc", "/usr/local/bin/gcc", "make", "/usr/bin/make");
                    })
                .possible())
        .isTrue();
    assertThat(
            route(
                    facts -> {
                      change.accept(facts);
                      facts.indexWorks = false;
                    })
                .possible())
        .isTrue();
  }

  @Test
  void kernelWithoutLayers() {
    assertThat(route(facts -> facts.overlay = false).possible()).isFalse();
    Consumer<Facts> jessie = facts -> facts.kernelRelease = "3.16.0-4-586";
    assertThat(route(jessie).possible()).as("its overlayfs is another").isFalse();
    assertThat(
            route(
                    facts -> {
                      jessie.accept(facts);
                      facts.aufs = true;
                    })
                .possible())
        .isTrue();
  }

  @Test
  void lxcBetweenTheTimes() {
    Consumer<Facts> change =
        facts -> {
          Map<String, String> candidates = new HashMap<>(facts.candidates);
          candidates.put("lxc", "1:2.0.7-2");
          facts.candidates = candidates;
        };

    assertThat(route(change).possible()).isFalse();
    assertThat(reasons(route(change))).contains("LXC 2.0");
  }

  @Test
  void packagedEngineInstalled() {
    Route route = route(facts -> facts.installed = Map.of("docker.io", "20.10.24+dfsg1"));

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("apt-get purge docker.io");
  }

  @Test
  void sends_whatIsPinned() {
    Plan plan = plan(facts -> {}, Map.of());

    Sending go = step(plan, "go-source").sends().get(0);
    assertThat(go.commit()).isEqualTo("1d6d8fca241bb611af51e265c1b5a2e9ae904702");
    assertThat(go.tag()).isEqualTo("go1.1.2");
    assertThat(go.repository()).isEqualTo("go");
    assertThat(step(plan, "docker-source").sends())
        .extracting(Sending::id)
        .containsExactly("docker", "pty", "mux", "context", "net", "archive-tar", "patches");
    assertThat(step(plan, "docker-source").announcement())
        .contains("5105263dacc9372771d9bf478dcac6fceedb9a30")
        .contains("only its folder src/pkg/archive/tar")
        .contains("0001-allow-386.patch")
        .doesNotContain("\n\n#");
    assertThat(step(plan, "set-clock").announcement()).isEmpty();
  }

  @Test
  void sends_everyPatchThereIs() throws Exception {
    List<String> files;
    try (Stream<Path> list = Files.list(Path.of("patches", "docker-0.6.1"))) {
      files = list.map(file -> file.getFileName().toString()).sorted().toList();
    }

    assertThat(recipe.source("patches").files().keySet()).containsExactlyElementsOf(files);
  }

  @Test
  void fetchBy_theServer() {
    Plan plan = plan(facts -> {}, Map.of("FETCH_BY", "the server"));

    assertThat(step(plan, "go-source").sends()).isEmpty();
    assertThat(step(plan, "docker-source").sends())
        .extracting(Sending::id)
        .containsExactly("patches");
    assertThat(step(plan, "go-source").environment().get("SENDS"))
        .isEqualTo(
            "go 1d6d8fca241bb611af51e265c1b5a2e9ae904702 https://github.com/golang/go go1.1.2 -");
  }

  @Test
  void fetchBy_serverThatCannot() {
    Map<String, String> choice = Map.of("FETCH_BY", "the server");

    assertThatThrownBy(() -> plan(facts -> facts.aheadSeconds = -700_000_000, choice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clock is wrong");
    assertThatThrownBy(() -> plan(RoadOf2013Test::raring, choice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too old for today's TLS");
  }

  @Test
  void dockerfile_withoutContinuation() {
    assertThatThrownBy(
            () -> plan(facts -> {}, Map.of("DOCKERFILE", "FROM owner/base32\nRUN a \\\n && b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("backslash");
  }

  @Test
  void everyVariableOfEveryStepIsGiven() {
    Plan plan =
        plan(
            facts -> {
              raring(facts);
              facts.ramMb = 256;
            },
            Map.of());
    Plan newer = plan(facts -> {}, Map.of());
    Set<String> ofTheShell =
        Set.of("DRYDOCK_NOW", "DRYDOCK_SENT", "STATE_DIR", "PATH", "HOME", "GOROOT", "GOPATH");
    for (PlannedStep step : Stream.concat(plan.steps().stream(), newer.steps().stream()).toList()) {
      Matcher used =
          Pattern.compile("(?<!\\\\)\\$\\{?([A-Z][A-Z0-9_]*)").matcher(step.step().text());
      while (used.find()) {
        String name = used.group(1);
        boolean own =
            ofTheShell.contains(name)
                || Pattern.compile("(^|[\n ;])" + name + "=").matcher(step.step().text()).find()
                || step.step().text().contains("<<" + name);
        assertThat(own || step.environment().containsKey(name))
            .as(step.id() + " uses " + name)
            .isTrue();
      }
    }
  }

  @Test
  void composed_isCleanShell() {
    Stream<Plan> plans =
        Stream.of(plan(facts -> {}, Map.of()), plan(RoadOf2013Test::raring, Map.of()));
    for (PlannedStep step : plans.flatMap(plan -> plan.steps().stream()).toList()) {
      for (String script :
          List.of(StepScript.job(step, NOW, "go 12 3 /x"), StepScript.check(step, NOW))) {
        Sh.Result dash = Sh.command(List.of("dash", "-n"), script);
        Sh.Result shellcheck =
            Sh.command(List.of("shellcheck", "-S", "warning", "-s", "sh", "-"), script);

        assertThat(dash.output()).isEmpty();
        assertThat(dash.exitCode()).isZero();
        assertThat(shellcheck.output()).as(step.id()).isEmpty();
      }
    }
  }

  /** On this machine, which is no server: a check looks, answers, and needs no root. */
  @Test
  void checkAll_answersForEveryStep() {
    Plan plan = plan(facts -> {}, Map.of());

    Sh.Result result = Sh.run(List.of("dash"), StepScript.checkAll(plan.steps(), NOW));

    assertThat(StepScript.parseChecks(result.output()))
        .containsOnlyKeys(plan.steps().stream().map(PlannedStep::id).toList());
  }
}
