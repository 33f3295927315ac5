package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.job.Places;
import dev.drydock.job.ServerRuns;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Sending;
import dev.drydock.recipe.Steps;
import dev.drydock.relay.MirrorStore;
import dev.drydock.run.DesktopSources;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.session.LiveSessions;
import dev.drydock.session.Session;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The step "Bring Go's sources" through the whole engine: from a bare repository that the test
 * made, through a line that breaks, onto a real sshd. All is sent before the run begins there, so
 * whatever hinders it leaves a run that has not begun and can be started later.
 */
final class SendingRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CUTS = 10;

  /** Each cut comes after so much, which is more than SSH lets be under way. */
  private static final long PIECE = 4_500_000;

  private static final int BIG = 60_000_000;

  @TempDir Path folder;
  private Path home;
  private Path upstream;
  private Path runs;
  private MirrorStore mirrors;
  private String commit;
  private LocalSshd sshd;
  private FaultProxy proxy;
  private Session session;
  private volatile RunState told;
  private final List<RunEvent.SendingGrew> grown = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void upstreamAndServer() throws Exception {
    home = Files.createDirectories(folder.resolve("home"));
    runs = folder.resolve("runs");
    upstream = folder.resolve("upstream");
    git(folder, "init", "-q", upstream.toString());
    mirrors = new MirrorStore(folder.resolve("mirrors.json"));
    mirrors.set("go", upstream.toString());
  }

  @AfterEach
  void end() {
    if (session != null) {
      session.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    if (sshd != null) {
      sshd.close();
    }
  }

  private static String git(Path where, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-C",
                where.toString(),
                "-c",
                "user.name=Somebody",
                "-c",
                "user.email=somebody@example.org"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }

  /** A release with a file that cannot be made shorter. */
  private void release(int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    Files.write(upstream.resolve("big"), bytes);
    Files.writeString(upstream.resolve("README"), "Go\n");
    git(upstream, "add", ".");
    git(upstream, "commit", "-q", "-m", "as it was");
    git(upstream, "tag", "-f", "go1.1.2");
    commit = git(upstream, "rev-parse", "HEAD");
  }

  private LiveSessions sessions() {
    return new LiveSessions(
        sshd.connector(),
        new ServerRuns(
            new Places(home.resolve("var").toString(), Places.standard().bootFile(), 1, 1)),
        new RunStore(runs, Clock.systemUTC()),
        new DesktopSources(cache(), mirrors),
        Clock.systemUTC());
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private void connect() throws Exception {
    if (sshd == null) {
      sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
      proxy = new FaultProxy(sshd.port());
    }
    session = sessions().connect(options(), new ScriptedPrompts());
    session.readFacts();
  }

  /** So that there is a middle to do something in. */
  private void slow() {
    proxy.slow(0, TimeUnit.MILLISECONDS, 12_000_000, 16 * 1024);
  }

  private ConnectOptions options() {
    return new ConnectOptions(
        new dev.drydock.ssh.Target("127.0.0.1", proxy.port(), sshd.target().user()),
        sshd.options().identity(),
        false,
        sshd.options().legacy(),
        Duration.ofSeconds(30));
  }

  private Plan plan() {
    Sending go =
        new Sending(
            "go",
            "Go 1.1.2",
            "go",
            "https://example.invalid/go",
            "go1.1.2",
            commit,
            "",
            new TreeMap<>());
    PlannedStep step =
        new PlannedStep(
            new Steps().get("go-source"),
            new TreeMap<>(
                Map.of(
                    "LOGIN_HOME",
                    home.toString(),
                    "FETCH_BY",
                    "this computer",
                    "SENDS",
                    "go " + commit + " https://example.invalid/go go1.1.2 -")),
            List.of(go));
    return new Plan("test", "Test", Map.of(), List.of(step));
  }

  private RunControl started(Plan plan) throws Exception {
    RunControl run = session.newRun(plan, "test", session.alreadyDone(plan), false);
    start(run);
    return run;
  }

  private void start(RunControl run) {
    told = RunState.NEW;
    run.addListener(
        event -> {
          if (event instanceof RunEvent.RunChanged change) {
            told = change.state();
          }
          if (event instanceof RunEvent.SendingGrew grew) {
            grown.add(grew);
          }
        });
    run.start();
  }

  private long sent() {
    synchronized (grown) {
      return grown.isEmpty() ? 0 : grown.get(grown.size() - 1).sent();
    }
  }

  /** Whether any process has it open. */
  private static boolean isOpen(Path file) {
    return ProcessHandle.allProcesses()
        .map(process -> new File("/proc/" + process.pid() + "/fd").listFiles())
        .filter(Objects::nonNull)
        .flatMap(Arrays::stream)
        .anyMatch(descriptor -> isSame(descriptor.toPath(), file));
  }

  private static boolean isSame(Path descriptor, Path file) {
    try {
      return Files.isSameFile(descriptor, file);
    } catch (IOException e) {
      return false; // Closed meanwhile, or no file at all.
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    assertThat(Waiting.until(PATIENCE, condition)).as(what).isTrue();
  }

  private void awaitState(RunControl run, RunState state) {
    assertThat(Waiting.until(PATIENCE, () -> told == state))
        .as("%s: %s", told, run.record())
        .isTrue();
  }

  /** Does not let it wait as long as it would between two tries to connect. */
  private void awaitFinishedWithoutWaiting(RunControl run) {
    await(
        "finished",
        () -> {
          run.reconnectNow();
          return told == RunState.FINISHED;
        });
  }

  private void assertHasNotBegun(RunControl run, String... words) {
    awaitState(run, RunState.NEEDS_DECISION);
    assertThat(run.trouble()).isPresent();
    assertThat(step(run).state()).isEqualTo(StepState.WAITING);
    assertThat(run.record().message()).contains(words);
    assertNothingIsThere(run.record().runId());
  }

  private void assertNothingIsThere(String runId) {
    assertThat(home.resolve(".drydock/runs").resolve(runId)).doesNotExist();
    assertThat(tree()).doesNotExist();
  }

  private void assertGoingOnPlacesIt(RunControl run) throws Exception {
    run.resume();
    awaitState(run, RunState.FINISHED);
    assertThat(step(run).attempt()).isEqualTo(1);
    assertPlaced();
  }

  private static StepRecord step(RunControl run) {
    return run.record().steps().get(0);
  }

  private Path tree() {
    return home.resolve("go1.1.2");
  }

  private String sendLog(RunControl run) throws IOException {
    return Files.readString(step(run).out().resolveSibling("01-go-source.1.sent"));
  }

  private List<Path> parts() throws IOException {
    Path sources = home.resolve(".drydock/sources");
    if (!Files.isDirectory(sources)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(sources)) {
      return files.filter(file -> file.toString().contains(".part-")).toList();
    }
  }

  private void assertPlaced() throws Exception {
    assertThat(Files.mismatch(tree().resolve("big"), upstream.resolve("big"))).isEqualTo(-1);
    assertThat(tree().resolve("VERSION")).hasContent("go1.1.2");
    assertThat(Files.readString(tree().resolve(".drydock-source")))
        .matches("go " + commit + " - [0-9a-f]{64}\n");
    try (Stream<Path> left = Files.list(home.resolve(".drydock/sources"))) {
      assertThat(left).isEmpty();
    }
    assertThat(home.resolve("go1.1.2.partial")).doesNotExist();
  }

  @Test
  void run_whole_andAgainFromTheCacheWithoutAnyUpstream() throws Exception {
    release(300_000);
    connect();
    try (RunControl run = started(plan())) {
      awaitState(run, RunState.FINISHED);
      assertThat(step(run).state()).isEqualTo(StepState.DONE);
      assertPlaced();
      assertThat(sendLog(run))
          .contains(commit)
          .contains("Fetching from " + upstream)
          .contains("verified on the server with sha256sum");
      assertThat(step(run).out()).content().contains("Drydock sent go, commit " + commit);
      assertThat(grown).isNotEmpty().allMatch(one -> one.what().equals("Go 1.1.2"));
    }
    try (RunControl again = started(plan())) {
      awaitState(again, RunState.FINISHED);
      assertThat(step(again).state()).isEqualTo(StepState.ALREADY_DONE);
    }
    // The marker alone is believed, and it is gone; so is the upstream.
    Files.delete(tree().resolve(".drydock-source"));
    Files.move(tree(), home.resolve("elsewhere"));
    Files.move(upstream, folder.resolve("gone"));
    try (RunControl offline = started(plan())) {
      awaitState(offline, RunState.FINISHED);
      assertThat(sendLog(offline)).contains("nothing is fetched");
      assertThat(tree().resolve("README")).hasContent("Go");
    }
  }

  @Test
  void run_aTreeThatIsNotOursIsLeftAlone() throws Exception {
    release(1000);
    Files.createDirectories(tree());
    Files.writeString(tree().resolve("mine"), "dear to me");
    connect();
    try (RunControl run = started(plan())) {
      awaitState(run, RunState.NEEDS_DECISION);
      assertThat(run.record().message()).contains("Drydock did not put it there");
      assertThat(tree().resolve("mine")).hasContent("dear to me");
    }
  }

  @Test
  void run_tenCuts_oneAttempt() throws Exception {
    release(BIG);
    connect();
    proxy.cutAfter(FaultProxy.Way.UP, PIECE, FaultProxy.End.RESET);
    try (RunControl run = started(plan())) {
      for (int cut = 1; cut <= CUTS; cut++) {
        await("cut " + cut, () -> !proxy.isCutPending());
        if (cut < CUTS) {
          proxy.cutAfter(FaultProxy.Way.UP, PIECE, FaultProxy.End.RESET);
        }
        run.reconnectNow();
      }
      awaitFinishedWithoutWaiting(run);
      assertThat(step(run).attempt()).isEqualTo(1);
      assertPlaced();
      assertThat(sendLog(run)).contains("went on from ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_leftInTheMiddle_anotherDrydockStartsIt(boolean killed) throws Exception {
    release(BIG);
    connect();
    slow();
    Session left = session;
    String id;
    try (RunControl run = started(plan())) {
      id = run.record().runId();
      await("some of it is there", () -> sent() > 3 * PIECE);
      assertThat(step(run).state()).isEqualTo(StepState.SENDING);
      if (killed) {
        // What a killed one has written by now is all there is; it goes on for nobody.
        Path copy = Files.createDirectories(folder.resolve("runs-as-they-are").resolve(id));
        try (Stream<Path> files = Files.list(runs.resolve(id))) {
          for (Path file : files.toList()) {
            Files.copy(file, copy.resolve(file.getFileName()));
          }
        }
        runs = copy.getParent();
        proxy.drop(FaultProxy.Way.BOTH);
      }
      run.disconnect();
      awaitState(run, RunState.DISCONNECTED);
    }
    left.close();
    proxy.cut(FaultProxy.End.RESET);
    proxy.flow();
    assertThat(parts()).hasSize(1);
    assertNothingIsThere(id);
    connect();
    assertThat(session.runsOnServer()).isEmpty();
    try (RunControl resumed = session.openRun(id, "test")) {
      start(resumed);
      awaitState(resumed, RunState.FINISHED);
      assertThat(step(resumed).attempt()).isEqualTo(1);
      assertThat(sendLog(resumed)).contains("went on from ");
      assertPlaced();
    }
  }

  @Test
  void stopStep_whileSending_andGoingOnGoesOn() throws Exception {
    release(BIG);
    connect();
    slow();
    try (RunControl run = started(plan())) {
      await("some of it is there", () -> sent() > 3 * PIECE);
      run.stopStep();
      assertHasNotBegun(run, "Stopped at your wish");
      proxy.flow();
      assertGoingOnPlacesIt(run);
      assertThat(sendLog(run)).contains("went on from ");
    }
  }

  @Test
  void run_partChangedOnTheServer_isThrownAway() throws Exception {
    partIsDamaged(
        FaultProxy.End.RESET,
        part -> {
          part.seek(1_000_000);
          part.write(new byte[1000]);
        },
        "a damaged beginning was thrown away");
  }

  @Test
  void run_partTruncatedOnTheServer_isGoneOnFrom() throws Exception {
    partIsDamaged(FaultProxy.End.FIN, part -> part.setLength(PIECE), "went on from ");
  }

  @FunctionalInterface
  private interface Damage {
    void to(RandomAccessFile part) throws IOException;
  }

  /** The link breaks in the middle, and before it is back somebody has been at what is there. */
  private void partIsDamaged(FaultProxy.End end, Damage damage, String told) throws Exception {
    release(BIG);
    connect();
    proxy.cutAfter(FaultProxy.Way.UP, 4 * PIECE, end);
    try (RunControl run = started(plan())) {
      await("the cut", () -> !proxy.isCutPending());
      proxy.stall(FaultProxy.Way.BOTH);
      // What had arrived before the cut is still being written.
      Path partial = parts().get(0);
      await("the end of the writing", () -> !isOpen(partial));
      try (RandomAccessFile part = new RandomAccessFile(partial.toFile(), "rw")) {
        damage.to(part);
      }
      proxy.flow();
      awaitFinishedWithoutWaiting(run);
      assertThat(sendLog(run)).contains(told);
      assertPlaced();
    }
  }

  @Test
  void run_movedTag_isRefusedWithBothIds() throws Exception {
    release(1000);
    String pinned = commit;
    Files.writeString(upstream.resolve("README"), "changed\n");
    git(upstream, "commit", "-q", "-a", "-m", "not as it was");
    git(upstream, "tag", "-f", "go1.1.2");
    String moved = git(upstream, "rev-parse", "HEAD");
    connect();
    try (RunControl run = started(plan())) {
      assertHasNotBegun(run, pinned, moved);

      git(upstream, "tag", "-f", "go1.1.2", pinned);
      git(upstream, "reset", "-q", "--hard", pinned);
      assertGoingOnPlacesIt(run);
    }
  }

  @Test
  void run_mirrorUnreachable_retryWithAnother() throws Exception {
    release(1000);
    // Port 1 of this machine answers nobody.
    mirrors.set("go", "http://127.0.0.1:1/go");
    connect();
    try (RunControl run = started(plan())) {
      assertHasNotBegun(run, "127.0.0.1:1");
      mirrors.set("go", upstream.toString());
      assertGoingOnPlacesIt(run);
    }
  }

  @Test
  void run_serversDiskFull_nothingIsTrustedAndRetryGoesOn() throws Exception {
    assumeTrue(LocalSshd.isRoot());
    release(30_000_000);
    mount("size=20m");
    try {
      connect();
      try (RunControl run = started(plan())) {
        assertHasNotBegun(run, "disk is full");
        mount("remount,size=300m");
        assertGoingOnPlacesIt(run);
      }
    } finally {
      session.close();
      session = null;
      sshd.close();
      command("umount", "-l", home.toString());
    }
  }

  private void mount(String options) throws Exception {
    command("mount", "-t", "tmpfs", "-o", options, "none", home.toString());
  }

  private static void command(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(process.waitFor() == 0, said);
  }
}
