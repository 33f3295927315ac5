package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the steps from the base system on do, with stand-ins for the programs they use. */
final class StepBehaviourTest {
  private static final List<String> FROM_BASE =
      List.of(
          "base-rootfs",
          "base-sources",
          "base-tarball",
          "import-image",
          "run-env",
          "write-dockerfile",
          "build-image",
          "run-built",
          "report");
  private static final String DONE_ALREADY = "# Already done: nothing was changed.\n";
  private static final String MIRROR = "http://mirror.example/debian";

  @TempDir Path folder;
  private StubServer server;

  @BeforeEach
  void setUp() throws Exception {
    server = new StubServer(folder);
    server.choices.put("TEST_COMMAND", "echo 'ruby  1.9'");
  }

  private String sources() throws Exception {
    return Files.readString(server.rootfs().resolve("etc/apt/sources.list"));
  }

  @Test
  void route_thenNothingIsLeftToDo() throws Exception {
    for (String id : FROM_BASE) {
      assertThat(server.check(id)).as(id + " before").isEqualTo(1);
      server.done(id);
    }
    String before = server.dockerLog();

    for (String id : FROM_BASE) {
      Sh.Result again = server.job(id);
      assertThat(again.exitCode()).isZero();
      assertThat(again.output()).as(id).endsWith(DONE_ALREADY);
    }

    assertThat(server.dockerLog().substring(before.length()).lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("docker image inspect"));
  }

  @Test
  void checkAll_asksDockerOncePerImage() throws Exception {
    FROM_BASE.forEach(server::done);
    String before = server.dockerLog();

    Sh.Result all = server.checkAll(FROM_BASE);

    assertThat(StepScript.parseChecks(all.output()))
        .containsOnlyKeys(FROM_BASE)
        .doesNotContainValue(false);
    assertThat(StepScript.parseSaid(all.output()).get("run-env")).contains("HOSTNAME=");
    assertThat(ImageReport.parse(StepScript.parseSaid(all.output()).get("report"))).isPresent();
    assertThat(server.dockerLog().substring(before.length()).lines()).hasSize(2);
  }

  @Test
  void route_newSourcesMakeAllThatFollowsAnew() {
    FROM_BASE.forEach(server::done);
    server.facts.sources = List.of("deb " + MIRROR + " bookworm main contrib");

    assertThat(server.check("base-rootfs")).isZero();
    for (String id :
        List.of("base-sources", "base-tarball", "import-image", "run-env", "build-image")) {
      assertThat(server.check(id)).as(id).isEqualTo(id.equals("base-sources") ? 1 : 0);
    }
    server.done("base-sources");
    assertThat(server.check("base-tarball")).isEqualTo(1);
    server.done("base-tarball");
    assertThat(server.check("import-image")).isEqualTo(1);
    server.done("import-image");
    assertThat(server.check("run-env")).isEqualTo(1);
    assertThat(server.check("build-image")).isEqualTo(1);
    assertThat(server.check("write-dockerfile")).isZero();
  }

  @Test
  void baseRootfs_interruptedTryIsNotTrusted() throws Exception {
    Path partial = Path.of(server.rootfs() + ".partial");
    Files.createDirectories(partial.resolve("usr/bin"));
    Files.writeString(partial.resolve("usr/bin/half"), "x");

    assertThat(server.check("base-rootfs")).isEqualTo(1);
    server.done("base-rootfs");

    assertThat(partial).doesNotExist();
    assertThat(server.rootfs().resolve("usr/bin/half")).doesNotExist();
    assertThat(server.rootfs().resolve("var/cache/apt/archives")).isEmptyDirectory();
  }

  @Test
  void baseRootfs_diskFull() {
    server.environment.put("STUB_DEBOOTSTRAP", "tar: x: Cannot write: No space left on device");

    assertThat(server.failed("base-rootfs"))
        .contains("ran full")
        .contains("450 MB")
        .contains("Free some");
    assertThat(Path.of(server.rootfs() + ".partial")).doesNotExist();
    assertThat(server.rootfs()).doesNotExist();
  }

  @Test
  void baseRootfs_mirrorGone() {
    server.environment.put("STUB_DEBOOTSTRAP", "wget: unable to resolve host address");

    assertThat(server.failed("base-rootfs")).contains(MIRROR).doesNotContain("ran full");
    assertThat(Path.of(server.rootfs() + ".partial")).doesNotExist();
  }

  @Test
  void baseRootfs_whatIsNotOursStays() throws Exception {
    Files.createDirectories(server.rootfs());
    Files.writeString(server.rootfs().resolve("mine"), "x");

    assertThat(server.failed("base-rootfs")).contains("Move it away");
    assertThat(server.rootfs().resolve("mine")).exists();
  }

  /** Seen: 355 files of 450, and the name that says "complete". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm usr/bin/sh.distrib",
        "rm etc/debian_version",
        "rm usr/bin/link",
        "echo '#!/bin/SH' >usr/bin/apt-get",
        "sed -i 's/ok installed/ok half-configured/' var/lib/dpkg/status",
        ": >var/lib/dpkg/status",
        ": >var/lib/dpkg/info/bash.list",
        "rm var/lib/dpkg/info/dash*",
        "rm var/lib/dpkg/info/*.md5sums",
        "mkdir debootstrap"
      })
  void baseRootfs_notWhatDpkgSays_isNotComplete(String spoil) throws Exception {
    server.environment.put("STUB_SPOIL", spoil);

    assertThat(server.failed("base-rootfs")).contains("is not what dpkg says");
    assertThat(server.rootfs()).doesNotExist();
    assertThat(Path.of(server.rootfs() + ".partial")).doesNotExist();

    server.environment.remove("STUB_SPOIL");
    server.done("base-rootfs");
    Path system = server.rootfs();
    Sh.Result spoilt = Sh.run(List.of("sh"), "cd '" + system + "' && touch old && " + spoil);
    assertThat(spoilt.exitCode()).isZero();

    if (!spoil.startsWith("mkdir")) {
      assertThat(server.check("base-rootfs")).isEqualTo(1);
      server.done("base-rootfs");
      assertThat(system.resolve("old")).doesNotExist();
    }
  }

  @Test
  void baseRootfs_madeBeforeThereWereProofs_isProvenAsItIs() throws Exception {
    server.done("base-rootfs");
    Files.delete(Path.of(server.rootfs() + ".proof"));
    Files.createFile(server.rootfs().resolve("old"));

    assertThat(server.check("base-rootfs")).isEqualTo(1);
    server.done("base-rootfs");

    assertThat(server.rootfs().resolve("old")).exists();
  }

  @Test
  void baseSources_ownEntriesAndWhatTheMirrorServes() throws Exception {
    server.facts.sources =
        List.of(
            "deb [arch=i386 signed-by=/x.gpg] " + MIRROR + " bookworm main non-free",
            "deb http://other.example/sec bookworm-security main",
            "deb http://third.example/x bookworm-extras main",
            "deb-src " + MIRROR + " bookworm-updates main",
            "deb file:/srv/debian bookworm-backports main");
    server.environment.put(
        "STUB_SERVED",
        "http://other.example/sec bookworm-security\n" + MIRROR + " bookworm-updates");
    server.done("base-rootfs");
    server.done("base-sources");

    assertThat(sources().lines().skip(1))
        .containsExactly(
            "deb " + MIRROR + " bookworm main non-free",
            "deb http://other.example/sec bookworm-security main",
            "deb " + MIRROR + " bookworm-updates main non-free");
    assertThat(server.rootfs().resolve("etc/apt/drydock-try.list")).doesNotExist();
  }

  @Test
  void baseSources_ownEntryThatDoesNotWorkIsAComment() throws Exception {
    server.done("base-rootfs");
    server.done("base-sources");

    assertThat(sources())
        .contains("\n# deb http://mirror.example/debian-security bookworm-security main\n")
        .doesNotContain("\ndeb http://mirror.example/debian-security");
  }

  @Test
  void baseSources_securityOfAnOldDebian() throws Exception {
    server.facts.codename = "buster";
    server.facts.versionId = "10";
    server.facts.sources = List.of("deb " + MIRROR + " buster main");
    server.environment.put("STUB_SERVED", "http://mirror.example/debian-security buster/updates");
    server.done("base-rootfs");
    server.done("base-sources");

    assertThat(sources())
        .endsWith("deb http://mirror.example/debian-security buster/updates main\n");
  }

  @Test
  void baseSources_ubuntuKeepsAllInOneArchive() throws Exception {
    String ubuntu = "http://mirror.example/ubuntu";
    server.facts.id = "ubuntu";
    server.facts.codename = "bionic";
    server.facts.mirror = ubuntu;
    server.facts.sources = List.of("deb " + ubuntu + " bionic main universe");
    server.environment.put(
        "STUB_SERVED", ubuntu + " bionic-security\n" + ubuntu + " bionic-updates");
    server.done("base-rootfs");
    server.done("base-sources");

    assertThat(sources())
        .contains("deb " + ubuntu + " bionic-security main universe\n")
        .contains("deb " + ubuntu + " bionic-updates main universe\n")
        .doesNotContain("backports");
  }

  @Test
  void baseTarball_shortenedIsMadeAnew() throws Exception {
    server.done("base-rootfs");
    server.done("base-sources");
    server.done("base-tarball");
    Files.write(server.state.resolve("bookworm-base32.tgz"), new byte[] {1, 2, 3});

    assertThat(server.check("base-tarball")).isEqualTo(1);
    server.done("base-tarball");
  }

  @Test
  void baseTarball_oneByteOfItsLengthChanged_isMadeAnew() throws Exception {
    List.of("base-rootfs", "base-sources", "base-tarball").forEach(server::done);
    Path tarball = server.state.resolve("bookworm-base32.tgz");
    byte[] bytes = Files.readAllBytes(tarball);
    bytes[bytes.length / 2] ^= 1;
    Files.write(tarball, bytes);

    assertThat(server.check("base-tarball")).isEqualTo(1);
    server.done("base-tarball");
  }

  @Test
  void baseTarball_ofAnotherSystem_isMadeAnew() throws Exception {
    List.of("base-rootfs", "base-sources", "base-tarball").forEach(server::done);
    Path list = server.rootfs().resolve("var/lib/dpkg/info/dash:i386.list");
    Files.writeString(list, Files.readString(list) + "/etc/apt\n");

    server.done("base-rootfs");

    assertThat(server.check("base-tarball")).isEqualTo(1);
  }

  @Test
  void importImage_anotherOfItsName_isNotTheBase() throws Exception {
    FROM_BASE.forEach(server::done);
    Path base = server.stubs().resolve("owner_base32");
    Path built = server.stubs().resolve("owner_ruby");
    // Docker hands labels on to what is built from an image.
    Files.copy(
        base.resolve("label-dev.drydock.tarball"), built.resolve("label-dev.drydock.tarball"));
    Files.move(base, server.stubs().resolve("aside"));
    Files.move(built, base);

    assertThat(server.check("import-image")).isEqualTo(1);
  }

  @Test
  void importImage_withoutTarball() {
    assertThat(server.failed("import-image")).contains("Pack the base system");
  }

  @Test
  void importImage_wrongArchitecture() {
    List.of("base-rootfs", "base-sources", "base-tarball").forEach(server::done);
    server.environment.put("STUB_ARCH", "amd64");

    Sh.Result result = server.job("import-image");

    assertThat(result.exitCode()).isNotZero();
    assertThat(StepScript.failure(result.output()).orElseThrow()).contains("linux/amd64");
  }

  @Test
  void runEnv_sayWhatItPrintedBefore() {
    List.of("base-rootfs", "base-sources", "base-tarball", "import-image", "run-env")
        .forEach(server::done);

    assertThat(server.job("run-env").output())
        .contains("$ docker run --rm owner/base32 env\nPATH=/bin\nHOSTNAME=d60803fb36fe\n")
        .contains("$ docker run --rm owner/base32 uname -m\ni686\n")
        .endsWith(DONE_ALREADY);
  }

  @Test
  void runEnv_64Bit() {
    List.of("base-rootfs", "base-sources", "base-tarball", "import-image").forEach(server::done);
    server.environment.put("STUB_MACHINE", "x86_64");

    assertThat(server.failed("run-env")).contains("x86_64");
  }

  @Test
  void writeDockerfile_exactlyAndKeepsTheOld() throws Exception {
    String dockerfile = "FROM owner/base32\nRUN echo '$HOME' \"`id`\" \\\n  && true";
    server.choices.put("DOCKERFILE", "FROM owner/base32");
    server.done("write-dockerfile");
    server.choices.put("DOCKERFILE", dockerfile);

    assertThat(server.check("write-dockerfile")).isEqualTo(1);
    server.done("write-dockerfile");

    Path build = server.home.resolve("drydock/build");
    assertThat(build.resolve("Dockerfile")).hasContent(dockerfile + "\n");
    assertThat(build.resolve("Dockerfile.old")).hasContent("FROM owner/base32\n");
  }

  @Test
  void buildImage_dockerfileThatDoesNotBuild() {
    server.choices.put("DOCKERFILE", "FROM owner/base32\nRUN false");
    server.done("write-dockerfile");

    assertThat(server.failed("build-image"))
        .contains("does not build")
        .contains("Correct the Dockerfile");

    server.choices.put("DOCKERFILE", "FROM owner/base32\nRUN true");
    server.done("write-dockerfile");
    server.done("build-image");
  }

  @Test
  void importImage_interruptedTryIsNotTrusted() throws Exception {
    List.of("base-rootfs", "base-sources", "base-tarball").forEach(server::done);
    server.leaveImage("drydock/unfinished:import");

    assertThat(server.check("import-image")).isEqualTo(1);
    server.done("import-image");

    assertThat(server.dockerLog().lines().filter(line -> line.contains("rmi ")))
        .as("the old one, and the new one's first name")
        .hasSize(2);
  }

  @Test
  void buildImage_serverWentDownInTheMiddle_buildsEverythingAnew() throws Exception {
    server.done("write-dockerfile");
    Path mark = server.home.resolve("drydock/state/building");
    Files.createDirectories(mark.getParent());
    Files.writeString(mark, "another boot\n");

    server.done("build-image");

    assertThat(server.dockerLog()).contains("build --force-rm --no-cache");
    assertThat(mark).doesNotExist();
  }

  @Test
  void buildImage_failedInTheSameBoot_keepsWhatWorked() throws Exception {
    server.choices.put("DOCKERFILE", "FROM owner/base32\nRUN false");
    server.done("write-dockerfile");
    server.failed("build-image");
    server.choices.put("DOCKERFILE", "FROM owner/base32\nRUN true");
    server.done("write-dockerfile");

    server.done("build-image");

    assertThat(server.dockerLog()).doesNotContain("--no-cache");
  }

  @Test
  void buildImage_goesByThePlansDockerfile() {
    server.done("write-dockerfile");
    server.done("build-image");
    server.choices.put("DOCKERFILE", "FROM owner/base32\nRUN true");

    assertThat(server.failed("build-image")).contains("Write a Dockerfile");
  }

  @Test
  void runBuilt_commandThatFails() {
    server.done("write-dockerfile");
    server.done("build-image");
    server.choices.put("TEST_COMMAND", "echo no such thing; exit 3");

    assertThat(server.failed("run-built")).contains("code 3");
  }

  @Test
  void runBuilt_otherCommandIsRun() {
    FROM_BASE.forEach(server::done);
    server.choices.put("TEST_COMMAND", "echo other");

    assertThat(server.check("run-built")).isEqualTo(1);
  }

  @Test
  void report_isTheMachineReadableOne() {
    FROM_BASE.forEach(server::done);

    ImageReport report = ImageReport.parse(server.job("report").output()).orElseThrow();

    assertThat(report.engineVersion()).isEqualTo("20.10.24");
    assertThat(report.images())
        .extracting(ImageReport.Image::name)
        .containsExactly("owner/base32", "owner/ruby");
    assertThat(report.images().get(1).layers())
        .containsExactly(
            new ImageReport.Layer(3072, "docker import"),
            new ImageReport.Layer(1024, "/bin/sh -c echo \"a  b\" \\n c"));
  }

  @Test
  void report_onlyTheBaseImage() {
    List.of("base-rootfs", "base-sources", "base-tarball", "import-image", "report")
        .forEach(server::done);
  }

  /** A power cut empties files that were renamed but not yet on the disk. */
  @Test
  void route_everyNoteEmptiedByAPowerCut_isDoneAgain() throws Exception {
    FROM_BASE.forEach(server::done);
    List<Path> notes = new ArrayList<>();
    for (Path below : List.of(server.state, server.home)) {
      try (Stream<Path> files = Files.walk(below)) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> !file.startsWith(server.rootfs().resolve("usr")))
            .filter(file -> !file.endsWith("debian_version"))
            .forEach(notes::add);
      }
    }
    assertThat(notes).hasSizeGreaterThan(5);
    for (Path note : notes) {
      Files.write(note, new byte[0]);
    }

    for (String id : FROM_BASE) {
      Sh.Result result = server.job(id);
      assertThat(result.exitCode()).as(id + ":\n" + result.output()).isZero();
      assertThat(server.check(id)).as(id).isZero();
    }
  }

  /** Cut at every note alone: what stands is reused, what is empty is never taken for done. */
  @Test
  void route_oneNoteEmptied_isNoticedByItsStep() throws Exception {
    FROM_BASE.forEach(server::done);
    Map<String, Path> notes =
        Map.of(
            "base-sources", server.rootfs().resolve("etc/apt/sources.list"),
            "base-tarball", server.state.resolve("bookworm-base32.tgz"),
            "import-image", server.state.resolve("bookworm-base32.tgz.made-of"),
            "run-env", server.home.resolve("drydock/state/run-env"),
            "write-dockerfile", server.home.resolve("drydock/build/Dockerfile"),
            "run-built", server.home.resolve("drydock/state/run-built"),
            "report", server.home.resolve("drydock/state/report"));
    for (Map.Entry<String, Path> note : notes.entrySet()) {
      byte[] whole = Files.readAllBytes(note.getValue());
      Files.write(note.getValue(), new byte[0]);
      assertThat(server.check(note.getKey())).as(note.getKey()).isEqualTo(1);
      Files.write(note.getValue(), whole);
      assertThat(server.check(note.getKey())).as(note.getKey()).isZero();
    }
  }

  @Test
  void importImage_tarballDamagedAtTheSameLength_isRefused() throws Exception {
    List.of("base-rootfs", "base-sources", "base-tarball").forEach(server::done);
    Path tarball = server.state.resolve("bookworm-base32.tgz");
    byte[] bytes = Files.readAllBytes(tarball);
    Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
    Files.write(tarball, bytes);

    assertThat(server.failed("import-image")).contains("is not what was packed");
  }

  @Test
  void writeDockerfile_emptiedByAPowerCut_leavesTheOldOneAlone() throws Exception {
    server.choices.put("DOCKERFILE", "FROM owner/base32");
    server.done("write-dockerfile");
    server.choices.put("DOCKERFILE", "FROM owner/base32\nRUN true");
    server.done("write-dockerfile");
    Path build = server.home.resolve("drydock/build");
    Files.write(build.resolve("Dockerfile"), new byte[0]);

    server.done("write-dockerfile");

    assertThat(build.resolve("Dockerfile.old")).hasContent("FROM owner/base32\n");
  }

  @Test
  void installEngine_interruptedInstallation_isFinishedFirst() throws Exception {
    Files.writeString(server.stubs().resolve("half"), "docker.io: half configured\n");

    Sh.Result result = server.job("install-engine");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("An earlier installation was interrupted; finishing it first.")
        .doesNotContain("That did not work");
    assertThat(server.dockerLog()).contains("--configure -a");
    assertThat(server.check("install-engine")).isZero();
  }

  @Test
  void installEngine_fetchedFileCutByAPowerCut_isFetchedAnew() throws Exception {
    Files.createFile(server.stubs().resolve("cut"));

    Sh.Result result = server.job("install-engine");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(server.dockerLog()).contains("apt-get clean");
  }
}
