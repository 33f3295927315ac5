package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.ssh.CommandAbortedException;
import dev.drydock.ssh.ConnectionLostException;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Remote;
import dev.drydock.ssh.TransferException;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UploadTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SIZE = 70 * Remote.BLOCK + 1234;
  private static LocalSshd sshd;

  @TempDir Path folder;
  private Path target;
  private byte[] content;
  private Payload payload;

  @BeforeAll
  static void startServer() throws IOException {
    sshd = LocalSshd.start();
  }

  @AfterAll
  static void stopServer() {
    sshd.close();
  }

  @BeforeEach
  void create() throws IOException {
    Files.createDirectory(folder.resolve("server"));
    target = folder.resolve("server/a 'b' $c");
    prepare(SIZE);
  }

  private void prepare(int size) throws IOException {
    content = new byte[size];
    new Random(11).nextBytes(content);
    Path file = folder.resolve("local");
    Files.write(file, content);
    payload = Payload.of(file);
  }

  private Path part() {
    return Path.of(target + ".part-" + payload.sha256().substring(0, 16));
  }

  private Upload upload() {
    return new Upload(payload, target.toString(), 0640, UploadProgress.Listener.SILENT);
  }

  private Upload.Result run() throws IOException {
    try (Remote remote = sshd.connect()) {
      return upload().run(remote);
    }
  }

  private void assertArrived() throws IOException {
    assertThat(Arrays.equals(Files.readAllBytes(target), content)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r-----");
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void run_whole() throws Exception {
    Upload.Result result = run();
    assertThat(result).isEqualTo(new Upload.Result(Checksum.SHA256SUM, 0, 0, false));
    assertThat(result.proof()).contains("sha256sum").contains("SHA-256");
    assertArrived();
  }

  @Test
  void run_empty() throws Exception {
    prepare(0);
    run();
    assertArrived();
  }

  @Test
  void run_wholeBlocks() throws Exception {
    prepare(3 * Remote.BLOCK);
    run();
    assertArrived();
  }

  @Test
  void run_againSendsNothing() throws Exception {
    run();
    assertThat(run().alreadyThere()).isTrue();
    assertArrived();
  }

  @Test
  void run_againDoesNotBelieveWhatIsThere() throws Exception {
    run();
    byte[] other = content.clone();
    other[SIZE / 2] ^= 1;
    Files.write(target, other);
    assertThat(run().alreadyThere()).isFalse();
    assertArrived();
  }

  @Test
  void run_continues() throws Exception {
    Files.write(part(), Arrays.copyOf(content, 30 * Remote.BLOCK + 99));
    assertThat(run())
        .isEqualTo(new Upload.Result(Checksum.SHA256SUM, 30L * Remote.BLOCK, 0, false));
    assertArrived();
  }

  @Test
  void run_continuesAtTheEnd() throws Exception {
    Files.write(part(), content);
    assertThat(run().continuedFrom()).isEqualTo(70L * Remote.BLOCK);
    assertArrived();
  }

  @Test
  void run_damagedPartIsStartedAnew() throws Exception {
    byte[] damaged = Arrays.copyOf(content, 30 * Remote.BLOCK);
    damaged[5] ^= 1;
    Files.write(part(), damaged);
    assertThat(run()).isEqualTo(new Upload.Result(Checksum.SHA256SUM, 0, 1, false));
    assertArrived();
  }

  @Test
  void run_partThatIsTooLong() throws Exception {
    Files.write(part(), Arrays.copyOf(content, SIZE + 1));
    assertThat(run().startedAnew()).isEqualTo(1);
    assertArrived();
  }

  @Test
  void run_partOfAnotherContentIsCleared() throws Exception {
    Files.writeString(Path.of(target + ".part-0123456789abcdef"), "of an earlier version");
    run();
    assertArrived();
  }

  @Test
  void run_damagedOnTheWayIsSentAgain() throws Exception {
    AtomicBoolean once = new AtomicBoolean();
    try (Remote remote =
        new FaultyRemote(
            sshd.connect(),
            (position, buffer, offset, length) -> {
              if (position > SIZE / 2 && once.compareAndSet(false, true)) {
                buffer[offset] ^= 1;
              }
            })) {
      assertThat(upload().run(remote).startedAnew()).isEqualTo(1);
    }
    assertArrived();
  }

  @Test
  void run_alwaysDamagedLeavesNothing() throws Exception {
    Files.writeString(target, "old");
    try (Remote remote =
        new FaultyRemote(
            sshd.connect(), (position, buffer, offset, length) -> buffer[offset] ^= 1)) {
      assertThatThrownBy(() -> upload().run(remote))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("damaged");
    }
    assertThat(target).hasContent("old");
    assertThat(part()).doesNotExist();
  }

  @Test
  void run_fileOfThisComputerHasChanged() throws Exception {
    byte[] other = content.clone();
    other[1] ^= 1;
    Files.write(payload.file(), other);
    assertThatThrownBy(this::run)
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("it has changed");
    assertThat(target).doesNotExist();
    assertThat(part()).doesNotExist();
    Files.write(payload.file(), Arrays.copyOf(content, SIZE / 2));
    assertThatThrownBy(this::run).isInstanceOf(TransferException.class);
    assertThat(target).doesNotExist();
    Files.delete(payload.file());
    assertThatThrownBy(this::run)
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("cannot be sent");
  }

  @Test
  void run_tenCutsEndWithTheExactBytes() throws Exception {
    prepare(60_000_000);
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int cuts = 0;
    while (cuts < 10) {
      // Twice what SSH lets be under way, so that each try brings something.
      long piece = 4_500_000L + random.nextInt(1_000_000);
      long[] begin = {-1};
      AtomicBoolean cut = new AtomicBoolean();
      try (Remote remote =
          new FaultyRemote(
              sshd.connect(),
              (position, buffer, offset, length) -> {
                if (begin[0] < 0) {
                  begin[0] = position;
                }
                if (position - begin[0] > piece && cut.compareAndSet(false, true)) {
                  sshd.cutConnections();
                }
              })) {
        assertThatThrownBy(() -> upload().run(remote)).isInstanceOf(ConnectionLostException.class);
      }
      cuts++;
      assertThat(target).doesNotExist();
      assertThat(part()).isNotEmptyFile();
    }
    Upload.Result result = run();
    assertThat(result.continuedFrom()).isGreaterThan(10_000_000);
    assertThat(result.startedAnew()).isZero();
    assertArrived();
  }

  @Test
  void run_interruptedGoesOnLater() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean held = new AtomicBoolean();
    try (Remote real = sshd.connect()) {
      Remote remote =
          new FaultyRemote(
              real,
              (position, buffer, offset, length) -> {
                if (position > SIZE / 2 && held.compareAndSet(false, true)) {
                  try {
                    release.await(60, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
      FutureTask<Upload.Result> call = new FutureTask<>(() -> upload().run(remote));
      Thread thread = new Thread(call);
      thread.start();
      assertThat(
              Waiting.until(
                  SOON, () -> held.get() && part().toFile().length() >= 10L * Remote.BLOCK))
          .isTrue();
      thread.interrupt();
      ExecutionException e =
          catchThrowableOfType(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
      assertThat(e).hasCauseInstanceOf(CommandAbortedException.class);
      release.countDown();
      assertThat(upload().run(real).continuedFrom()).isPositive();
    }
    assertArrived();
  }

  @Test
  void run_tellsHowFar() throws Exception {
    Files.write(part(), Arrays.copyOf(content, 30 * Remote.BLOCK));
    List<UploadProgress> told = Collections.synchronizedList(new ArrayList<>());
    try (Remote remote = sshd.connect()) {
      new Upload(payload, target.toString(), 0600, told::add).run(remote);
    }
    assertThat(told.get(0).sent()).isEqualTo(30L * Remote.BLOCK);
    assertThat(told.get(told.size() - 1).sent()).isEqualTo(SIZE);
    assertThat(told).allMatch(one -> one.total() == SIZE);
  }

  @Test
  void run_diskFull() throws Exception {
    Files.createSymbolicLink(part(), Path.of("/dev/full"));
    assertThatThrownBy(this::run)
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("disk is full");
    assertThat(target).doesNotExist();
    Files.delete(part());
  }

  @Test
  void run_folderMissing() {
    target = folder.resolve("none/file");
    assertThatThrownBy(this::run)
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void run_ontoAFolder() throws Exception {
    Files.createDirectory(target);
    assertThatThrownBy(this::run)
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("it is a folder");
  }

  @Test
  void run_serverWithLess() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("cat", "dd", "wc", "chmod", "mv", "rm", "openssl", "cksum")) {
      Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
      Files.setPosixFilePermissions(
          bin.resolve(tool), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    try (LocalSshd poor = LocalSshd.builder().config("SetEnv PATH=" + bin).start();
        Remote remote = poor.connect()) {
      assertThat(upload().run(remote).checksum()).isEqualTo(Checksum.OPENSSL);
      assertArrived();
      Files.delete(target);
      Files.delete(bin.resolve("openssl"));
      Files.write(part(), Arrays.copyOf(content, 30 * Remote.BLOCK));
      Upload.Result result = upload().run(remote);
      assertThat(result).isEqualTo(new Upload.Result(Checksum.CKSUM, 30L * Remote.BLOCK, 0, false));
      assertThat(result.proof()).contains("cksum").contains("not forgery");
      assertArrived();
      assertThat(upload().run(remote).alreadyThere()).isTrue();
      Files.delete(bin.resolve("cksum"));
      assertThatThrownBy(() -> upload().run(remote))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("no program to compare");
    }
  }
}
