package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.ExecResult;
import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.NoAnswers;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.Target;
import dev.drydock.ssh.Waiting;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PracticeIT {
  /** ELF for i386, loaded at 0x08048000: runs one SSE2 instruction, then exits with 0. */
  private static final String SSE2_PROGRAM =
      "7f454c46010101000000000000000000" // ELF, 32 bit, little endian
          + "0200030001000000548004083400000000000000000000003400200001000000"
          + "00000000" // executable, entry 0x08048054, one program header
          + "0100000000000000008004080080040861000000610000000500000000100000"
          + "660fefc0" // pxor xmm0, xmm0
          + "b80100000031dbcd80"; // exit(0)

  @TempDir Path folder;

  private Remote login(PracticeServer server) throws Exception {
    JschConnector connector =
        new JschConnector(folder.resolve("known_hosts"), folder.resolve("none"));
    return connector.connect(
        ConnectOptions.of(server.target()).withIdentity(server.keyFile()).withAgent(false),
        new Trusting(server));
  }

  @Test
  void fresh_isThePentium3ThatWasPromised() throws Exception {
    PracticeServer server = PracticeGuest.fresh();

    try (Remote remote = login(server);
        Secret password = server.password()) {
      assertThat(remote.exec("uname -m; hostname; id -un").text())
          .isEqualTo("i686\npoweredge\nowner\n");
      List<String> flags =
          List.of(
              remote
                  .exec("sed -n 's/^flags[^:]*: //p' /proc/cpuinfo")
                  .text()
                  .strip()
                  .split(" ", -1));
      assertThat(flags).contains("mmx", "sse").doesNotContain("sse2", "lm");
      assertThat(remote.exec("command -v docker debootstrap || echo none").text())
          .isEqualTo("none\n");
      assertThat(remote.sudo("id -u", new byte[0], password).text()).isEqualTo("0\n");
      SudoException asked =
          catchThrowableOfType(SudoException.class, () -> remote.sudo("id -u", new byte[0], null));
      assertThat(asked.kind()).isEqualTo(SudoException.Kind.PASSWORD_NEEDED);
      assertThat(remote.hostKey().sha256()).isEqualTo(server.hostKeySha256());
    }
  }

  @Test
  void fresh_forgetsWhatWasDone_andTheClockIsRight() throws Exception {
    try (Remote remote = login(PracticeGuest.fresh())) {
      assertThat(remote.exec("echo x >kept; sync").ok()).isTrue();
    }

    try (Remote remote = login(PracticeGuest.fresh())) {
      assertThat(remote.exec("test -e kept").exitCode()).isEqualTo(1);
      assertClockIsRight(remote);
    }
  }

  /** The server's second lies between this machine's before and after asking, give or take two. */
  private static void assertClockIsRight(Remote remote) throws Exception {
    long before = System.currentTimeMillis() / 1000;
    long there = Long.parseLong(remote.exec("date +%s").text().strip());
    long after = System.currentTimeMillis() / 1000;
    assertThat(there).isBetween(before - 2, after + 2);
  }

  @Test
  void down_leavesNoProcess_andUpContinues() throws Exception {
    long before;
    try (Remote remote = login(PracticeGuest.fresh())) {
      before = PracticeGuest.practice().status().running().orElseThrow().pid();
      assertThat(remote.exec("echo x >kept; (sleep 86400 >/dev/null 2>&1 & echo $! >pid)").ok())
          .isTrue();
    }

    assertThat(PracticeGuest.practice().down(line -> {})).isTrue();
    assertThat(ProcessId.of(before)).isEmpty();
    assertThat(PracticeGuest.practice().status().running()).isEmpty();

    try (Remote remote = login(PracticeGuest.running())) {
      ExecResult result = remote.exec("cat kept; kill -0 \"$(cat pid)\" && echo alive");
      assertThat(result.text()).isEqualTo("x\nalive\n");
      assertClockIsRight(remote);
    }
  }

  @Test
  void powerCut_bootsAgainWithItsDisk_andTheWitnessSeesNothing() throws Exception {
    try (Remote remote = login(PracticeGuest.fresh())) {
      assertThat(remote.exec("echo x >kept; sync").ok()).isTrue();
    }
    int port = PracticeGuest.practice().status().running().orElseThrow().server().port();
    PracticeGuest.powerCut();

    assertThat(PracticeGuest.practice().status().lines())
        .anyMatch(line -> line.contains("boots it from its disk"));
    try (Remote remote = login(PracticeGuest.runningOn(port))) {
      assertThat(remote.exec("cat kept").text()).isEqualTo("x\n");
    }
    assertThat(PracticeGuest.witness().executed()).isZero();
  }

  /** What QEMU does by itself when this machine's disk is full. */
  @Test
  void up_standingStill_goesOn() throws Exception {
    PracticeGuest.running();
    Path monitor =
        Path.of(
            PracticeState.read(PracticeGuest.home().practice().resolve("state.json"))
                .orElseThrow()
                .monitor());
    try (Monitor qemu = Monitor.connect(monitor)) {
      qemu.command("stop", Duration.ofSeconds(30));
    }

    try (Remote remote = login(PracticeGuest.running())) {
      assertThat(remote.exec("echo awake").text()).isEqualTo("awake\n");
    }
  }

  @Test
  void witness_afterWakingUp_catchesAProgramWithSse2() throws Exception {
    PracticeServer server = PracticeGuest.fresh();
    assertThat(PracticeGuest.witness().executed()).isZero();

    try (Remote remote = login(server)) {
      String program = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(SSE2_PROGRAM));
      ExecResult result = remote.exec("echo " + program + " | base64 -d >p; chmod +x p; ./p");
      // The emulator itself does not mind: that is why there is a witness.
      assertThat(result.exitCode()).as(result.errorText()).isZero();
    }

    Waiting.await("the report is written", () -> PracticeGuest.witness().executed() > 0);
    assertThat(PracticeGuest.witness().sites())
        .containsExactly(new WitnessReport.Site(0x08048054L, "660fefc0", 1));
    assertThat(PracticeGuest.practice().status().lines())
        .anyMatch(line -> line.contains("08048054  660fefc0"));
  }

  @Test
  void up_runningWithOtherSettings() throws Exception {
    PracticeGuest.running();

    PracticeException e =
        catchThrowableOfType(
            PracticeException.class,
            () ->
                PracticeGuest.practice()
                    .up(PracticeOptions.defaults().withCpu("pentium2"), line -> {}));

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.ALREADY_RUNNING);
    assertThat(e).hasMessageContaining("practice down");
  }

  @Test
  void up_cpuThatQemuDoesNotKnow_leavesNothingRunning() throws Exception {
    PracticeGuest.practice().down(false, line -> {});
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    PracticeException e =
        catchThrowableOfType(
            PracticeException.class,
            () ->
                PracticeGuest.practice()
                    .up(PracticeOptions.defaults().withCpu("pentium9").withPort(port), line -> {}));

    assertThat(e.kind()).isEqualTo(PracticeException.Kind.QEMU_FAILED);
    assertThat(e).hasMessageContaining("pentium9");
    assertThat(PracticeGuest.practice().status().running()).isEmpty();
  }

  /** Trusts exactly the practice server's key and knows nothing else. */
  private static final class Trusting extends NoAnswers {
    private final PracticeServer server;

    Trusting(PracticeServer server) {
      this.server = server;
    }

    @Override
    public boolean trustHostKey(Target target, HostKey key) {
      return key.sha256().equals(server.hostKeySha256());
    }
  }
}
