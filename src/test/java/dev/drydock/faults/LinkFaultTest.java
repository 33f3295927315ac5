package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.session.Session;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run notices of its link, and that nobody waits for a dead one. The limits here tell what
 * works from what hangs; they are no figures.
 */
@ExtendWith(BookedTests.class)
final class LinkFaultTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Far less than any of the time-outs that a hanging call would sit out. */
  private static final Duration PROMPT = Duration.ofSeconds(10);

  @TempDir Path folder;
  private FaultServer server;
  private FaultProxy proxy;
  private Session session;
  private RunControl run;
  private volatile RunState told;
  private final CountDownLatch lost = new CountDownLatch(1);
  private final CountDownLatch back = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    server = new FaultServer(folder);
    proxy = new FaultProxy(server.port());
    session =
        server.sessions(folder.resolve("runs")).connect(server.via(proxy), new ScriptedPrompts());
    session.readFacts();
    run =
        session.newRun(
            FaultSteps.gated(folder, new Random(seed)).plan(), "faults", Map.of(), false);
    run.addListener(
        event -> {
          if (event instanceof RunEvent.LinkChanged link && !link.message().isEmpty()) {
            (link.up() ? back : lost).countDown();
          }
        });
    start(run);
    await("output comes", () -> outputLength() > 0);
  }

  private void start(RunControl one) {
    one.addListener(
        event -> {
          if (event instanceof RunEvent.RunChanged change) {
            told = change.state();
          }
        });
    one.start();
  }

  @AfterEach
  void end() {
    run.close();
    session.close();
    proxy.close();
    server.close();
  }

  private long outputLength() {
    return run.record().current() == null || !Files.exists(run.record().current().out())
        ? 0
        : run.record().current().out().toFile().length();
  }

  private static void await(String what, BooleanSupplier condition) {
    assertThat(Waiting.until(PATIENCE, condition)).as(what).isTrue();
  }

  private void finish() throws Exception {
    Files.createFile(folder.resolve("gate"));
    await("finished", () -> told == RunState.FINISHED);
    byte[] all = Files.readAllBytes(folder.resolve("data"));
    // Drydock's script has the last word: "Done.".
    byte[] out = Files.readAllBytes(run.record().steps().get(0).out());
    assertThat(Arrays.copyOf(out, Math.min(out.length, all.length))).isEqualTo(all);
    assertThat(out.length).isLessThan(all.length + 100);
    assertThat(run.record().steps().get(0).attempt()).isEqualTo(1);
  }

  private static boolean runThreadLives() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("drydock-run"));
  }

  @Test
  void reset_noticedAtOnceAndMended() throws Exception {
    proxy.cut(End.RESET);
    assertThat(lost.await(PROMPT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(back.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    finish();
  }

  @Test
  void reset_whileAChannelIsBeingOpened_noticedAtOnce() throws Exception {
    // The answer to "open a channel" never comes, and then the link ends.
    proxy.stall(Way.DOWN);
    proxy.cut(End.RESET);
    proxy.flow();
    assertThat(back.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    proxy.stall(Way.DOWN);
    FutureTask<Object> call = new FutureTask<>(() -> session.readFacts());
    new Thread(call, "facts").start();
    proxy.cut(End.RESET);
    proxy.flow();
    // It fails or is answered over a new link, but does not sit out the time for a channel.
    assertThat(
            CompletableFuture.supplyAsync(() -> Waiting.until(PROMPT.multipliedBy(2), call::isDone))
                .get())
        .isTrue();
    finish();
  }

  @Test
  void halfOpen_noticedInAMinuteAndMended() throws Exception {
    proxy.drop(Way.BOTH);
    long begun = System.nanoTime();
    assertThat(lost.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    System.out.println("noticed after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    // The link's event comes first, the run's a moment later.
    await("it reconnects", () -> run.record().state() == RunState.RECONNECTING);
    proxy.flow();
    proxy.cut(End.RESET);
    run.reconnectNow();
    assertThat(back.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    finish();
  }

  @Test
  void longStall_catchesUpOnTheSameLink() throws Exception {
    proxy.stall(Way.BOTH);
    Files.createFile(folder.resolve("more"));
    await("the server goes on", () -> Files.exists(folder.resolve("more.seen")));
    long connections = proxy.accepted();
    proxy.flow();
    finish();
    assertThat(proxy.accepted()).isEqualTo(connections);
  }

  @Test
  void reconnectNow_whileWaiting_doesNotSitOutThePause() throws Exception {
    proxy.close();
    assertThat(lost.await(PROMPT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    // The pauses have grown to half a minute and more after some failures; each "now" is a try.
    for (int i = 0; i < 8; i++) {
      run.reconnectNow();
    }
    // The link's event comes first, the run's a moment later.
    await("it reconnects", () -> run.record().state() == RunState.RECONNECTING);
    proxy = new FaultProxy(server.port(), proxy.port());
    run.reconnectNow();
    assertThat(back.await(PROMPT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    finish();
  }

  /** The try under way was swallowed whole: nothing would come of it for its whole time-out. */
  @Test
  void reconnectNow_whileConnectingHangs_beginsAnewAtOnce() throws Exception {
    long connections = proxy.accepted();
    proxy.drop(Way.BOTH);
    proxy.cut(End.RESET);
    await("it knocks", () -> proxy.accepted() > connections);
    proxy.flow();
    run.reconnectNow();
    assertThat(back.await(PROMPT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    finish();
  }

  @Test
  void close_halfOpen_doesNotWait() throws Exception {
    proxy.drop(Way.BOTH);
    closesPromptly();
  }

  @Test
  void close_stalledWithWritesStuck_doesNotWait() throws Exception {
    proxy.stall(Way.BOTH);
    closesPromptly();
  }

  @Test
  void close_whileConnectingIntoABlackHole_doesNotWait() throws Exception {
    long connections = proxy.accepted();
    proxy.stall(Way.BOTH);
    proxy.cut(End.RESET);
    run.reconnectNow();
    await("it knocks", () -> proxy.accepted() > connections);
    closesPromptly();
  }

  @Test
  void close_stopAskedWhileConnectingIntoABlackHole_doesNotWait() throws Exception {
    long connections = proxy.accepted();
    proxy.stall(Way.BOTH);
    proxy.cut(End.RESET);
    run.stopStep();
    run.reconnectNow();
    await("both knock", () -> proxy.accepted() > connections + 1);
    closesPromptly();
  }

  private void closesPromptly() throws Exception {
    String id = run.record().runId();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread quit =
        new Thread(
            () -> {
              try {
                run.close();
                session.close();
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "quit");
    long begun = System.nanoTime();
    quit.start();
    quit.join(PROMPT.toMillis());
    assertThat(quit.isAlive()).as("closing hangs").isFalse();
    System.out.println("closed after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    assertThat(failure.get()).isNull();
    assertThat(Waiting.until(PROMPT, () -> !runThreadLives())).as("its thread ends").isTrue();
    assertThat(run.record().state()).isEqualTo(RunState.DISCONNECTED);
    assertThat(
            Waiting.until(
                PROMPT,
                () ->
                    Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(
                            thread ->
                                thread.getName().startsWith("ssh login")
                                    || thread.getName().equals("drydock-wish"))))
        .as("nobody goes on knocking")
        .isTrue();
    proxy.flow();
    proxy.cut(End.RESET);
    session =
        server.sessions(folder.resolve("runs")).connect(server.via(proxy), new ScriptedPrompts());
    run = session.openRun(id, "faults");
    start(run);
    finish();
  }

  @Test
  void connect_intoABlackHole_cancelledAtOnce() throws Exception {
    proxy.stall(Way.BOTH);
    long connections = proxy.accepted();
    FutureTask<Session> connecting =
        new FutureTask<>(
            () ->
                server
                    .sessions(folder.resolve("others"))
                    .connect(server.via(proxy), new ScriptedPrompts()));
    Thread thread = new Thread(connecting, "connecting");
    thread.start();
    await("it knocks", () -> proxy.accepted() > connections);
    thread.interrupt();
    assertThatThrownBy(() -> connecting.get(PROMPT.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(ConnectFailedException.class);
    proxy.flow();
  }
}
