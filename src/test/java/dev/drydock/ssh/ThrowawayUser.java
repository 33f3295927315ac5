package dev.drydock.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A real user with a password for the time of a test. Needs root. */
public final class ThrowawayUser implements AutoCloseable {
  private final String name;
  private final String password;
  private final Thread atExit = new Thread(this::remove);
  private boolean removed;

  private ThrowawayUser(String name, String password) {
    this.name = name;
    this.password = password;
  }

  /**
   * @param shell the login shell, for example {@code /bin/bash}
   */
  public static ThrowawayUser create(String shell) throws IOException {
    return create(shell, Long.toHexString(ThreadLocalRandom.current().nextLong()));
  }

  /** With a password of the caller's. */
  public static ThrowawayUser create(String shell, String password) throws IOException {
    long number = ThreadLocalRandom.current().nextLong(1_000_000, 10_000_000);
    ThrowawayUser user = new ThrowawayUser("drydock" + number, password);
    Runtime.getRuntime().addShutdownHook(user.atExit);
    LocalSshd.run(List.of("useradd", "-m", "-s", shell, user.name));
    Process chpasswd = new ProcessBuilder("chpasswd").redirectErrorStream(true).start();
    chpasswd
        .getOutputStream()
        .write((user.name + ":" + user.password + "\n").getBytes(StandardCharsets.UTF_8));
    chpasswd.getOutputStream().close();
    String said = new String(chpasswd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!chpasswd.waitFor(30, TimeUnit.SECONDS) || chpasswd.exitValue() != 0) {
        throw new IOException("chpasswd: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return user;
  }

  public String name() {
    return name;
  }

  public String password() {
    return password;
  }

  public Secret secret() {
    return ScriptedPrompts.secret(password);
  }

  public Path home() {
    return Path.of("/home", name);
  }

  /** Replaces what sudo lets this user do; {@code NAME} in a line stands for the user. */
  public synchronized void sudoers(String... lines) throws IOException {
    if (removed) {
      // A test that is being killed must leave no rule behind for a user who is no more.
      throw new IOException(name + " has been removed");
    }
    Path file = sudoersFile();
    Path temporary = file.resolveSibling(file.getFileName() + ".new"); // sudo skips names with dots
    Files.writeString(temporary, String.join("\n", lines).replace("NAME", name) + "\n");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r--r-----"));
    Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private Path sudoersFile() {
    return Path.of("/etc/sudoers.d", name);
  }

  private synchronized void remove() {
    removed = true;
    try {
      Files.deleteIfExists(sudoersFile());
      LocalSshd.run(List.of("userdel", "-f", "-r", name));
    } catch (IOException e) {
      // userdel grumbles about a mail spool that never was.
    }
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
