package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Go386Test {
  private static final ServerFacts.Cpu PENTIUM_3 = cpu("mmx", "sse");
  private static final ServerFacts.Cpu PENTIUM_4 = cpu("mmx", "sse", "sse2");

  @ParameterizedTest
  @CsvSource({
    "1.0.2, none, none",
    "1.1, 387, sse2",
    "1.1.2, 387, sse2",
    "1.15.15, 387, sse2",
    "1.16, softfloat, sse2",
    "1.24, softfloat, sse2"
  })
  void decide_bordersOfTheRule(String version, String without, String with) {
    assertThat(value(PENTIUM_3, version)).isEqualTo(without);
    assertThat(value(PENTIUM_4, version)).isEqualTo(with);
  }

  @Test
  void decide_reasonNamesFlagAndVersion() {
    assertThat(Go386.decide(PENTIUM_3, GoVersion.parse("1.1.2")).reason())
        .contains("sse2")
        .contains("1.1.2");
  }

  @Test
  void decide_noSse_warnsOnlyBetween18And115() {
    ServerFacts.Cpu pentium2 = cpu("mmx");
    assertThat(warnings(pentium2, "1.7")).isZero();
    assertThat(warnings(pentium2, "1.8")).isEqualTo(1);
    assertThat(warnings(pentium2, "1.15")).isEqualTo(1);
    assertThat(warnings(pentium2, "1.16")).isZero();
    assertThat(warnings(PENTIUM_3, "1.15")).isZero();
  }

  @Test
  void decide_noX86Flags() {
    assertThat(Go386.decide(cpu(), GoVersion.parse("1.15")))
        .isInstanceOf(Go386.Impossible.class)
        .extracting(Go386.Answer::reason)
        .asString()
        .contains("not an x86 processor");
  }

  @Test
  void decide_64bitKernel_namesDockersOwnPackages() {
    ServerFacts.Cpu cpu = CpuInfo.parse(Fixtures.text("CpuInfo", "x86-64-core2-duo"));

    assertThat(Go386.decide(cpu, GoVersion.parse("1.15")).reason())
        .contains("Docker's own packages");
  }

  @Test
  void decide_32bitProgramsOn64bitKernel() {
    ServerFacts facts = FactsParser.parse(Fixtures.text("Server", "debian12-i386-chroot"));

    assertThat(facts.cpu().kernelBits()).isEqualTo(64);
    assertThat(Go386.decide(facts, GoVersion.parse("1.15")))
        .isInstanceOfSatisfying(Go386.Use.class, use -> assertThat(use.value()).isEqualTo("sse2"));
  }

  @Test
  void judgeOverride_sse2WithoutIt() {
    assertThat(Go386.judgeOverride(PENTIUM_3, GoVersion.parse("1.15"), "sse2"))
        .hasValueSatisfying(warning -> assertThat(warning).contains("Illegal instruction"));
  }

  @Test
  void judgeOverride_valueThatVersionDoesNotKnow() {
    assertThat(Go386.judgeOverride(PENTIUM_3, GoVersion.parse("1.16"), "387"))
        .hasValueSatisfying(warning -> assertThat(warning).contains("softfloat and sse2"));
    assertThat(Go386.judgeOverride(PENTIUM_3, GoVersion.parse("1.15"), "softfloat")).isPresent();
    assertThat(Go386.judgeOverride(PENTIUM_3, GoVersion.parse("1.0"), "387")).isPresent();
  }

  @Test
  void judgeOverride_slowerThanNeeded() {
    assertThat(Go386.judgeOverride(PENTIUM_4, GoVersion.parse("1.15"), "387"))
        .hasValueSatisfying(warning -> assertThat(warning).contains("slower"));
  }

  @Test
  void judgeOverride_theRulesOwnChoice() {
    assertThat(Go386.judgeOverride(PENTIUM_3, GoVersion.parse("1.15"), "387")).isEmpty();
    assertThat(Go386.judgeOverride(PENTIUM_3, GoVersion.parse("1.19"), "softfloat")).isEmpty();
    assertThat(Go386.judgeOverride(PENTIUM_4, GoVersion.parse("1.19"), "sse2")).isEmpty();
    assertThat(Go386.judgeOverride(PENTIUM_3, GoVersion.parse("1.0"), "none")).isEmpty();
  }

  private static String value(ServerFacts.Cpu cpu, String version) {
    return ((Go386.Use) Go386.decide(cpu, GoVersion.parse(version))).value();
  }

  private static int warnings(ServerFacts.Cpu cpu, String version) {
    return ((Go386.Use) Go386.decide(cpu, GoVersion.parse(version))).warnings().size();
  }

  private static ServerFacts.Cpu cpu(String... flags) {
    return new ServerFacts.Cpu("", "", 6, 8, Set.of(flags), 866, 1, flags.length == 0 ? 0 : 32);
  }
}
