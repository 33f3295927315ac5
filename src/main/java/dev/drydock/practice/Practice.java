package dev.drydock.practice;

import dev.drydock.files.DrydockHome;
import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts, watches and stops the practice server. There is one per Drydock home; any process of the
 * same user may start it and any other stop it. Every method blocks (so never on the event dispatch
 * thread); interrupting the calling thread ends {@link #up} within seconds and leaves nothing
 * running that it started.
 */
public final class Practice {
  static final String USER = "owner";
  static final String HOST = "127.0.0.1";

  // A used server's disk grows to about 3 GB over the whole route.
  private static final long MACHINE_BYTES = 3_500_000_000L;
  private static final Duration WAKE = Duration.ofMinutes(1);
  private static final Duration SAVE = Duration.ofMinutes(5);
  private static final Duration BANNER = Duration.ofMinutes(1);

  /** The longest path of a Unix socket is 107 bytes (unix(7)); Java takes one less. */
  private static final int SOCKET_PATH = 106;

  private final Path folder;
  private final Host host;

  Practice(Path folder, Host host) {
    this.folder = folder;
    this.host = host;
  }

  public static Practice in(DrydockHome home) {
    return new Practice(home.practice(), Host.thisMachine());
  }

  /**
   * Brings the practice server up and returns when one can log in. The first time ever builds its
   * disk (two minutes and a download) and boots it (about 50 s); later it wakes up in seconds, as
   * it was left, or clean when {@code fresh} is asked. Already running, it stays as it is (unless
   * {@code fresh}) and only its clock is set.
   */
  public PracticeServer up(PracticeOptions options, ProgressListener listener)
      throws PracticeException {
    if (!host.isLinux()) {
      throw new PracticeException(
          PracticeException.Kind.NOT_LINUX,
          "The practice server needs Linux, and this is "
              + (host.osName().isEmpty() ? "another system" : host.osName())
              + ". Run Drydock on a Debian 12 machine (a virtual one will do) to practise; a real"
              + " server can be set up from here all the same.");
    }
    return locked(listener, () -> upLocked(options, listener));
  }

  /** How it is now. Takes no lock and waits for nobody. */
  public PracticeStatus status() throws PracticeException {
    Optional<PracticeState> state = running();
    boolean used = false;
    boolean asleep = false;
    boolean ready = false;
    try {
      used = !machines(Machine.BOOTED).isEmpty();
      asleep = !machines(Machine.LEFT).isEmpty();
      ready = used || hasEntries(folder.resolve("images"));
      if (state.isEmpty()) {
        return new PracticeStatus(Optional.empty(), ready, used, asleep);
      }
      PracticeState s = state.get();
      Optional<WitnessReport> witness = Optional.empty();
      String noWitness = s.noWitness();
      if (noWitness.isEmpty()) {
        try {
          witness =
              Optional.of(
                  WitnessReport.parse(
                      Files.readString(new Machine(Path.of(s.machine())).witness())));
        } catch (IOException | IllegalArgumentException e) {
          noWitness = "Its report cannot be read.";
        }
      }
      return new PracticeStatus(
          Optional.of(
              new PracticeStatus.Running(
                  server(s.port()),
                  s.pid(),
                  Duration.between(Instant.ofEpochMilli(s.startedAt()), Instant.now()),
                  s.cpu(),
                  s.memoryMb(),
                  s.tied(),
                  witness,
                  noWitness)),
          ready,
          used,
          asleep);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Puts the running server to sleep on disk and ends QEMU; the next {@link #up} continues it.
   *
   * @return false when none was running
   */
  public boolean down(ProgressListener listener) throws PracticeException {
    return down(true, listener);
  }

  /**
   * @param keep false pulls the plug instead: the disk stays, what only was in memory is gone
   */
  public boolean down(boolean keep, ProgressListener listener) throws PracticeException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    return locked(
        listener,
        () -> {
          Optional<PracticeState> state = running();
          if (state.isEmpty()) {
            tidyAfterDeath();
            return false;
          }
          stop(state.get(), keep, listener);
          return true;
        });
  }

  private PracticeServer upLocked(PracticeOptions options, ProgressListener listener)
      throws PracticeException, IOException, InterruptedException {
    Optional<PracticeState> old = running();
    if (old.isPresent() && !options.fresh()) {
      return keepRunning(old.get(), options, listener);
    }
    host.tools().check(false, host.root());
    if (old.isEmpty()) {
      tidyAfterDeath();
    } else {
      listener.say("Stopping the practice server to start a clean one.");
      stop(old.get(), false, listener);
    }
    int port = choosePort(options.port());
    PracticeImage image = imageLocked(options, listener);
    Witness witness = Witness.prepare(folder, host.tools());
    if (witness.plugin().isEmpty()) {
      listener.say("No SSE2 witness: " + witness.absence());
    }
    identity().writeKnownHosts(HOST, port);
    boot(options.withPort(port), image, witness, listener);
    return server(port);
  }

  private PracticeServer keepRunning(
      PracticeState state, PracticeOptions options, ProgressListener listener)
      throws PracticeException, IOException, InterruptedException {
    if (otherThan(options.cpu(), state.cpu(), PracticeOptions.DEFAULT_CPU)
        || otherThan(options.memoryMb(), state.memoryMb(), PracticeOptions.DEFAULT_MEMORY_MB)
        || otherThan(options.port(), state.port(), PracticeOptions.DEFAULT_PORT)) {
      throw new PracticeException(
          PracticeException.Kind.ALREADY_RUNNING,
          "The practice server is already running with other settings (CPU "
              + state.cpu()
              + ", "
              + state.memoryMb()
              + " MiB, port "
              + state.port()
              + "). Stop it first with \"drydock practice down\", or use it as it is.");
    }
    try (Monitor monitor = Monitor.connect(Path.of(state.monitor()))) {
      if (monitor.wake()) {
        listener.say("It stood still (was this machine's disk full?); now it goes on.");
      }
    } catch (IOException e) {
      listener.say("QEMU does not answer (" + e.getMessage() + ").");
    }
    // This machine may have slept since; the server's clock then stands behind.
    try (GuestLine line = GuestLine.connect(Path.of(state.line()))) {
      line.setClock(Duration.ofSeconds(10));
    } catch (IOException e) {
      listener.say("Its clock could not be set (" + e.getMessage() + "); it may be slow.");
    }
    listener.say(
        "The practice server is already running"
            + (state.tied() && !options.tied()
                ? ", and ends with the window that started it."
                : "."));
    return server(state.port());
  }

  /** Who asks for a default, or any port, is content with what runs. */
  private static boolean otherThan(Object wanted, Object running, Object byDefault) {
    return !wanted.equals(running) && !wanted.equals(byDefault) && !wanted.equals(0);
  }

  /** Makes its identity and its disk where they are not there yet, and starts nothing. */
  PracticeImage prepare(PracticeOptions options, ProgressListener listener)
      throws PracticeException {
    return locked(listener, () -> imageLocked(options, listener));
  }

  private PracticeImage imageLocked(PracticeOptions options, ProgressListener listener)
      throws PracticeException, IOException {
    PracticeIdentity identity = identity();
    if (!identity.exists()) {
      identity.create(host.tools());
    }
    ImageRecipe recipe = ImageRecipe.of(host, options, identity.fingerprint());
    Optional<PracticeImage> ready = PracticeImage.find(folder, recipe.id());
    if (ready.isPresent()) {
      return ready.get();
    }
    PracticeImage built = PracticeImage.build(folder, recipe, identity, host, listener);
    forgetOthers(built, listener);
    return built;
  }

  /** Servers on disks of an older recipe: kept, they would only fill the disk. */
  private void forgetOthers(PracticeImage built, ProgressListener listener) throws IOException {
    boolean any = false;
    for (String kind : List.of("machines", "images")) {
      Path parent = folder.resolve(kind);
      if (!Files.isDirectory(parent)) {
        continue;
      }
      List<Path> old;
      try (Stream<Path> all = Files.list(parent)) {
        old = all.filter(p -> !p.getFileName().toString().startsWith(built.id())).toList();
      }
      for (Path each : old) {
        any = true;
        List<Path> files;
        try (Stream<Path> all = Files.list(each)) {
          files = all.toList();
        }
        for (Path file : files) {
          Files.delete(file);
        }
        Files.delete(each);
      }
    }
    if (any) {
      listener.say("The recipe has changed: servers made by the older one were removed.");
    }
  }

  private void boot(
      PracticeOptions options, PracticeImage image, Witness witness, ProgressListener listener)
      throws PracticeException, IOException, InterruptedException {
    Machine machine = Machine.of(folder, image, options);
    Path sockets = sockets(machine);
    QemuCommand command =
        new QemuCommand(
            host.tools().require(HostTools.QEMU),
            options.cpu(),
            options.memoryMb(),
            options.port(),
            image,
            machine,
            sockets,
            witness.plugin(),
            "");
    String fingerprint =
        command.fingerprint(
            Commands.run(List.of(command.program().toString(), "--version")).text());
    boolean clean =
        !machine.hasEver(Machine.BOOTED)
            || (options.fresh() && !machine.has(Machine.BOOTED, fingerprint));
    String snapshot = "";
    if (clean) {
      create(machine, image);
    } else if (options.fresh()) {
      snapshot = Machine.BOOTED;
    } else if (machine.has(Machine.LEFT, fingerprint)) {
      snapshot = Machine.LEFT;
    }
    Started started;
    try {
      started = start(command.waking(snapshot), witness, options, listener);
    } catch (Qemu.EndedException e) {
      if (snapshot.isEmpty()) {
        throw Qemu.explain(e.getMessage(), options);
      }
      listener.say("The sleeping server could not be woken up; booting it instead.");
      if (options.fresh()) {
        clean = true;
        create(machine, image);
      }
      snapshot = "";
      try {
        started = start(command, witness, options, listener);
      } catch (Qemu.EndedException again) {
        throw Qemu.explain(again.getMessage(), options);
      }
    }
    boolean done = false;
    try {
      state(started, command, options, fingerprint).write(stateFile());
      finish(started.id(), command, options, snapshot, clean, fingerprint, listener);
      done = true;
    } finally {
      if (!done) {
        abandon(started.id(), machine, sockets);
      }
    }
  }

  private void create(Machine machine, PracticeImage image) throws PracticeException, IOException {
    host.requireSpace(folder, MACHINE_BYTES, "Using the practice server");
    machine.create(image, host.tools());
  }

  private record Started(ProcessId id, String noWitness) {}

  /** A QEMU that cannot load the witness is better than none. */
  private Started start(
      QemuCommand command, Witness witness, PracticeOptions options, ProgressListener listener)
      throws PracticeException, IOException, InterruptedException {
    try {
      return new Started(Qemu.start(folder, command, options.tied()), witness.absence());
    } catch (Qemu.EndedException e) {
      if (witness.plugin().isEmpty() || !e.getMessage().contains("plugin")) {
        throw e;
      }
      String why = "QEMU here does not take it: " + e.getMessage();
      listener.say("No SSE2 witness. " + why);
      return new Started(Qemu.start(folder, command.withoutPlugin(), options.tied()), why);
    }
  }

  private PracticeState state(
      Started started, QemuCommand command, PracticeOptions options, String fingerprint) {
    ProcessId id = started.id();
    return new PracticeState(
        id.pid(),
        id.startTicks(),
        id.bootId(),
        options.port(),
        options.cpu(),
        options.memoryMb(),
        options.tied(),
        command.machine().folder().toString(),
        command.monitor().toString(),
        command.line().toString(),
        fingerprint,
        Instant.now().toEpochMilli(),
        started.noWitness());
  }

  private void finish(
      ProcessId id,
      QemuCommand command,
      PracticeOptions options,
      String snapshot,
      boolean clean,
      String fingerprint,
      ProgressListener listener)
      throws PracticeException, IOException, InterruptedException {
    Machine machine = command.machine();
    boolean asleep = machine.hasEver(Machine.LEFT);
    machine.unmark(Machine.LEFT);
    try (GuestLine line = GuestLine.connect(command.line())) {
      if (snapshot.isEmpty()) {
        listener.say(
            clean
                ? "Booting the practice server; this takes about 50 seconds, later only a few."
                : "The server was not put to sleep last time: booting it, about 50 seconds.");
      }
      Duration limit = snapshot.isEmpty() ? options.bootTimeout() : WAKE;
      if (!line.settled(limit, () -> !id.isAlive())) {
        throw noAnswer(id, machine, limit);
      }
      if (!snapshot.isEmpty() && !line.setClock(Duration.ofSeconds(30))) {
        listener.say("The server's clock could not be set; it may be slow.");
      }
      awaitSsh(id, machine, options.port());
      if (clean) {
        line.sync(WAKE);
      }
    }
    try (Monitor monitor = Monitor.connect(command.monitor())) {
      if (clean) {
        monitor.command("savevm " + Machine.BOOTED, SAVE);
        machine.mark(Machine.BOOTED, fingerprint);
      } else if (asleep) {
        // Awake now: its sleeping state is of no more use, and costs space.
        monitor.command("delvm " + Machine.LEFT, SAVE);
      }
    } catch (IOException e) {
      listener.say(
          "QEMU could not do all it was asked (" + e.getMessage() + "); the next start is slower.");
    }
    listener.say(
        "The practice server is ready: " + USER + "@" + HOST + ", port " + options.port() + ".");
  }

  private static PracticeException noAnswer(ProcessId id, Machine machine, Duration limit) {
    if (!id.isAlive()) {
      return new PracticeException(
          PracticeException.Kind.QEMU_FAILED,
          "QEMU ended while the practice server was starting. It said:\n"
              + Machine.tail(machine.log(), 8));
    }
    return new PracticeException(
        PracticeException.Kind.NO_ANSWER,
        "The practice server did not answer within "
            + (limit.toMinutes() > 0 ? limit.toMinutes() + " min" : limit.toSeconds() + " s")
            + ". It has been switched off. If this machine was busy, try again when it is not;"
            + " \"drydock practice up --fresh\" starts from a clean server. The last lines on its"
            + " console:\n"
            + Machine.tail(machine.console(), 12));
  }

  /** QEMU accepts connections for the server whether it listens or not: only a banner counts. */
  private static void awaitSsh(ProcessId id, Machine machine, int port)
      throws PracticeException, InterruptedException {
    long deadline = System.nanoTime() + BANNER.toNanos();
    while (System.nanoTime() < deadline && id.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(loopback(), port), 5_000);
        InputStream in = socket.getInputStream();
        if (new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-")) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      Thread.sleep(100);
    }
    throw noAnswer(id, machine, BANNER);
  }

  private void abandon(ProcessId id, Machine machine, Path sockets) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      id.kill(true);
      Qemu.end(id, Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    tidy(machine, sockets);
  }

  /** What a QEMU left that was killed, or died with this machine. */
  private void tidyAfterDeath() throws IOException {
    Optional<PracticeState> dead = PracticeState.read(stateFile());
    if (dead.isPresent()) {
      tidy(new Machine(Path.of(dead.get().machine())), dead.get().sockets());
    }
    Files.deleteIfExists(stateFile());
  }

  private void tidy(Machine machine, Path sockets) throws IOException {
    Files.deleteIfExists(stateFile());
    Files.deleteIfExists(machine.pidFile());
    for (String name : List.of("monitor", "line")) {
      Files.deleteIfExists(sockets.resolve(name));
    }
    if (!sockets.equals(machine.folder())) {
      Files.deleteIfExists(sockets);
    }
  }

  private void stop(PracticeState state, boolean keep, ProgressListener listener)
      throws IOException, InterruptedException {
    Machine machine = new Machine(Path.of(state.machine()));
    if (keep) {
      try (GuestLine line = GuestLine.connect(Path.of(state.line()))) {
        line.sync(Duration.ofSeconds(20));
      } catch (IOException e) {
        // A snapshot without it is only larger.
      }
    }
    try (Monitor monitor = Monitor.connect(Path.of(state.monitor()))) {
      if (keep && machine.hasEver(Machine.BOOTED)) {
        try {
          monitor.command("savevm " + Machine.LEFT, SAVE);
          machine.mark(Machine.LEFT, state.fingerprint());
          listener.say("The practice server sleeps; \"up\" continues it where it is.");
        } catch (IOException e) {
          listener.say(
              "The practice server could not be put to sleep ("
                  + e.getMessage()
                  + "). Its disk is kept, and the next start boots it.");
        }
      }
      monitor.quit();
    } catch (IOException e) {
      listener.say("QEMU does not answer any more; ending it.");
      state.process().kill(false);
    }
    Qemu.end(state.process(), Duration.ofSeconds(20));
    tidy(machine, state.sockets());
  }

  /** The QEMU that was written down, if that very process still runs. */
  private Optional<PracticeState> running() {
    return PracticeState.read(stateFile()).filter(state -> state.process().isAlive());
  }

  private Path stateFile() {
    return folder.resolve("state.json");
  }

  private PracticeIdentity identity() {
    return new PracticeIdentity(folder.resolve("identity"));
  }

  private PracticeServer server(int port) throws IOException {
    PracticeIdentity identity = identity();
    return new PracticeServer(
        HOST,
        port,
        USER,
        identity.password(),
        identity.key(),
        identity.knownHosts(),
        identity.hostKeySha256());
  }

  /** Where the sockets can be: with the machine, unless their paths would be too long. */
  static Path sockets(Machine machine) throws IOException {
    int length =
        machine.folder().resolve("monitor").toString().getBytes(StandardCharsets.UTF_8).length;
    if (length <= SOCKET_PATH) {
      PrivateFiles.createFolder(machine.folder());
      return machine.folder();
    }
    return Files.createTempDirectory("drydock-practice-");
  }

  private int choosePort(int wanted) throws PracticeException {
    if (wanted > 0 && wanted < 1024 && !host.root()) {
      throw new PracticeException(
          PracticeException.Kind.NO_RIGHTS,
          "Ports below 1024 are root's. Choose a higher one with --port, for example --port="
              + PracticeOptions.DEFAULT_PORT
              + ".");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw Qemu.portTaken(wanted);
    }
  }

  /** {@link #HOST} and never IPv6's, where QEMU does not listen. */
  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private List<Path> machines(String state) throws IOException {
    Path parent = folder.resolve("machines");
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(p -> new Machine(p).hasEver(state)).toList();
    }
  }

  private static boolean hasEntries(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return false;
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.findAny().isPresent();
    }
  }

  private PracticeException unwritable(IOException e) {
    return new PracticeException(
        PracticeException.Kind.OTHER,
        "The practice server's files in "
            + folder
            + " could not be read or written ("
            + e.getMessage()
            + "). See whether the disk is full and the folder is yours.",
        e);
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws PracticeException, IOException, InterruptedException;
  }

  private <T> T locked(ProgressListener listener, Work<T> work) throws PracticeException {
    FolderLock lock = FolderLock.take(folder, listener);
    try {
      return work.run();
    } catch (IOException e) {
      throw unwritable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PracticeException.cancelled();
    } finally {
      lock.close();
    }
  }
}
