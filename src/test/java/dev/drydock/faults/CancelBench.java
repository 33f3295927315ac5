package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
import dev.drydock.run.RunControl;
import dev.drydock.session.Session;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Target;
import dev.drydock.ssh.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long Cancel and Quit take, whatever hangs: from the click to where the person can go on. A
 * second is the limit.
 */
final class CancelBench {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS = 5;
  private static final byte[] MUCH = new byte[8_000_000];

  @TempDir Path folder;
  private final Map<String, Long> worst = new TreeMap<>();
  private FaultServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws Exception {
    server = new FaultServer(folder);
    proxy = new FaultProxy(server.port());
  }

  @AfterEach
  void print() {
    proxy.close();
    server.close();
    worst.forEach(
        (what, nanos) -> System.out.printf("[bench] %s: %d ms%n", what, nanos / 1_000_000));
    System.out.printf(
        "[bench] the slowest of %d rounds each: %d ms%n",
        ROUNDS, worst.values().stream().max(Long::compare).orElse(-1L) / 1_000_000);
  }

  private void enter(String what, long begun) {
    worst.merge(what, System.nanoTime() - begun, Math::max);
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Waiting.until(PATIENCE, Duration.ofMillis(1), condition)).isTrue();
  }

  private static void join(Thread thread) throws InterruptedException {
    thread.join(PATIENCE.toMillis());
    assertThat(thread.isAlive()).isFalse();
  }

  /** Something that hangs and ends with an exception when it is left. */
  @FunctionalInterface
  private interface Hanging {
    void run() throws Exception;
  }

  private static Thread hang(Hanging what) {
    Thread thread =
        new Thread(
            () -> {
              try {
                what.run();
              } catch (Exception e) {
                // That is how it leaves.
              }
            },
            "hanging");
    thread.start();
    return thread;
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        || thread.getState() == Thread.State.WAITING;
  }

  @Test
  void cancel_whileConnecting() throws Exception {
    try (LocalSshd sshd = LocalSshd.start();
        FaultProxy way = new FaultProxy(sshd.port())) {
      for (boolean asHop : List.of(false, true)) {
        for (int bytes : List.of(1, 20, 600, 1200, 1700, 2100)) {
          for (int round = 0; round < ROUNDS; round++) {
            way.flow();
            way.cutAfter(Way.DOWN, bytes, End.BLACK_HOLE);
            Thread connecting =
                hang(
                    () ->
                        sshd.connector()
                            .connect(options(sshd, way, asHop), new ScriptedPrompts())
                            .close());
            await(() -> !way.isCutPending() || !connecting.isAlive());
            long begun = System.nanoTime();
            connecting.interrupt();
            join(connecting);
            enter(
                "cancel, connecting%s, black hole after %4d bytes"
                    .formatted(asHop ? " to a hop" : "", bytes),
                begun);
            way.cut(End.RESET);
          }
        }
      }
    }
  }

  private static ConnectOptions options(LocalSshd sshd, FaultProxy way, boolean asHop) {
    ConnectOptions direct = sshd.options();
    Target through = new Target("127.0.0.1", way.port(), direct.target().user());
    return new ConnectOptions(
        asHop ? direct.target() : through,
        Optional.of(sshd.clientKey()),
        false,
        Set.of(),
        direct.timeout(),
        asHop ? List.of(new Hop(through, direct.identity())) : List.of());
  }

  private enum Call {
    EXEC,
    STREAM,
    SUDO,
    UPLOAD,
    DOWNLOAD
  }

  private void run(Call call, Remote remote) throws RemoteException {
    switch (call) {
      case EXEC -> remote.exec("sleep 100");
      case STREAM -> remote.stream("sleep 100", (b, o, l) -> {});
      case SUDO -> remote.sudo("cat", MUCH, null);
      case UPLOAD ->
          remote.upload(
              new ByteArrayInputStream(MUCH), MUCH.length, folder.resolve("f").toString(), 0600);
      case DOWNLOAD -> remote.download("/bin/sh", new ByteArrayOutputStream());
    }
  }

  @Test
  void cancelAndQuit_whileCalling() throws Exception {
    try (LocalSshd sshd = LocalSshd.start();
        FaultProxy way = new FaultProxy(sshd.port())) {
      for (Call call : Call.values()) {
        for (boolean lost : List.of(false, true)) {
          for (boolean quit : List.of(false, true)) {
            for (int round = 0; round < ROUNDS; round++) {
              way.flow();
              Remote remote =
                  sshd.connector().connect(options(sshd, way, false), new ScriptedPrompts());
              if (lost) {
                way.drop(Way.BOTH);
              } else {
                way.stall(Way.BOTH);
              }
              Thread calling = hang(() -> run(call, remote));
              await(() -> waits(calling));
              long begun = System.nanoTime();
              if (quit) {
                remote.close();
              } else {
                calling.interrupt();
              }
              join(calling);
              enter(
                  "%s, %s over a %s line"
                      .formatted(quit ? "quit" : "cancel", call, lost ? "half-open" : "stalled"),
                  begun);
              remote.close();
              way.cut(End.RESET);
            }
          }
        }
      }
    }
  }

  /** What happens to a run's link before the person quits. */
  private enum Trouble {
    NONE,
    HALF_OPEN,
    STALLED,
    CONNECTING_HANGS,
    STOP_ASKED_AND_CONNECTING_HANGS,
    PAUSE_BEFORE_RECONNECTING
  }

  private void make(Trouble trouble, RunControl run) {
    long connections = proxy.accepted();
    switch (trouble) {
      case NONE -> {}
      case HALF_OPEN -> proxy.drop(Way.BOTH);
      case STALLED -> proxy.stall(Way.BOTH);
      case CONNECTING_HANGS, STOP_ASKED_AND_CONNECTING_HANGS -> {
        proxy.stall(Way.BOTH);
        proxy.cut(End.RESET);
        if (trouble == Trouble.STOP_ASKED_AND_CONNECTING_HANGS) {
          run.stopStep();
        }
        run.reconnectNow();
        await(() -> proxy.accepted() > connections);
      }
      case PAUSE_BEFORE_RECONNECTING -> {
        proxy.close();
        await(() -> run.nextTry().isPresent());
      }
    }
  }

  @Test
  void quit_whileRunning() throws Exception {
    for (Trouble trouble : Trouble.values()) {
      for (int round = 0; round < ROUNDS; round++) {
        Path own = Files.createDirectory(folder.resolve(trouble + "-" + round));
        Session session =
            server.sessions(own.resolve("runs")).connect(server.via(proxy), new ScriptedPrompts());
        session.readFacts();
        RunControl run =
            session.newRun(
                FaultSteps.gated(own, new Random(round)).plan(), "bench", Map.of(), false);
        run.start();
        await(
            () ->
                run.record().current() != null
                    && run.record().current().out() != null
                    && Files.exists(run.record().current().out())
                    && run.record().current().out().toFile().length() > 0);
        make(trouble, run);
        long begun = System.nanoTime();
        run.close();
        session.close();
        enter("quit, a run's link: " + trouble, begun);
        if (trouble == Trouble.PAUSE_BEFORE_RECONNECTING) {
          proxy = new FaultProxy(server.port());
        } else {
          proxy.flow();
          proxy.cut(End.RESET);
        }
        server.processes().killAll();
        server.forgetRuns();
      }
    }
  }
}
