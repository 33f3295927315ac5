package dev.drydock.faults;

import dev.drydock.job.Places;
import dev.drydock.job.ServerRuns;
import dev.drydock.run.RunStore;
import dev.drydock.session.LiveSessions;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.ScriptedPrompts;
import dev.drydock.ssh.Target;
import dev.drydock.ssh.ThrowawayUser;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A real sshd with a home folder of its own and a boot that can be changed. */
final class FaultServer implements AutoCloseable {
  /** How much fits onto the server's disk, where it has one of its own. */
  private static final int DISK_KIB = 4096;

  private final Path home;
  private final Path boot;
  private final Path rootBase;
  private final LocalSshd sshd;
  private final ServerProcesses processes;
  private final Optional<ThrowawayUser> sudoer;
  private final Optional<SmallDisk> disk;
  private final Optional<ServerClock> clock;

  /** For the user who runs the tests. */
  FaultServer(Path folder) throws IOException {
    this(folder, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private FaultServer(
      Path folder,
      Optional<ThrowawayUser> sudoer,
      Optional<SmallDisk> disk,
      Optional<ServerClock> clock)
      throws IOException {
    this.sudoer = sudoer;
    this.disk = disk;
    this.clock = clock;
    Path base = disk.isPresent() ? folder.resolve("disk") : folder;
    home = base.resolve("home");
    if (sudoer.isPresent()) {
      // Where su leads, too.
      move(sudoer.get(), home);
    }
    Files.createDirectories(home);
    boot = folder.resolve("boot");
    // Beside the home: what only root may write to cannot be in a folder of the user's.
    rootBase = sudoer.isPresent() ? base.resolve("var") : home.resolve("var");
    newBoot();
    sshd =
        LocalSshd.builder()
            .config(
                "SetEnv HOME="
                    + home
                    + (" PATH=" + withoutAptIndex(folder) + ":/usr/local/bin:/usr/bin:/bin")
                    + clock.map(it -> " " + it.environment()).orElse(""))
            .start();
    processes = new ServerProcesses(folder, user());
  }

  private static void move(ThrowawayUser user, Path home) throws IOException {
    try {
      int code =
          new ProcessBuilder("usermod", "-m", "-d", home.toString(), user.name())
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException("usermod: " + code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /**
   * With all that this machine lets us have: a user of its own with sudo, a small disk, and a wall
   * clock that can be turned. The folder must be one that everybody may enter.
   */
  static FaultServer whole(Path folder) throws IOException {
    Optional<ThrowawayUser> sudoer = Optional.empty();
    Optional<SmallDisk> disk = Optional.empty();
    if (LocalSshd.isRoot()) {
      if (Files.isExecutable(Path.of("/usr/bin/sudo"))) {
        sudoer = Optional.of(ThrowawayUser.create("/bin/sh"));
        sudoer.get().sudoers("NAME ALL=(ALL:ALL) ALL");
      }
      disk = SmallDisk.mount(folder.resolve("disk"), DISK_KIB);
    }
    return new FaultServer(folder, sudoer, disk, ServerClock.build(folder));
  }

  /**
   * A folder for the PATH. Every wizard that takes a run up reads the facts, and reading this
   * machine's index of packages takes longer than all the rest of a schedule.
   */
  private static Path withoutAptIndex(Path folder) throws IOException {
    Path programs = Files.createDirectories(folder.resolve("bin"));
    Path stub = Files.writeString(programs.resolve("apt-cache"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    return programs;
  }

  int port() {
    return sshd.port();
  }

  ServerProcesses processes() {
    return processes;
  }

  /** The one who logs in and may use sudo, where that is not who runs the tests. */
  Optional<ThrowawayUser> sudoer() {
    return sudoer;
  }

  Optional<SmallDisk> disk() {
    return disk;
  }

  Optional<ServerClock> clock() {
    return clock;
  }

  /** Lets the steps' user write there. */
  void giveToUser(Path path) throws IOException {
    if (sudoer.isPresent()) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setOwner(
          path,
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(sudoer.get().name()));
    }
  }

  /** The run's folder, whoever walks it. */
  Path run(String id) {
    Path own = home.resolve(".drydock/runs").resolve(id);
    return Files.exists(own) ? own : rootBase.resolve("runs").resolve(id);
  }

  /** What an attempt at a step put out. */
  Path out(String runId, String jobId) {
    return run(runId).resolve("jobs").resolve(jobId).resolve("out");
  }

  /** Process id of who walks the run, or walked it last; -1 if nobody ever did. */
  long runner(String runId) {
    String newest = "";
    long number = 0;
    try (var leases = Files.newDirectoryStream(run(runId).getParent().getParent(), "lease.*")) {
      for (Path lease : leases) {
        long n = Long.parseLong(lease.getFileName().toString().substring("lease.".length()));
        if (n > number) {
          number = n;
          newest = Files.readString(lease);
        }
      }
    } catch (IOException e) {
      // Nobody walks, or the next one is just beginning.
    }
    return newest.isEmpty() ? -1 : Long.parseLong(newest.split(" ", -1)[1]);
  }

  /** Makes room: no run that was is needed any more, nor are the keys of proxies. */
  void forgetRuns() throws IOException {
    Folders.delete(home.resolve(".drydock"));
    Folders.delete(rootBase);
    Files.deleteIfExists(sshd.folder().resolve("known_hosts"));
  }

  LiveSessions sessions(Path runs) {
    return address().sessions(runs);
  }

  LiveSessions sessions(Path runs, Clock desktop) {
    return address().sessions(runs, desktop);
  }

  Address address() {
    return new Address(sshd.port(), user(), sshd.clientKey(), boot, rootBase);
  }

  private String user() {
    return sudoer.map(ThrowawayUser::name).orElse(System.getProperty("user.name"));
  }

  /** Answers every question for the sudo password that a run may ask. */
  ScriptedPrompts prompts() {
    return prompts(password());
  }

  /**
   * @param password for sudo; "" for none
   */
  static ScriptedPrompts prompts(String password) {
    ScriptedPrompts prompts = new ScriptedPrompts();
    for (int i = 0; i < 50 && !password.isEmpty(); i++) {
      prompts.password(password);
    }
    return prompts;
  }

  /** The sudo password, or "". */
  String password() {
    return sudoer.map(ThrowawayUser::password).orElse("");
  }

  /** All that another process needs to come here. */
  record Address(int port, String user, Path key, Path boot, Path rootBase) {
    static Address parse(String text) {
      String[] parts = text.split(" ", 5);
      return new Address(
          Integer.parseInt(parts[0]),
          parts[1],
          Path.of(parts[2]),
          Path.of(parts[3]),
          Path.of(parts[4]));
    }

    @Override
    public String toString() {
      return port + " " + user + " " + key + " " + boot + " " + rootBase;
    }

    /** Drydock's side of the server; patient for seconds only. */
    ServerRuns runs() {
      return new ServerRuns(new Places(rootBase.toString(), boot.toString(), 1, 1));
    }

    /** The same server by another way. */
    Address via(FaultProxy proxy) {
      return new Address(proxy.port(), user, key, boot, rootBase);
    }

    LiveSessions sessions(Path runs) {
      return sessions(runs, Clock.systemUTC());
    }

    LiveSessions sessions(Path runs, Clock desktop) {
      Path keys = key.resolveSibling("known_hosts");
      return new LiveSessions(
          new JschConnector(keys, key.resolveSibling("no_known_hosts")),
          runs(),
          new RunStore(runs, desktop),
          desktop);
    }

    ConnectOptions options() {
      return new ConnectOptions(
          new Target("127.0.0.1", port, user),
          Optional.of(key),
          false,
          Set.of(),
          Duration.ofSeconds(Long.getLong("drydock.faults.timeout", 30)));
    }
  }

  /** How to reach it without anything in between. */
  ConnectOptions options() {
    return address().options();
  }

  /** How to reach it by way of a proxy. */
  ConnectOptions via(FaultProxy proxy) {
    return address().via(proxy).options();
  }

  /** kill -9 of the processes of all connections; the listener lives. */
  void killConnections() {
    sshd.cutConnections();
  }

  /** All that runs dies, and the next boot is another one. The caller keeps connections out. */
  void reboot() throws IOException {
    killConnections();
    // A power cut leaves nobody the time to record the end of another.
    processes.freeze();
    processes.killAll();
    newBoot();
  }

  private void newBoot() throws IOException {
    Files.writeString(boot, UUID.randomUUID() + "\n");
  }

  @Override
  public void close() {
    sshd.close();
    processes.killAll();
    disk.ifPresent(SmallDisk::close);
    sudoer.ifPresent(ThrowawayUser::close);
  }
}
