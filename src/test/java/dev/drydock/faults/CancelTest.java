package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drydock.faults.FaultProxy.End;
import dev.drydock.faults.FaultProxy.Way;
import dev.drydock.ssh.CommandAbortedException;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Target;
import dev.drydock.ssh.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever hangs, whoever waits for it can leave. The limit tells what leaves from what sits out a
 * time-out (30 s and more); it is no figure.
 */
final class CancelTest {
  private static final long PROMPT_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private LocalSshd sshd;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws Exception {
    sshd = LocalSshd.start();
    proxy = new FaultProxy(sshd.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    sshd.close();
  }

  private ConnectOptions options(boolean asHop) {
    ConnectOptions direct = sshd.options();
    Target way = new Target("127.0.0.1", proxy.port(), direct.target().user());
    Hop hop = new Hop(way, direct.identity());
    return new ConnectOptions(
        asHop ? direct.target() : way,
        Optional.of(sshd.clientKey()),
        false,
        Set.of(),
        direct.timeout(),
        asHop ? List.of(hop) : List.of());
  }

  private Remote connect(boolean asHop) throws RemoteException {
    return sshd.connector().connect(options(asHop), new ScriptedPrompts());
  }

  private static Throwable outcome(FutureTask<?> call) {
    Throwable thrown = catchThrowable(() -> call.get(PROMPT_SECONDS, TimeUnit.SECONDS));
    assertThat(thrown).as("it left").isInstanceOf(ExecutionException.class);
    return thrown.getCause();
  }

  private static void nobodyGoesOn() {
    assertThat(
            Waiting.until(
                PATIENCE,
                () ->
                    Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(
                            thread -> thread.getName().matches("ssh (login|farewell|[^w]).*"))))
        .isTrue();
  }

  /** In bytes from the server: the greeting, the key exchange's parts, the login, and after it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 20, 45, 600, 1100, 1200, 1500, 1700, 1900, 2100, 2400})
  void connect_hangsAnywhere(int bytes) throws Exception {
    for (boolean asHop : List.of(false, true)) {
      proxy.flow();
      proxy.cutAfter(Way.DOWN, bytes, End.BLACK_HOLE);
      FutureTask<Remote> call = new FutureTask<>(() -> connect(asHop));
      Thread thread = new Thread(call);
      thread.start();
      assertThat(Waiting.until(PATIENCE, () -> !proxy.isCutPending() || call.isDone())).isTrue();
      if (call.isDone()) {
        call.get().close(); // a login takes fewer bytes
      } else {
        thread.interrupt();
        assertThat(outcome(call))
            .isInstanceOfSatisfying(
                ConnectFailedException.class,
                e -> assertThat(e.kind()).isEqualTo(ConnectFailedException.Kind.CANCELLED));
      }
      proxy.cut(End.RESET);
      nobodyGoesOn();
    }
  }

  enum Call {
    EXEC,
    STREAM,
    SUDO,
    UPLOAD,
    DOWNLOAD
  }

  private void run(Call call, Remote remote) throws RemoteException {
    switch (call) {
      case EXEC -> remote.exec("echo x");
      case STREAM -> remote.stream("echo x; sleep 100", (b, o, l) -> {});
      case SUDO -> remote.sudo("cat", new byte[4_000_000], null);
      case UPLOAD ->
          remote.upload(InputStream.nullInputStream(), 0, folder.resolve("f").toString(), 0600);
      case DOWNLOAD -> remote.download("/bin/sh", new ByteArrayOutputStream());
    }
  }

  @ParameterizedTest
  @EnumSource(Call.class)
  void call_hangs_interruptedLeaves(Call what) throws Exception {
    for (boolean asHop : List.of(false, true)) {
      proxy.flow();
      try (Remote remote = connect(asHop)) {
        proxy.drop(Way.BOTH);
        FutureTask<Void> call =
            new FutureTask<>(
                () -> {
                  run(what, remote);
                  return null;
                });
        Thread thread = new Thread(call);
        thread.start();
        assertThat(Waiting.until(PATIENCE, () -> waits(thread))).isTrue();
        thread.interrupt();
        assertThat(outcome(call)).isInstanceOf(CommandAbortedException.class);
      }
      nobodyGoesOn();
    }
  }

  @ParameterizedTest
  @EnumSource(Call.class)
  void call_hangs_closedLeaves(Call what) throws Exception {
    for (boolean asHop : List.of(false, true)) {
      proxy.flow();
      Remote remote = connect(asHop);
      proxy.stall(Way.BOTH);
      FutureTask<Void> call =
          new FutureTask<>(
              () -> {
                run(what, remote);
                return null;
              });
      Thread thread = new Thread(call);
      thread.start();
      assertThat(Waiting.until(PATIENCE, () -> waits(thread))).isTrue();
      FutureTask<Void> closing =
          new FutureTask<>(
              () -> {
                remote.close();
                return null;
              });
      new Thread(closing).start();
      closing.get(PROMPT_SECONDS, TimeUnit.SECONDS);
      assertThat(outcome(call)).isInstanceOf(RemoteException.class);
      proxy.cut(End.RESET);
      nobodyGoesOn();
    }
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        || thread.getState() == Thread.State.WAITING;
  }

  /** The hop's line dies without a word, and nobody writes: the questions of the keepalive tell. */
  @Test
  void halfOpenHop_noticedInAMinute() throws Exception {
    try (Remote remote = connect(true)) {
      assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
      FutureTask<Void> call =
          new FutureTask<>(
              () -> {
                remote.stream("sleep 1000", (b, o, l) -> {});
                return null;
              });
      new Thread(call).start();
      proxy.drop(Way.BOTH);
      long begun = System.nanoTime();
      Throwable thrown = catchThrowable(() -> call.get(100, TimeUnit.SECONDS));
      System.out.println("noticed after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
      assertThat(thrown)
          .hasCauseInstanceOf(dev.drydock.ssh.ConnectionLostException.class)
          .hasMessageContaining("lost");
      assertThat(remote.isOpen()).isFalse();
    }
    proxy.cut(End.RESET);
    nobodyGoesOn();
  }
}
