package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Runs steps of the route on this machine without touching it: their folders lie in a temporary
 * one, and docker, chroot and debootstrap are the stand-ins of src/test/resources/stubs.
 */
final class StubServer {
  static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

  final Facts facts = new Facts();
  final Map<String, String> choices = new LinkedHashMap<>();

  /** Told to the stand-ins. */
  final Map<String, String> environment = new LinkedHashMap<>();

  List<String> shell = List.of("dash");

  /** Comes before the script, in the same shell. */
  String before = "";

  final Path state;
  final Path home;
  private final Path docker;
  private final String recipe;
  private final String stubs;

  StubServer(Path folder) throws IOException {
    this(folder, "debian-package", RESOURCES.resolve("stubs").toString());
  }

  /** With the stand-ins for Docker 0.6.1 and LXC of src/test/resources/old-stubs. */
  static StubServer old(Path folder) throws IOException {
    return new StubServer(
        folder, "source-2013", RESOURCES.resolve("old-stubs") + ":" + RESOURCES.resolve("stubs"));
  }

  private StubServer(Path folder, String recipe, String stubs) throws IOException {
    this.recipe = recipe;
    this.stubs = stubs;
    state = folder.resolve("var lib");
    home = Files.createDirectories(folder.resolve("home"));
    docker = Files.createDirectories(folder.resolve("docker"));
    facts.home = home.toString();
    environment.put("STUB_STATE", docker.toString());
    environment.put("STUB_SERVED", "");
  }

  Path rootfs() {
    return state.resolve("rootfs-" + facts.codename);
  }

  /** Where the stand-ins keep what they know. */
  Path stubs() {
    return docker;
  }

  String dockerLog() throws IOException {
    Path log = docker.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** One that no step of this test has made. */
  void leaveImage(String name) throws IOException {
    Path image = Files.createDirectories(docker.resolve(name.replaceAll("[/:]", "_")));
    Files.writeString(image.resolve("id"), "sha256:0\n");
  }

  Sh.Result job(String id) {
    return run(StepScript.job(planned(id), NOW));
  }

  int check(String id) {
    return run(StepScript.check(planned(id), NOW)).exitCode();
  }

  /** In one script, as the engine does it for a whole plan. */
  Sh.Result checkAll(List<String> ids) {
    return run(StepScript.checkAll(ids.stream().map(this::planned).toList(), NOW));
  }

  private PlannedStep planned(String id) {
    Planner planner = new Planner();
    return planner.plan(planner.recipes().get(recipe), facts.build(), choices).steps().stream()
        .filter(step -> step.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Sh.Result run(String script) {
    StringBuilder head = new StringBuilder();
    environment.forEach(
        (name, value) -> head.append(name + "=" + Shell.quote(value) + "; export " + name + "\n"));
    String moved =
        script
            .replaceFirst(
                "(?m)^STATE_DIR=/var/lib/drydock$",
                Matcher.quoteReplacement("STATE_DIR=" + Shell.quote(state.toString())))
            .replaceFirst("(?m)^PATH=", "PATH=" + stubs + ":");
    if (moved.equals(script)) {
      throw new AssertionError("the script's folders could not be moved");
    }
    return Sh.run(shell, head + before + moved);
  }

  /** Runs the step, which is to work. */
  void done(String id) {
    Sh.Result result = job(id);
    assertThat(result.exitCode()).as(id + ":\n" + result.output()).isZero();
    assertThat(result.output()).as(id).endsWith("# Done.\n");
    assertThat(check(id)).as(id + " after it was done").isZero();
  }

  /**
   * Runs the step, which is to fail.
   *
   * @return what it says about that
   */
  String failed(String id) {
    Sh.Result result = job(id);
    assertThat(result.exitCode()).as(result.output()).isNotZero();
    assertThat(check(id)).as(id + " after it failed").isEqualTo(1);
    return StepScript.failure(result.output()).orElseThrow();
  }
}
