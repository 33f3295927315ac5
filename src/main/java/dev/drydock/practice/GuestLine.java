package dev.drydock.practice;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The second serial line, on which the practice server's {@code practice-line} listens (build.sh
 * puts it there). It answers only once the server's boot has come to rest.
 */
final class GuestLine implements AutoCloseable {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final LineSocket socket;
  private int nonce = (int) (System.nanoTime() & 0xffffff);

  private GuestLine(LineSocket socket) {
    this.socket = socket;
  }

  static GuestLine connect(Path path) throws IOException {
    return new GuestLine(LineSocket.connect(path));
  }

  /**
   * Asks until it answers.
   *
   * @param hopeless looked at between tries; true ends the wait
   * @return whether it answered
   */
  boolean settled(Duration limit, BooleanSupplier hopeless)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    int first = nonce + 1;
    while (System.nanoTime() < deadline && !hopeless.getAsBoolean()) {
      nonce++;
      socket.send("ping " + nonce);
      Optional<String> answer;
      do {
        answer = socket.read(BETWEEN_TRIES);
        // A slow answer to an earlier try is as good.
        if (answer.isPresent() && isAnswer(answer.get(), first)) {
          return true;
        }
      } while (answer.isPresent());
    }
    return false;
  }

  private boolean isAnswer(String line, int first) {
    String[] words = line.split(" ", -1);
    try {
      int number = words.length == 2 ? Integer.parseInt(words[0]) : -1;
      return number >= first && number <= nonce && words[1].equals("0");
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Sets the server's clock to this machine's. */
  boolean setClock(Duration limit) throws IOException, InterruptedException {
    Instant now = Instant.now();
    return ask("clock", String.format("%d.%09d", now.getEpochSecond(), now.getNano()), limit);
  }

  /** Writes everything to disk and drops what memory only caches, so that a snapshot is small. */
  boolean sync(Duration limit) throws IOException, InterruptedException {
    return ask("sync", "", limit);
  }

  private boolean ask(String verb, String argument, Duration limit)
      throws IOException, InterruptedException {
    nonce++;
    socket.send((verb + " " + nonce + " " + argument).strip());
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<String> line = socket.read(Duration.ofNanos(deadline - System.nanoTime()));
      if (line.isEmpty()) {
        return false;
      }
      if (line.get().startsWith(nonce + " ")) {
        return line.get().equals(nonce + " 0");
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
