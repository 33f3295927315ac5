package dev.drydock.faults;

import dev.drydock.job.BootJobs;
import dev.drydock.run.RunStore;
import dev.drydock.session.LiveSessions;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.JschConnector;
import dev.drydock.ssh.LocalSshd;
import dev.drydock.ssh.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A real sshd with a home folder of its own and a boot that can be changed. */
final class FaultServer implements AutoCloseable {
  private final Path home;
  private final Path boot;
  private final LocalSshd sshd;
  private final ServerProcesses processes;

  FaultServer(Path folder) throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    boot = folder.resolve("boot");
    newBoot();
    sshd = LocalSshd.builder().config("SetEnv HOME=" + home).start();
    processes = new ServerProcesses(home);
  }

  int port() {
    return sshd.port();
  }

  ServerProcesses processes() {
    return processes;
  }

  Path job(String id) {
    return home.resolve(".drydock/jobs").resolve(id);
  }

  LiveSessions sessions(Path runs) {
    return address().sessions(runs);
  }

  Address address() {
    return new Address(sshd.port(), sshd.clientKey(), boot, home.resolve("var"));
  }

  /** All that another process needs to come here. */
  record Address(int port, Path key, Path boot, Path rootBase) {
    static Address parse(String text) {
      String[] parts = text.split(" ", 4);
      return new Address(
          Integer.parseInt(parts[0]), Path.of(parts[1]), Path.of(parts[2]), Path.of(parts[3]));
    }

    @Override
    public String toString() {
      return port + " " + key + " " + boot + " " + rootBase;
    }

    LiveSessions sessions(Path runs) {
      Path keys = key.resolveSibling("known_hosts");
      return new LiveSessions(
          new JschConnector(keys, key.resolveSibling("no_known_hosts")),
          BootJobs.of(boot, rootBase),
          new RunStore(runs, Clock.systemUTC()),
          Clock.systemUTC());
    }

    ConnectOptions options() {
      return new ConnectOptions(
          new Target("127.0.0.1", port, System.getProperty("user.name")),
          Optional.of(key),
          false,
          Set.of(),
          Duration.ofSeconds(30));
    }
  }

  /** How to reach it without anything in between. */
  ConnectOptions options() {
    return sshd.options();
  }

  /** How to reach it by way of a proxy. */
  ConnectOptions via(FaultProxy proxy) {
    ConnectOptions direct = sshd.options();
    return new ConnectOptions(
        new Target("127.0.0.1", proxy.port(), direct.target().user()),
        direct.identity(),
        false,
        Set.of(),
        direct.timeout());
  }

  /** kill -9 of the processes of all connections; the listener lives. */
  void killConnections() {
    sshd.cutConnections();
  }

  /** All that runs dies, and the next boot is another one. The caller keeps connections out. */
  void reboot() throws IOException {
    killConnections();
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
  }
}
