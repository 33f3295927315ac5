package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.Main;
import dev.drydock.files.DrydockHome;
import dev.drydock.practice.PracticeGuest;
import dev.drydock.practice.PracticeServer;
import dev.drydock.practice.PracticeStatus;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.run.RunRecord;
import dev.drydock.run.RunState;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole package route on the practice server, by the command line in a process of its own,
 * while the link is cut again and again, the process is killed, and the server loses its power.
 * Then, on the same server, what else can happen to it: {@link ServerFaults}.
 *
 * <p>{@code -Ddrydock.seed=N} replays, as far as a busy machine can be replayed. {@code
 * -Ddrydock.faults.steps=apt-index,write-dockerfile -Ddrydock.faults.links=4} tries the machinery
 * on a few steps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FaultsOnPracticeIT {
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());
  private static final String STEPS = System.getProperty("drydock.faults.steps", "");
  private static final int LINKS = Integer.getInteger("drydock.faults.links", 20);

  /** For one thing to come about on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** Far above the 20 minutes measured. */
  private static final Duration WHOLE = Duration.ofMinutes(75);

  /** With nothing lost by then, a link that was slow has carried on. */
  private static final Duration CALM = Duration.ofSeconds(20);

  private final Path folder = Path.of("target", "faults-practice").toAbsolutePath();
  private final DrydockHome home = DrydockHome.under(folder.resolve("home"));
  private final RunJournal journal = new RunJournal(home.runs());
  private final FaultTable table = new FaultTable();
  private PracticeServer server;
  private FaultProxy proxy;
  private ServerView view;
  private Process wizard;
  private int wizards;

  @BeforeAll
  void start() throws Exception {
    System.out.println("seed " + SEED);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    Files.createDirectories(folder);
    server = PracticeGuest.fresh();
    proxy = new FaultProxy(server.port());
    view = new ServerView(this::direct);
  }

  @AfterAll
  void end() throws IOException {
    if (wizard != null) {
      wizard.destroyForcibly();
    }
    if (proxy != null) {
      proxy.close();
    }
    table.note("seed " + SEED);
    table.write(Path.of("target", "faults-practice.md"));
  }

  /** Past the proxy, to look at the server itself. */
  private Remote direct() throws IOException {
    return new JschConnector(folder.resolve("known_hosts"), folder.resolve("none"))
        .connect(
            ConnectOptions.of(server.target()).withIdentity(server.keyFile()).withAgent(false),
            new ScriptedPrompts());
  }

  private void startWizard() throws IOException {
    wizards++;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Ddrydock.faults.steps=" + STEPS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(STEPS.isEmpty() ? Main.class.getName() : ShortRoute.class.getName());
    command.addAll(List.of("run", "--host", "127.0.0.1", "--port", "" + proxy.port()));
    command.addAll(List.of("--user", server.user(), "--identity", "" + server.keyFile()));
    command.addAll(List.of("--no-agent", "--accept-host-key", server.hostKeySha256()));
    command.addAll(List.of("--sudo-password-stdin", "--set", "BASE_TOOL=mmdebstrap", "--yes"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(wizardLog(wizards).toFile());
    builder.environment().put("DRYDOCK_HOME", folder.resolve("home").toString());
    wizard = builder.start();
    try (OutputStream in = wizard.getOutputStream()) {
      in.write(Files.readAllBytes(server.passwordFile()));
      in.write('\n');
    }
  }

  private Path wizardLog(int number) {
    return folder.resolve("wizard-" + number + ".log");
  }

  private String wizardWords() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(wizardLog(wizards)), StandardCharsets.UTF_8)
              .lines()
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private RunRecord record() {
    try {
      return journal.record().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StepRecord step(String id) {
    return record().steps().stream().filter(s -> s.stepId().equals(id)).findFirst().orElseThrow();
  }

  private boolean isEnded() {
    return record().state() == RunState.FINISHED;
  }

  /** Looks often; fails at once where waiting is no use. */
  private void await(String what, Duration limit, Predicate<RunRecord> condition) {
    boolean came =
        Waiting.until(
            limit,
            Duration.ofMillis(400),
            () -> {
              RunRecord now = record();
              if (condition.test(now)) {
                return true;
              }
              if (now.state() == RunState.NEEDS_DECISION || !wizard.isAlive()) {
                throw new AssertionError(
                    what + ": the run stands at " + now.message() + "\n" + wizardWords());
              }
              return false;
            });
    assertThat(came).as("%s; %s\n%s", what, record().state(), wizardWords()).isTrue();
  }

  @Test
  @Order(1)
  void route_linkCutAgainAndAgain_wizardKilled_powerCut() throws Exception {
    Instant begun = Instant.now();
    startWizard();
    assertThat(Waiting.until(PATIENCE, Duration.ofMillis(200), () -> !wizard.isAlive() || hasRun()))
        .isTrue();
    assertThat(hasRun()).as(wizardWords()).isTrue();
    List<PlannedStep> steps = record().plan().steps();
    List<RouteFault> faults = RouteFault.schedule(new Random(SEED), steps, LINKS);
    faults.forEach(fault -> System.out.println("[faults] planned: " + fault));

    String dark = "";
    for (RouteFault fault : faults) {
      awaitMoment(fault);
      StepRecord inHand = record().current();
      if (inHand == null && !STEPS.isEmpty()) {
        break; // A few short steps may be over before all faults have had their turn.
      }
      assertThat(inHand).as("a step is left for %s", fault).isNotNull();
      table.note(
          "%d s: %s; in hand: %s (%s)"
              .formatted(
                  Duration.between(begun, Instant.now()).toSeconds(),
                  fault,
                  inHand.stepId(),
                  inHand.state()));
      table.tried(fault.kind());
      if (fault.kind() == RouteFault.Kind.POWER) {
        dark = inHand.stepId();
      }
      Duration recovery = strike(fault);
      table.survived(fault.kind(), recovery);
      table.note("  recovered in %.1f s".formatted(recovery.toMillis() / 1000.0));
    }
    await("the route ends", WHOLE, now -> now.state() == RunState.FINISHED);
    assertThat(wizard.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(wizard.exitValue()).as(wizardWords()).isZero();
    table.note("the route took %d s".formatted(Duration.between(begun, Instant.now()).toSeconds()));

    RunRecord record = record();
    String interrupted = dark;
    for (StepRecord step : record.steps()) {
      assertThat(step.state()).as("%s", step).isIn(StepState.DONE, StepState.ALREADY_DONE);
      assertThat(step.attempt())
          .as("%s", step)
          .isLessThanOrEqualTo(step.stepId().equals(interrupted) ? 2 : 1);
    }
    assertThat(step(interrupted).attempt()).isEqualTo(2);
    assertThat(journal.events())
        .anyMatch(
            event ->
                event.kind().equals("step")
                    && event.text("stepId").equals(interrupted)
                    && event.text("state").equals("INTERRUPTED")
                    && event.text("message").contains("checked and run again"));
    assertThat(record.plan().choices()).containsEntry("BASE_TOOL", "mmdebstrap");
    ServerView.Verdict verdict = view.compare(record, journal.events());
    table.lost("all of the route's", verdict.lostBytes(), verdict.doubles());
    assertThat(verdict.faults()).isEmpty();
    if (STEPS.isEmpty()) {
      assertThat(output("run-env")).contains("i686").contains("PATH=").contains("HOSTNAME=");
      assertThat(output("run-built")).containsPattern("ruby \\d+\\.\\d+");
      assertThat(output("base-rootfs")).contains("mmdebstrap");
    }
    assertThat(PracticeGuest.witness().sites()).as("SSE2 instructions executed").isEmpty();

    List<String> before = view.jobNames();
    startWizard();
    assertThat(wizard.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(wizard.exitValue()).as(wizardWords()).isZero();
    assertThat(record().runId()).isNotEqualTo(record.runId());
    assertThat(record().steps()).extracting(StepRecord::state).containsOnly(StepState.ALREADY_DONE);
    assertThat(view.jobNames()).isEqualTo(before);
  }

  @Test
  @Order(2)
  void reboot_inTheMiddleOfAStep() throws Exception {
    serverFaults().reboot();
  }

  @Test
  @Order(3)
  void diskFull_freed_retry() throws Exception {
    serverFaults().diskFull();
  }

  @Test
  @Order(4)
  void clockJump_yearsBackAndForth() throws Exception {
    serverFaults().clockJump();
  }

  @Test
  @Order(5)
  void sudoTimestamp_expires() throws Exception {
    serverFaults().sudoExpires();
    assertThat(PracticeGuest.witness().sites()).as("SSE2 instructions executed").isEmpty();
  }

  private ServerFaults serverFaults() {
    proxy.flow();
    return new ServerFaults(folder.resolve("short"), server, proxy, view, table);
  }

  private boolean hasRun() {
    try {
      return journal.record().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private String output(String id) throws IOException {
    return new String(Files.readAllBytes(step(id).out()), StandardCharsets.UTF_8);
  }

  // ---- the moments ----

  private void awaitMoment(RouteFault fault) {
    await(
        "beginning of " + fault.stepId(),
        WHOLE,
        now -> now.steps().get(fault.step()).state() != StepState.WAITING);
    Instant begun = step(fault.stepId()).started().orElseThrow();
    await(
        fault.toString(),
        WHOLE,
        now ->
            now.steps().get(fault.step()).state().isSettled()
                || !Instant.now().isBefore(begun.plus(fault.after())));
    if (fault.kind() == RouteFault.Kind.WIZARD || fault.kind() == RouteFault.Kind.POWER) {
      // Another one where its own was over too soon.
      await("the middle of a step", WHOLE, FaultsOnPracticeIT::isInTheMiddle);
    }
  }

  private static boolean isInTheMiddle(RunRecord run) {
    StepRecord current = run.current();
    try {
      return current != null
          && current.state() == StepState.RUNNING
          && Files.exists(current.out())
          && Files.size(current.out()) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Time from when all was well again around the wizard until the wizard had noticed. */
  private Duration strike(RouteFault fault) throws Exception {
    Instant struck = Instant.now();
    long accepted = proxy.accepted();
    switch (fault.kind()) {
      case RESET -> proxy.cut(FaultProxy.End.RESET);
      case FIN -> proxy.cut(FaultProxy.End.FIN);
      case CUT -> {
        FaultProxy.Way way = fault.bytes() % 2 == 0 ? FaultProxy.Way.UP : FaultProxy.Way.DOWN;
        proxy.cutAfter(way, fault.bytes(), FaultProxy.End.RESET);
        Waiting.until(
            Duration.ofSeconds(60),
            Duration.ofMillis(50),
            () -> !proxy.isCutPending() || isEnded());
        struck = Instant.now().minusMillis(100);
        proxy.cut(FaultProxy.End.RESET);
        proxy.flow();
      }
      case STALL -> {
        proxy.stall(FaultProxy.Way.BOTH);
        pause(Duration.ofSeconds(fault.seconds()));
        proxy.flow();
        return recoveredFromStall(struck);
      }
      case HALF_OPEN -> {
        proxy.drop(FaultProxy.Way.BOTH);
        Instant from = struck;
        await("the half-open link is noticed", PATIENCE, now -> linkEvent(false, from).isPresent());
        table.note(
            "  noticed after %d s"
                .formatted(
                    Duration.between(struck, linkEvent(false, from).orElseThrow()).toSeconds()));
        proxy.flow();
        // What was dropped of the old connections must never be missing from what arrives.
        proxy.cut(FaultProxy.End.FIN);
        return recovered(Instant.now(), struck, accepted);
      }
      case WIZARD -> {
        wizard.destroyForcibly();
        assertThat(wizard.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Instant from = Instant.now();
        startWizard();
        await("the next wizard goes on", PATIENCE, now -> hasRunEventAfter(from));
        return Duration.between(from, Instant.now());
      }
      case POWER -> {
        assertThat(PracticeGuest.witness().sites()).isEmpty();
        PracticeGuest.powerCut();
        PracticeStatus dark = PracticeGuest.practice().status();
        assertThat(dark.running()).isEmpty();
        assertThat(dark.used()).isTrue();
        PracticeServer again = PracticeGuest.runningOn(server.port());
        assertThat(again.target()).isEqualTo(server.target());
        return recovered(Instant.now(), struck, accepted);
      }
    }
    return recovered(Instant.now(), struck, accepted);
  }

  /** Lets time pass; the run is not over before. */
  private void pause(Duration time) {
    Waiting.until(time, Duration.ofMillis(200), this::isEnded);
  }

  private boolean hasRunEventAfter(Instant from) {
    return events().stream()
        .anyMatch(
            event ->
                event.kind().equals("run")
                    && event.at().isAfter(from)
                    && event.text("state").equals("RUNNING"));
  }

  private List<RunJournal.Event> events() {
    try {
      return journal.events();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Instant> linkEvent(boolean up, Instant after) {
    return events().stream()
        .filter(event -> event.isLink(up) && event.at().isAfter(after))
        .map(RunJournal.Event::at)
        .reduce((one, next) -> next);
  }

  private boolean isLinkUp() {
    try {
      return journal.isLinkUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Duration recoveredFromStall(Instant struck) {
    Instant from = Instant.now();
    await(
        "it goes on after a stall",
        PATIENCE,
        now ->
            now.state() == RunState.FINISHED
                || (isLinkUp()
                    && (linkEvent(true, struck).isPresent()
                        || Instant.now().isAfter(from.plus(CALM)))));
    return between(from, linkEvent(true, struck));
  }

  /**
   * A link that is cut while nothing is under way is made anew without a word: then the next step's
   * word counts.
   */
  private Duration recovered(Instant from, Instant struck, long accepted) {
    Instant[] connected = new Instant[1];
    await(
        "it goes on",
        PATIENCE,
        now -> {
          if (connected[0] == null && proxy.accepted() > accepted) {
            connected[0] = Instant.now();
          }
          return now.state() == RunState.FINISHED
              || (isLinkUp()
                  && (linkEvent(true, struck).isPresent()
                      || (connected[0] != null && hasStepEventAfter(connected[0]))));
        });
    Optional<Instant> up = linkEvent(true, struck);
    return between(from, up.isPresent() ? up : Optional.of(Instant.now()));
  }

  private boolean hasStepEventAfter(Instant from) {
    return events().stream()
        .anyMatch(event -> event.kind().equals("step") && event.at().isAfter(from));
  }

  private static Duration between(Instant from, Optional<Instant> to) {
    return to.filter(at -> at.isAfter(from))
        .map(at -> Duration.between(from, at))
        .orElse(Duration.ZERO);
  }
}
