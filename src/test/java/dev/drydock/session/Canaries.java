package dev.drydock.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Waiting;
import dev.drydock.transcript.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * Secrets that are typed only to be looked for afterwards, each one of its own: in files, in every
 * process's arguments and environment, in what is printed; encoded, too, in every form the redactor
 * knows.
 */
final class Canaries {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long MOST = 32L << 20;

  private final Path folder;
  private final Map<String, String> canaries = new LinkedHashMap<>();
  private final Instant begin = Instant.now().minusSeconds(2);

  /**
   * @param folder for the desktop's files and what its processes print
   * @param names one secret for each
   */
  Canaries(Path folder, String... names) throws IOException {
    this.folder = folder;
    long salt = System.nanoTime();
    for (String name : names) {
      canaries.put(name, "C4n'" + name + "\"$x%" + Long.toHexString(salt++) + "\u00fc");
    }
    Files.createDirectory(temporary());
    Files.writeString(
        logging(),
        """
        <configuration>
          <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
          <logger name="dev.drydock" level="TRACE"/>
          <root level="TRACE"/>
        </configuration>
        """);
  }

  String get(String name) {
    String canary = canaries.get(name);
    assertThat(canary).as(name).isNotNull();
    return canary;
  }

  /** What the processes have as DRYDOCK_HOME. */
  Path home() {
    return folder.resolve("home");
  }

  /** What they have for temporary files. */
  private Path temporary() {
    return folder.resolve("temporary");
  }

  private Path logging() {
    return folder.resolve("logback.xml");
  }

  private Redactor redactor() {
    return Redactor.of(
        canaries.values().stream().map(text -> Secret.of(text.getBytes(UTF_8))).toList());
  }

  private List<Redactor.Hit> hits(InputStream in) throws IOException {
    try (Redactor redactor = redactor()) {
      try (OutputStream filter = redactor.wrap(OutputStream.nullOutputStream())) {
        in.transferTo(filter);
      }
      return redactor.hits();
    }
  }

  // ---- watching processes ----

  /** Looks at the arguments and environment of every process there is, again and again. */
  final class Watcher implements AutoCloseable {
    private final Set<String> found = new ConcurrentSkipListSet<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private volatile boolean ending;
    private final Thread thread = new Thread(this::look, "canary-watcher");

    Watcher() {
      thread.setDaemon(true);
      thread.start();
    }

    private void look() {
      List<byte[]> plain =
          canaries.values().stream()
              .map(text -> text.substring(4, text.length() - 1).getBytes(UTF_8))
              .toList();
      while (!ending) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
          processes
              .filter(path -> Character.isDigit(path.getFileName().toString().charAt(0)))
              .forEach(process -> look(process, plain));
        } catch (IOException | RuntimeException e) {
          // A process ended while it was being looked at.
        }
      }
    }

    private void look(Path process, List<byte[]> plain) {
      for (String what : List.of("cmdline", "environ")) {
        try {
          byte[] bytes = Files.readAllBytes(process.resolve(what));
          if (what.equals("cmdline")) {
            seen.add(new String(bytes, UTF_8).replace('\0', ' ').split(" ", 2)[0]);
          }
          for (byte[] canary : plain) {
            if (contains(bytes, canary)) {
              found.add(what + ": " + new String(bytes, UTF_8).replace('\0', ' '));
            }
          }
        } catch (IOException e) {
          // It has ended.
        }
      }
    }

    private static boolean contains(byte[] bytes, byte[] canary) {
      for (int i = 0; i <= bytes.length - canary.length; i++) {
        if (bytes[i] == canary[0]
            && java.util.Arrays.equals(bytes, i, i + canary.length, canary, 0, canary.length)) {
          return true;
        }
      }
      return false;
    }

    /** Names of programs that ran meanwhile. */
    Set<String> seen() {
      return Set.copyOf(seen);
    }

    /** One line for each process that showed a canary. */
    List<String> leaks() {
      return found.stream().map(line -> "process " + line).toList();
    }

    @Override
    public void close() {
      ending = true;
    }
  }

  // ---- child processes ----

  /** A command line that runs a class of ours, logging all there is. */
  List<String> java(String... command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary(),
                "-Dlogback.configurationFile=" + logging().toUri(),
                "-cp",
                System.getProperty("java.class.path")));
    all.addAll(List.of(command));
    return all;
  }

  Process start(Path output, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("DRYDOCK_HOME", home().toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.start();
  }

  static void type(Process process, String... lines) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    in.flush();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  /** Waits until the process has printed that line. */
  static void await(Path output, Process process, String line) {
    boolean came =
        Waiting.until(PATIENCE, () -> text(output).contains(line + "\n") || !process.isAlive());
    assertThat(came).as(text(output)).isTrue();
    assertThat(text(output)).contains(line + "\n");
  }

  /** Of its ed25519 host key. */
  static String fingerprint(LocalSshd sshd) throws Exception {
    Process process =
        new ProcessBuilder("ssh-keygen", "-lf", sshd.folder().resolve("host_ed25519.pub") + "")
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).split(" ", 3)[1];
  }

  /** Whatever Drydock wrote is its owner's alone. */
  void assertModes() throws IOException {
    try (Stream<Path> all = Files.walk(home())) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as("%s", path)
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  /**
   * Looks through the files that were written since the test began.
   *
   * @param leaks gets a line for each place where a canary stands
   * @param looked gets the files that were read
   */
  void scan(Path place, List<String> leaks, Set<String> looked) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    Files.walkFileTree(
        place,
        EnumSet.noneOf(FileVisitOption.class),
        // Other people's trees in /tmp may be deep.
        place.equals(Path.of("/tmp")) ? 4 : 12,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean fresh = attributes.lastModifiedTime().compareTo(FileTime.from(begin)) >= 0;
            if (fresh && attributes.isRegularFile() && attributes.size() <= MOST) {
              try (InputStream in = Files.newInputStream(file)) {
                looked.add(file.toString());
                for (Redactor.Hit hit : hits(in)) {
                  leaks.add(file + " at " + hit.offset() + " (" + hit.form() + ")");
                }
              } catch (IOException e) {
                // Gone meanwhile.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored) {
            // Of a chroot: the same processes once more, and files without end.
            boolean kernels = directory.endsWith("proc") || directory.endsWith("sys");
            return kernels ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException ignored) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
