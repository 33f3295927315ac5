package dev.drydock.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A real sshd on whose file system (a mount namespace of its own: nothing of it is to be seen
 * elsewhere) there is no sudo, root has a password, and every try of it is counted. Knows the users
 * that there were when it was started. Needs root.
 */
public final class SuServer implements AutoCloseable {
  private final LocalSshd sshd;
  private final Path count;

  private SuServer(LocalSshd sshd, Path count) {
    this.sshd = sshd;
    this.count = count;
  }

  /**
   * @param folder of the test's
   * @param pam further lines of PAM's settings for su, before those that ask for the password
   * @param config further lines for sshd
   */
  public static SuServer start(Path folder, String rootPassword, List<String> pam, String... config)
      throws IOException {
    return start(folder, rootPassword, pam, List.of(), config);
  }

  /**
   * @param login PAM's settings for sshd in place of the system's, or empty for those
   */
  public static SuServer start(
      Path folder, String rootPassword, List<String> pam, List<String> login, String... config)
      throws IOException {
    // Those who log in come in as somebody else.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path shadow = folder.resolve("shadow");
    String hash = hash(rootPassword);
    Files.write(
        shadow,
        Files.readAllLines(Path.of("/etc/shadow")).stream()
            .map(line -> line.startsWith("root:") ? "root:" + hash + ":19000:0:99999:7:::" : line)
            .collect(Collectors.toList()));
    Files.setPosixFilePermissions(shadow, PosixFilePermissions.fromString("rw-r-----"));
    Path count = Files.createFile(folder.resolve("count"));
    Path helper = folder.resolve("helper");
    Files.writeString(helper, "#!/bin/sh\necho \"$PAM_USER\" >> " + count + "\n");
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> settings = new ArrayList<>(List.of("auth sufficient pam_rootok.so"));
    settings.addAll(pam);
    settings.addAll(
        List.of(
            "auth optional pam_exec.so quiet seteuid " + helper,
            "auth required pam_unix.so",
            "account required pam_unix.so",
            "session required pam_unix.so"));
    Path su = folder.resolve("pam-su");
    Files.write(su, settings);
    Path sshd = folder.resolve("pam-sshd");
    Files.write(sshd, login.isEmpty() ? Files.readAllLines(Path.of("/etc/pam.d/sshd")) : login);
    // All of /etc, for whoever adds a user outside renames files in it, and the kernel takes away
    // what is mounted over a file that is renamed.
    LocalSshd.Builder builder =
        LocalSshd.builder()
            .inNamespace(
                "mount -t tmpfs tmpfs /mnt\ncp -a /etc/. /mnt/\ncp "
                    + shadow
                    + " /mnt/shadow\ncp "
                    + su
                    + " /mnt/pam.d/su\ncp "
                    + sshd
                    + " /mnt/pam.d/sshd\nmount --bind /mnt /etc\n"
                    + "mount --bind /dev/null /usr/bin/sudo\nmount -t tmpfs tmpfs /var/lib\n");
    for (String line : config) {
      builder.config(line);
    }
    return new SuServer(builder.start(), count);
  }

  private static String hash(String password) throws IOException {
    Process openssl = new ProcessBuilder("openssl", "passwd", "-6", "-stdin").start();
    openssl.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
    openssl.getOutputStream().close();
    return new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  public LocalSshd sshd() {
    return sshd;
  }

  /** How often somebody tried to become root. */
  public long tries() throws IOException {
    return Files.readAllLines(count).size();
  }

  @Override
  public void close() {
    sshd.close();
  }
}
