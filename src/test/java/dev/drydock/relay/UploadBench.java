package dev.drydock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Remote;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Upload beside OpenSSH's sftp: the same server, cipher, file and disk, by turns. Connecting is not
 * counted on either side, and neither is the comparison of checksums, which sftp does not do.
 */
class UploadBench {
  private static final int SIZE = 200 * 1000 * 1000;
  private static final int ROUNDS = 9;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"aes128-ctr", "aes128-gcm@openssh.com"})
  void upload_besideSftp(String cipher) throws Exception {
    Path file = folder.resolve("local");
    byte[] content = new byte[SIZE];
    new Random(5).nextBytes(content);
    Files.write(file, content);
    List<Double> ours = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> sftp = new ArrayList<>();
    try (LocalSshd sshd =
            LocalSshd.builder()
                .config("Ciphers " + cipher)
                .config("MACs hmac-sha2-256-etm@openssh.com")
                .config("Subsystem sftp internal-sftp")
                .start();
        Remote remote = sshd.connect()) {
      Payload payload = Payload.of(file);
      for (int round = 0; round <= ROUNDS; round++) {
        double theirs = sftp(sshd, file, folder.resolve("sftp" + round));
        Path raw = folder.resolve("raw" + round);
        long start = System.nanoTime();
        try (var in = Files.newInputStream(file)) {
          remote.writeAt(in, SIZE, raw.toString(), 0);
        }
        double mine = seconds(start);
        start = System.nanoTime();
        Path target = folder.resolve("upload" + round);
        new Upload(payload, target.toString(), 0600, UploadProgress.Listener.SILENT).run(remote);
        double all = seconds(start);
        assertThat(Files.mismatch(target, file)).isEqualTo(-1);
        for (Path path : List.of(raw, target, folder.resolve("sftp" + round))) {
          Files.delete(path);
        }
        // The first round warms the Java side up, as it is in a window that has been open a while.
        if (round > 0) {
          sftp.add(theirs);
          ours.add(mine);
          whole.add(all);
        }
        say(
            "%s round %d: sftp %.2f s, ours %.2f s, verified %.2f s",
            cipher, round, theirs, mine, all);
      }
    }
    say(
        "%s, medians of %d: sftp %.1f MB/s, ours %.1f MB/s, ratio %.2f; with verification %.1f MB/s;"
            + " best of each: ratio %.2f",
        cipher,
        ROUNDS,
        SIZE / 1e6 / median(sftp),
        SIZE / 1e6 / median(ours),
        median(sftp) / median(ours),
        SIZE / 1e6 / median(whole),
        Collections.min(sftp) / Collections.min(ours));
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** From after the login (its prompt answers a command) to the end of the put. */
  private static double sftp(LocalSshd sshd, Path from, Path to) throws Exception {
    Process process =
        new ProcessBuilder(
                "sftp",
                "-q",
                "-b",
                "-",
                "-P",
                "" + sshd.port(),
                "-i",
                sshd.clientKey().toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=" + sshd.folder().resolve("sftp_hosts"),
                "-F",
                "none",
                "127.0.0.1")
            .redirectErrorStream(true)
            .start();
    OutputStream in = process.getOutputStream();
    in.write("pwd\n".getBytes(StandardCharsets.UTF_8));
    in.flush();
    var out = process.inputReader(StandardCharsets.UTF_8);
    for (String line; (line = out.readLine()) != null && !line.contains("working directory"); ) {
      // Its echo of the command comes first.
    }
    long start = System.nanoTime();
    in.write(("put " + from + " " + to + "\n").getBytes(StandardCharsets.UTF_8));
    in.close();
    out.lines().forEach(line -> {});
    int code = process.waitFor();
    double seconds = seconds(start);
    assertThat(code).isZero();
    assertThat(Files.size(to)).isEqualTo(SIZE);
    return seconds;
  }
}
