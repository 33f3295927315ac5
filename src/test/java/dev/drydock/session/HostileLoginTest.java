package dev.drydock.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.Jvm;
import dev.drydock.recipe.Plan;
import dev.drydock.recipe.PlannedStep;
import dev.drydock.recipe.Step;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunEvent;
import dev.drydock.run.RunState;
import dev.drydock.run.RunStore;
import dev.drydock.run.StepRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.TransferException;
import dev.drydock.ssh.Waiting;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.Redactor;
import dev.drydock.transcript.Transcript;
import dev.drydock.transcript.TranscriptFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real sshd whose logins do what they can to disturb. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileLoginTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TRICKS =
      "\u001b]0;owned\u0007\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b[6n\u001b]8;;http://x\u001b\\"
          + "\u001bP+q544e\u001b\\\u009b31m\u0000\u00ff";

  @TempDir Path folder;
  private Path home;
  private LocalSshd sshd;

  @BeforeEach
  void makeHome() throws Exception {
    home = Files.createDirectory(folder.resolve("server-home"));
  }

  @AfterEach
  void end() {
    if (sshd != null) {
      sshd.close();
    }
  }

  private LocalSshd.Builder server() {
    return LocalSshd.builder().config("SetEnv HOME=" + home);
  }

  private static boolean readsRcFiles(Remote remote) throws RemoteException {
    return remote.exec("echo $SEEN").text().equals("rc\n");
  }

  @Test
  void banner_ofOneMegabyte_hindersNothing() throws Exception {
    Path banner = folder.resolve("banner");
    Files.writeString(
        banner, (TRICKS + "b".repeat(1000) + "\n").repeat(1000).substring(0, 1 << 20));
    sshd = server().config("Banner " + banner).start();
    RemoteException refusal = null;
    try (Remote remote = sshd.connect()) {
      assertThat(remote.exec("echo hello").text()).isEqualTo("hello\n");
    } catch (RemoteException e) {
      refusal = e;
    }
    if (refusal != null) {
      // More than a packet may have: the protocol ends there, and a person is told so.
      assertThat(refusal.getMessage()).isNotBlank().hasSizeLessThan(6000);
    }
    Files.writeString(banner, (TRICKS + "b".repeat(1000) + "\n").repeat(150));
    try (Remote remote = sshd.connect()) {
      assertThat(remote.exec("echo hello").text()).isEqualTo("hello\n");
    }
  }

  @Test
  void startUpFiles_thatPrintMuch_areNoPartOfAnyAnswer() throws Exception {
    sshd = server().start();
    Files.writeString(
        home.resolve(".bashrc"),
        "export SEEN=rc; printf '"
            + TRICKS.replace("\u0000", "")
            + "'; head -c 3000000 /dev/zero | tr '\\000' n; echo; echo noise >&2\n");
    try (Remote remote = sshd.connect()) {
      assumeTrue(readsRcFiles(remote), "this login shell reads no start-up file for a command");
      assertThat(remote.exec("echo hello; echo err >&2; exit 3").text()).isEqualTo("hello\n");
      assertThat(remote.exec("exit 3").exitCode()).isEqualTo(3);
    }
    LiveSessions sessions =
        new LiveSessions(
            sshd.connector(),
            OwnPlace.in(folder),
            new RunStore(folder.resolve("runs"), Clock.systemUTC()),
            Clock.systemUTC());
    try (Session session = sessions.connect(sshd.options(), new ScriptedPrompts())) {
      session.readFacts();
      StepRecord step = run(session, "printf 'quiet\\n'");
      assertThat(step.state()).isEqualTo(StepState.DONE);
      assertThat(step.out()).content().contains("quiet").doesNotContain("nnnn", "noise");
    }
  }

  /** Nothing ever begins there: memory stays bounded, and the person can leave at once. */
  @Test
  void startUpFile_thatNeverEnds_canBeLeft() throws Exception {
    sshd = server().start();
    Files.writeString(home.resolve(".bashrc"), "yes '" + TRICKS.replace("\u0000", "") + "'\n");
    try (Remote remote = sshd.connect()) {
      CountDownLatch begun = new CountDownLatch(1);
      FutureTask<String> asking =
          new FutureTask<>(
              () -> {
                begun.countDown();
                return remote.exec("echo hello").text();
              });
      Thread thread = new Thread(asking, "asking");
      thread.setDaemon(true);
      thread.start();
      begun.await();
      long before = used();
      Waiting.until(Duration.ofSeconds(4), asking::isDone);
      assumeTrue(!asking.isDone(), "this login shell reads no start-up file for a command");
      assertThat(used() - before).as("bytes more").isLessThan(100L << 20);
      thread.interrupt();
      assertThatThrownBy(() -> asking.get(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(asking.isDone()).isTrue();
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void answer_thatNeverEnds_isRefused() throws Exception {
    sshd = server().start();
    try (Remote remote = sshd.connect()) {
      assertThatThrownBy(() -> remote.exec("yes")).isInstanceOf(TransferException.class);
      assertThat(remote.exec("echo still").text()).isEqualTo("still\n");
    }
  }

  @Test
  void output_withTricksAndNoText_isKeptExactlyAndShownHarmlessly() throws Exception {
    sshd = server().start();
    byte[] raw = (TRICKS + "text\u001b[31mred\u001b[0m\n").getBytes(UTF_8);
    raw[raw.length - 3] = (byte) 0xff;
    Files.write(folder.resolve("raw"), raw);
    LiveSessions sessions =
        new LiveSessions(
            sshd.connector(),
            OwnPlace.in(folder),
            new RunStore(folder.resolve("runs"), Clock.systemUTC()),
            Clock.systemUTC());
    try (Session session = sessions.connect(sshd.options(), new ScriptedPrompts())) {
      session.readFacts();
      Plan plan =
          plan(
              folder,
              "cat '" + folder.resolve("raw") + "'; (sleep 1; yes late | head -c 50000000) &");
      RunControl control = session.newRun(plan, "hostile", Map.of(), false);
      StepRecord step = run(control);
      assertThat(step.state()).isEqualTo(StepState.DONE);
      assertThat(
              new String(
                  Files.readAllBytes(step.out()), java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains(new String(raw, java.nio.charset.StandardCharsets.ISO_8859_1));
      for (TranscriptFormat format : Exports.formats()) {
        Path file = folder.resolve("export." + format.extension());
        Exports.save(
            Transcript.of(control.record(), ZoneOffset.UTC), format, Redactor.none(), file);
        assertThat(Files.readString(file).chars())
            .as(format.id())
            .noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c));
      }
      control.close();
    } finally {
      new ProcessBuilder(
              "sh",
              "-c",
              "kill $(ps -eo pid=,args= | awk '$2 == \"yes\" && $3 == \"late\" {print $1}')")
          .start()
          .waitFor();
    }
  }

  /** One line of 150 MB, in a JVM with less memory than that. */
  @Test
  void output_onOneEndlessLine_needsLittleMemory() throws Exception {
    sshd = server().start();
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Jvm.command(
                    List.of("-XX:-UsePerfData", "-Xmx80m"),
                    Small.class,
                    "" + sshd.port(),
                    sshd.clientKey().toString(),
                    folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(200, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(output)).endsWith("DONE 150000000\n");
  }

  /** Run by the test above. */
  static final class Small {
    private Small() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[2]);
      LiveSessions sessions =
          new LiveSessions(
              new dev.drydock.ssh.JschConnector(
                  folder.resolve("known_hosts"), folder.resolve("none")),
              OwnPlace.in(folder),
              new RunStore(folder.resolve("small-runs"), Clock.systemUTC()),
              Clock.systemUTC());
      dev.drydock.ssh.ConnectOptions options =
          new dev.drydock.ssh.ConnectOptions(
              new dev.drydock.ssh.Target(
                  "127.0.0.1", Integer.parseInt(arguments[0]), System.getProperty("user.name")),
              java.util.Optional.of(Path.of(arguments[1])),
              false,
              java.util.Set.of(),
              Duration.ofSeconds(60));
      try (Session session = sessions.connect(options, new ScriptedPrompts())) {
        session.readFacts();
        RunControl control =
            session.newRun(
                plan(folder, "head -c 150000000 /dev/zero | tr '\\000' x"),
                "small",
                Map.of(),
                false);
        StepRecord step = run(control);
        for (TranscriptFormat format : Exports.formats()) {
          Exports.save(
              Transcript.of(control.record(), ZoneOffset.UTC),
              format,
              Redactor.none(),
              folder.resolve("small." + format.extension()));
        }
        control.close();
        long xs = Files.size(step.out()) / 1_000_000 * 1_000_000;
        System.out.println(step.state() + " " + xs);
      }
    }
  }

  private static Plan plan(Path work, String apply) {
    String text =
        "check() { [ -e \"$WORK/done\" ]; }\napply() {\n"
            + apply
            + "\n: > \"$WORK/done\"; }\nverify() { :; }\n";
    return new Plan(
        "hostile",
        "Hostile",
        Map.of(),
        List.of(
            new PlannedStep(
                new Step("one", "One", "why", false, 1, 1, 1, "", false, text),
                new TreeMap<>(Map.of("WORK", work.toString())))));
  }

  private StepRecord run(Session session, String apply) throws Exception {
    RunControl control = session.newRun(plan(folder, apply), "hostile", Map.of(), false);
    StepRecord step = run(control);
    control.close();
    return step;
  }

  private static StepRecord run(RunControl control) {
    CountDownLatch end = new CountDownLatch(1);
    control.addListener(
        event -> {
          if (event instanceof RunEvent.RunChanged change
              && (change.state() == RunState.FINISHED
                  || change.state() == RunState.NEEDS_DECISION)) {
            end.countDown();
          }
        });
    control.start();
    assertThat(Waiting.until(PATIENCE, () -> end.getCount() == 0))
        .as("%s", control.record().message())
        .isTrue();
    return control.record().steps().get(0);
  }
}
