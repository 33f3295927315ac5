package dev.drydock.practice;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One practice server's own disk, over the image's, with up to two sleeping states inside: {@code
 * booted}, clean and just booted, and {@code left}, as the person left it. Beside the disk a file
 * named after the state tells which QEMU and hardware it was taken with; no file, no state.
 *
 * @param folder of this image, CPU model and memory size
 */
record Machine(Path folder) {
  static final String BOOTED = "booted";
  static final String LEFT = "left";

  static Machine of(Path practice, PracticeImage image, PracticeOptions options) {
    return new Machine(
        practice
            .resolve("machines")
            .resolve(image.id() + "-" + options.cpu() + "-" + options.memoryMb()));
  }

  Path disk() {
    return folder.resolve("disk.qcow2");
  }

  Path console() {
    return folder.resolve("console.log");
  }

  Path log() {
    return folder.resolve("qemu.log");
  }

  Path witness() {
    return folder.resolve("witness.report");
  }

  Path pidFile() {
    return folder.resolve("qemu.pid");
  }

  private Path marker(String state) {
    return folder.resolve(state);
  }

  boolean hasEver(String state) {
    return Files.isRegularFile(disk()) && Files.isRegularFile(marker(state));
  }

  /** Whether the state is there and wakes up in a QEMU of this fingerprint. */
  boolean has(String state, String fingerprint) throws IOException {
    return hasEver(state) && Files.readString(marker(state)).strip().equals(fingerprint);
  }

  void mark(String state, String fingerprint) throws IOException {
    PrivateFiles.write(marker(state), (fingerprint + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  void unmark(String state) throws IOException {
    Files.deleteIfExists(marker(state));
  }

  /** An empty overlay; whatever was there before is gone. */
  void create(PracticeImage image, HostTools tools) throws PracticeException, IOException {
    PrivateFiles.createFolder(folder);
    unmark(BOOTED);
    unmark(LEFT);
    Files.deleteIfExists(disk());
    Commands.Outcome outcome =
        Commands.run(
            List.of(
                tools.require(HostTools.QEMU_IMG).toString(),
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "raw",
                "-b",
                image.disk().toAbsolutePath().toString(),
                disk().toString()));
    if (!outcome.ok()) {
      throw new PracticeException(
          PracticeException.Kind.OTHER,
          "qemu-img could not make the practice server's disk:\n" + outcome.text());
    }
  }

  /** The last lines of a log, for an error message. */
  static String tail(Path file, int count) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      List<String> lines =
          text.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
              .lines()
              .map(String::stripTrailing)
              .filter(line -> !line.isBlank())
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return "(nothing)";
    }
  }
}
