package dev.drydock.practice;

import dev.drydock.files.DrydockHome;
import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The practice server that all {@code *IT} of one process share: its disk is built once (in {@code
 * target}, or under the folder that {@code DRYDOCK_PRACTICE_HOME} names), and each test that wants
 * a clean one gets it out of the booted snapshot in seconds. Ends with the tests' process.
 *
 * <p>Where Maven runs the tests in two processes at once, each has a server of its own over the one
 * disk image: whichever comes first builds that, and the other waits.
 */
public final class PracticeGuest {
  private static final Path BASE =
      Path.of(System.getenv().getOrDefault("DRYDOCK_PRACTICE_HOME", "target/practice-home"))
          .toAbsolutePath();

  /** 1 for the first of Maven's test processes. */
  private static final int FORK = Integer.getInteger("drydock.fork", 1);

  private static final Practice PRACTICE = Practice.in(home());

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PracticeGuest::end, "practice-end"));
  }

  private PracticeGuest() {}

  /** The folders that hold it. */
  public static DrydockHome home() {
    return DrydockHome.under(FORK == 1 ? BASE : BASE.resolve("guest-" + FORK));
  }

  /** A clean, running server on a free port; whatever ran before is gone. */
  public static PracticeServer fresh() throws PracticeException {
    return up(options().withFresh(true));
  }

  /** The running server, or the one that was put to sleep or lost its power, as it was left. */
  public static PracticeServer running() throws PracticeException {
    return up(options());
  }

  /** The same, where it was reached before. */
  public static PracticeServer runningOn(int port) throws PracticeException {
    return up(options().withPort(port));
  }

  private static PracticeServer up(PracticeOptions options) throws PracticeException {
    return practice().up(options, System.out::println);
  }

  /** The disk image is never written to again: a second name for it is as good as a copy. */
  private static void shareImage() throws PracticeException {
    Path from = DrydockHome.under(BASE).practice();
    Path to = home().practice();
    if (Files.isDirectory(to.resolve("images"))) {
      return;
    }
    PracticeImage image =
        Practice.in(DrydockHome.under(BASE)).prepare(options(), System.out::println);
    try {
      PrivateFiles.createFolder(to.resolve("identity"));
      for (Path file : files(from.resolve("identity"))) {
        Files.copy(
            file,
            to.resolve("identity").resolve(file.getFileName()),
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
      Path folder = to.resolve("images.new").resolve(image.id());
      PrivateFiles.createFolder(folder);
      for (Path file : files(image.folder())) {
        Path link = folder.resolve(file.getFileName());
        Files.deleteIfExists(link);
        Files.createLink(link, file);
      }
      Files.move(to.resolve("images.new"), to.resolve("images"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Pulls the plug: QEMU is killed as it stands, and nothing is said to the server inside. */
  public static void powerCut() throws InterruptedException {
    ProcessId qemu =
        PracticeState.read(home().practice().resolve("state.json")).orElseThrow().process();
    qemu.kill(true);
    Qemu.end(qemu, Duration.ofSeconds(30));
  }

  /** For {@code down}, {@code status} and the witness; with the common disk image. */
  public static Practice practice() throws PracticeException {
    if (FORK != 1) {
      shareImage();
    }
    return PRACTICE;
  }

  /** What the SSE2 witness saw since the server was last started. */
  public static WitnessReport witness() throws PracticeException {
    return practice().status().running().orElseThrow().witness().orElseThrow();
  }

  private static PracticeOptions options() {
    return PracticeOptions.defaults().withPort(0).withTied(true);
  }

  private static void end() {
    try {
      PRACTICE.down(false, line -> {});
    } catch (PracticeException e) {
      System.out.println(e.getMessage());
    }
  }
}
