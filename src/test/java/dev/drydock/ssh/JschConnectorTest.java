package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.ssh.ConnectFailedException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JschConnectorTest {
  private static LocalSshd sshd;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() throws IOException {
    sshd = LocalSshd.start();
  }

  @AfterAll
  static void stopServer() {
    sshd.close();
  }

  private ConnectFailedException fails(ConnectOptions options, ScriptedPrompts prompts) {
    ConnectFailedException e =
        catchThrowableOfType(
            ConnectFailedException.class, () -> sshd.connector().connect(options, prompts).close());
    assertThat(e).isNotNull();
    assertThat(e.getMessage()).doesNotContain("Exception").doesNotContain("com.jcraft");
    return e;
  }

  private static ConnectOptions to(Target target) {
    return ConnectOptions.of(target).withAgent(false).withTimeout(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519,,OPENSSH",
    "ecdsa,,OPENSSH",
    "rsa,,OPENSSH",
    "rsa,,PEM",
    "ecdsa,,PEM",
    "rsa,,PKCS8",
    "ed25519,secret phrase,OPENSSH",
    "ecdsa,secret phrase,OPENSSH",
    "rsa,secret phrase,OPENSSH",
    "rsa,secret phrase,PEM",
    "ecdsa,secret phrase,PEM",
    "rsa,secret phrase,PKCS8",
  })
  void connect_keyFile(String type, String passphrase, String format) throws Exception {
    Path key = folder.resolve("key");
    LocalSshd.keygen(key, type, "");
    if (!format.equals("OPENSSH") || passphrase != null) {
      String phrase = passphrase == null ? "" : passphrase;
      List<String> command =
          format.equals("OPENSSH")
              ? List.of("ssh-keygen", "-q", "-p", "-P", "", "-N", phrase, "-f", key.toString())
              : List.of(
                  "ssh-keygen",
                  "-q",
                  "-p",
                  "-P",
                  "",
                  "-N",
                  phrase,
                  "-m",
                  format,
                  "-f",
                  key.toString());
      LocalSshd.run(command);
    }
    sshd.authorize(folder.resolve("key.pub"));
    Files.delete(folder.resolve("key.pub"));
    ScriptedPrompts prompts = new ScriptedPrompts();
    if (passphrase != null) {
      prompts.passphrase(passphrase);
    }
    try (Remote remote = sshd.connector().connect(sshd.options().withIdentity(key), prompts)) {
      assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
    }
    assertThat(prompts.asked().stream().filter(q -> q.startsWith("pass")))
        .hasSize(passphrase == null ? 0 : 1);
  }

  @Test
  void connect_passphraseAskedAgain() throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), "ed25519", "right one");
    sshd.authorize(folder.resolve("key.pub"));
    ScriptedPrompts prompts = new ScriptedPrompts().passphrase("wrong").passphrase("right one");
    sshd.connector().connect(sshd.options().withIdentity(key), prompts).close();
    assertThat(prompts.asked()).contains("passphrase", "passphrase retry");
  }

  @Test
  void connect_passphraseWrongThrice() throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), "ed25519", "right one");
    sshd.authorize(folder.resolve("key.pub"));
    ScriptedPrompts prompts = new ScriptedPrompts().passphrase("1").passphrase("2").passphrase("3");
    assertThat(fails(sshd.options().withIdentity(key), prompts).kind())
        .isEqualTo(Kind.KEY_PASSPHRASE);
  }

  @Test
  void connect_passphraseNotGiven() throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), "rsa", "right one", "-m", "PEM");
    sshd.authorize(folder.resolve("key.pub"));
    assertThat(fails(sshd.options().withIdentity(key), new ScriptedPrompts()).kind())
        .isEqualTo(Kind.KEY_PASSPHRASE);
  }

  /** Nobody types a passphrase for a key that the server does not want. */
  @Test
  void connect_passphraseNotAskedInVain() throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), "ed25519", "right one");
    ScriptedPrompts prompts = new ScriptedPrompts();
    ConnectFailedException e = fails(sshd.options().withIdentity(key), prompts);
    assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
    assertThat(e.getMessage()).contains("authorized_keys");
    assertThat(prompts.asked()).noneMatch(q -> q.startsWith("passphrase"));
  }

  @Test
  void connect_keyFileMissing() {
    ConnectFailedException e =
        fails(sshd.options().withIdentity(folder.resolve("none")), new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.KEY_FILE_BAD);
    assertThat(e.getMessage()).contains("does not exist");
  }

  @Test
  void connect_keyFileIsPublic() throws Exception {
    LocalSshd.keygen(folder.resolve("key"), "ed25519", "");
    ConnectFailedException e =
        fails(sshd.options().withIdentity(folder.resolve("key.pub")), new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.KEY_FILE_BAD);
    assertThat(e.getMessage()).contains("public half").contains(": " + folder.resolve("key") + ".");
  }

  @Test
  void connect_keyFileIsGarbage() throws Exception {
    Path key = folder.resolve("key");
    for (String content :
        List.of(
            "",
            "hello",
            "\0\0\0\7ssh-rsa",
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
            "-----BEGIN OPENSSH PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----\n%%%%\n-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
      Files.writeString(key, content);
      ConnectFailedException e = fails(sshd.options().withIdentity(key), new ScriptedPrompts());
      assertThat(e.kind()).as(content).isEqualTo(Kind.KEY_FILE_BAD);
      assertThat(e.getMessage()).contains(key.toString());
    }
  }

  @Test
  void connect_keyFileCutOff() throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), "ed25519", "");
    Files.delete(folder.resolve("key.pub"));
    List<String> lines = Files.readAllLines(key);
    lines.remove(2);
    Files.write(key, lines);
    assertThat(fails(sshd.options().withIdentity(key), new ScriptedPrompts()).kind())
        .isEqualTo(Kind.KEY_FILE_BAD);
  }

  @Test
  void connect_keyFileIsFolder() {
    assertThat(fails(sshd.options().withIdentity(folder), new ScriptedPrompts()).kind())
        .isEqualTo(Kind.KEY_FILE_BAD);
  }

  @Test
  void connect_agent() throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), "ed25519", "");
    Path rsa = LocalSshd.keygen(folder.resolve("rsa"), "rsa", "");
    sshd.authorize(folder.resolve("rsa.pub"));
    try (Agent agent = new Agent()) {
      agent.add(key);
      agent.add(rsa);
      JschConnector connector =
          new JschConnector(
              folder.resolve("known"), folder.resolve("none"), () -> Optional.of(agent.socket()));
      ConnectOptions options = ConnectOptions.of(sshd.target());
      try (Remote remote = connector.connect(options, new ScriptedPrompts())) {
        assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
      }
      assertThat(
              catchThrowableOfType(
                      ConnectFailedException.class,
                      () -> connector.connect(options.withAgent(false), new ScriptedPrompts()))
                  .kind())
          .isEqualTo(Kind.AUTH_FAILED);
    }
  }

  /** The agent signs for a chosen file that it holds: no passphrase is asked for. */
  @Test
  void connect_agentHoldsTheEncryptedFile() throws Exception {
    Path key = LocalSshd.keygen(folder.resolve("key"), "ed25519", "");
    sshd.authorize(folder.resolve("key.pub"));
    try (Agent agent = new Agent()) {
      agent.add(key);
      LocalSshd.run(
          List.of("ssh-keygen", "-q", "-p", "-P", "", "-N", "phrase", "-f", key.toString()));
      JschConnector connector =
          new JschConnector(
              folder.resolve("known"), folder.resolve("none"), () -> Optional.of(agent.socket()));
      ScriptedPrompts prompts = new ScriptedPrompts();
      connector.connect(sshd.options().withIdentity(key).withAgent(true), prompts).close();
      assertThat(prompts.asked()).noneMatch(q -> q.startsWith("passphrase"));
    }
  }

  @Test
  void connect_agentWithManyKeysDoesNotLockOut() throws Exception {
    try (Agent agent = new Agent()) {
      for (int i = 0; i < 8; i++) {
        agent.add(LocalSshd.keygen(folder.resolve("key" + i), "ed25519", ""));
      }
      JschConnector connector =
          new JschConnector(
              folder.resolve("known"), folder.resolve("none"), () -> Optional.of(agent.socket()));
      connector.connect(sshd.options().withAgent(true), new ScriptedPrompts()).close();
    }
  }

  @Test
  void connect_agentGone() throws Exception {
    JschConnector connector =
        new JschConnector(
            folder.resolve("known"),
            folder.resolve("none"),
            () -> Optional.of(folder.resolve("no.socket")));
    connector.connect(sshd.options().withAgent(true), new ScriptedPrompts()).close();
  }

  @Test
  void connect_unknownHost() {
    ConnectFailedException e =
        fails(to(new Target("no-such-host.invalid", 22, "owner")), new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_HOST);
    assertThat(e.getMessage()).contains("no-such-host.invalid");
  }

  @Test
  void connect_refused() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ConnectFailedException e =
        fails(to(new Target("127.0.0.1", port, "owner")), new ScriptedPrompts());
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e.getMessage()).contains("" + port);
  }

  @Test
  void connect_silentPeer() throws Exception {
    try (PeerServer peer = new PeerServer(socket -> {})) {
      ConnectFailedException e =
          fails(to(peer.target()).withTimeout(Duration.ofSeconds(1)), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.NOT_SSH);
      assertThat(e.getMessage()).contains("said nothing");
    }
  }

  @Test
  void connect_httpServer() throws Exception {
    try (PeerServer peer =
        new PeerServer(
            socket -> {
              byte[] line = new byte[8];
              socket.getInputStream().read(line);
              say(socket.getOutputStream(), "HTTP/1.1 400 Bad Request\r\n\r\n");
              socket.shutdownOutput();
            })) {
      ConnectFailedException e = fails(to(peer.target()), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.NOT_SSH);
      assertThat(e.getMessage()).contains("HTTP/1.1 400 Bad Request");
    }
  }

  @Test
  void connect_endlessChatter() throws Exception {
    try (PeerServer peer =
        new PeerServer(
            socket -> {
              while (true) {
                say(
                    socket.getOutputStream(),
                    "220 mail.example.org ESMTP, and so on\r\n".repeat(100));
              }
            })) {
      ConnectFailedException e = fails(to(peer.target()), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.NOT_SSH);
      assertThat(e.getMessage()).contains("220 mail.example.org");
    }
  }

  /** RFC 4253, section 4.2, lets a server say something before its greeting. */
  @Test
  void connect_megabyteBeforeTheGreeting() throws Exception {
    try (PeerServer peer =
        new PeerServer(
            socket -> {
              say(socket.getOutputStream(), "Authorized use only.\r\n".repeat(50_000));
              say(socket.getOutputStream(), "SSH-1.5-old\r\n");
            })) {
      ConnectFailedException e = fails(to(peer.target()), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.NOT_SSH);
      assertThat(e.getMessage()).contains("version 1");
    }
  }

  @Test
  void connect_hangsUpAtOnce() throws Exception {
    try (PeerServer peer = new PeerServer(java.net.Socket::close)) {
      ConnectFailedException e = fails(to(peer.target()), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.LOST);
    }
  }

  @Test
  void connect_hangsUpAfterGreeting() throws Exception {
    try (PeerServer peer =
        new PeerServer(
            socket -> {
              say(socket.getOutputStream(), "SSH-2.0-x\r\n");
              socket.close();
            })) {
      assertThat(fails(to(peer.target()), new ScriptedPrompts()).kind()).isEqualTo(Kind.LOST);
    }
  }

  @Test
  void connect_stallsAfterGreeting() throws Exception {
    try (PeerServer peer =
        new PeerServer(socket -> say(socket.getOutputStream(), "SSH-2.0-x\r\n"))) {
      ConnectFailedException e =
          fails(to(peer.target()).withTimeout(Duration.ofSeconds(1)), new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(e.getMessage()).contains("1 s");
    }
  }

  /** A full queue of connections makes the kernel drop further ones, like a firewall does. */
  @Test
  void connect_noAnswer() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<java.net.Socket> queue = new java.util.ArrayList<>();
      try {
        for (int i = 0; i < 5; i++) {
          java.net.Socket socket = new java.net.Socket();
          queue.add(socket);
          socket.connect(full.getLocalSocketAddress(), 300);
        }
      } catch (java.net.SocketTimeoutException e) {
        // full now
      }
      ConnectFailedException e =
          fails(
              to(new Target("127.0.0.1", full.getLocalPort(), "owner"))
                  .withTimeout(Duration.ofSeconds(1)),
              new ScriptedPrompts());
      assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
      for (java.net.Socket socket : queue) {
        socket.close();
      }
    }
  }

  @Test
  void connect_cutWhileAsking() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cut = new CountDownLatch(1);
    Prompts prompts =
        new SlowPrompts() {
          @Override
          public boolean trustHostKey(Target target, HostKey key) {
            asked.countDown();
            await(cut);
            return true;
          }
        };
    try (LocalSshd own = LocalSshd.start()) {
      FutureTask<Remote> call =
          new FutureTask<>(() -> own.connector().connect(own.options(), prompts));
      new Thread(call).start();
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      own.cutConnections();
      cut.countDown();
      ConnectFailedException e = failure(call);
      assertThat(e.kind()).isEqualTo(Kind.LOST);
    }
  }

  @Test
  void connect_interrupted() throws Exception {
    try (PeerServer peer = new PeerServer(socket -> {})) {
      FutureTask<Remote> call =
          new FutureTask<>(
              () -> sshd.connector().connect(to(peer.target()), new ScriptedPrompts()));
      Thread thread = new Thread(call);
      thread.start();
      assertThat(peer.awaitVisitor()).isTrue();
      thread.interrupt();
      assertThat(failure(call).kind()).isEqualTo(Kind.CANCELLED);
    }
  }

  @Test
  void connect_interruptedWhileAsking() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch takenBack = new CountDownLatch(1);
    Prompts prompts =
        new SlowPrompts() {
          @Override
          public boolean trustHostKey(Target target, HostKey key) {
            asked.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              takenBack.countDown();
            }
            return false;
          }
        };
    FutureTask<Remote> call =
        new FutureTask<>(
            () ->
                new JschConnector(folder.resolve("known"), folder.resolve("none"))
                    .connect(sshd.options(), prompts));
    Thread thread = new Thread(call);
    thread.start();
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    thread.interrupt();
    assertThat(failure(call).kind()).isEqualTo(Kind.CANCELLED);
    assertThat(takenBack.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void connect_oldServer() throws Exception {
    try (LocalSshd old =
        LocalSshd.builder()
            .hostKey("rsa")
            .config("KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1")
            .config("HostKeyAlgorithms ssh-rsa")
            .config("Ciphers 3des-cbc,aes128-cbc")
            .config("MACs hmac-sha1,hmac-md5")
            .start()) {
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> old.connector().connect(old.options(), new ScriptedPrompts()));
      assertThat(e.kind()).isEqualTo(Kind.NO_COMMON_ALGORITHM);
      assertThat(e.wouldHelp())
          .containsExactlyInAnyOrder(
              LegacyAlgorithms.HOST_KEYS,
              LegacyAlgorithms.KEY_EXCHANGE,
              LegacyAlgorithms.CIPHERS,
              LegacyAlgorithms.MACS);
      assertThat(e.getMessage()).contains(LegacyAlgorithms.CIPHERS.label()).contains("3des-cbc");

      Set<LegacyAlgorithms> some = Set.of(LegacyAlgorithms.KEY_EXCHANGE, LegacyAlgorithms.MACS);
      e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> old.connector().connect(old.options().withLegacy(some), new ScriptedPrompts()));
      assertThat(e.wouldHelp())
          .containsExactlyInAnyOrder(LegacyAlgorithms.HOST_KEYS, LegacyAlgorithms.CIPHERS);

      try (Remote remote =
          old.connector()
              .connect(
                  old.options().withLegacy(Set.of(LegacyAlgorithms.values())),
                  new ScriptedPrompts())) {
        assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
        assertThat(remote.hostKey().type()).isEqualTo("ssh-rsa");
      }
    }
  }

  /** Allowed old algorithms come last: a server that can do better does. */
  @Test
  void connect_legacyAllowedButNotNeeded() throws Exception {
    try (LocalSshd both =
            LocalSshd.builder().hostKey("rsa").config("HostKeyAlgorithms +ssh-rsa").start();
        Remote remote =
            both.connector()
                .connect(
                    both.options().withLegacy(Set.of(LegacyAlgorithms.values())),
                    new ScriptedPrompts())) {
      assertThat(remote.exec("true").ok()).isTrue();
      // VERBOSE does not log the cipher, but a group-1 or 3DES session could not have come to be:
      // this server does not offer them. That the host key's signature is not SHA-1 shows in:
      assertThat(remote.hostKey().type()).isEqualTo("ssh-rsa");
    }
  }

  @Test
  void connect_noLegacyWouldHelp() throws Exception {
    try (LocalSshd odd =
        LocalSshd.builder().config("KexAlgorithms sntrup761x25519-sha512@openssh.com").start()) {
      ConnectFailedException e =
          catchThrowableOfType(
              ConnectFailedException.class,
              () -> odd.connector().connect(odd.options(), new ScriptedPrompts()));
      assertThat(e.kind()).isEqualTo(Kind.NO_COMMON_ALGORITHM);
      assertThat(e.wouldHelp()).isEmpty();
      assertThat(e.getMessage()).contains("sntrup761");
    }
  }

  @Test
  void connect_longBannerBeforeLogin() throws Exception {
    Path banner = folder.resolve("banner");
    Files.writeString(banner, "Authorized use only.\n".repeat(9_000));
    try (LocalSshd own = LocalSshd.builder().config("Banner " + banner).start();
        Remote remote = own.connect()) {
      assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
    }
  }

  @Test
  void connect_forcedCommandOnly() throws Exception {
    try (LocalSshd own = LocalSshd.builder().config("ForceCommand echo no shell for you").start();
        Remote remote = own.connect()) {
      CommandAbortedException e =
          catchThrowableOfType(CommandAbortedException.class, () -> remote.exec("true"));
      assertThat(e.kind()).isEqualTo(CommandAbortedException.Kind.NO_SHELL);
      assertThat(e.getMessage()).contains("no shell for you");
    }
  }

  @Test
  void connect_serverAllowsOneChannel() throws Exception {
    try (LocalSshd own = LocalSshd.builder().config("MaxSessions 1").start();
        Remote remote = own.connect()) {
      assertThat(remote.exec("echo 1").text()).isEqualTo("1\n");
      StringBuilder seen = new StringBuilder();
      remote.stream(
          "echo 2", (b, o, l) -> seen.append(new String(b, o, l, StandardCharsets.UTF_8)));
      assertThat(seen).hasToString("2\n");
      assertThat(remote.exec("echo 3").text()).isEqualTo("3\n");
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static ConnectFailedException failure(FutureTask<Remote> call) {
    Throwable thrown =
        org.assertj.core.api.Assertions.catchThrowable(() -> call.get(30, TimeUnit.SECONDS));
    assertThat(thrown).hasCauseInstanceOf(ConnectFailedException.class);
    return (ConnectFailedException) thrown.getCause();
  }

  /** Answers nothing; subclasses answer late. */
  private abstract static class SlowPrompts extends NoAnswers {
    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A real ssh-agent. */
  private static final class Agent implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("drydock-agent");
    private final Process process;

    Agent() throws IOException {
      process =
          new ProcessBuilder("ssh-agent", "-D", "-a", socket().toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(Waiting.until(Duration.ofSeconds(30), () -> Files.exists(socket()))).isTrue();
    }

    Path socket() {
      return folder.resolve("socket");
    }

    void add(Path key) throws IOException {
      LocalSshd.run(List.of("env", "SSH_AUTH_SOCK=" + socket(), "ssh-add", "-q", key.toString()));
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      Files.deleteIfExists(socket());
      Files.deleteIfExists(folder);
    }
  }
}
