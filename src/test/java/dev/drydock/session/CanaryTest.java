package dev.drydock.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.ThrowawayUser;
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
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A password or passphrase of its own is planted wherever a person can type one; a whole sitting
 * with a real sshd and a real sudo must leave no trace of any: on no disk, in no process's
 * arguments or environment, in nothing that is printed. Also looked for encoded, in every form the
 * redactor knows.
 */
@Timeout(300)
class CanaryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long MOST = 32L << 20;

  @TempDir Path folder;
  private final Map<String, String> canaries = new LinkedHashMap<>();
  private final Instant begin = Instant.now().minusSeconds(2);
  private ThrowawayUser user;
  private LocalSshd sshd;
  private Path home;
  private Path logging;

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(LocalSshd.isRoot(), "needs root to make a user");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "needs sudo");
    long salt = System.nanoTime();
    for (String name :
        List.of("login", "wrong", "passphrase", "wrongPassphrase", "wrongSudo", "wrongStdin")) {
      canaries.put(name, "C4n'" + name + "\"$x%" + Long.toHexString(salt++) + "\u00fc");
    }
    user = ThrowawayUser.create("/bin/bash");
    setPassword(canaries.get("login"));
    user.sudoers("NAME ALL=(ALL:ALL) ALL");
    sshd =
        LocalSshd.builder()
            .config("UsePAM yes")
            .config("KbdInteractiveAuthentication yes")
            .config("AuthenticationMethods publickey,keyboard-interactive")
            .config("LogLevel DEBUG3")
            .start();
    home = folder.resolve("home");
    logging = folder.resolve("logback.xml");
    Files.writeString(
        logging,
        """
        <configuration>
          <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
          <logger name="dev.drydock" level="TRACE"/>
          <root level="TRACE"/>
        </configuration>
        """);
  }

  @AfterEach
  void tearDown() {
    if (sshd != null) {
      sshd.close();
    }
    if (user != null) {
      user.close();
    }
  }

  private void setPassword(String password) throws Exception {
    Process chpasswd = new ProcessBuilder("chpasswd").redirectErrorStream(true).start();
    try (OutputStream in = chpasswd.getOutputStream()) {
      in.write((user.name() + ":" + password + "\n").getBytes(UTF_8));
    }
    assertThat(chpasswd.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(chpasswd.exitValue()).isZero();
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
  private final class Watcher implements AutoCloseable {
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

    @Override
    public void close() {
      ending = true;
    }
  }

  // ---- child processes ----

  private Process java(Path output, String... command) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Dlogback.configurationFile=" + logging.toUri(),
                "-cp",
                System.getProperty("java.class.path")));
    all.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("DRYDOCK_HOME", home.toString());
    return builder.start();
  }

  private static void type(Process process, String... lines) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    in.flush();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private String fingerprint() throws Exception {
    Process process =
        new ProcessBuilder("ssh-keygen", "-lf", sshd.folder().resolve("host_ed25519.pub") + "")
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).split(" ", 3)[1];
  }

  private int probe(Path output, String password) throws Exception {
    Process cli =
        java(
            output,
            "dev.drydock.Main",
            "--verbose",
            "probe",
            "--host",
            "127.0.0.1",
            "--port",
            "" + sshd.port(),
            "--user",
            user.name(),
            "--identity",
            sshd.clientKey().toString(),
            "--no-agent",
            "--password-stdin",
            "--accept-host-key",
            fingerprint());
    type(cli, password);
    assertThat(cli.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(text(output)).isTrue();
    return cli.exitValue();
  }

  @Test
  void wholeSitting_leavesNoTraceOfAnySecret() throws Exception {
    Path key =
        LocalSshd.keygen(sshd.folder().resolve("encrypted"), "ed25519", canaries.get("passphrase"));
    sshd.authorize(Path.of(key + ".pub"));
    Path work = Files.createDirectory(folder.resolve("work"));
    for (Path path : List.of(folder, work)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Path cliOutput = folder.resolve("cli.output");
    Path cliRefused = folder.resolve("cli-refused.output");
    Path sitting = folder.resolve("sitting.output");
    List<String> leaks = new ArrayList<>();
    try (Watcher watcher = new Watcher()) {
      assertThat(probe(cliRefused, canaries.get("wrongStdin"))).as(text(cliRefused)).isEqualTo(3);
      assertThat(probe(cliOutput, canaries.get("login"))).as(text(cliOutput)).isZero();
      Process process = java(sitting, CanarySitting.class.getName());
      type(
          process,
          "" + sshd.port(),
          user.name(),
          key.toString(),
          work.toString(),
          canaries.get("wrongPassphrase"),
          canaries.get("passphrase"),
          canaries.get("wrong"),
          canaries.get("login"),
          canaries.get("wrongSudo"),
          canaries.get("login"));
      await(sitting, process, "step root RUNNING");
      Path started = Path.of("/var/lib/drydock");
      assertThat(Waiting.until(PATIENCE, () -> Files.isDirectory(started))).isTrue();
      sshd.cutConnections();
      await(sitting, process, "link false");
      await(sitting, process, "link true");
      Files.writeString(work.resolve("gate"), "");
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(text(sitting))
          .contains("step user DONE", "step root DONE", "step fails FAILED", "step after DONE")
          .endsWith("end\n");
      assertThat(watcher.seen).as("the watcher watches").contains("sudo");
      watcher.found.forEach(found -> leaks.add("process " + found));
    }
    assertThat(home.resolve("cache/drydock/drydock.log")).content().contains("a crash:", "TRACE");
    Set<String> looked = new TreeSet<>();
    for (Path place :
        List.of(
            folder,
            user.home(),
            sshd.folder(),
            Path.of("/tmp"),
            Path.of("/var/tmp"),
            Path.of("/var/lib/drydock"),
            Path.of("/var/lib/sudo"),
            Path.of("/run/sudo"),
            Path.of("/var/log"),
            Path.of("/dev/shm"))) {
      scan(place, leaks, looked);
    }
    assertThat(looked)
        .as("the places that were looked at")
        .anyMatch(file -> file.endsWith("events.jsonl"))
        .anyMatch(file -> file.endsWith("drydock.log"))
        .anyMatch(file -> file.endsWith("known_hosts"))
        .anyMatch(file -> file.startsWith("/var/lib/drydock/") && file.endsWith("/script"))
        .anyMatch(file -> file.contains(".drydock/jobs/") && file.endsWith("/out"))
        .anyMatch(file -> file.contains("export-unredacted."))
        .contains(sshd.folder().resolve("log").toString(), sitting.toString());
    assertThat(leaks).isEmpty();
    assertModes();
  }

  /** That it would find one: the search is tried on a planted leak. */
  @Test
  void scan_findsAPlantedLeak() throws Exception {
    String canary = canaries.get("login");
    Files.writeString(
        folder.resolve("leak"),
        "x".repeat(70_000)
            + java.util.Base64.getEncoder().encodeToString(("user:" + canary).getBytes(UTF_8)));
    List<String> leaks = new ArrayList<>();
    scan(folder, leaks, new TreeSet<>());
    assertThat(leaks).singleElement().asString().contains("leak", "base64");
  }

  private void await(Path output, Process process, String line) {
    boolean came =
        Waiting.until(PATIENCE, () -> text(output).contains(line + "\n") || !process.isAlive());
    assertThat(came).as(text(output)).isTrue();
    assertThat(text(output)).contains(line + "\n");
  }

  private void assertModes() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as("%s", path)
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  /** Files that were written since the test began. */
  private void scan(Path place, List<String> leaks, Set<String> looked) throws IOException {
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
