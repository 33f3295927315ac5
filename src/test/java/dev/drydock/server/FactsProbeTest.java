package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.ssh.Secret;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.TransferException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FactsProbeTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
  private static final Pattern NONCE = Pattern.compile("^DRYDOCK_NONCE='([0-9a-f]{32})'\n");

  @Test
  void read_comparesTheClocks() throws Exception {
    ServerFacts facts =
        new FactsProbe()
            .read(
                new LocalRemote(
                    script -> answer(script, "begin\n" + (NOON.instant().getEpochSecond() - 90))),
                NOON);

    assertThat(facts.clock().aheadSeconds()).isEqualTo(-90);
  }

  @Test
  void read_anotherNonceEachTime() throws Exception {
    String[] nonces = new String[2];
    for (int i = 0; i < 2; i++) {
      int at = i;
      new FactsProbe()
          .read(
              new LocalRemote(
                  script -> {
                    nonces[at] = nonce(script);
                    return answer(script, "begin\n1");
                  }),
              NOON);
    }

    assertThat(nonces[0]).isNotEqualTo(nonces[1]);
  }

  @Test
  void read_noShell() {
    LocalRemote windows = new LocalRemote(script -> "'DRYDOCK_NONCE' is not recognized\n");

    assertThatThrownBy(() -> new FactsProbe().read(windows, NOON))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("Unix shell");
  }

  @Test
  void read_cutShort() {
    LocalRemote dying = new LocalRemote(script -> "@@" + nonce(script) + " begin\n1\n");

    assertThatThrownBy(() -> new FactsProbe().read(dying, NOON))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("Try again");
  }

  @Test
  void sudoCheck_notAllowed() throws Exception {
    ServerFacts facts = FactsParser.parse(Fixtures.text("Server", "debian12-pentium3-docker"));
    try (Secret password = Secret.of("hush".toCharArray())) {
      ServerFacts settled =
          SudoCheck.confirm(
              new LocalRemote(script -> "", SudoException.Kind.NOT_ALLOWED), facts, password);

      assertThat(settled.access().sudo()).isEqualTo(ServerFacts.Sudo.NONE);
      // There is su, so root's own password is left as a way.
      assertThat(settled.needsSu()).isTrue();
      assertThat(CheckUp.worst(CheckUp.judge(settled))).isEqualTo(Verdict.CARE);
      assertThat(SudoCheck.confirm(new LocalRemote(script -> ""), facts, password))
          .isEqualTo(facts);
    }
  }

  @Test
  void sudoCheck_wrongPasswordIsNotASettledQuestion() {
    ServerFacts facts = FactsParser.parse(Fixtures.text("Server", "debian12-pentium3-docker"));
    try (Secret password = Secret.of("hush".toCharArray())) {
      assertThatThrownBy(
              () ->
                  SudoCheck.confirm(
                      new LocalRemote(script -> "", SudoException.Kind.WRONG_PASSWORD),
                      facts,
                      password))
          .isInstanceOf(SudoException.class);
    }
  }

  private static String nonce(String script) {
    Matcher matcher = NONCE.matcher(script);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String answer(String script, String section) {
    String mark = "\n@@" + nonce(script) + " ";
    return "Welcome to poweredge" + mark + section + "\n" + mark + "end\n";
  }
}
