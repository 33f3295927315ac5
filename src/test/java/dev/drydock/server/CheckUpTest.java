package dev.drydock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckUpTest {
  @Test
  void judge_modelCase_allFine() {
    List<Finding> findings = CheckUp.judge(new FactsBuilder().build());

    assertThat(findings)
        .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FINE));
    assertThat(CheckUp.worst(findings)).isEqualTo(Verdict.FINE);
    assertThat(finding(findings, "cpu.sse2").value()).isEqualTo("missing");
    assertThat(finding(findings, "cpu.go386").value()).contains("softfloat").contains("387");
  }

  @Test
  void judge_orderAndIds() {
    List<Finding> findings = CheckUp.judge(new FactsBuilder().build());

    assertThat(findings.stream().map(Finding::id))
        .doesNotHaveDuplicates()
        .startsWith("cpu.model", "cpu.sse2", "cpu.go386", "memory", "disk./", "clock", "os.kernel");
  }

  @Test
  void judge_whatIsNotFineSaysWhatToDo() {
    for (ServerFacts facts :
        List.of(
            FactsParser.parse(""),
            FactsParser.parse(Fixtures.text("Server", "debian12-amd64")),
            FactsParser.parse(Fixtures.text("Server", "debian12-i386-chroot")))) {
      assertThat(CheckUp.judge(facts))
          .filteredOn(finding -> finding.verdict() != Verdict.FINE)
          .isNotEmpty()
          .allSatisfy(finding -> assertThat(finding.advice()).endsWith(finding.advice().strip()))
          .allSatisfy(finding -> assertThat(finding.advice()).isNotBlank())
          .allSatisfy(finding -> assertThat(finding.value()).isNotBlank());
    }
  }

  @Test
  void worst_nothing() {
    assertThat(CheckUp.worst(List.of())).isEqualTo(Verdict.FINE);
  }

  @Test
  void kernel_notLinux() {
    check(new FactsBuilder().kernelName("FreeBSD"), "os.kernel", Verdict.STOP, "Linux");
  }

  @Test
  void cpu_arm() {
    FactsBuilder arm = new FactsBuilder().cpu("arm-cortex-a9").machine("armv7l", "armhf");

    check(arm, "cpu.model", Verdict.STOP, "ARM");
    assertThat(CheckUp.judge(arm.build()).stream().map(Finding::id))
        .doesNotContain("cpu.sse2", "cpu.go386");
  }

  @Test
  void architecture_amd64_namesDockersOwnPackages() {
    FactsBuilder amd64 = new FactsBuilder().cpu("x86-64-core2-duo").machine("x86_64", "amd64");

    check(amd64, "os.architecture", Verdict.STOP, "Docker's own packages");
    check(amd64, "cpu.go386", Verdict.STOP, "Docker's own packages");
  }

  @Test
  void architecture_i386OnA64bitKernel() {
    FactsBuilder mixed = new FactsBuilder().cpu("x86-64-core2-duo").machine("x86_64", "i386");

    check(mixed, "os.architecture", Verdict.FINE, "32-bit packages");
    assertThat(finding(CheckUp.judge(mixed.build()), "cpu.go386").value()).isEqualTo("sse2");
  }

  @Test
  void cpu_32bitWithSse2() {
    List<Finding> findings = CheckUp.judge(new FactsBuilder().cpu("pentium4").build());

    assertThat(CheckUp.worst(findings)).isEqualTo(Verdict.FINE);
    assertThat(finding(findings, "cpu.go386").value()).isEqualTo("sse2");
  }

  @ParameterizedTest
  @CsvSource({"pentium2-klamath, SSE missing", "pentium-classic, MMX and SSE missing"})
  void cpu_olderThanSse(String fixture, String value) {
    FactsBuilder old = new FactsBuilder().cpu(fixture);

    check(old, "cpu.simd", Verdict.CARE, "Go");
    assertThat(finding(CheckUp.judge(old.build()), "cpu.simd").value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "debian, 12, bookworm, true, FINE, 2028",
    "debian, 12, bookworm, false, CARE, sources.list",
    "debian, 11, bullseye, true, CARE, older than",
    "debian, 8, jessie, false, STOP, no package docker.io",
    "debian, 13, trixie, true, STOP, need SSE2",
    "debian, '', trixie, true, STOP, need SSE2",
    "ubuntu, 13.04, raring, false, STOP, old-releases",
    "ubuntu, 18.04, bionic, true, CARE, no updates",
    "devuan, 5, daedalus, true, CARE, docker.io"
  })
  void distribution_withApt(
      String id, String version, String codename, boolean offered, Verdict verdict, String words) {
    FactsBuilder facts = new FactsBuilder().distribution(id, version, codename);
    if (!offered) {
      facts.noEngineOnOffer();
    }

    check(facts, "os.distribution", verdict, words);
  }

  @Test
  void distribution_debian13WithSse2() {
    check(
        new FactsBuilder().cpu("pentium4").distribution("debian", "13", "trixie"),
        "os.distribution",
        Verdict.CARE,
        "no complete 32-bit system");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpine", "void"})
  void distribution_needsSse2(String id) {
    check(
        new FactsBuilder().distribution(id, "", "").manager(""),
        "os.distribution",
        Verdict.STOP,
        "need SSE2");
  }

  @ParameterizedTest
  @CsvSource({"2014, 0, FINE", "256, 768, FINE", "512, 0, CARE", "61, 256, CARE", "0, 0, CARE"})
  void memory_ramAndSwapTogether(long ram, long swap, Verdict verdict) {
    check(new FactsBuilder().memory(ram, swap), "memory", verdict, "");
  }

  @ParameterizedTest
  @CsvSource({"14000, FINE", "2000, CARE", "900, STOP", "0, STOP"})
  void disk_whereImagesGo(long free, Verdict verdict) {
    check(
        new FactsBuilder()
            .disks(
                new ServerFacts.Disk("/", "/", 500, 1000),
                new ServerFacts.Disk("/var/lib", "/var", free, 16000)),
        "disk./var",
        verdict,
        "");
  }

  @ParameterizedTest
  @CsvSource({
    "0, FINE, ''",
    "-60, FINE, ''",
    "61, CARE, step sets",
    "-3600, CARE, step sets",
    "-788000000, CARE, battery"
  })
  void clock_againstTheDesktops(long ahead, Verdict verdict, String words) {
    check(new FactsBuilder().ahead(ahead), "clock", verdict, words);
  }

  @Test
  void clock_year2001() {
    assertThat(
            finding(CheckUp.judge(new FactsBuilder().ahead(-816_000_000L).build()), "clock")
                .value())
        .startsWith("2001-")
        .endsWith("25 years behind");
  }

  @Test
  void sudo_everyWay() {
    check(new FactsBuilder().sudo(ServerFacts.Sudo.ROOT), "access.root", Verdict.FINE, "");
    check(new FactsBuilder().sudo(ServerFacts.Sudo.NOPASSWD), "access.root", Verdict.FINE, "");
    check(
        new FactsBuilder().sudo(ServerFacts.Sudo.PASSWORD, "owner", "sudo"),
        "access.root",
        Verdict.FINE,
        "asked");
    check(
        new FactsBuilder().sudo(ServerFacts.Sudo.PASSWORD, "owner"),
        "access.root",
        Verdict.CARE,
        "su -c \"adduser owner sudo\"");
    check(
        new FactsBuilder().sudo(ServerFacts.Sudo.NONE, "owner"),
        "access.root",
        Verdict.STOP,
        "su -c \"adduser owner sudo\"");
    check(
        new FactsBuilder().sudo(ServerFacts.Sudo.MISSING, "owner"),
        "access.root",
        Verdict.STOP,
        "apt-get install sudo");
    check(new FactsBuilder().requiresTty(), "access.root", Verdict.CARE, "requiretty");
  }

  @Test
  void index_brokenInAptsWords() {
    check(
        new FactsBuilder().index(false, "The list of sources could not be read."),
        "packages.index",
        Verdict.CARE,
        "The list of sources could not be read.");
    check(
        new FactsBuilder().index(true, "Key is stored in legacy keyring."),
        "packages.index",
        Verdict.CARE,
        "legacy keyring");
  }

  @Test
  void index_lineThatAptCannotRead() {
    List<Finding> findings =
        CheckUp.judge(FactsParser.parse(Fixtures.text("Server", "debian12-pentium3-broken-2001")));

    assertThat(finding(findings, "packages.index").advice())
        .contains("Type 'garbage' is not known on line 1")
        .contains("Correct that line");
  }

  @Test
  void index_brokenDoesNotCondemnTheDistribution() {
    assertThat(CheckUp.worst(CheckUp.judge(new FactsBuilder().index(false, "No lists.").build())))
        .isEqualTo(Verdict.CARE);
  }

  @Test
  void engine_states() {
    check(new FactsBuilder().engine("20.10.24", "", true), "engine", Verdict.FINE, "left");
    check(new FactsBuilder().engine("20.10.24", "", false), "engine", Verdict.FINE, "starts");
    check(new FactsBuilder().engine("20.10.24", "sse2", true), "engine", Verdict.STOP, "remove");
    check(new FactsBuilder().noEngineOnOffer(), "engine", Verdict.CARE, "docker.io");
  }

  @Test
  void network_unreachable() {
    check(
        new FactsBuilder().network(false, false, "The network cannot be reached."),
        "network",
        Verdict.STOP,
        "no default route");
    check(
        new FactsBuilder().network(true, false, "The name of x could not be looked up."),
        "network",
        Verdict.CARE,
        "resolv.conf");
    check(
        new FactsBuilder().network(true, false, "A connection was refused."),
        "network",
        Verdict.CARE,
        "firewall");
  }

  @Test
  void kernel_appArmorWithoutItsParser() {
    check(
        new FactsBuilder()
            .kernel(
                new ServerFacts.Kernel(true, false, true, true, true, true, true, "", true, false)),
        "kernel.apparmor",
        Verdict.CARE,
        "step installs");
  }

  @Test
  void kernel_bare() {
    FactsBuilder bare =
        new FactsBuilder()
            .kernel(
                new ServerFacts.Kernel(
                    false, false, false, false, false, false, false, "", false, false));

    check(bare, "kernel.overlay", Verdict.CARE, "vfs");
    check(bare, "kernel.cgroups", Verdict.STOP, "kernel");
    check(bare, "kernel.namespaces", Verdict.STOP, "kernel");
    check(bare, "kernel.bridge", Verdict.CARE, "kernel");
  }

  private static void check(FactsBuilder facts, String id, Verdict verdict, String words) {
    Finding finding = finding(CheckUp.judge(facts.build()), id);
    assertThat(finding.verdict()).as(finding.toString()).isEqualTo(verdict);
    assertThat(finding.advice()).contains(words);
  }

  private static Finding finding(List<Finding> findings, String id) {
    return findings.stream()
        .filter(finding -> finding.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no finding " + id));
  }
}
