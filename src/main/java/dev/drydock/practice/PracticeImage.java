package dev.drydock.practice;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A finished disk that never changes again: each machine writes to an overlay of its own.
 *
 * @param id of the recipe it was made by
 * @param folder holds disk.raw, vmlinuz and initrd.img
 */
record PracticeImage(String id, Path folder) {
  // Measured: tar 0.55 GB, its files 0.6 GB, disk 0.6 GB at once; and room to use the server.
  private static final long BUILD_BYTES = 5_000_000_000L;
  private static final long SCRATCH_BYTES = 1_500_000_000L;
  private static final Path SCRATCH = Path.of("/var/tmp");

  Path disk() {
    return folder.resolve("disk.raw");
  }

  Path kernel() {
    return folder.resolve("vmlinuz");
  }

  Path initrd() {
    return folder.resolve("initrd.img");
  }

  /**
   * The image for this recipe, when it has been built. Only whole images are ever in that place.
   */
  static Optional<PracticeImage> find(Path practice, String id) {
    Path folder = practice.resolve("images").resolve(id);
    return Files.isDirectory(folder)
        ? Optional.of(new PracticeImage(id, folder))
        : Optional.empty();
  }

  /**
   * Builds it, in about two minutes. The caller holds the folder's lock. Interrupting the thread
   * stops the build and leaves nothing.
   */
  static PracticeImage build(
      Path practice,
      ImageRecipe recipe,
      PracticeIdentity identity,
      Host host,
      ProgressListener listener)
      throws PracticeException, IOException {
    host.tools().check(true, host.root());
    if (!host.root()) {
      requireNamespaces(host);
    }
    host.requireSpace(practice, BUILD_BYTES, "The practice server");
    host.requireSpace(SCRATCH, SCRATCH_BYTES, "Building the practice server");
    List<String> asRoot = asRoot(host);
    removeLeftovers(practice, asRoot);
    Path work = practice.resolve("work-" + UUID.randomUUID());
    PrivateFiles.createFolder(work);
    try {
      prepare(work, recipe);
      listener.say("Building the practice server's disk; this takes about two minutes, once.");
      Commands.Outcome outcome =
          Commands.run(
              List.of(
                  "env",
                  "PATH=" + host.tools().path(),
                  "sh",
                  work.resolve("watchdog.sh").toString(),
                  "sh",
                  work.resolve("build.sh").toString(),
                  work.toString(),
                  identity.folder().toString()),
              listener);
      if (!outcome.ok()) {
        throw failed(outcome);
      }
      Path target = practice.resolve("images").resolve(recipe.id());
      PrivateFiles.createFolder(target.getParent());
      Files.move(work.resolve("image"), target, StandardCopyOption.ATOMIC_MOVE);
      return new PracticeImage(recipe.id(), target);
    } finally {
      remove(work, asRoot);
    }
  }

  private static void prepare(Path work, ImageRecipe recipe) throws IOException {
    write(work, "build.sh", recipe.script());
    PrivateFiles.write(work.resolve("watchdog.sh"), Resources.read("watchdog.sh"));
    write(work, "packages", recipe.packages());
    write(work, "apt.conf", lines(recipe.settings().host()));
    write(work, "guest-apt.conf", lines(recipe.settings().guest()));
    int number = 1;
    for (DebianMirror.Attempt attempt : recipe.mirror().attempts()) {
      write(work, "sources." + number, lines(attempt.host()));
      write(work, "guest-sources." + number, lines(attempt.guest()));
      write(work, "dropped." + number, attempt.dropped() + "\n");
      number++;
    }
  }

  private static void write(Path work, String name, String text) throws IOException {
    PrivateFiles.write(work.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static String lines(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static PracticeException failed(Commands.Outcome outcome) {
    String said = outcome.text();
    String last =
        String.join(
            "\n",
            outcome.tail().subList(Math.max(0, outcome.tail().size() - 15), outcome.tail().size()));
    String lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left on device")) {
      return new PracticeException(
          PracticeException.Kind.DISK_TOO_SMALL,
          "The disk ran full while the practice server was built. Nothing of it was kept. Free 5 GB"
              + " where Drydock keeps its cache and 1.5 GB in /var/tmp, then try again.");
    }
    if (outcome.exitCode() == 10) {
      return new PracticeException(
          PracticeException.Kind.MIRROR,
          "Debian's packages for the practice server could not be fetched from the mirror that this"
              + " machine uses. See whether \"sudo apt-get update\" works here; if it does, wait an"
              + " hour (a mirror may be half updated) or name another with --mirror=http://... The"
              + " last lines:\n"
              + last);
    }
    return new PracticeException(
        PracticeException.Kind.BUILD_FAILED,
        "The practice server's disk could not be built. Nothing of it was kept. The last lines:\n"
            + last);
  }

  private static List<String> asRoot(Host host) {
    return host.root() ? List.of() : List.of("unshare", "--map-root-user", "--map-auto", "--");
  }

  private static void requireNamespaces(Host host) throws PracticeException {
    List<String> command = new ArrayList<>(asRoot(host));
    command.add("true");
    Commands.Outcome outcome = Commands.run(command);
    if (!outcome.ok()) {
      throw new PracticeException(
          PracticeException.Kind.NO_RIGHTS,
          "Without being root, the practice server is built in a user namespace, and this user may"
              + " not make one ("
              + outcome.text()
              + "). Either run the same command once as root, or let an administrator give this user"
              + " subordinate ids:\n  sudo usermod --add-subuids 100000-165535 --add-subgids"
              + " 100000-165535 \"$USER\"");
    }
  }

  /** What killed builds left. */
  private static void removeLeftovers(Path practice, List<String> asRoot)
      throws PracticeException, IOException {
    List<Path> old;
    try (Stream<Path> all = Files.list(practice)) {
      old = all.filter(p -> p.getFileName().toString().startsWith("work-")).toList();
    }
    for (Path folder : old) {
      remove(folder, asRoot);
    }
  }

  /** Files in there belong to subordinate ids, which only the namespace's root can remove. */
  private static void remove(Path folder, List<String> asRoot) throws PracticeException {
    if (!Files.exists(folder)) {
      return;
    }
    // The person's interrupt must not leave the rubbish of what it stopped.
    boolean interrupted = Thread.interrupted();
    try {
      List<String> command = new ArrayList<>(asRoot);
      command.addAll(List.of("rm", "-rf", "--one-file-system", folder.toString()));
      Commands.run(command);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
