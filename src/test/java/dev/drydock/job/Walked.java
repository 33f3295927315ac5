package dev.drydock.job;

import dev.drydock.ssh.RemoteException;
import dev.drydock.ssh.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A run of a few shell steps on this machine, through a shell of the test's choice. */
final class Walked {
  static final Duration PATIENCE = Duration.ofMinutes(1);
  static final String ID = "20261201-090000-abcdef";

  final String id;
  final Path home;
  final Path base;
  final Path bootFile;
  final LocalRemote remote;
  final ServerRuns runs;
  final boolean root;
  private final String login;
  private final Map<String, String> files = new TreeMap<>();
  private int steps;

  Walked(Path folder, LocalRemote remote, String id, boolean root, String login)
      throws IOException {
    this.id = id;
    this.root = root;
    this.login = login;
    this.remote = remote;
    home = folder.resolve("home");
    base = root ? folder.resolve("var") : home.resolve(".drydock");
    bootFile = folder.resolve("boot");
    if (!Files.exists(bootFile)) {
      Files.writeString(bootFile, "boot-1\n");
    }
    runs = new ServerRuns(new Places(folder.resolve("var").toString(), bootFile.toString(), 1, 1));
    files.put("order", "");
    files.put("plan", "the plan\n");
    files.put("about", "{}\n");
  }

  /** Adds a step; its text is run with check, again or job as first word. */
  Walked step(String who, String text) {
    steps++;
    String number = Attempt.number(steps);
    files.merge("order", number + " " + who + " step-" + steps + "\n", String::concat);
    files.put("steps/" + number, text + "\n");
    return this;
  }

  Walked step(String text) {
    return step(root ? "root" : "user", text);
  }

  Path folder() {
    return base.resolve("runs").resolve(id);
  }

  Start.Outcome start(int walk) throws RemoteException {
    return start(walk, Optional.empty());
  }

  Start.Outcome start(int walk, Optional<Boolean> afterReboot) throws RemoteException {
    return runs.start(
        remote,
        new Start(id, root, login, "digest", walk, Instant.now(), afterReboot, files),
        null);
  }

  void wish(String... wishes) throws RemoteException {
    runs.wish(remote, id, List.of(wishes), List.of());
  }

  /** Every event but the times, as the server has them. */
  List<String> events() throws IOException {
    return Files.readAllLines(folder().resolve("events")).stream()
        .filter(line -> !line.isBlank())
        .map(line -> line.replaceFirst("^1 [0-9]+ ", ""))
        .map(line -> line.startsWith("begun") ? "begun" : line)
        .toList();
  }

  boolean hasEvent(String start) {
    try {
      return Files.exists(folder().resolve("events"))
          && events().stream().anyMatch(event -> event.startsWith(start));
    } catch (IOException e) {
      return false;
    }
  }

  void awaitEvent(String start) throws IOException {
    if (!Waiting.until(PATIENCE, () -> hasEvent(start))) {
      throw new AssertionError("no event " + start + " in " + events());
    }
  }

  void awaitGone() throws IOException {
    if (!Waiting.until(PATIENCE, () -> processes().isEmpty())) {
      throw new AssertionError("processes left: " + processes());
    }
  }

  /** What is running of this run: pid and command line. */
  Map<Long, String> processes() {
    Map<Long, String> found = new TreeMap<>();
    ProcessHandle.allProcesses()
        .forEach(
            process -> {
              try {
                String line =
                    Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .replace('\0', ' ');
                if (line.contains(folder().toString())) {
                  found.put(process.pid(), line.strip());
                }
              } catch (IOException e) {
                // It is gone.
              }
            });
    return found;
  }

  /** Sends SIGKILL to what runs with these words behind {@code walk}; returns how many were hit. */
  int kill(String mode) {
    int hit = 0;
    for (Map.Entry<Long, String> process : processes().entrySet()) {
      if (process.getValue().contains(mode)) {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.getKey());
        hit += handle.isPresent() && handle.get().destroyForcibly() ? 1 : 0;
      }
    }
    return hit;
  }

  /** What a desktop that follows has in the end. */
  static final class Desktop implements FollowListener {
    final Path folder;
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final Set<Attempt> whole = Collections.synchronizedSet(new TreeSet<>());
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    Desktop(Path folder) throws IOException {
      this.folder = Files.createDirectories(folder);
    }

    @Override
    public void event(String line) {
      lines.add(line);
    }

    @Override
    public void anew() {
      lines.clear();
      told.add("anew");
    }

    @Override
    public void caughtUp() {
      told.add("caught up");
    }

    @Override
    public Path log(Attempt attempt) {
      return folder.resolve(attempt + ".out");
    }

    @Override
    public void grew(Attempt attempt, long length) {}

    @Override
    public void whole(Attempt attempt) {
      whole.add(attempt);
      told.add("whole " + attempt);
    }

    @Override
    public void shorter(Attempt attempt, long length) {
      told.add("shorter " + attempt);
    }

    ServerRuns.Here here() throws IOException {
      Map<Attempt, Long> partly = new TreeMap<>();
      try (Stream<Path> outs = Files.list(folder)) {
        for (Path out : outs.toList()) {
          Attempt attempt =
              Attempt.parse(out.getFileName().toString().replace(".out", "")).orElseThrow();
          if (!whole.contains(attempt)) {
            partly.put(attempt, Files.size(out));
          }
        }
      }
      Collection<Attempt> all = List.copyOf(whole);
      return new ServerRuns.Here(
          lines.size(), lines.isEmpty() ? "" : lines.get(lines.size() - 1), partly, all);
    }

    String out(String attempt) throws IOException {
      Path file = folder.resolve(attempt + ".out");
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }
  }

  Desktop follow(Path folder) throws Exception {
    Desktop desktop = new Desktop(folder);
    runs.follow(remote, id, desktop.here(), desktop);
    return desktop;
  }
}
