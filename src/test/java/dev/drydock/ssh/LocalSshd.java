package dev.drydock.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real OpenSSH server on a free port of 127.0.0.1, run by and for the user who runs the tests,
 * with keys and configuration of its own in a temporary folder. Needs the Debian packages
 * openssh-server and openssh-client.
 *
 * <pre>{@code
 * try (LocalSshd sshd = LocalSshd.start();
 *     Remote remote = sshd.connect()) {
 *   remote.exec("true");
 * }
 * }</pre>
 */
public final class LocalSshd implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Path folder;
  private final Process process;
  private final int port;

  private LocalSshd(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  /** A server with an ed25519 host key that lets the current user in with {@link #clientKey()}. */
  public static LocalSshd start() throws IOException {
    return new Builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What can be different about a server. */
  public static final class Builder {
    private final List<String> lines = new ArrayList<>();
    private final List<String> hostKeys = new ArrayList<>();
    private int port;
    private String namespace;

    private Builder() {}

    /**
     * Commands for a shell that change the file system for this server alone, in a mount namespace
     * of its own (for example a bind mount over /etc/shadow). Needs root.
     */
    public Builder inNamespace(String commands) {
      namespace = commands;
      return this;
    }

    private List<String> command(String... sshd) {
      List<String> command = new ArrayList<>();
      if (namespace != null) {
        command.addAll(
            List.of(
                "unshare",
                "-m",
                "--propagation",
                "private",
                "/bin/sh",
                "-ec",
                namespace + "\nexec \"$0\" \"$@\""));
      }
      command.addAll(List.of(sshd));
      return command;
    }

    /** A line for sshd_config; earlier lines win, and these come first. */
    public Builder config(String line) {
      lines.add(line);
      return this;
    }

    /** A host key type for ssh-keygen, for example {@code rsa}; without any, ed25519. */
    public Builder hostKey(String type) {
      hostKeys.add(type);
      return this;
    }

    /** The port of a server that has been closed, to stand in for it. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    public LocalSshd start() throws IOException {
      Path folder = Files.createTempDirectory("drydock-sshd");
      // sshd reads authorized_keys as the user who logs in, who may be another one.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      if (hostKeys.isEmpty()) {
        hostKeys.add("ed25519");
      }
      List<String> config = new ArrayList<>(lines);
      for (String type : hostKeys) {
        Path key = folder.resolve("host_" + type);
        keygen(key, type, "");
        config.add("HostKey " + key);
      }
      keygen(folder.resolve("client"), "ed25519", "");
      Files.copy(folder.resolve("client.pub"), folder.resolve("authorized_keys"));
      config.addAll(
          List.of(
              "ListenAddress 127.0.0.1",
              "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
              "PidFile none",
              "StrictModes no",
              "UsePAM no",
              "PermitRootLogin yes",
              "PasswordAuthentication no",
              "KbdInteractiveAuthentication no",
              "UseDNS no",
              "PrintMotd no",
              "MaxStartups 100",
              "LogLevel VERBOSE"));
      Files.write(folder.resolve("sshd_config"), config);
      if (isRoot()) {
        Files.createDirectories(Path.of("/run/sshd")); // sshd's empty folder, made at boot
      }
      for (int attempt = 0; attempt < 5; attempt++) {
        int chosen = port == 0 ? freePort() : port;
        Process process =
            new ProcessBuilder(
                    command(
                        sshd(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString(),
                        "-p",
                        "" + chosen))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        LocalSshd server = new LocalSshd(folder, process, chosen);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        if (server.awaitStart()) {
          return server;
        }
      }
      throw new IOException("sshd does not start: " + Files.readString(folder.resolve("log")));
    }
  }

  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** sshd must be started by its absolute path, since it executes itself again. */
  private static String sshd() throws IOException {
    for (String path : List.of("/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd")) {
      if (Files.isExecutable(Path.of(path))) {
        return path;
      }
    }
    throw new IOException("no sshd here: install the package openssh-server");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean awaitStart() throws IOException {
    return Waiting.until(START, () -> !process.isAlive() || greets()) && process.isAlive();
  }

  private boolean greets() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes a key pair with ssh-keygen; further arguments as it takes them. */
  public static Path keygen(Path file, String type, String passphrase, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "ssh-keygen",
                "-q",
                "-t",
                type,
                "-N",
                passphrase,
                "-C",
                "test",
                "-f",
                file.toString()));
    command.addAll(List.of(more));
    run(command);
    return file;
  }

  /** Runs a program to its end and returns what it printed. */
  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }

  public int port() {
    return port;
  }

  public Path folder() {
    return folder;
  }

  /** The file system as this server sees it. Needs root where that is another one. */
  public Path root() {
    return Path.of("/proc", "" + process.pid(), "root");
  }

  /** An unencrypted ed25519 key that may log in. */
  public Path clientKey() {
    return folder.resolve("client");
  }

  /** Lets the holder of that key in, too. */
  public void authorize(Path publicKey) throws IOException {
    Files.writeString(
        folder.resolve("authorized_keys"),
        Files.readString(folder.resolve("authorized_keys")) + Files.readString(publicKey));
  }

  public Target target() {
    return target(System.getProperty("user.name"));
  }

  public Target target(String user) {
    return new Target("127.0.0.1", port, user);
  }

  /** For the current user with {@link #clientKey()}, without an agent. */
  public ConnectOptions options() {
    return options(System.getProperty("user.name"));
  }

  public ConnectOptions options(String user) {
    return new ConnectOptions(
        target(user), Optional.of(clientKey()), false, Set.of(), Duration.ofSeconds(30));
  }

  /** Its own known_hosts, in this server's folder; the person's is never touched. */
  public JschConnector connector() {
    return new JschConnector(folder.resolve("known_hosts"), folder.resolve("no_known_hosts"));
  }

  /** A new session of the current user. */
  public Remote connect() throws RemoteException {
    return connector().connect(options(), new ScriptedPrompts());
  }

  /** The line of known_hosts for one of its host keys. */
  public String knownHostsLine(String type) throws IOException {
    String[] key = Files.readString(folder.resolve("host_" + type + ".pub")).split(" ", 3);
    return "[127.0.0.1]:" + port + " " + key[0] + " " + key[1] + "\n";
  }

  public String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether anybody is connected. */
  public boolean hasConnections() {
    return process.descendants().anyMatch(ProcessHandle::isAlive);
  }

  /** Kills the processes of all connections, as a lost network or a crash would end them. */
  public void cutConnections() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    // The listener first, so that nothing new comes; its children outlive it otherwise.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // It is a temporary folder.
    }
  }
}
