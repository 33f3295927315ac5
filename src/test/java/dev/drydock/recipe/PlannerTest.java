package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.server.ServerFacts;
import dev.drydock.server.Speed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlannerTest {
  private final Planner planner = new Planner();
  private final Recipe recipe = planner.recipes().get("debian-package");

  private static ServerFacts facts(Consumer<Facts> change) {
    Facts facts = new Facts();
    change.accept(facts);
    return facts.build();
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

  private List<String> stepIds(Consumer<Facts> change) {
    return planner.plan(recipe, facts(change), Map.of()).steps().stream()
        .map(PlannedStep::id)
        .toList();
  }

  @Test
  void routes_debian12WithoutSse2() {
    Route route = route(facts -> {});

    assertThat(route.possible()).isTrue();
    assertThat(route.recommended()).isTrue();
    assertThat(reasons(route)).contains("softfloat").contains("docker.io 20.10.24+dfsg1-1+deb12u1");
    assertThat(route.engine()).isEqualTo("Docker 20.10.24 (April 2023)");
    assertThat(route.recipe().about().recommended()).endsWith(".");
    assertThat(route.time().low()).isLessThan(route.minutes());
    assertThat(route.time().high()).isGreaterThan(route.minutes());
    assertThat(route.minutes()).isBetween(10.0, 40.0);
    assertThat(route.diskMb()).isBetween(800, 3000);
  }

  @Test
  void routes_onAFasterServer_takeLess() {
    ServerFacts server = new Facts().build();
    Route slow = planner.routes(server, new Speed(Speed.Basis.COMPILER, 1, 1, "")).get(0);
    Route fast = planner.routes(server, new Speed(Speed.Basis.COMPILER, 4, 4, "")).get(0);

    assertThat(fast.time().high()).isLessThan(slow.time().low());
    assertThat(fast.minutes()).isEqualTo(slow.minutes());
  }

  @Test
  void routes_engineIsWhatTheServerOffers() {
    assertThat(route(f -> f.candidates = Map.of("docker.io", "18.09.1+dfsg1-7.1")).engine())
        .isEqualTo("Docker 18.09.1 (January 2019)");
    assertThat(route(f -> f.candidates = Map.of("docker.io", "1:26.1.5~rc1-2")).engine())
        .isEqualTo("Docker 26.1.5");
    assertThat(route(f -> f.installed = Map.of("docker.io", "20.10.5+dfsg1-1")).engine())
        .isEqualTo("Docker 20.10.5 (March 2021)");
  }

  @Test
  void routes_debian12WithSse2() {
    Route route = route(facts -> facts.flags = Facts.PENTIUM_4);

    assertThat(route.possible()).isTrue();
    assertThat(reasons(route)).contains("has SSE2").doesNotContain("no SSE2");
  }

  @Test
  void routes_noMmx() {
    Route route = route(facts -> facts.flags = Set.of("fpu", "tsc", "cx8"));

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("MMX");
  }

  @Test
  void routes_installedEngineNeedsSse2() {
    Route route =
        route(
            facts -> {
              facts.installed = Map.of("docker.io", "26.1");
              facts.go386 = "sse2";
            });

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("GO386=sse2");
  }

  @Test
  void routes_32BitProgramsUnderA64BitKernel() {
    Route route =
        route(
            facts -> {
              facts.machine = "x86_64";
              facts.architecture = "i386";
              facts.flags = Facts.PENTIUM_4;
            });

    assertThat(route.possible()).isTrue();
  }

  @Test
  void routes_x8664() {
    Route route =
        route(
            facts -> {
              facts.machine = "x86_64";
              facts.architecture = "amd64";
              facts.flags = Facts.PENTIUM_4;
            });

    assertThat(route.possible()).isFalse();
    assertThat(route.recommended()).isFalse();
    assertThat(reasons(route)).contains("Docker's own packages");
  }

  @Test
  void routes_arm() {
    Route route =
        route(
            facts -> {
              facts.machine = "armv7l";
              facts.flags = Set.of();
            });

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("ARM");
  }

  @Test
  void routes_notLinux() {
    Route route = route(facts -> facts.kernelName = "FreeBSD");

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("FreeBSD");
  }

  @Test
  void routes_debian13() {
    Route route =
        route(
            facts -> {
              facts.versionId = "13";
              facts.codename = "trixie";
              facts.prettyName = "Debian GNU/Linux 13 (trixie)";
            });

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("Debian 12 is the last");
  }

  @Test
  void routes_ubuntu1304() {
    Route route =
        route(
            facts -> {
              facts.id = "ubuntu";
              facts.versionId = "13.04";
              facts.codename = "raring";
              facts.prettyName = "Ubuntu 13.04";
              facts.candidates = Map.of();
            });

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("Ubuntu 13.04 has no package docker.io");
  }

  @Test
  void routes_debian12WithBrokenIndex() {
    Route route =
        route(
            facts -> {
              facts.indexWorks = false;
              facts.candidates = Map.of();
            });

    assertThat(route.possible()).isTrue();
    assertThat(reasons(route)).contains("list of available packages");
  }

  @Test
  void routes_noSudo() {
    Route route = route(facts -> facts.sudo = ServerFacts.Sudo.NONE);

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("adduser owner sudo");
  }

  @Test
  void routes_noNamespaces() {
    assertThat(route(facts -> facts.namespaces = false).possible()).isFalse();
  }

  @Test
  void routes_notApt() {
    Route route =
        route(
            facts -> {
              facts.manager = "";
              facts.prettyName = "Void Linux";
            });

    assertThat(route.possible()).isFalse();
    assertThat(reasons(route)).contains("Void Linux does not use apt");
  }

  @Test
  void routes_fullDiskIsACaution() {
    Route route = route(facts -> facts.freeMb = 100);

    assertThat(route.possible()).isTrue();
    assertThat(reasons(route)).contains("100 MB are free on /");
  }

  @Test
  void routes_lowMemoryAddsSwap() {
    Route low = route(facts -> facts.ramMb = 500);
    Route enough = route(facts -> {});

    assertThat(reasons(low)).contains("swap file");
    assertThat(reasons(enough)).doesNotContain("swap");
    assertThat(low.diskMb()).isGreaterThan(enough.diskMb());
  }

  @Test
  void routes_noEmptyReason() {
    assertThat(route(facts -> {}).reasons()).allMatch(reason -> reason.endsWith("."));
    assertThat(route(facts -> facts.machine = "mips").reasons())
        .hasSize(1)
        .allMatch(reason -> reason.endsWith("."));
  }

  @Test
  void plan_swapOnlyWhenShort() {
    assertThat(stepIds(facts -> {})).doesNotContain("add-swap");
    assertThat(stepIds(facts -> facts.ramMb = 500)).contains("add-swap");
    assertThat(
            stepIds(
                facts -> {
                  facts.ramMb = 500;
                  facts.swapMb = 1024;
                }))
        .doesNotContain("add-swap");
  }

  @Test
  void plan_order() {
    assertThat(stepIds(facts -> {}))
        .containsSubsequence(
            "set-clock", "install-engine", "docker-group", "base-rootfs", "import-image", "report");
  }

  @Test
  void defaults_fromTheServer() {
    Map<String, String> defaults =
        planner.defaults(recipe, facts(facts -> facts.user = "Mary.Ann-"));

    assertThat(defaults)
        .containsEntry("IMAGE", "mary-ann/base32")
        .containsEntry("MIRROR", "http://mirror.example/debian");
    assertThat(defaults.get("DOCKERFILE")).startsWith("FROM mary-ann/base32\n");
  }

  @Test
  void plan_untouchedDockerfileFollowsTheImage() {
    ServerFacts facts = new Facts().build();
    Map<String, String> choices = new HashMap<>(planner.defaults(recipe, facts));
    choices.put("IMAGE", "me/tiny");

    Plan plan = planner.plan(recipe, facts, choices);

    assertThat(plan.choices().get("DOCKERFILE")).startsWith("FROM me/tiny\n");
  }

  @Test
  void plan_editedDockerfileIsKept() {
    String dockerfile = "FROM ${IMAGE}\r\nRUN echo '$HOME'\r\n\r\n";

    Plan plan =
        planner.plan(
            recipe, new Facts().build(), Map.of("IMAGE", "me/tiny", "DOCKERFILE", dockerfile));

    assertThat(plan.choices()).containsEntry("DOCKERFILE", "FROM ${IMAGE}\nRUN echo '$HOME'");
  }

  @Test
  void plan_environmentHoldsOnlyWhatTheStepUses() {
    Plan plan = planner.plan(recipe, new Facts().build(), Map.of());

    PlannedStep rootfs =
        plan.steps().stream().filter(s -> s.id().equals("base-rootfs")).findFirst().orElseThrow();
    assertThat(rootfs.environment())
        .containsEntry("SUITE", "bookworm")
        .containsEntry("MIRROR", "http://mirror.example/debian")
        .doesNotContainKey("DOCKERFILE");
  }

  @Test
  void plan_everyVariableOfEveryStepIsGiven() {
    Plan plan = planner.plan(recipe, facts(facts -> facts.ramMb = 256), Map.of());
    for (PlannedStep step : plan.steps()) {
      Matcher used = Pattern.compile("\\$\\{?([A-Z][A-Z0-9_]*)").matcher(step.step().text());
      while (used.find()) {
        String name = used.group(1);
        boolean own =
            name.equals("DRYDOCK_NOW")
                || name.equals("STATE_DIR")
                || step.step().text().contains("\n" + name + "=")
                || step.step().text().contains("<<" + name);
        assertThat(own || step.environment().containsKey(name))
            .as(step.id() + " uses " + name)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Owner/base32",
        "owner//base",
        "-x",
        "--privileged",
        "owner/base;id",
        "owner/$(id)",
        "a b",
        "",
        "owner/",
        "a\nb",
        "owner/base:",
        "a/b/c/d/e",
      })
  void plan_badImageName(String image) {
    assertThatThrownBy(() -> planner.plan(recipe, new Facts().build(), Map.of("IMAGE", image)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Base image")
        .hasMessageContaining("owner/base32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"owner/base32", "base", "me/a.b-c_d:1.0", "registry/me/base:latest", "a/b:X"})
  void plan_goodImageName(String image) {
    assertThat(planner.plan(recipe, new Facts().build(), Map.of("IMAGE", image)).choices())
        .containsEntry("IMAGE", image);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "mirror.example/debian", "file:///srv", "http://", "http://a b/", "-o x"})
  void plan_badMirror(String mirror) {
    assertThatThrownBy(() -> planner.plan(recipe, new Facts().build(), Map.of("MIRROR", mirror)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Package mirror");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "255", "4097", "1e3", "01024", "99999", "-512"})
  void plan_badSwap(String size) {
    assertThatThrownBy(() -> planner.plan(recipe, new Facts().build(), Map.of("SWAP_MB", size)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 to 4096");
  }

  @ParameterizedTest
  @ValueSource(strings = {"256", "259", "260", "999", "1024", "4000", "4096"})
  void plan_goodSwap(String size) {
    assertThat(planner.plan(recipe, new Facts().build(), Map.of("SWAP_MB", size)).choices())
        .containsEntry("SWAP_MB", size);
  }

  @Test
  void plan_badChoice() {
    assertThatThrownBy(
            () -> planner.plan(recipe, new Facts().build(), Map.of("BASE_TOOL", "cdebootstrap")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("debootstrap, mmdebstrap");
  }

  @Test
  void plan_dockerfileWithoutFrom() {
    assertThatThrownBy(
            () -> planner.plan(recipe, new Facts().build(), Map.of("DOCKERFILE", "RUN true")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FROM");
  }

  @Test
  void plan_dockerfileWithCommentsBeforeFrom() {
    String dockerfile = "# mine\nARG X=1\nfrom owner/base32\nRUN true";

    assertThat(
            planner.plan(recipe, new Facts().build(), Map.of("DOCKERFILE", dockerfile)).choices())
        .containsEntry("DOCKERFILE", dockerfile);
  }

  @Test
  void plan_bothImagesOfOneName() {
    assertThatThrownBy(
            () ->
                planner.plan(
                    recipe,
                    new Facts().build(),
                    Map.of("IMAGE", "me/a", "BUILT_IMAGE", "me/a:latest")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Base image")
        .hasMessageContaining("different names");
  }

  @Test
  void plan_unknownParameter() {
    assertThatThrownBy(() -> planner.plan(recipe, new Facts().build(), Map.of("COLOUR", "red")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("COLOUR");
  }

  @Test
  void plan_nulInAValue() {
    assertThatThrownBy(
            () ->
                planner.plan(recipe, new Facts().build(), Map.of("DOCKERFILE", "FROM a\nRUN b\0c")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
