package dev.drydock.practice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** QEMU's control socket (QMP, see QEMU's documentation). It serves one client at a time. */
final class Monitor implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SHORT = Duration.ofSeconds(30);

  private final LineSocket socket;

  private Monitor(LineSocket socket) {
    this.socket = socket;
  }

  static Monitor connect(Path path) throws IOException, InterruptedException {
    LineSocket socket = LineSocket.connect(path);
    try {
      Monitor monitor = new Monitor(socket);
      JsonNode greeting = JSON.readTree(socket.read(SHORT).orElse("{}"));
      if (!greeting.has("QMP")) {
        throw new IOException("no greeting from QEMU's monitor");
      }
      monitor.execute("qmp_capabilities", Map.of(), SHORT);
      return monitor;
    } catch (IOException | InterruptedException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** A command of the monitor for people; says nothing when all went well. */
  void command(String line, Duration limit) throws IOException, InterruptedException {
    String said = ask(line, limit);
    if (!said.isBlank()) {
      throw new IOException(said.strip());
    }
  }

  private String ask(String line, Duration limit) throws IOException, InterruptedException {
    return execute("human-monitor-command", Map.of("command-line", line), limit).asText();
  }

  /**
   * Lets a server go on that stands still, as QEMU makes it do when this machine's disk is full.
   *
   * @return whether it stood still
   */
  boolean wake() throws IOException, InterruptedException {
    boolean paused = ask("info status", SHORT).contains("paused");
    if (paused) {
      command("cont", SHORT);
    }
    return paused;
  }

  /** QEMU closes its files and ends; the answer may not arrive any more. */
  void quit() throws InterruptedException {
    try {
      execute("quit", Map.of(), Duration.ofSeconds(5));
    } catch (IOException e) {
      // Ended before it answered: that is what was asked.
    }
  }

  private JsonNode execute(String name, Map<String, String> arguments, Duration limit)
      throws IOException, InterruptedException {
    socket.send(JSON.writeValueAsString(Map.of("execute", name, "arguments", arguments)));
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<String> line = socket.read(Duration.ofNanos(deadline - System.nanoTime()));
      if (line.isEmpty()) {
        throw new IOException("QEMU's monitor did not answer \"" + name + "\" in time");
      }
      JsonNode answer = JSON.readTree(line.get());
      if (answer.has("error")) {
        throw new IOException(answer.get("error").path("desc").asText());
      }
      // Anything else is an event that nobody waits for.
      if (answer.has("return")) {
        return answer.get("return");
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
