package dev.drydock.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ThrowawayUser;
import dev.drydock.ssh.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A password or passphrase of its own is planted wherever a person can type one; a whole sitting
 * with a real sshd and a real sudo must leave no trace of any: on no disk, in no process's
 * arguments or environment, in nothing that is printed. Also looked for encoded, in every form the
 * redactor knows.
 */
@Timeout(300)
class CanaryTest {
  private static final Duration PATIENCE = Canaries.PATIENCE;

  @TempDir Path folder;
  private Canaries canaries;
  private ThrowawayUser user;
  private LocalSshd sshd;
  private LocalSshd keyOnly;

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "needs root to make a user");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "needs sudo");
    canaries =
        new Canaries(
            folder,
            "login",
            "wrong",
            "passphrase",
            "wrongPassphrase",
            "wrongSudo",
            "wrongStdin",
            "sudoStdin",
            "hidden");
    user = ThrowawayUser.create("/bin/bash", canaries.get("login"));
    user.sudoers("NAME ALL=(ALL:ALL) ALL");
    sshd =
        LocalSshd.builder()
            .config("UsePAM yes")
            .config("KbdInteractiveAuthentication yes")
            .config("AuthenticationMethods publickey,keyboard-interactive")
            .config("LogLevel DEBUG3")
            .start();
    keyOnly = LocalSshd.start();
  }

  @AfterEach
  void tearDown() {
    if (sshd != null) {
      sshd.close();
    }
    if (keyOnly != null) {
      keyOnly.close();
    }
    if (user != null) {
      user.close();
    }
  }

  private int probe(Path output, String password) throws Exception {
    Process cli =
        canaries.start(
            output,
            canaries.java(
                "dev.drydock.Main",
                "--verbose",
                "probe",
                "--host",
                "127.0.0.1",
                "--port",
                "" + sshd.port(),
                "--user",
                user.name(),
                "--identity",
                sshd.clientKey().toString(),
                "--no-agent",
                "--password-stdin",
                "--sudo-password-stdin",
                "--accept-host-key",
                Canaries.fingerprint(sshd)));
    Canaries.type(cli, password, canaries.get("sudoStdin"));
    assertThat(cli.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as(Canaries.text(output))
        .isTrue();
    return cli.exitValue();
  }

  /** What it is told to hide, and does not come by any other way. */
  private int export(Path output) throws Exception {
    Process cli =
        canaries.start(
            output,
            canaries.java(
                "dev.drydock.Main",
                "--verbose",
                "export",
                "--host",
                "127.0.0.1",
                "--port",
                "" + sshd.port(),
                "--user",
                user.name(),
                "--format",
                "markdown",
                "-o",
                canaries.home().resolve("data/drydock/exported.md").toString(),
                "--hide-stdin"));
    Canaries.type(cli, canaries.get("hidden"), canaries.get("login"));
    cli.getOutputStream().close();
    assertThat(cli.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return cli.exitValue();
  }

  @Test
  void wholeSitting_leavesNoTraceOfAnySecret() throws Exception {
    Path key =
        LocalSshd.keygen(sshd.folder().resolve("encrypted"), "ed25519", canaries.get("passphrase"));
    sshd.authorize(Path.of(key + ".pub"));
    Path work = Files.createDirectory(folder.resolve("work"));
    for (Path path : List.of(folder, work)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Path cliOutput = folder.resolve("cli.output");
    Path cliRefused = folder.resolve("cli-refused.output");
    Path sitting = folder.resolve("sitting.output");
    List<String> leaks = new ArrayList<>();
    try (Canaries.Watcher watcher = canaries.new Watcher()) {
      assertThat(probe(cliRefused, canaries.get("wrongStdin")))
          .as(Canaries.text(cliRefused))
          .isEqualTo(3);
      assertThat(probe(cliOutput, canaries.get("login"))).as(Canaries.text(cliOutput)).isZero();
      Process process = canaries.start(sitting, canaries.java(CanarySitting.class.getName()));
      Canaries.type(
          process,
          "server " + sshd.port() + " " + user.name() + " " + key,
          "other " + keyOnly.port() + " " + user.name() + " " + keyOnly.clientKey(),
          "work " + work,
          "place " + folder,
          "passphrase " + canaries.get("wrongPassphrase"),
          "passphrase " + canaries.get("passphrase"),
          "password " + canaries.get("wrongSudo"),
          "password " + canaries.get("login"),
          "password " + canaries.get("wrong"),
          "password " + canaries.get("login"),
          "end");
      Canaries.await(sitting, process, "step root RUNNING");
      assertThat(Waiting.until(PATIENCE, () -> Files.exists(work.resolve("user.done")))).isTrue();
      sshd.cutConnections();
      Canaries.await(sitting, process, "link false");
      Canaries.await(sitting, process, "link true");
      Files.writeString(work.resolve("gate"), "");
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(Canaries.text(sitting))
          .contains("sudo, sudo retry", "passphrase, passphrase retry", "password, password retry")
          .contains("step user DONE", "step root DONE", "step fails FAILED", "step after DONE")
          .endsWith("end\n");
      assertThat(watcher.seen()).as("the watcher watches").contains("sudo");
      assertThat(export(folder.resolve("export.output"))).isZero();
      leaks.addAll(watcher.leaks());
    }
    assertThat(canaries.home().resolve("cache/drydock/drydock.log"))
        .content()
        .contains("a crash:", "TRACE");
    Set<String> looked = new TreeSet<>();
    for (Path place :
        List.of(
            folder,
            user.home(),
            sshd.folder(),
            Path.of("/tmp"),
            Path.of("/var/tmp"),
            Path.of("/var/lib/sudo"),
            Path.of("/run/sudo"),
            Path.of("/var/log"),
            Path.of("/dev/shm"))) {
      canaries.scan(place, leaks, looked);
    }
    assertThat(looked)
        .as("the places that were looked at")
        .anyMatch(file -> file.contains("/home/data/") && file.endsWith("/events"))
        .anyMatch(file -> file.endsWith("drydock.log"))
        .anyMatch(file -> file.endsWith("known_hosts"))
        .anyMatch(file -> file.contains("/var-lib-drydock/runs/") && file.endsWith("/steps/02"))
        .anyMatch(
            file -> file.contains("/var-lib-drydock/runs/") && file.endsWith("/jobs/01.1/out"))
        .anyMatch(file -> file.contains("export-unredacted."))
        .contains(sshd.folder().resolve("log").toString(), sitting.toString());
    assertThat(leaks).isEmpty();
    canaries.assertModes();
  }

  /** That it would find one: the search is tried on a planted leak. */
  @Test
  void scan_findsAPlantedLeak() throws Exception {
    String canary = canaries.get("login");
    Files.writeString(
        folder.resolve("leak"),
        "x".repeat(70_000)
            + java.util.Base64.getEncoder().encodeToString(("user:" + canary).getBytes(UTF_8)));
    List<String> leaks = new ArrayList<>();
    canaries.scan(folder, leaks, new TreeSet<>());
    assertThat(leaks).singleElement().asString().contains("leak", "base64");
  }

  /** And so is the look at processes. */
  @Test
  void watcher_findsAPlantedLeak() throws Exception {
    for (boolean argument : new boolean[] {true, false}) {
      ProcessBuilder builder =
          argument
              ? new ProcessBuilder("sh", "-c", "read line", "x" + canaries.get("wrong"))
              : new ProcessBuilder("cat");
      if (!argument) {
        builder.environment().put("WORD", canaries.get("wrong"));
      }
      Process process = builder.start();
      try (Canaries.Watcher watcher = canaries.new Watcher()) {
        assertThat(Waiting.until(PATIENCE, () -> !watcher.leaks().isEmpty())).isTrue();
        assertThat(watcher.leaks().get(0)).contains(argument ? "cmdline" : "environ");
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
