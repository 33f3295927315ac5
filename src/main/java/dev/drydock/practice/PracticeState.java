package dev.drydock.practice;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is written down about the running QEMU, so that another Drydock finds it.
 *
 * @param machine folder of its disk
 * @param line socket of the line into the server
 * @param fingerprint of QEMU and hardware, for the state it may be put to sleep in
 * @param startedAt milliseconds since 1970
 * @param noWitness why there is no SSE2 witness, or ""
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PracticeState(
    long pid,
    long startTicks,
    String bootId,
    int port,
    String cpu,
    int memoryMb,
    boolean tied,
    String machine,
    String monitor,
    String line,
    String fingerprint,
    long startedAt,
    String noWitness) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIMIT = 1 << 20;

  ProcessId process() {
    return new ProcessId(pid, startTicks, bootId);
  }

  /** The folder of the two sockets. */
  Path sockets() {
    Path parent = Path.of(monitor).getParent();
    return parent == null ? Path.of(machine) : parent;
  }

  /** A file that cannot be understood counts as none: it names nothing that could be trusted. */
  static Optional<PracticeState> read(Path file) {
    try {
      PracticeState state = JSON.readValue(PrivateFiles.read(file, LIMIT), PracticeState.class);
      // "null" is JSON, too.
      return state == null
              || state.bootId == null
              || state.machine == null
              || state.monitor == null
              || state.line == null
              || state.fingerprint == null
          ? Optional.empty()
          : Optional.of(state);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }
}
