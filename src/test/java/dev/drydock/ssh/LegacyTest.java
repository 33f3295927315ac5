package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.ssh.ConnectFailedException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Servers that offer only old algorithms in one category: OpenSSH still has them all on its
 * server's side, but for two. A group of 1024 bits for group exchange it has not offered since 6.7
 * (its smallest is 2048), and DSA host keys are not among what Drydock ever allows.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LegacyTest {
  @TempDir Path folder;

  private static ConnectFailedException fails(LocalSshd sshd, ConnectOptions options) {
    ConnectFailedException e =
        catchThrowableOfType(
            ConnectFailedException.class,
            () -> sshd.connector().connect(options, new ScriptedPrompts()).close());
    assertThat(e).isNotNull();
    return e;
  }

  @ParameterizedTest
  @CsvSource({
    "KEY_EXCHANGE,KexAlgorithms,diffie-hellman-group14-sha1",
    "KEY_EXCHANGE,KexAlgorithms,diffie-hellman-group1-sha1",
    "KEY_EXCHANGE,KexAlgorithms,diffie-hellman-group-exchange-sha1",
    "HOST_KEYS,HostKeyAlgorithms,ssh-rsa",
    "CIPHERS,Ciphers,aes128-cbc",
    "CIPHERS,Ciphers,aes256-cbc",
    "CIPHERS,Ciphers,3des-cbc",
    "MACS,MACs,hmac-sha1",
    "MACS,MACs,hmac-md5",
  })
  void onlyOld_namedAndEnoughWhenAllowed(LegacyAlgorithms category, String keyword, String value)
      throws Exception {
    LocalSshd.Builder builder =
        LocalSshd.builder()
            .hostKey(category == LegacyAlgorithms.HOST_KEYS ? "rsa" : "ed25519")
            .config(keyword + " " + value);
    if (category == LegacyAlgorithms.MACS) {
      builder.config("Ciphers aes128-ctr"); // the others have a checksum built in
    }
    try (LocalSshd old = builder.start()) {
      Set<LegacyAlgorithms> others = EnumSet.complementOf(EnumSet.of(category));
      for (Set<LegacyAlgorithms> allowed :
          List.of(EnumSet.noneOf(LegacyAlgorithms.class), others)) {
        ConnectFailedException e = fails(old, old.options().withLegacy(allowed));
        assertThat(e.kind()).isEqualTo(Kind.NO_COMMON_ALGORITHM);
        assertThat(e.wouldHelp()).containsExactly(category);
        assertThat(e.getMessage()).contains(category.label()).contains(value);
        others.forEach(other -> assertThat(e.getMessage()).doesNotContain(other.label()));
      }
      try (Remote remote =
          old.connector()
              .connect(old.options().withLegacy(Set.of(category)), new ScriptedPrompts())) {
        assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
      }
    }
  }

  @Test
  void onlyOldSignaturesOfOwnKey_namedAndEnoughWhenAllowed() throws Exception {
    try (LocalSshd old = LocalSshd.builder().config("PubkeyAcceptedAlgorithms ssh-rsa").start()) {
      Path key = LocalSshd.keygen(folder.resolve("rsa"), "rsa", "");
      old.authorize(folder.resolve("rsa.pub"));
      ConnectOptions options = old.options().withIdentity(key);
      for (Set<LegacyAlgorithms> allowed :
          List.of(
              EnumSet.noneOf(LegacyAlgorithms.class),
              EnumSet.complementOf(EnumSet.of(LegacyAlgorithms.PUBLIC_KEYS)))) {
        ConnectFailedException e = fails(old, options.withLegacy(allowed));
        assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
        // OpenSSH 9.2 tells of better signatures even where its settings forbid them, so this can
        // be no more than a hint; see mayWantOldSignatures for servers that are really old.
        assertThat(e.getMessage()).contains(LegacyAlgorithms.PUBLIC_KEYS.label());
      }
      try (Remote remote =
          old.connector()
              .connect(
                  options.withLegacy(Set.of(LegacyAlgorithms.PUBLIC_KEYS)),
                  new ScriptedPrompts())) {
        assertThat(remote.exec("echo hi").text()).isEqualTo("hi\n");
      }
    }
  }

  /** A key that is simply not let in is no matter of old signatures. */
  @Test
  void refusedRsaKeyOfAModernServer_namesNothing() throws Exception {
    try (LocalSshd modern = LocalSshd.start()) {
      Path key = LocalSshd.keygen(folder.resolve("rsa"), "rsa", "");
      ConnectFailedException e = fails(modern, modern.options().withIdentity(key));
      assertThat(e.kind()).isEqualTo(Kind.AUTH_FAILED);
      assertThat(e.wouldHelp()).isEmpty();
    }
  }

  /** What goes over the wire: nothing old but what was allowed, and that last. */
  @ParameterizedTest
  @EnumSource(LegacyAlgorithms.class)
  void proposal_allowingOneCategory_leavesAllOthersAsTheyWere(LegacyAlgorithms category)
      throws Exception {
    Map<String, List<String>> strict = proposal(Set.of());
    Map<String, List<String>> allowed = proposal(Set.of(category));
    Set<String> touched =
        switch (category) {
          case KEY_EXCHANGE -> Set.of("kex");
          case HOST_KEYS -> Set.of("server_host_key");
          case CIPHERS -> Set.of("cipher.c2s", "cipher.s2c");
          case MACS -> Set.of("mac.c2s", "mac.s2c");
          case PUBLIC_KEYS -> Set.of(); // not in this packet: offered with each key
        };
    assertThat(strict.keySet())
        .containsExactlyInAnyOrder(
            "kex", "server_host_key", "cipher.c2s", "cipher.s2c", "mac.c2s", "mac.s2c");
    strict.forEach(
        (list, names) -> {
          if (touched.contains(list)) {
            List<String> wanted = new ArrayList<>(named(list, names));
            wanted.addAll(category.algorithms());
            assertThat(named(list, allowed.get(list))).as(list).isEqualTo(wanted);
          } else {
            assertThat(allowed.get(list)).as(list).isEqualTo(names);
          }
          for (LegacyAlgorithms any : LegacyAlgorithms.values()) {
            assertThat(names).as(list).doesNotContainAnyElementsOf(any.algorithms());
          }
          assertThat(names).noneMatch(name -> name.contains("-cert-v0"));
          assertThat(names).noneMatch(name -> name.contains("dss") || name.contains("arcfour"));
        });
  }

  /** Without the marks that are no algorithms (ext-info-c, kex-strict-c-v00@openssh.com). */
  private static List<String> named(String list, List<String> names) {
    return list.equals("kex")
        ? names.stream()
            .filter(name -> !name.startsWith("ext-info") && !name.startsWith("kex-strict"))
            .collect(Collectors.toList())
        : names;
  }

  /** The first packet a client sends, as a server sees it. */
  private static Map<String, List<String>> proposal(Set<LegacyAlgorithms> allowed)
      throws IOException {
    AtomicReference<Map<String, List<String>>> seen = new AtomicReference<>(Map.of());
    // Left open until the packet is here: whichever side hangs up first must not decide.
    try (PeerServer peer =
        new PeerServer(
            socket -> {
              socket
                  .getOutputStream()
                  .write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
              // A server's own first packet makes a client send its: any well-formed one will do.
              socket.getOutputStream().write(Proposal.bytes());
              socket.getOutputStream().flush();
              ByteArrayOutputStream head = new ByteArrayOutputStream();
              InputStream in = socket.getInputStream();
              byte[] buffer = new byte[8192];
              while (seen.get().isEmpty()) {
                int count = in.read(buffer);
                if (count < 0) {
                  return;
                }
                head.write(buffer, 0, count);
                seen.set(Algorithms.offeredBy(head.toByteArray()));
              }
              socket.close();
            })) {
      ConnectOptions options =
          ConnectOptions.of(peer.target()).withAgent(false).withLegacy(allowed);
      Path nowhere = Path.of("/nonexistent");
      assertThat(
              catchThrowableOfType(
                  ConnectFailedException.class,
                  () ->
                      new JschConnector(nowhere, nowhere)
                          .connect(
                              options.withTimeout(Duration.ofSeconds(20)), new ScriptedPrompts())))
          .isNotNull();
      assertThat(Waiting.until(Duration.ofSeconds(30), () -> !seen.get().isEmpty())).isTrue();
    }
    return seen.get();
  }

  /** A key exchange packet that offers what every client has. */
  private static final class Proposal {
    private Proposal() {}

    static byte[] bytes() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(20);
      body.writeBytes(new byte[16]);
      for (String list :
          List.of(
              "curve25519-sha256",
              "ssh-ed25519",
              "aes128-ctr",
              "aes128-ctr",
              "hmac-sha2-256",
              "hmac-sha2-256",
              "none",
              "none",
              "",
              "")) {
        body.writeBytes(java.nio.ByteBuffer.allocate(4).putInt(list.length()).array());
        body.writeBytes(list.getBytes(StandardCharsets.US_ASCII));
      }
      body.writeBytes(new byte[5]);
      int padding = 8 - (body.size() + 5) % 8 + 4;
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.writeBytes(java.nio.ByteBuffer.allocate(4).putInt(1 + body.size() + padding).array());
      packet.write(padding);
      packet.writeBytes(body.toByteArray());
      packet.writeBytes(new byte[padding]);
      return packet.toByteArray();
    }
  }

  @Test
  void mayWantOldSignatures_judgesByWhatTheServerSays() {
    assertThat(Algorithms.mayWantOldSignatures(List.of("ssh-rsa"), "SSH-2.0-x")).isTrue();
    assertThat(Algorithms.mayWantOldSignatures(List.of("ssh-rsa", "rsa-sha2-512"), "x")).isFalse();
    assertThat(Algorithms.mayWantOldSignatures(List.of("ssh-ed25519"), "x")).isFalse();
    assertThat(Algorithms.mayWantOldSignatures(List.of(), "SSH-2.0-OpenSSH_5.9p1")).isTrue();
    assertThat(Algorithms.mayWantOldSignatures(List.of(), "SSH-2.0-OpenSSH_7.1")).isTrue();
    assertThat(Algorithms.mayWantOldSignatures(List.of(), "SSH-2.0-OpenSSH_7.2")).isFalse();
    assertThat(Algorithms.mayWantOldSignatures(List.of(), "SSH-2.0-OpenSSH_10.0")).isFalse();
    assertThat(Algorithms.mayWantOldSignatures(List.of(), "SSH-2.0-dropbear_2013.60")).isTrue();
  }
}
