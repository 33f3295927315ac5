package dev.drydock.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.CodeModule;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.SuServer;
import dev.drydock.ssh.ThrowawayUser;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link CanaryTest}, for the secrets of a server that is reached over two others (the first
 * wants a password, the second an encrypted key), asks for a code beside the password, and has no
 * sudo but su. All of them real.
 */
@Timeout(400)
class CanaryOnTheWayTest {
  @TempDir Path folder;
  private Canaries canaries;
  private ThrowawayUser guest;
  private ThrowawayUser user;
  private LocalSshd gate;
  private LocalSshd inner;
  private SuServer server;
  private Path key;
  private final List<String> leaks = new ArrayList<>();

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "needs root to make a user");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc for a module of PAM");
    canaries =
        new Canaries(
            folder,
            "gate",
            "wrongGate",
            "passphrase",
            "wrongPassphrase",
            "login",
            "wrongLogin",
            "token",
            "wrongToken",
            "code",
            "root",
            "wrongRoot",
            "sudoStdin");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    guest = ThrowawayUser.create("/bin/sh", canaries.get("gate"));
    user = ThrowawayUser.create("/bin/bash", canaries.get("login"));
    gate =
        LocalSshd.builder()
            .config("PasswordAuthentication yes")
            .config("PubkeyAuthentication no")
            .config("LogLevel DEBUG3")
            .start();
    inner = LocalSshd.builder().config("LogLevel DEBUG3").start();
    key =
        LocalSshd.keygen(
            inner.folder().resolve("encrypted"), "ed25519", canaries.get("passphrase"));
    inner.authorize(Path.of(key + ".pub"));
    Path own = Files.createDirectory(folder.resolve("server"));
    server =
        SuServer.start(
            own,
            canaries.get("root"),
            List.of(),
            List.of(
                "auth required pam_unix.so",
                CodeModule.line(own, canaries.get("token"), canaries.get("code")),
                "account required pam_unix.so",
                "session required pam_unix.so"),
            "UsePAM yes",
            "KbdInteractiveAuthentication yes",
            "PubkeyAuthentication no",
            "LogLevel DEBUG3");
  }

  @AfterEach
  void tearDown() {
    if (server != null) {
      server.close();
    }
    for (LocalSshd sshd : Arrays.asList(gate, inner)) {
      if (sshd != null) {
        sshd.close();
      }
    }
    for (ThrowawayUser one : Arrays.asList(guest, user)) {
      if (one != null) {
        one.close();
      }
    }
  }

  /** A question that is added to the interface must be added here or to CanaryTest as well. */
  @Test
  void everyQuestionHasItsCanary() {
    assertThat(
            Arrays.stream(Prompts.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "trustHostKey", "password", "passphrase", "answers", "sudoPassword", "rootPassword");
  }

  private void lookEverywhere(Path... printed) throws IOException {
    Set<String> looked = new TreeSet<>();
    Path inside = server.sshd().root();
    for (Path place :
        List.of(
            folder,
            user.home(),
            guest.home(),
            gate.folder(),
            inner.folder(),
            server.sshd().folder(),
            inside.resolve("var/lib"),
            inside.resolve("etc"),
            inside.resolve("root/.drydock"),
            Path.of("/tmp"),
            Path.of("/var/tmp"),
            Path.of("/var/log"),
            Path.of("/dev/shm"))) {
      canaries.scan(place, leaks, looked);
    }
    assertThat(looked)
        .as("the places that were looked at")
        .anyMatch(file -> file.endsWith("drydock.log"))
        .anyMatch(file -> file.endsWith("known_hosts"))
        .anyMatch(file -> file.endsWith("/etc/shadow"))
        .contains(
            gate.folder().resolve("log").toString(),
            inner.folder().resolve("log").toString(),
            server.sshd().folder().resolve("log").toString())
        .containsAll(Arrays.stream(printed).map(Path::toString).toList());
    assertThat(leaks).isEmpty();
    canaries.assertModes();
  }

  @Test
  void wholeSitting_leavesNoTraceOfAnySecret() throws Exception {
    Path work = Files.createDirectory(folder.resolve("work"));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path sitting = folder.resolve("sitting.output");
    List<String> typed =
        new ArrayList<>(
            List.of(
                "hop " + gate.port() + " " + guest.name(),
                "hop " + inner.port() + " root " + key,
                "server " + server.sshd().port() + " " + user.name(),
                "work " + work,
                "place /var/lib",
                "password " + canaries.get("wrongGate"),
                "password " + canaries.get("gate"),
                "passphrase " + canaries.get("wrongPassphrase"),
                "passphrase " + canaries.get("passphrase"),
                "password " + canaries.get("wrongLogin"),
                "answer " + canaries.get("wrongToken"),
                "answer " + canaries.get("code"),
                "password " + canaries.get("login"),
                "password " + canaries.get("wrongRoot"),
                "password " + canaries.get("root")));
    // A code is asked for anew by every login: those of the sessions, and those after the cut.
    Collections.nCopies(60, "")
        .forEach(
            none ->
                typed.addAll(
                    List.of("answer " + canaries.get("token"), "answer " + canaries.get("code"))));
    typed.add("end");
    try (Canaries.Watcher watcher = canaries.new Watcher()) {
      Process process = canaries.start(sitting, canaries.java(CanarySitting.class.getName()));
      Canaries.type(process, typed.toArray(String[]::new));
      Canaries.await(sitting, process, "step root RUNNING");
      Path started = work.resolve("user.done");
      assertThat(Waiting.until(Canaries.PATIENCE, () -> Files.exists(started))).isTrue();
      server.sshd().cutConnections();
      Canaries.await(sitting, process, "link false");
      Canaries.await(sitting, process, "link true");
      Files.writeString(work.resolve("gate"), "");
      assertThat(process.waitFor(Canaries.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(Canaries.text(sitting))
          .contains("step user DONE", "step root DONE", "step fails FAILED", "step after DONE")
          .contains("password, password retry", "passphrase, passphrase retry")
          .contains("root, root retry", "question " + CodeModule.HIDDEN)
          .endsWith("end\n");
      assertThat(watcher.seen()).as("the watcher watches").contains("su");
      leaks.addAll(watcher.leaks());
    }
    assertThat(server.tries()).as("su was asked").isGreaterThan(1);
    lookEverywhere(sitting);
  }

  private List<String> probe(LocalSshd target, String... more) throws Exception {
    List<String> command =
        canaries.java(
            "dev.drydock.Main",
            "--verbose",
            "probe",
            "--host",
            "127.0.0.1",
            "--port",
            "" + target.port(),
            "--user",
            user.name(),
            "--no-agent",
            "--jump",
            guest.name() + "@127.0.0.1:" + gate.port());
    command.addAll(List.of(more));
    for (LocalSshd one : List.of(gate, inner, target)) {
      command.addAll(List.of("--accept-host-key", Canaries.fingerprint(one)));
    }
    return command;
  }

  /** All that the command line reads from standard input: first refused, then right. */
  @Test
  void linesOfStandardInput_leaveNoTrace() throws Exception {
    try (LocalSshd plain =
            LocalSshd.builder()
                .config("PasswordAuthentication yes")
                .config("PubkeyAuthentication no")
                .start();
        Canaries.Watcher watcher = canaries.new Watcher()) {
      for (String wrong : List.of("wrongGate", "wrongLogin", "")) {
        Path output = folder.resolve("cli" + wrong + ".output");
        Process process =
            canaries.start(
                output,
                probe(plain, "--jump-password-stdin", "--password-stdin", "--sudo-password-stdin"));
        Canaries.type(
            process,
            canaries.get(wrong.equals("wrongGate") ? wrong : "gate"),
            canaries.get(wrong.equals("wrongLogin") ? wrong : "login"),
            canaries.get("sudoStdin"));
        assertThat(process.waitFor(Canaries.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
            .as(Canaries.text(output))
            .isEqualTo(wrong.isEmpty() ? 0 : 3);
      }
      leaks.addAll(watcher.leaks());
    }
    lookEverywhere(folder.resolve("cli.output"), folder.resolve("cliwrongGate.output"));
  }

  /** The same secrets typed at a terminal, which shows what is typed unless it is told not to. */
  @Test
  void questionsInATerminal_leaveNoTrace() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs a terminal made by script");
    Path output = folder.resolve("terminal.output");
    List<String> command =
        probe(
            server.sshd(),
            "--jump",
            "root@127.0.0.1:" + inner.port(),
            "--identity",
            key.toString());
    try (Canaries.Watcher watcher = canaries.new Watcher()) {
      Process process =
          canaries.start(
              output,
              List.of(
                  "/usr/bin/script",
                  "-qec",
                  command.stream()
                      .map(dev.drydock.ssh.Shell::quote)
                      .collect(Collectors.joining(" ")),
                  "/dev/null"));
      try {
        Terminal terminal = new Terminal(process, output);
        String gatePassword = guest.name() + "@127.0.0.1:" + gate.port() + "'s password: ";
        String password = user.name() + "@127.0.0.1:" + server.sshd().port() + "'s password: ";
        terminal.answer(gatePassword, "wrongGate");
        terminal.answer(gatePassword, "gate");
        terminal.answer("Passphrase of the key", "wrongPassphrase");
        terminal.answer("Passphrase of the key", "passphrase");
        terminal.answer(password, "login");
        terminal.answerSeen(CodeModule.SEEN, "a token");
        terminal.answer(CodeModule.HIDDEN, "code");
        assertThat(Waiting.until(Canaries.PATIENCE, () -> !process.isAlive() || terminal.asks()))
            .isTrue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      leaks.addAll(watcher.leaks());
    }
    lookEverywhere(output);
  }

  /** Types an answer when its question has come. */
  private final class Terminal {
    private final Process process;
    private final Path output;
    private int read;

    Terminal(Process process, Path output) {
      this.process = process;
      this.output = output;
    }

    void answer(String question, String canary) throws IOException {
      answerSeen(question, canaries.get(canary));
    }

    void answerSeen(String question, String text) throws IOException {
      assertThat(
              Waiting.until(
                  Canaries.PATIENCE,
                  () -> Canaries.text(output).indexOf(question, read) >= 0 || !process.isAlive()))
          .as(Canaries.text(output))
          .isTrue();
      int at = Canaries.text(output).indexOf(question, read);
      assertThat(at).as("%s in %s", question, Canaries.text(output)).isNotNegative();
      read = at + question.length();
      Canaries.type(process, text);
    }

    /** Whether it asks once more, which it does after the false answer. */
    boolean asks() {
      return Canaries.text(output).indexOf("password: ", read) >= 0;
    }
  }
}
