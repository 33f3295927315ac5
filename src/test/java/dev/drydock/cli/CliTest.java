package dev.drydock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.profile.Profile;
import dev.drydock.run.RunRecord;
import dev.drydock.run.StepState;
import dev.drydock.ssh.ConnectFailedException;
import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.Hop;
import dev.drydock.ssh.LegacyAlgorithms;
import dev.drydock.ssh.SudoException;
import dev.drydock.ssh.Target;
import dev.drydock.ssh.TransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  private static final String[] SERVER = {
    "--host", "poweredge", "--port", "2222", "--user", "owner"
  };

  @TempDir Path folder;
  private CliHarness cli;

  @BeforeEach
  void setUp() {
    cli = new CliHarness(folder);
  }

  private int run(String command, String... more) {
    return cli.run(
        Stream.of(Stream.of(command.split(" ")), Stream.of(SERVER), Stream.of(more))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private void noStackTrace() {
    assertThat(cli.err()).doesNotContain("\tat ", "Exception", "java.");
    assertThat(cli.out()).doesNotContain("\tat ", "Exception", "java.");
  }

  // ---- the program itself ----

  @Test
  void run_noArgument() {
    assertThat(cli.run()).isZero();

    assertThat(cli.wizardsOpened).containsExactly(Optional.empty());
  }

  @Test
  void run_practiceWizard() throws Exception {
    assertThat(cli.run("--practice")).isZero();

    assertThat(cli.wizardsOpened).containsExactly(Optional.of("practice"));
    assertThat(cli.profiles.load("practice").host()).isEqualTo("127.0.0.1");
    assertThat(cli.practice.up).as("ends with the window").isFalse();
  }

  @Test
  void run_noDisplay() {
    cli.noDisplay = "There is no display.";

    assertThat(cli.run("--practice")).isEqualTo(1);
    assertThat(cli.err()).isEqualTo("drydock: There is no display." + System.lineSeparator());
    assertThat(cli.practice.up).as("not started for nothing").isFalse();
    assertThat(cli.run()).isEqualTo(1);
    assertThat(cli.wizardsOpened).isEmpty();
  }

  @Test
  void run_practiceWizardOnARunningServer() {
    assertThat(cli.run("practice", "up")).isZero();

    assertThat(cli.run("--practice")).isZero();

    assertThat(cli.practice.up).as("was there before").isTrue();
  }

  @Test
  void run_helpAndVersion() {
    assertThat(cli.run("--help")).isZero();
    assertThat(cli.out())
        .contains("probe", "go386", "plan", "run", "status", "export", "profiles", "practice")
        .contains("Exit codes");
    assertThat(cli.run("run", "--help")).isZero();
    assertThat(cli.out()).contains("--yes", "--password-stdin", "--accept-host-key");
    assertThat(cli.run("--version")).isZero();
    assertThat(cli.out()).startsWith("Drydock ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "--nonsense",
        "probe",
        "probe name --host h",
        "probe nobody",
        "probe ../x",
        "probe --host h --user u --port 0",
        "probe --host h --user u --port many",
        "probe --host -x --user u",
        "probe --host h --user u --legacy blowfish",
        "probe --host h --user u --accept-host-key MD5:00",
        "run --host h --user u",
        "export --host h --user u --format pdf -o x",
        "export --host h --user u --format text",
        "export --host h --user u --format text -o x",
        "export --run none --format text -o x",
        "go386 --go 1.15",
        "go386 --cpuinfo /does/not/exist --go 1.15",
        "profiles show nobody",
        "profiles delete nobody",
        "profiles save x",
      })
  void run_usageErrors(String line) {
    assertThat(cli.run(line.split(" "))).as(cli.err()).isEqualTo(2);

    assertThat(cli.err()).startsWith("drydock: ");
    assertThat(cli.out()).isEmpty();
    noStackTrace();
  }

  @Test
  void run_unexpectedFailureShowsNoStackTrace() {
    cli.server.recorded.add(null);

    assertThat(run("export", "--format", "text", "-o", "-")).isEqualTo(1);

    assertThat(cli.err()).contains("unexpected").contains(cli.home.log().toString());
    assertThat(cli.err().lines()).hasSize(1);
    noStackTrace();
  }

  // ---- connecting ----

  @ParameterizedTest
  @EnumSource(ConnectFailedException.Kind.class)
  void probe_connectFails(ConnectFailedException.Kind kind) {
    cli.server.refusal = new ConnectFailedException(kind, "No way in.\u001b[2J", null);

    int expected =
        switch (kind) {
          case HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, HOST_KEY_REVOKED -> 4;
          default -> 3;
        };
    assertThat(run("probe")).isEqualTo(expected);
    assertThat(cli.err()).isEqualTo("drydock: No way in." + System.lineSeparator());
  }

  @Test
  void probe_linkLostOrNoUnix() {
    cli.server.factsFailure = new ConnectionLostException("The link broke.", null);
    assertThat(run("probe")).isEqualTo(3);
    cli.server.factsFailure = new SudoException(SudoException.Kind.MISSING, "No sudo.");
    assertThat(run("probe")).isEqualTo(3);
    cli.server.factsFailure = new TransferException("No Unix shell.", null);
    assertThat(run("probe")).isEqualTo(6);
    assertThat(cli.server.sessionsOpen).isZero();
  }

  @Test
  void connect_profileAndOptions() throws Exception {
    cli.profiles.save(
        Profile.of("attic", "poweredge", 2222, "owner")
            .withIdentityFile("~/.ssh/id")
            .withUseAgent(false)
            .withLegacy(java.util.Set.of("MACS", "FROM_THE_FUTURE")));

    assertThat(cli.run("probe", "attic")).isZero();
    assertThat(cli.run("probe", "attic", "--user", "root", "--legacy", "ciphers,Host-Keys"))
        .isZero();

    assertThat(cli.server.connects.get(0).target())
        .isEqualTo(new Target("poweredge", 2222, "owner"));
    assertThat(cli.server.connects.get(0).useAgent()).isFalse();
    assertThat(cli.server.connects.get(0).identity())
        .contains(Path.of(System.getProperty("user.home"), ".ssh/id"));
    assertThat(cli.server.connects.get(0).legacy()).containsExactly(LegacyAlgorithms.MACS);
    assertThat(cli.server.connects.get(1).target().user()).isEqualTo("root");
    assertThat(cli.server.connects.get(1).legacy())
        .containsExactlyInAnyOrder(
            LegacyAlgorithms.MACS, LegacyAlgorithms.CIPHERS, LegacyAlgorithms.HOST_KEYS);
  }

  @Test
  void connect_damagedProfile() throws IOException {
    Files.createDirectories(cli.home.profiles());
    Files.writeString(cli.home.profiles().resolve("bad.json"), "{");
    Files.writeString(cli.home.profiles().resolve("new.json"), "{\"schema\": 9}");

    assertThat(cli.run("probe", "bad")).isEqualTo(2);
    assertThat(cli.err()).contains("not JSON");
    assertThat(cli.run("probe", "new")).isEqualTo(2);
    assertThat(cli.err()).contains("newer Drydock");
    assertThat(cli.server.connects).isEmpty();
  }

  @Test
  void connect_passwordsFromStandardInput() {
    cli.server.wantsPassword = true;
    cli.server.sudoAsks = true;

    cli.stdin = "sec ret\r\nother\nthird\n";
    assertThat(run("probe", "--password-stdin")).isZero();
    assertThat(cli.server.passwords).containsExactly("sec ret", "sec ret");

    cli.server.passwords.clear();
    assertThat(run("probe", "--password-stdin", "--sudo-password-stdin")).isZero();
    assertThat(cli.server.passwords).containsExactly("sec ret", "other");
    assertThat(cli.out() + cli.err()).doesNotContain("sec ret", "other");
  }

  @Test
  void connect_passwordWithoutTerminal() {
    cli.server.wantsPassword = true;

    assertThat(run("probe")).isEqualTo(3);
    assertThat(cli.err()).contains("--password-stdin");

    cli.stdin = "";
    assertThat(run("probe", "--password-stdin")).isEqualTo(2);
    assertThat(cli.err()).contains("empty");
  }

  @Test
  void connect_passwordFromTheTerminal() {
    cli.server.wantsPassword = true;
    cli.types("typed");

    assertThat(run("probe")).isZero();

    assertThat(cli.server.passwords).containsExactly("typed");
    assertThat(cli.asked).containsExactly("owner@poweredge:2222's password: ");
  }

  @Test
  void connect_unknownHost() {
    cli.server.unknownHost = true;

    assertThat(run("probe")).isEqualTo(4);
    assertThat(cli.err()).contains("--accept-host-key " + FakeServer.KEY.sha256());

    assertThat(run("probe", "--accept-host-key", "SHA256:" + "B".repeat(43))).isEqualTo(4);
    assertThat(run("probe", "--accept-host-key", FakeServer.KEY.sha256())).isZero();

    cli.types("no");
    assertThat(run("probe")).isEqualTo(4);
    cli.types("yes");
    assertThat(run("probe")).isZero();
    assertThat(cli.err()).contains(FakeServer.KEY.sha256(), FakeServer.KEY.md5());
  }

  @Test
  void connect_jump_keysAndPasswordsPerHop() {
    cli.server.unknownHost = true;
    cli.server.wantsPassword = true;
    cli.stdin = "of the gate\nof the server\n";

    assertThat(
            run(
                "probe",
                "--jump",
                "keeper@gate:24",
                "--jump-password-stdin",
                "--password-stdin",
                "--accept-host-key",
                FakeServer.HOP_KEY.sha256(),
                "--accept-host-key",
                FakeServer.KEY.sha256()))
        .isZero();

    assertThat(Hop.text(cli.server.connects.get(0).through())).isEqualTo("keeper@gate:24");
    assertThat(cli.server.passwords).containsExactly("of the gate", "of the server");
    assertThat(run("probe", "--jump", "gate", "--accept-host-key", FakeServer.KEY.sha256()))
        .isEqualTo(4);
    assertThat(cli.err()).contains("owner@gate:22").contains(FakeServer.HOP_KEY.sha256());
  }

  /** What the server's password is for is no business of the computers on the way. */
  @Test
  void connect_jump_isNotGivenTheServersPassword() {
    cli.server.wantsPassword = true;
    cli.stdin = "of the server\n";

    assertThat(run("probe", "--jump", "gate", "--password-stdin")).isEqualTo(3);
    assertThat(cli.err()).contains("owner@gate:22").contains("--jump-password-stdin");
    assertThat(cli.server.passwords).isEmpty();
  }

  @Test
  void connect_jump_ofTheProfileUnlessSaidOtherwise() throws Exception {
    cli.profiles.save(
        Profile.of("behind", "poweredge", 22, "owner")
            .withThrough(List.of(new Profile.JumpHost("gate", 24, "keeper", "/k"))));

    assertThat(cli.run("probe", "behind")).isZero();
    assertThat(cli.run("probe", "behind", "--jump", "none")).isZero();
    assertThat(cli.run("probe", "behind", "--jump", "a,b@c:3")).isZero();
    assertThat(cli.server.connects)
        .extracting(options -> Hop.text(options.through()))
        .containsExactly("keeper@gate:24", "", "owner@a:22, b@c:3");
    assertThat(cli.server.connects.get(0).through().get(0).identity()).isPresent();
    assertThat(cli.run("probe", "behind", "--jump", "a:nonsense")).isEqualTo(2);
    assertThat(cli.err()).contains("user@host:port");
  }

  @Test
  void connect_jumpLegacy_isForThatComputerAlone() throws Exception {
    assertThat(
            run(
                "probe",
                "--legacy",
                "macs",
                "--jump",
                "gate,k@inner:24",
                "--jump-legacy",
                "inner:24=ciphers,inner=host-keys"))
        .as(cli.err())
        .isZero();
    ConnectOptions options = cli.server.connects.get(0);
    assertThat(options.legacy()).containsExactly(LegacyAlgorithms.MACS);
    assertThat(options.through().get(0).legacy()).isEmpty();
    assertThat(options.through().get(1).legacy())
        .containsExactlyInAnyOrder(LegacyAlgorithms.CIPHERS, LegacyAlgorithms.HOST_KEYS);

    assertThat(run("probe", "--jump", "gate", "--jump-legacy", "other=ciphers")).isEqualTo(2);
    assertThat(cli.err()).contains("\"other\" is not on the way").contains("owner@gate:22");
    assertThat(run("probe", "--jump", "gate", "--jump-legacy", "gate=rot13")).isEqualTo(2);
    assertThat(cli.err()).contains("\"rot13\" is not a category");
    assertThat(run("probe", "--jump", "gate", "--jump-legacy", "ciphers")).isEqualTo(2);
    assertThat(cli.err()).contains("HOST=CATEGORY");
  }

  @Test
  void profiles_save_keepsTheWayAndWhatIsAllowedThere() throws Exception {
    assertThat(
            cli.run(
                "profiles",
                "save",
                "behind",
                "--host",
                "poweredge",
                "--user",
                "owner",
                "--jump",
                "gate",
                "--jump-legacy",
                "gate=ciphers"))
        .as(cli.err())
        .isZero();
    assertThat(cli.profiles.load("behind").legacy()).isEmpty();
    assertThat(cli.profiles.load("behind").through())
        .containsExactly(new Profile.JumpHost("gate", 22, "owner", "", Set.of("CIPHERS")));
    assertThat(cli.run("profiles", "show", "behind")).isZero();
    assertThat(cli.out()).contains("through   owner@gate:22  legacy CIPHERS");
    assertThat(cli.run("probe", "behind")).isZero();
    assertThat(cli.server.connects.get(0).through().get(0).legacy())
        .containsExactly(LegacyAlgorithms.CIPHERS);
    assertThat(cli.server.connects.get(0).legacy()).isEmpty();
  }

  @Test
  void connect_anotherKeyAtThePracticeServersAddress() {
    cli.server.unknownHost = true;
    assertThat(cli.run("practice", "up")).isZero();
    cli.practice.hostKey = "SHA256:" + "C".repeat(43);

    assertThat(cli.run("probe", "practice")).isEqualTo(4);
  }

  @Test
  void connect_knownHostWithAnotherKeyThanNamed() {
    assertThat(run("probe", "--accept-host-key", "SHA256:" + "B".repeat(43))).isEqualTo(4);

    assertThat(cli.server.sessionsOpen).isZero();
  }

  @Test
  void connect_practiceServerNeedsNoQuestion() {
    cli.server.unknownHost = true;
    cli.server.wantsPassword = true;
    cli.server.sudoAsks = true;
    assertThat(cli.run("practice", "up", "--memory", "512", "--fresh")).isZero();
    assertThat(cli.practice.wanted.memoryMb()).isEqualTo(512);
    assertThat(cli.practice.wanted.fresh()).isTrue();

    assertThat(cli.run("probe", "practice")).as(cli.err()).isZero();

    assertThat(cli.server.passwords).containsExactly("practice-word", "practice-word");
    // Once it is down, whatever answers at its address is any server.
    assertThat(cli.run("practice", "down")).isZero();
    assertThat(cli.run("probe", "practice")).isEqualTo(4);
  }

  // ---- probe, plan, status ----

  @Test
  void probe_text() {
    assertThat(run("probe")).isZero();

    assertThat(cli.out())
        .contains("owner@poweredge:2222", FakeServer.KEY.sha256())
        .contains("take care   SSE2", "STOPS YOU   Disk", "Free some space.")
        .contains("softfloat", "387", "recommended  debian-package")
        .doesNotContain("\u001b", "evil");
  }

  @Test
  void probe_json() throws IOException {
    assertThat(run("probe", "--json")).isZero();

    JsonNode json = new ObjectMapper().readTree(cli.out());
    assertThat(json.path("target").textValue()).isEqualTo("owner@poweredge:2222");
    assertThat(json.path("facts").path("cpu").path("modelName").textValue())
        .isEqualTo("Pentium III (Coppermine)");
    assertThat(json.path("findings").get(1).path("verdict").textValue()).isEqualTo("CARE");
    assertThat(json.path("go386").get(0).path("go").textValue()).isEqualTo("1.1.2");
    assertThat(json.path("go386").get(0).path("value").textValue()).isEqualTo("387");
    assertThat(json.path("go386").get(2).path("value").textValue()).isEqualTo("softfloat");
    assertThat(json.path("routes").get(0).path("possible").booleanValue()).isTrue();
    assertThat(cli.out()).doesNotContain("\u001b");
  }

  @Test
  void plan_everyCommand() {
    cli.server.alreadyDone.put("one", true);

    assertThat(run("plan", "--set", "IMAGE=it's/mine")).isZero();

    assertThat(cli.out())
        .contains("[1/3] Do one  (under a minute)  already done")
        .contains("[2/3] Do two  (as root, 6 to 30 min)")
        .contains("        apply() { echo two; }")
        .contains("        IMAGE='it'\\''s/mine'; export IMAGE")
        .contains("2 of 3 steps to do, 6 to 35 min");
  }

  @Test
  void plan_brief() {
    assertThat(run("plan", "--brief")).isZero();

    assertThat(cli.out()).contains("[3/3] Do three").doesNotContain("apply()");
  }

  @Test
  void plan_parameterFromAFile() throws IOException {
    Path dockerfile = Files.writeString(folder.resolve("Dockerfile"), "FROM a=b\n");

    assertThat(run("plan", "--set-file", "DOCKERFILE=" + dockerfile)).isZero();
    assertThat(cli.out()).contains("DOCKERFILE='FROM a=b\n'");

    Files.write(dockerfile, new byte[] {(byte) 0xff});
    assertThat(run("plan", "--set-file", "DOCKERFILE=" + dockerfile)).isEqualTo(2);
    assertThat(cli.err()).contains("not UTF-8");
    assertThat(run("plan", "--set-file", "DOCKERFILE=" + folder)).isEqualTo(2);
    assertThat(run("plan", "--set-file", "DOCKERFILE=/does/not/exist")).isEqualTo(2);
  }

  @Test
  void plan_wrongParameterOrRoute() {
    assertThat(run("plan", "--set", "COLOUR=red")).isEqualTo(2);
    assertThat(cli.err()).contains("COLOUR", "IMAGE, DOCKERFILE");
    assertThat(run("plan", "--set", "IMAGE=!")).isEqualTo(2);
    assertThat(cli.err()).contains("exclamation mark");
    assertThat(run("plan", "--route", "nowhere")).isEqualTo(2);
    assertThat(cli.err()).contains("debian-package");
  }

  @Test
  void plan_noRouteFits() {
    cli.server.routePossible = false;

    assertThat(run("plan")).isEqualTo(6);
    assertThat(cli.err()).contains("no 32-bit x86");
    assertThat(run("run", "--yes")).isEqualTo(6);
    assertThat(run("run", "--yes", "--route", "debian-package")).isEqualTo(6);
    assertThat(run("probe")).isZero();
  }

  @Test
  void plan_choicesOfTheProfile() throws Exception {
    cli.profiles.save(
        Profile.of("attic", "poweredge", 2222, "owner")
            .withRoute("debian-package", Map.of("IMAGE", "saved/image", "GONE", "x")));

    assertThat(cli.run("plan", "attic")).isZero();
    assertThat(cli.out()).contains("IMAGE='saved/image'").doesNotContain("GONE");
    assertThat(cli.run("plan", "attic", "--set", "IMAGE=mine")).isZero();
    assertThat(cli.out()).contains("IMAGE='mine'");
  }

  @Test
  void status_recordAndServer() {
    cli.recorded("r1", "", StepState.DONE, StepState.RUNNING);
    cli.server.alreadyDone.putAll(Map.of("one", true, "two", false, "three", false));

    assertThat(run("status")).isZero();

    assertThat(cli.out())
        .contains("run r1")
        .contains("[1/3] Do one: done")
        .contains("[2/3] Do two: running when last seen")
        .contains("[3/3] Do three: left to do")
        .contains("1 done, 1 running, 1 left.");
  }

  @Test
  void status_serverKnowsBetter() {
    cli.recorded("r1", "", StepState.DONE, StepState.FAILED);
    cli.server.alreadyDone.putAll(Map.of("one", false, "three", true));

    assertThat(run("status")).isZero();

    assertThat(cli.out())
        .contains("[1/3] Do one: was done, but is no longer so")
        .contains("[2/3] Do two: failed: It went wrong.")
        .contains("[3/3] Do three: done");
  }

  @Test
  void status_offline() {
    assertThat(run("status", "--offline")).isZero();
    assertThat(cli.out()).contains("Nothing has been run");

    cli.recorded("r1", "", StepState.DONE);
    assertThat(run("status", "--offline")).isZero();
    assertThat(cli.out()).contains("1 done, 0 running, 2 left.");
    assertThat(cli.server.connects).isEmpty();
  }

  @Test
  void status_neverRun() {
    cli.server.alreadyDone.put("one", true);

    assertThat(run("status")).isZero();

    assertThat(cli.out()).contains("not run from here yet", "Do one: done", "1 done, 0 running");
  }

  // ---- export ----

  @Test
  void export_toAFile() throws IOException {
    RunRecord run = cli.recorded("r1", "", StepState.DONE);
    Files.writeString(run.steps().get(0).out(), "$ echo one\none and canary-7391\n");
    Path file = folder.resolve("t.md");
    cli.stdin = "canary-7391\n";

    assertThat(run("export", "--format", "markdown", "-o", file.toString(), "--hide-stdin"))
        .as(cli.err())
        .isZero();

    assertThat(file)
        .content(UTF_8)
        .contains("$ echo one\none and [hidden]\n")
        .contains("| SSE2 | missing |");
    assertThat(cli.err()).contains("Written: ", "Hidden in 1 places");
    assertThat(cli.server.connects).isEmpty();
  }

  @Test
  void export_toStandardOutput() {
    cli.recorded("r1", "", StepState.DONE);

    assertThat(run("export", "--format", "text", "-o", "-")).isZero();

    assertThat(cli.out()).startsWith("Drydock transcript");
  }

  @Test
  void export_placesThatCannotBeWritten() throws IOException {
    cli.recorded("r1", "", StepState.DONE);

    assertThat(run("export", "--format", "text", "-o", folder.resolve("no/such").toString()))
        .isEqualTo(2);
    assertThat(run("export", "--format", "text", "-o", folder.toString())).isEqualTo(1);
    assertThat(cli.err()).contains("could not be written");
    noStackTrace();
  }

  @Test
  void export_ofTheProfilesRunAtAnotherAddress() throws Exception {
    cli.profiles.save(Profile.of("attic", "elsewhere", 22, "owner").withLastRun("r1"));
    cli.recorded("r1", "", StepState.DONE);

    assertThat(cli.run("export", "attic", "--format", "text", "-o", "-")).isZero();

    assertThat(cli.out()).contains("r1");
  }

  // ---- profiles and practice ----

  @Test
  void profiles_wholeLife() throws Exception {
    assertThat(
            cli.run(
                "profiles",
                "save",
                "attic",
                "--host",
                "poweredge",
                "--user",
                "owner",
                "--legacy",
                "macs",
                "--no-agent"))
        .as(cli.err())
        .isZero();
    assertThat(cli.run("profiles", "save", "attic", "--host", "other", "--user", "x")).isEqualTo(2);
    assertThat(cli.run("profiles", "duplicate", "attic", "second")).isZero();
    assertThat(cli.run("profiles", "rename", "second", "third")).isZero();
    assertThat(cli.run("profiles", "rename", "third", "attic")).isEqualTo(2);
    assertThat(cli.run("profiles")).isZero();
    assertThat(cli.out().lines())
        .containsExactly("attic  owner@poweredge:22", "third  owner@poweredge:22");
    assertThat(cli.run("profiles", "show", "attic")).isZero();
    assertThat(cli.out()).contains("host      poweredge", "legacy    MACS", "agent     no");
    assertThat(cli.run("profiles", "delete", "third")).isZero();
    assertThat(cli.run("profiles", "list")).isZero();
    assertThat(cli.out().lines()).hasSize(1);
  }

  @Test
  void profiles_damagedOnesAreListed() throws IOException {
    Files.createDirectories(cli.home.profiles());
    Files.writeString(cli.home.profiles().resolve("bad.json"), "{");

    assertThat(cli.run("profiles", "list")).isZero();
    assertThat(cli.out()).contains("bad  cannot be used", "not JSON");
    assertThat(cli.run("profiles", "show", "bad")).isEqualTo(2);
  }

  @Test
  void practice_upStatusDown() throws Exception {
    assertThat(cli.run("practice", "status")).isZero();
    assertThat(cli.out()).contains("It does not run.");
    assertThat(cli.run("practice", "up")).isZero();
    assertThat(cli.err()).contains("Booting.");
    assertThat(cli.out()).contains("drydock run practice --yes");
    cli.profiles.save(cli.profiles.load("practice").withLastRun("r1"));
    assertThat(cli.run("practice", "up")).isZero();
    assertThat(cli.profiles.load("practice").lastRun()).isEqualTo("r1");
    assertThat(cli.run("practice", "down")).isZero();
    assertThat(cli.out()).contains("It is off.");
  }

  @Test
  void practice_cannotStart() {
    cli.practice.failure = new CliFailure(1, "QEMU is missing.");

    assertThat(cli.run("practice", "up")).isEqualTo(1);
    assertThat(cli.err()).isEqualTo("drydock: QEMU is missing." + System.lineSeparator());
    assertThat(cli.run("--practice")).isEqualTo(1);
    assertThat(cli.wizardsOpened).isEmpty();
  }
}
