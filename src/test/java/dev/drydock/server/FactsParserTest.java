package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FactsParserTest {
  static List<String> cases() {
    return Fixtures.cases("Server");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parse_realServer(String name) {
    ServerFacts facts = FactsParser.parse(Fixtures.text("Server", name));
    JsonNode expected = Fixtures.expected("Server", name);

    assertThat(facts.cpu().modelName()).isEqualTo(expected.get("cpu").asText());
    ServerFacts.Os os = facts.os();
    assertThat(
            String.join(
                " ",
                os.hostname(),
                os.kernelName(),
                os.machine(),
                os.architecture(),
                os.id(),
                os.versionId(),
                os.codename(),
                os.init()))
        .isEqualTo(expected.get("os").asText());
    assertThat(facts.memory().ramMb()).isPositive();
    assertThat(facts.clock().serverEpochSeconds()).isPositive();
    assertThat(facts.disks())
        .hasSize(expected.get("disks").asInt())
        .allSatisfy(disk -> assertThat(disk.freeMb()).isPositive());
    ServerFacts.Access access = facts.access();
    assertThat(
            access.user()
                + " "
                + access.uid()
                + " "
                + access.home()
                + " "
                + access.groups()
                + " "
                + access.sudo())
        .isEqualTo(expected.get("user").asText());
    ServerFacts.Packages packages = facts.packages();
    assertThat(packages.indexWorks()).isEqualTo(expected.get("indexWorks").asBoolean());
    assertThat(packages.mirror()).isEqualTo(expected.get("mirror").asText());
    assertThat(packages.sources()).hasSize(expected.get("sources").asInt());
    assertThat(packages.candidates().getOrDefault("docker.io", ""))
        .isEqualTo(expected.get("candidate").asText());
    assertThat(packages.installed().getOrDefault("docker.io", ""))
        .isEqualTo(expected.get("installed").asText());
    assertThat(facts.engine().dockerVersion() + " " + facts.engine().daemonRunning())
        .isEqualTo(expected.get("engine").asText());
    assertThat(kernel(facts.kernel())).isEqualTo(expected.get("kernel").asText());
    assertThat(facts.kernel().iptables()).isEqualTo(expected.get("iptables").asText());
    assertThat(facts.network().hasDefaultRoute() + " " + facts.network().mirrorReachable())
        .isEqualTo(expected.get("network").asText());
    assertThat(CheckUp.worst(CheckUp.judge(facts)))
        .isEqualTo(Verdict.valueOf(expected.get("worst").asText()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void json_thereAndBack(String name) throws Exception {
    ServerFacts facts = FactsParser.parse(Fixtures.text("Server", name));
    ObjectMapper mapper = new ObjectMapper();

    String json = mapper.writeValueAsString(facts);

    assertThat(mapper.readValue(json, ServerFacts.class)).isEqualTo(facts);
  }

  @ParameterizedTest
  @CsvSource({"999, 1001, 0", "1000, 1000, 0", "1005, 1010, -5", "900, 990, 10"})
  void clock_errorOnlyOutsideTheTimeTheQuestionTook(long before, long after, long ahead) {
    Frames frames = Frames.parse("@@n begin\n1000\n\n@@n end\n", "n");

    ServerFacts facts =
        FactsParser.parse(frames, Instant.ofEpochSecond(before), Instant.ofEpochSecond(after));

    assertThat(facts.clock()).isEqualTo(new ServerFacts.Clock(1000, ahead));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "root | ROOT",
        "missing | MISSING",
        "exit 0 | NOPASSWD",
        "sudo: unable to resolve host poweredge~exit 0 | NOPASSWD",
        "sudo: a password is required~exit 1 | PASSWORD",
        "owner is not in the sudoers file.  This incident will be reported.~exit 1 | NONE",
        "Sorry, user owner is not allowed to execute '/bin/true' as root~exit 1 | NONE",
        "sudo: sorry, you must have a tty to run sudo~exit 1 | PASSWORD"
      })
  void access_whatSudoSays(String said, ServerFacts.Sudo expected) {
    ServerFacts facts =
        FactsParser.parse(
            "@@n begin\n1\n\n@@n id\nuid=1000(owner) gid=1000(owner) groups=1000(owner)\n\n@@n sudo\n"
                + said.replace('~', '\n')
                + "\n\n@@n end\n");

    assertThat(facts.access().sudo()).isEqualTo(expected);
    assertThat(facts.access().requiresTty()).isEqualTo(said.contains("must have a tty"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit 0 bash | true | ''",
        "exit 137 bash | false | no answer",
        "bash: line 1: deb.example.org: Name or service not known~exit 1 bash | false | looked up",
        "bash: line 1: deb.example.org: Temporary failure in name resolution~exit 1 bash | false |"
            + " looked up",
        "bash: connect: Connection refused~exit 1 bash | false | refused",
        "bash: connect: Network is unreachable~exit 1 bash | false | cannot be reached",
        "exit 2 getent | false | looked up"
      })
  void network_whatTheTrialSays(String said, boolean reachable, String problem) {
    ServerFacts facts =
        FactsParser.parse(
            "@@n begin\n1\n\n@@n network\ntarget deb.example.org 80 mirror\n"
                + said.replace('~', '\n')
                + "\n\n@@n end\n");

    assertThat(facts.network().mirrorReachable()).isEqualTo(reachable);
    if (reachable) {
      assertThat(facts.network().problem()).isEmpty();
    } else {
      assertThat(facts.network().problem()).contains(problem).contains("deb.example.org");
    }
  }

  @Test
  void kernel_withoutModulesTheConfigurationTells() {
    ServerFacts facts =
        FactsParser.parse(
            "@@n begin\n1\n\n@@n kernel\nCONFIG_OVERLAY_FS=y\nCONFIG_BRIDGE=m\n\n@@n end\n");

    assertThat(facts.kernel().overlay()).isTrue();
    assertThat(facts.kernel().bridge()).isTrue();
    assertThat(facts.kernel().veth()).isFalse();
  }

  @Test
  void kernel_modulesOfEveryForm() {
    ServerFacts facts =
        FactsParser.parse(
            """
            @@n begin
            1
            @@n kernel
            kernel/fs/overlayfs/overlay.ko
            /lib/modules/3.2.0/kernel/drivers/net/veth.ko:
            kernel/net/bridge/bridge.ko.xz: kernel/net/802/stp.ko.xz
            @@n end
            """);

    assertThat(kernel(facts.kernel())).isEqualTo("overlay bridge veth");
  }

  private static String kernel(ServerFacts.Kernel kernel) {
    StringJoiner names = new StringJoiner(" ");
    add(names, "overlay", kernel.overlay());
    add(names, "aufs", kernel.aufs());
    add(names, "cgroupV1", kernel.cgroupV1());
    add(names, "cgroupV2", kernel.cgroupV2());
    add(names, "bridge", kernel.bridge());
    add(names, "veth", kernel.veth());
    add(names, "namespaces", kernel.namespaces());
    add(names, "appArmor", kernel.appArmor());
    add(names, "appArmorParser", kernel.appArmorParser());
    return names.toString();
  }

  private static void add(StringJoiner names, String name, boolean present) {
    if (present) {
      names.add(name);
    }
  }
}
