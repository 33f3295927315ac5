package dev.drydock.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static LocalSshd sshd;

  @TempDir Path folder;
  private Remote remote;

  @BeforeAll
  static void startServer() throws IOException {
    sshd = LocalSshd.start();
  }

  @AfterAll
  static void stopServer() {
    sshd.close();
  }

  @BeforeEach
  void connect() throws RemoteException {
    remote = sshd.connect();
  }

  @AfterEach
  void disconnect() {
    remote.close();
  }

  @Test
  void exec_separatesOutputErrorsAndCode() throws Exception {
    ExecResult result = remote.exec("echo out; echo err >&2; exit 7");
    assertThat(result.text()).isEqualTo("out\n");
    assertThat(result.errorText()).isEqualTo("err\n");
    assertThat(result.exitCode()).isEqualTo(7);
  }

  @Test
  void exec_outputWithoutLineEnd() throws Exception {
    ExecResult result = remote.exec("printf abc; printf def >&2");
    assertThat(result.text()).isEqualTo("abc");
    assertThat(result.errorText()).isEqualTo("def");
    assertThat(result.ok()).isTrue();
  }

  @Test
  void exec_silent() throws Exception {
    ExecResult result = remote.exec("");
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void exec_scriptsLeaveNothingBehind() throws Exception {
    remote.exec("cd /; x=5; export x; set -e; umask 0; f() { echo hi; }; trap 'echo bye' 0");
    ExecResult result = remote.exec("pwd; echo \"[$x]\"; false; f; umask");
    assertThat(result.text()).doesNotContain("[5]").contains("[]").doesNotContain("hi");
    assertThat(result.text().lines().findFirst()).hasValue(remote.exec("cd; pwd").text().strip());
    assertThat(result.text()).doesNotEndWith("0000\n");
  }

  @Test
  void exec_setEStopsTheScriptOnly() throws Exception {
    assertThat(remote.exec("set -eu; false; echo no").exitCode()).isEqualTo(1);
    assertThat(remote.exec("set -u; echo $nothing_such").exitCode()).isNotZero();
    assertThat(remote.exec("echo on").text()).isEqualTo("on\n");
  }

  @Test
  void exec_syntaxErrorIsTheScripts() throws Exception {
    ExecResult result = remote.exec("if then fi ((");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.errorText()).contains("yntax");
    assertThat(remote.exec("echo on").text()).isEqualTo("on\n");
  }

  @Test
  void exec_standardInputIsEmpty() throws Exception {
    assertThat(remote.exec("cat; wc -c").text().strip()).isEqualTo("0");
  }

  @Test
  void exec_binaryOutput() throws Exception {
    byte[] out = remote.exec("printf '\\000\\377\\r\\n\\000'").out();
    assertThat(out).containsExactly(0, 255, '\r', '\n', 0);
  }

  @Test
  void exec_nulInScript() {
    assertThatThrownBy(() -> remote.exec("echo \0")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void exec_script100KiB() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < 100 * 1024) {
      text.append((char) (random.nextInt(50) == 0 ? '\n' : ' ' + random.nextInt(95)));
    }
    String value = text + "end";
    ExecResult result = remote.exec("printf %s " + Shell.quote(value));
    assertThat(result.text()).isEqualTo(value);
  }

  @Test
  void exec_scriptLongerThanAnArgumentMayBe() throws Exception {
    String value = "'\"\\ $x\n".repeat(60_000);
    assertThat(remote.exec("printf %s " + Shell.quote(value) + " | wc -c").text().strip())
        .isEqualTo("" + value.length());
  }

  @Test
  void exec_largeOutput() throws Exception {
    ExecResult result = remote.exec("head -c 5000000 /dev/zero; head -c 300000 /dev/zero >&2");
    assertThat(result.out()).hasSize(5_000_000);
    assertThat(result.err()).hasSize(300_000);
  }

  @Test
  void exec_tooMuchOutput() throws Exception {
    assertThatThrownBy(() -> remote.exec("cat /dev/zero"))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("16 MiB");
    assertThat(remote.exec("echo on").text()).isEqualTo("on\n");
  }

  @Test
  void exec_outputThatLooksLikeAMarker() throws Exception {
    ExecResult result = remote.exec("echo drydock0123:1:E:0; ps -o args= -p $$ | cat");
    assertThat(result.text()).startsWith("drydock0123:1:E:0\n");
  }

  @Test
  void exec_killsItsShell() throws Exception {
    CommandAbortedException e =
        catchThrowableOfType(
            CommandAbortedException.class, () -> remote.exec("echo x; kill -9 $$; sleep 60"));
    assertThat(e.kind()).isEqualTo(CommandAbortedException.Kind.SHELL_DIED);
    assertThat(remote.isOpen()).isTrue();
    assertThat(remote.exec("echo again").text()).isEqualTo("again\n");
  }

  @Test
  void exec_shellDiedBetweenCalls() throws Exception {
    // The subshell's parent is the control shell; the kill comes after the answer.
    remote.exec(
        "(while [ ! -e "
            + folder
            + "/go ]; do sleep 0.1; done; kill -9 $$; : >"
            + folder
            + "/done) </dev/null >/dev/null 2>&1 &");
    Files.createFile(folder.resolve("go"));
    assertThat(Waiting.until(SOON, () -> Files.exists(folder.resolve("done")))).isTrue();
    assertThat(remote.exec("echo again").text()).isEqualTo("again\n");
  }

  @Test
  void exec_killedBySignal() throws Exception {
    assertThat(remote.exec("sh -c 'kill -9 $$'").exitCode()).isEqualTo(137);
  }

  @Test
  void exec_interrupted() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    FutureTask<Boolean> call =
        new FutureTask<>(
            () -> {
              try {
                remote.exec(": >" + folder + "/begun; sleep 2; echo late; echo late >&2");
                return false;
              } catch (CommandAbortedException e) {
                return e.kind() == CommandAbortedException.Kind.INTERRUPTED
                    && Thread.currentThread().isInterrupted();
              } finally {
                ended.countDown();
              }
            });
    Thread thread = new Thread(call);
    thread.start();
    assertThat(Waiting.until(SOON, () -> Files.exists(folder.resolve("begun")))).isTrue();
    thread.interrupt();
    assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
    ExecResult next = remote.exec("sleep 3; echo mine");
    assertThat(next.text()).isEqualTo("mine\n");
    assertThat(next.err()).isEmpty();
  }

  @Test
  void exec_linkCut() throws Exception {
    FutureTask<ExecResult> call =
        inBackground(() -> remote.exec("echo x; : >" + folder + "/begun; sleep 300"));
    assertThat(Waiting.until(SOON, () -> Files.exists(folder.resolve("begun")))).isTrue();
    sshd.cutConnections();
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ConnectionLostException.class);
    assertThat(remote.isOpen()).isFalse();
    assertThatThrownBy(() -> remote.exec("true")).isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void exec_closedMeanwhile() throws Exception {
    FutureTask<ExecResult> call =
        inBackground(() -> remote.exec(": >" + folder + "/begun; sleep 300"));
    assertThat(Waiting.until(SOON, () -> Files.exists(folder.resolve("begun")))).isTrue();
    remote.close();
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ConnectionLostException.class);
    assertThatThrownBy(() -> remote.exec("true")).isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void stream_deliversAsItComes() throws Exception {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    FutureTask<ExecResult> call =
        inBackground(
            () ->
                remote.stream(
                    "echo one; while [ ! -e "
                        + folder
                        + "/go ]; do sleep 0.1; done; echo two; echo err >&2; exit 3",
                    seen::write));
    assertThat(Waiting.until(SOON, () -> seen.toString(StandardCharsets.UTF_8).equals("one\n")))
        .isTrue();
    Files.createFile(folder.resolve("go"));
    ExecResult result = call.get(30, TimeUnit.SECONDS);
    assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.errorText()).isEqualTo("err\n");
  }

  @Test
  void stream_muchOutput() throws Exception {
    long[] count = new long[1];
    remote.stream("head -c 50000000 /dev/zero", (b, o, l) -> count[0] += l);
    assertThat(count[0]).isEqualTo(50_000_000);
  }

  @Test
  void stream_interruptEndsTheCommand() throws Exception {
    FutureTask<ExecResult> call =
        inBackground(
            () ->
                remote.stream(
                    "trap ': >"
                        + folder
                        + "/ended; exit' 1 13 15; : >"
                        + folder
                        + "/begun; while :; do echo x; sleep 0.1; done",
                    (b, o, l) -> {}));
    assertThat(Waiting.until(SOON, () -> Files.exists(folder.resolve("begun")))).isTrue();
    background.interrupt();
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CommandAbortedException.class);
    assertThat(Waiting.until(SOON, () -> Files.exists(folder.resolve("ended")))).isTrue();
    assertThat(remote.exec("echo on").text()).isEqualTo("on\n");
  }

  @Test
  void stream_sinkThrows() throws Exception {
    assertThatThrownBy(
            () ->
                remote.stream(
                    "while :; do echo x; done",
                    (b, o, l) -> {
                      throw new IllegalStateException("full");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("full");
    assertThat(remote.exec("echo on").text()).isEqualTo("on\n");
  }

  @Test
  void stream_linkCut() throws Exception {
    FutureTask<ExecResult> call =
        inBackground(() -> remote.stream(": >" + folder + "/begun; sleep 300", (b, o, l) -> {}));
    assertThat(Waiting.until(SOON, () -> Files.exists(folder.resolve("begun")))).isTrue();
    sshd.cutConnections();
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ConnectionLostException.class);
  }

  @Test
  void upload_download() throws Exception {
    byte[] content = new byte[3_000_000];
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    new Random(seed).nextBytes(content);
    Path file = folder.resolve("a 'b' $c\nd");
    Files.writeString(file, "old");
    remote.upload(new ByteArrayInputStream(content), content.length, file.toString(), 0640);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    remote.download(file.toString(), back);
    assertThat(back.toByteArray()).isEqualTo(content);
  }

  @Test
  void upload_empty() throws Exception {
    Path file = folder.resolve("empty");
    remote.upload(InputStream.nullInputStream(), 0, file.toString(), 0600);
    assertThat(file).isEmptyFile();
  }

  @Test
  void upload_sourceTooShort() throws Exception {
    Path file = folder.resolve("file");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () -> remote.upload(new ByteArrayInputStream(new byte[10]), 20, file.toString(), 0600))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("Nothing was changed");
    assertThat(
            Waiting.until(
                SOON,
                () -> {
                  String[] names = folder.toFile().list();
                  return names != null && names.length == 1;
                }))
        .isTrue();
    assertThat(file).hasContent("old");
  }

  @Test
  void upload_ontoFolder() {
    assertThatThrownBy(
            () -> remote.upload(InputStream.nullInputStream(), 0, folder.toString(), 0600))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("folder");
  }

  @Test
  void upload_folderMissing() {
    assertThatThrownBy(
            () -> remote.upload(InputStream.nullInputStream(), 0, folder + "/no/file", 0600))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void upload_refusedByTheFileSystem() {
    byte[] content = new byte[1000];
    assertThatThrownBy(
            () -> remote.upload(new ByteArrayInputStream(content), 1000, "/proc/drydock", 0600))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("/proc/drydock on 127.0.0.1 could not be written");
  }

  @Test
  void writeAt_leavesTheRestAlone() throws Exception {
    byte[] content = new byte[5 * Remote.BLOCK + 17];
    new Random(1).nextBytes(content);
    Path file = folder.resolve("a 'b' $c");
    Files.write(file, content);
    byte[] piece = new byte[Remote.BLOCK + 5];
    new Random(2).nextBytes(piece);
    remote.writeAt(
        new ByteArrayInputStream(piece), piece.length, file.toString(), 2L * Remote.BLOCK);
    System.arraycopy(piece, 0, content, 2 * Remote.BLOCK, piece.length);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void writeAt_makesAPrivateFile() throws Exception {
    Path file = folder.resolve("new");
    remote.writeAt(new ByteArrayInputStream(new byte[3]), 3, file.toString(), 0);
    assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    remote.writeAt(InputStream.nullInputStream(), 0, folder + "/empty", 0);
    assertThat(folder.resolve("empty")).isEmptyFile();
  }

  @Test
  void writeAt_twoWritersOfTheSame() throws Exception {
    byte[] content = new byte[100 * Remote.BLOCK];
    new Random(3).nextBytes(content);
    String file = folder.resolve("file").toString();
    try (Remote other = sshd.connect()) {
      FutureTask<ExecResult> late =
          inBackground(
              () -> {
                other.writeAt(new ByteArrayInputStream(content), content.length, file, 0);
                return null;
              });
      int from = 20 * Remote.BLOCK;
      remote.writeAt(
          new ByteArrayInputStream(content, from, content.length),
          content.length - from,
          file,
          from);
      late.get(60, TimeUnit.SECONDS);
    }
    assertThat(Files.readAllBytes(Path.of(file))).isEqualTo(content);
  }

  @Test
  void writeAt_sourceTooShortKeepsWhatCame() throws Exception {
    Path file = folder.resolve("file");
    assertThatThrownBy(
            () -> remote.writeAt(new ByteArrayInputStream(new byte[10]), 20, file.toString(), 0))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("until then is there");
  }

  @Test
  void writeAt_diskFull() {
    assertThatThrownBy(
            () -> remote.writeAt(new ByteArrayInputStream(new byte[10]), 10, "/dev/full", 0))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("disk is full")
        .hasMessageNotContaining("records");
  }

  @Test
  void writeAt_offsetBetweenBlocks() {
    assertThatThrownBy(() -> remote.writeAt(InputStream.nullInputStream(), 0, folder + "/f", 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void download_missing() {
    assertThatThrownBy(() -> remote.download(folder + "/none", new ByteArrayOutputStream()))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void close_twice() {
    remote.close();
    remote.close();
    assertThat(remote.isOpen()).isFalse();
  }

  @Test
  void hostKey_isTheServers() throws Exception {
    String line =
        LocalSshd.run(java.util.List.of("ssh-keygen", "-lf", sshd.folder() + "/host_ed25519.pub"));
    assertThat(line).contains(remote.hostKey().sha256());
    assertThat(remote.hostKey().type()).isEqualTo("ssh-ed25519");
  }

  private Thread background;

  private FutureTask<ExecResult> inBackground(java.util.concurrent.Callable<ExecResult> call) {
    FutureTask<ExecResult> task = new FutureTask<>(call);
    background = new Thread(task);
    background.start();
    return task;
  }
}
