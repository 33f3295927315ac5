package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.ConnectFailedException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways to a server that lead through other real servers. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private LocalSshd gate;
  private LocalSshd inner;
  private LocalSshd server;

  @BeforeEach
  void start() throws IOException {
    gate = LocalSshd.start();
    inner = LocalSshd.start();
    server = LocalSshd.start();
  }

  @AfterEach
  void stop() {
    gate.close();
    inner.close();
    server.close();
  }

  private static Hop hop(LocalSshd sshd) {
    return new Hop(sshd.target(), Optional.of(sshd.clientKey()));
  }

  private JschConnector connector() {
    return new JschConnector(folder.resolve("known"), folder.resolve("users"));
  }

  private ConnectOptions through(LocalSshd... hops) {
    List<Hop> way = new ArrayList<>();
    for (LocalSshd sshd : hops) {
      way.add(hop(sshd));
    }
    return server.options().withThrough(way);
  }

  private ConnectFailedException fails(ConnectOptions options, ScriptedPrompts prompts) {
    ConnectFailedException e =
        catchThrowableOfType(
            ConnectFailedException.class, () -> connector().connect(options, prompts).close());
    assertThat(e).isNotNull();
    assertThat(e.getMessage()).doesNotContain("Exception").doesNotContain("com.jcraft");
    nothingIsLeft();
    return e;
  }

  /** Threads of ours and of JSch, and connections at the servers. */
  private void nothingIsLeft() {
    assertThat(Waiting.until(PATIENCE, () -> threads().isEmpty())).as("%s", threads()).isTrue();
    for (LocalSshd sshd : List.of(gate, inner, server)) {
      assertThat(Waiting.until(PATIENCE, () -> !sshd.hasConnections())).isTrue();
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("(ssh (login|farewell|[^w]).*|Connect thread.*|DirectTCP.*)"))
        .toList();
  }

  @Test
  void twoHops_eachKeyIsAskedForAndRemembered() throws Exception {
    ScriptedPrompts prompts = new ScriptedPrompts();
    try (Remote remote = connector().connect(through(gate, inner), prompts)) {
      assertThat(remote.exec("echo $SSH_CONNECTION").text())
          .endsWith(" " + server.port() + "\n")
          .startsWith("127.0.0.1 ");
      assertThat(remote.target()).isEqualTo(server.target());
      assertThat(server.log()).contains("Accepted publickey");
    }
    assertThat(prompts.whom())
        .containsExactly(
            "hostkey " + gate.target(), "hostkey " + inner.target(), "hostkey " + server.target());
    assertThat(prompts.notes()).hasSize(2).allMatch(n -> n.contains("on the way to 127.0.0.1"));
    assertThat(folder.resolve("known"))
        .hasContent(
            gate.knownHostsLine("ed25519")
                + inner.knownHostsLine("ed25519")
                + server.knownHostsLine("ed25519").strip());
    ScriptedPrompts second = new ScriptedPrompts().distrust();
    connector().connect(through(gate, inner), second).close();
    assertThat(second.asked()).isEmpty();
    nothingIsLeft();
  }

  @Test
  void muchBothWaysAtOnce_arrivesWhole() throws Exception {
    byte[] data = new byte[8 * 1024 * 1024];
    new Random(7).nextBytes(data);
    Path file = folder.resolve("file");
    try (Remote up = connector().connect(through(gate, inner), new ScriptedPrompts());
        Remote down = connector().connect(through(gate, inner), new ScriptedPrompts())) {
      long[] seen = new long[1];
      FutureTask<ExecResult> flood =
          new FutureTask<>(
              () -> down.stream("head -c 30000000 /dev/zero", (b, o, length) -> seen[0] += length));
      new Thread(flood).start();
      up.upload(new ByteArrayInputStream(data), data.length, file.toString(), 0600);
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      up.download(file.toString(), back);
      assertThat(Files.readAllBytes(file)).isEqualTo(data);
      assertThat(back.toByteArray()).isEqualTo(data);
      assertThat(flood.get(60, TimeUnit.SECONDS).ok()).isTrue();
      assertThat(seen[0]).isEqualTo(30_000_000);
    }
  }

  /** One session whose input and output are both full: nobody waits for the other. */
  @Test
  void echoOfMuch_doesNotLockUp() throws Exception {
    byte[] data = new byte[4 * 1024 * 1024];
    new Random(8).nextBytes(data);
    try (Remote remote = connector().connect(through(gate, inner), new ScriptedPrompts())) {
      assertThat(remote.sudo("cat", data, null).out()).isEqualTo(data);
    }
  }

  @Test
  void keyOfAHopChanged_refusedAndNamed() throws Exception {
    Path other = LocalSshd.keygen(folder.resolve("other"), "ed25519", "");
    String[] key = Files.readString(other.resolveSibling("other.pub")).split(" ", 3);
    Files.writeString(
        folder.resolve("users"),
        "[127.0.0.1]:" + inner.port() + " " + key[0] + " " + key[1] + "\n");
    ConnectFailedException e = fails(through(gate, inner), new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_CHANGED);
    assertThat(e.getMessage())
        .startsWith("On the way to 127.0.0.1, at " + inner.target() + ": ")
        .contains("another key");
    assertThat(server.log()).doesNotContain("Accepted");
  }

  @Test
  void keyOfAHopRevoked_refused() throws Exception {
    String line = gate.knownHostsLine("ed25519");
    Files.writeString(folder.resolve("users"), "@revoked " + line);
    ConnectFailedException e = fails(through(gate), new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.HOST_KEY_REVOKED);
    assertThat(e.getMessage()).contains("at " + gate.target());
  }

  @Test
  void hopAllowsNoGoingOn_saidSo() throws Exception {
    try (LocalSshd strict = LocalSshd.builder().config("AllowTcpForwarding no").start()) {
      ConnectFailedException e = fails(through(strict), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.HOP_REFUSED);
      assertThat(e.getMessage()).contains("does not allow").contains("AllowTcpForwarding");
    }
  }

  @Test
  void nothingListensBehindTheHop_saidSo() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Target nobody = new Target("127.0.0.1", port, "owner");
    ConnectFailedException e =
        fails(ConnectOptions.of(nobody).withThrough(List.of(hop(gate))), new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e.getMessage()).contains("could not reach 127.0.0.1 (port " + port + ")");
    e =
        fails(
            server.options().withThrough(List.of(hop(gate), new Hop(nobody, Optional.empty()))),
            new ScriptedPrompts());
    assertThat(e.getMessage()).startsWith("On the way to 127.0.0.1, at " + nobody);
  }

  @Test
  void hopDoesNotLetUsIn_namesIt() throws Exception {
    Path other = LocalSshd.keygen(folder.resolve("other"), "ed25519", "");
    ConnectOptions options =
        server
            .options()
            .withThrough(List.of(hop(gate), new Hop(inner.target(), Optional.of(other))));
    ConnectFailedException e = fails(options, new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
    assertThat(e.getMessage()).startsWith("On the way to 127.0.0.1, at " + inner.target());
  }

  @Test
  void passwordPerHop_askedByName() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "needs root");
    try (ThrowawayUser one = ThrowawayUser.create("/bin/sh");
        ThrowawayUser two = ThrowawayUser.create("/bin/sh");
        LocalSshd first =
            LocalSshd.builder()
                .config("PasswordAuthentication yes")
                .config("PubkeyAuthentication no")
                .start();
        LocalSshd second =
            LocalSshd.builder()
                .config("UsePAM yes")
                .config("KbdInteractiveAuthentication yes")
                .config("PubkeyAuthentication no")
                .start()) {
      ScriptedPrompts prompts =
          new ScriptedPrompts().password(one.password()).password(two.password());
      ConnectOptions options =
          ConnectOptions.of(second.target(two.name()))
              .withAgent(false)
              .withThrough(List.of(Hop.of(first.target(one.name()))));
      try (Remote remote = connector().connect(options, prompts)) {
        assertThat(remote.exec("id -un").text()).isEqualTo(two.name() + "\n");
      }
      assertThat(prompts.whom())
          .contains(
              "password " + first.target(one.name()), "password " + second.target(two.name()));
      assertThat(first.log()).contains("Accepted password for " + one.name());
    }
  }

  @Test
  void hopWithoutOwnKey_isOfferedTheServers() throws Exception {
    gate.authorize(server.clientKey().resolveSibling("client.pub"));
    connector()
        .connect(
            server.options().withThrough(List.of(Hop.of(gate.target()))), new ScriptedPrompts())
        .close();
    nothingIsLeft();
  }

  private static final Set<LegacyAlgorithms> ALL = Set.of(LegacyAlgorithms.values());

  private void works(ConnectOptions options) throws Exception {
    try (Remote remote = connector().connect(options, new ScriptedPrompts())) {
      assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
    }
  }

  /** Hop by hop and category by category: each is named, is enough, and helps nobody else. */
  @ParameterizedTest
  @CsvSource({
    "KEY_EXCHANGE,KexAlgorithms diffie-hellman-group14-sha1",
    "KEY_EXCHANGE,KexAlgorithms diffie-hellman-group1-sha1",
    "HOST_KEYS,HostKeyAlgorithms ssh-rsa",
    "CIPHERS,Ciphers 3des-cbc",
    "MACS,MACs hmac-sha1",
  })
  void oldHop_namedAndEnoughWhenAllowedForIt(LegacyAlgorithms category, String config)
      throws Exception {
    LocalSshd.Builder builder =
        LocalSshd.builder()
            .hostKey(category == LegacyAlgorithms.HOST_KEYS ? "rsa" : "ed25519")
            .config(config);
    if (category == LegacyAlgorithms.MACS) {
      builder.config("Ciphers aes128-ctr"); // the others have a checksum built in
    }
    try (LocalSshd old = builder.start()) {
      Set<LegacyAlgorithms> others = EnumSet.complementOf(EnumSet.of(category));
      for (Set<LegacyAlgorithms> allowed :
          List.of(EnumSet.noneOf(LegacyAlgorithms.class), others)) {
        // All that is allowed for the server and for the other hop is of no use to this one.
        ConnectOptions options =
            server
                .options()
                .withLegacy(ALL)
                .withThrough(List.of(hop(gate).withLegacy(ALL), hop(old).withLegacy(allowed)));
        ConnectFailedException e = fails(options, new ScriptedPrompts());
        assertThat(e.kind()).isEqualTo(Kind.NO_COMMON_ALGORITHM);
        assertThat(e.wouldHelp()).containsExactly(category);
        assertThat(e.getMessage())
            .startsWith("On the way to 127.0.0.1, at " + old.target() + ": ")
            .contains("allow for this computer on the way (" + old.target() + "): ")
            .contains(category.label());
        others.forEach(other -> assertThat(e.getMessage()).doesNotContain(other.label()));
      }
      works(
          server
              .options()
              .withThrough(List.of(hop(gate), hop(old).withLegacy(Set.of(category)))));
      nothingIsLeft();
    }
  }

  /** Nothing that is allowed on the way weakens the server. */
  @Test
  void oldServerBehindAnOldHop_eachIsAllowedForItself() throws Exception {
    try (LocalSshd oldHop = LocalSshd.builder().config("Ciphers 3des-cbc").start();
        LocalSshd oldServer = LocalSshd.builder().config("Ciphers aes128-cbc").start()) {
      Set<LegacyAlgorithms> ciphers = Set.of(LegacyAlgorithms.CIPHERS);
      ConnectOptions options =
          oldServer.options().withThrough(List.of(hop(oldHop).withLegacy(ALL)));
      ConnectFailedException e = fails(options, new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.NO_COMMON_ALGORITHM);
      assertThat(e.wouldHelp()).containsExactly(LegacyAlgorithms.CIPHERS);
      assertThat(e.getMessage()).contains("allow for this server: ").doesNotContain("On the way");
      works(
          oldServer
              .options()
              .withLegacy(ciphers)
              .withThrough(List.of(hop(oldHop).withLegacy(ciphers))));
    }
  }

  @Test
  void oldSignaturesForAHop_namedAndEnoughWhenAllowedForIt() throws Exception {
    try (LocalSshd old = LocalSshd.builder().config("PubkeyAcceptedAlgorithms ssh-rsa").start()) {
      Path key = LocalSshd.keygen(folder.resolve("rsa"), "rsa", "");
      old.authorize(folder.resolve("rsa.pub"));
      Hop hop = new Hop(old.target(), Optional.of(key));
      ConnectFailedException e =
          fails(
              server.options().withLegacy(ALL).withThrough(List.of(hop)), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
      assertThat(e.getMessage())
          .startsWith("On the way to 127.0.0.1, at " + old.target())
          .contains(LegacyAlgorithms.PUBLIC_KEYS.label());
      works(
          server
              .options()
              .withThrough(List.of(hop.withLegacy(Set.of(LegacyAlgorithms.PUBLIC_KEYS)))));
    }
  }

  @Test
  void hopLost_isALostLinkThatNamesTheHop() throws Exception {
    try (Remote remote = connector().connect(through(gate, inner), new ScriptedPrompts())) {
      assertThat(remote.exec("echo 1").ok()).isTrue();
      FutureTask<ExecResult> call = new FutureTask<>(() -> remote.exec("echo begun; sleep 300"));
      new Thread(call).start();
      gate.cutConnections();
      assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining(gate.target() + ", on the way to 127.0.0.1, was lost");
      assertThat(remote.isOpen()).isFalse();
      assertThatThrownBy(() -> remote.exec("true")).isInstanceOf(ConnectionLostException.class);
    }
    nothingIsLeft();
  }

  @Test
  void serverLost_isALostLinkThatNamesNoHop() throws Exception {
    try (Remote remote = connector().connect(through(gate), new ScriptedPrompts())) {
      FutureTask<ExecResult> call = new FutureTask<>(() -> remote.exec("sleep 300"));
      new Thread(call).start();
      assertThat(Waiting.until(PATIENCE, server::hasConnections)).isTrue();
      server.cutConnections();
      assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("The connection to " + server.target() + " was lost");
    }
    nothingIsLeft();
  }

  @Test
  void close_endsEveryHop() throws Exception {
    Remote remote = connector().connect(through(gate, inner), new ScriptedPrompts());
    assertThat(remote.exec("true").ok()).isTrue();
    assertThat(gate.hasConnections()).isTrue();
    remote.close();
    nothingIsLeft();
  }

  @Test
  void serverBehindTheHopIsSilent_cancelledAtOnce() throws Exception {
    try (PeerServer silent = new PeerServer(socket -> {})) {
      FutureTask<Remote> call =
          new FutureTask<>(
              () ->
                  connector()
                      .connect(
                          ConnectOptions.of(silent.target()).withThrough(List.of(hop(gate))),
                          new ScriptedPrompts()));
      Thread thread = new Thread(call);
      thread.start();
      assertThat(silent.awaitVisitor()).isTrue();
      thread.interrupt();
      assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              ConnectFailedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
      nothingIsLeft();
    }
  }

  @Test
  void parse_forms() {
    assertThat(Hop.text(Hop.parse("gate", "owner"))).isEqualTo("owner@gate:22");
    assertThat(Hop.text(Hop.parse(" a@gate:2222 , inner ", "owner")))
        .isEqualTo("a@gate:2222, owner@inner:22");
    assertThat(Hop.text(Hop.parse("me@[fe80::1%eth0]:24,fe80::2", "o")))
        .isEqualTo("me@[fe80::1%eth0]:24, o@[fe80::2]:22");
    assertThat(Hop.text(Hop.parse("ssh://a@gate:24", "owner"))).isEqualTo("a@gate:24");
    assertThat(Hop.parse("", "o")).isEmpty();
    assertThat(Hop.parse("none", "o")).isEmpty();
    for (String wrong :
        List.of(
            "a,,b", "a@", "a:port", "a:0", "a:99999", "-oProxyCommand=x", "a b", "x@y@:3", ",")) {
      assertThatThrownBy(() -> Hop.parse(wrong, "owner"))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("user@host:port");
    }
    assertThatThrownBy(() -> Hop.parse("a,".repeat(20) + "a", "owner"))
        .hasMessageContaining("At most 8");
  }
}
