package dev.drydock.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.files.DrydockHome;
import dev.drydock.files.Kept;
import dev.drydock.files.PrivateFiles;
import dev.drydock.practice.KeptPractice;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileStore;
import dev.drydock.relay.MirrorStore;
import dev.drydock.relay.OwnFiles;
import dev.drydock.run.KeptPlan;
import dev.drydock.ssh.KeptKnownHosts;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Waiting;
import dev.drydock.ui.KeptSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file that Drydock replaces under its home, other than the copies of a server's events and
 * outputs (see CopyTest): whatever happens while it is written, the version before or the new one
 * is there, whole, and a refusal is told. {@code -Ddrydock.kills=N} for more kills of each.
 */
@Timeout(240)
final class DurableFilesTest {
  private static final int KILLS = Integer.getInteger("drydock.kills", 2);
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());
  private static final String PRECIOUS = "precious";

  @TempDir Path folder;

  static List<Kept> files() {
    return List.of(
        new KeptKnownHosts(),
        new Mirrors(),
        new SavedProfile(),
        new KeptSettings(),
        new KeptPlan(),
        new Packed(),
        new KeptPractice.State(),
        new KeptPractice.Mark(),
        new KeptPractice.HostKeyFile());
  }

  // ---- those that are written by public classes ----

  /** The list of mirrors. */
  public static final class Mirrors implements Kept {
    @Override
    public Path file(DrydockHome home) {
      return home.mirrors();
    }

    @Override
    public void write(DrydockHome home, int number) throws IOException {
      new MirrorStore(file(home)).set("go", "https://mirror.example/" + FILLER + number);
    }

    @Override
    public int read(DrydockHome home) throws IOException {
      String address = new MirrorStore(file(home)).get("go").orElseThrow();
      return Integer.parseInt(address.substring(("https://mirror.example/" + FILLER).length()));
    }
  }

  /** A server. */
  public static final class SavedProfile implements Kept {
    @Override
    public Path file(DrydockHome home) {
      return home.profiles().resolve("p.json");
    }

    @Override
    public void write(DrydockHome home, int number) throws ProfileException {
      new ProfileStore(home.profiles())
          .save(
              Profile.of("p", "h" + number, 22, "owner").withRoute("r", Map.of("FILLER", FILLER)));
    }

    @Override
    public int read(DrydockHome home) throws ProfileException, IOException {
      Profile profile = new ProfileStore(home.profiles()).load("p");
      if (!profile.choices().equals(Map.of("FILLER", FILLER))) {
        throw new IOException("not whole");
      }
      return Integer.parseInt(profile.host().substring(1));
    }
  }

  /** What is to be sent. */
  public static final class Packed implements Kept {
    @Override
    public Path file(DrydockHome home) {
      return home.cache().resolve("upstreams").resolve("patches.tar");
    }

    @Override
    public void write(DrydockHome home, int number) throws IOException {
      OwnFiles.pack(
          home.cache(), "patches", new TreeMap<>(Map.of("a", FILLER + number, "b", "end")));
    }

    @Override
    public int read(DrydockHome home) throws IOException {
      try (InputStream in = Files.newInputStream(file(home));
          TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
        tar.getNextEntry();
        String first = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
        tar.getNextEntry();
        assertThat(new String(tar.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("end");
        assertThat(tar.getNextEntry()).isNull();
        return Integer.parseInt(first.substring(FILLER.length()));
      }
    }
  }

  // ---- kill -9 ----

  /** Writes version after version, and says so of each when it is done. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      Kept kept =
          files().stream()
              .filter(one -> one.getClass().getName().equals(arguments[0]))
              .findFirst()
              .orElseThrow();
      DrydockHome home = DrydockHome.under(Path.of(arguments[1]));
      int next = Files.exists(kept.file(home)) ? kept.read(home) + 1 : 0;
      while (true) {
        kept.write(home, next);
        System.out.println(next++);
        System.out.flush();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void kill_anyMoment_leavesAWholeVersion(Kept kept) throws Exception {
    System.out.println("DurableFilesTest seed " + SEED);
    Random random = new Random(SEED ^ kept.getClass().getName().hashCode());
    Path root = folder.resolve("home");
    DrydockHome home = DrydockHome.under(root);
    for (int round = 0; round < KILLS; round++) {
      Path output = folder.resolve("output-" + round);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:-UsePerfData",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  kept.getClass().getName(),
                  root.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int wanted = 1 + random.nextInt(60);
      long further = random.nextInt(4_000_000);
      try {
        assertThat(
                Waiting.until(
                    Duration.ofSeconds(90),
                    Duration.ofMillis(1),
                    () -> said(output).size() >= wanted || !process.isAlive()))
            .isTrue();
        // Not always at the same place of the next writing.
        java.util.concurrent.locks.LockSupport.parkNanos(further);
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> lines = said(output);
      assertThat(lines).as(Files.readString(output)).hasSizeGreaterThanOrEqualTo(wanted);
      int acknowledged = Integer.parseInt(lines.get(lines.size() - 1));
      assertThat(kept.read(home)).isBetween(acknowledged, acknowledged + 1);
      assertPrivate(root);
    }
    kept.write(home, kept.read(home) + 1);
  }

  /** The whole lines of the output so far. */
  private static List<String> said(Path output) {
    try {
      String text = Files.readString(output);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Also what a killed process left behind. */
  private static void assertPrivate(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as("%s", path)
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  // ---- a full disk ----

  @ParameterizedTest
  @MethodSource("files")
  void fullDisk_keepsTheVersionBeforeAndSaysSo(Kept kept) throws Exception {
    assumeTrue(LocalSshd.isRoot(), "mounting a small disk needs root");
    Optional<SmallDisk> mounted = SmallDisk.mount(folder.resolve("disk"), 512);
    assumeTrue(mounted.isPresent(), "mounting is not permitted here");
    try (SmallDisk disk = mounted.get()) {
      Path root = folder.resolve("disk").resolve("home");
      DrydockHome home = DrydockHome.under(root);
      kept.write(home, 0);
      disk.fill();
      List<Path> before = names(kept.file(home));

      Throwable refused = catchThrowable(() -> kept.write(home, 1));

      assertThat(refused).as("a full disk").isInstanceOf(Exception.class);
      String told =
          refused instanceof IOException io ? PrivateFiles.explain(io) : refused.getMessage();
      assertThat(told).containsIgnoringCase("no space left").doesNotContain("Exception");
      assertThat(kept.read(home)).isZero();
      assertThat(names(kept.file(home))).isEqualTo(before);
      disk.free();
      kept.write(home, 1);
      assertThat(kept.read(home)).isEqualTo(1);
      assertPrivate(root);
    }
  }

  private static List<Path> names(Path file) throws IOException {
    try (Stream<Path> beside = Files.list(file.getParent())) {
      return beside.sorted().toList();
    }
  }

  // ---- what somebody puts in the file's place ----

  @ParameterizedTest
  @MethodSource("files")
  void somethingElseInItsPlace_isNeverWrittenThrough(Kept kept) throws Exception {
    DrydockHome home = DrydockHome.under(folder.resolve("home"));
    kept.write(home, 0);
    Path file = kept.file(home);
    Path precious = Files.writeString(folder.resolve("precious"), PRECIOUS);
    byte[] old = Files.readAllBytes(file);
    for (String what : List.of("link", "dangling", "hard", "pipe", "folder", "wide")) {
      Files.delete(file);
      switch (what) {
        case "link" -> Files.createSymbolicLink(file, precious);
        case "dangling" -> Files.createSymbolicLink(file, folder.resolve("not-yet"));
        case "hard" -> Files.createLink(file, precious);
        case "pipe" ->
            assertThat(new ProcessBuilder("mkfifo", "" + file).start().waitFor()).isZero();
        case "folder" -> Files.createDirectory(file);
        default -> {
          Files.write(file, old);
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        }
      }

      Throwable refused = catchThrowable(() -> kept.write(home, 1));

      assertThat(precious).as(what).hasContent(PRECIOUS);
      assertThat(folder.resolve("not-yet")).doesNotExist();
      if (refused == null) {
        assertThat(Files.isSymbolicLink(file)).as(what).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(what)
            .isEqualTo("rw-------");
      } else {
        assertThat(refused).as(what).isInstanceOf(Exception.class);
        assertThat(refused).isNotInstanceOf(RuntimeException.class);
      }
      if (what.equals("pipe") || what.equals("folder")) {
        assertThat(refused).as(what).isNotNull();
      }
      if (what.equals("wide")) {
        assertThat(kept.read(home)).isEqualTo(1);
      }
    }
  }

  /** The folder itself: nothing begins before it is a real one of the person's own. */
  @ParameterizedTest
  @MethodSource("files")
  void linkInPlaceOfItsFolder_isRefusedAtTheStart(Kept kept) throws Exception {
    DrydockHome home = DrydockHome.under(folder.resolve("home"));
    kept.write(home, 0);
    Path own = kept.file(home).getParent();
    while (!own.getFileName().toString().equals("drydock")) {
      own = own.getParent();
    }
    Path moved = folder.resolve("moved");
    Files.move(own, moved);
    Files.createSymbolicLink(own, moved);
    assertThatThrownBy(home::secure).isInstanceOf(IOException.class).hasMessageContaining("link");
  }
}
