package dev.drydock.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drydock.files.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The events of one run, one JSON object a line, each forced to disk before {@link #append}
 * returns. Thread-safe.
 */
final class Journal implements Closeable {
  private final JsonMapper json;
  private final Path file;
  private FileChannel channel;

  /** Bytes of whole lines; what is beyond is a line that could not be written to its end. */
  private long length;

  private Journal(JsonMapper json, Path file, FileChannel channel, long length) {
    this.json = json;
    this.file = file;
    this.channel = channel;
    this.length = length;
  }

  /** What reading found. */
  record Content(List<RunEvent> events, String repaired) {}

  /** Reads without changing the file: a damaged tail is left out and told. */
  static Content read(Path file, JsonMapper json) throws IOException {
    return parse(Files.exists(file) ? Files.readAllBytes(file) : new byte[0], json).content();
  }

  /**
   * Opens for appending. A last line that a crash cut short is moved to a file beside the journal
   * first, so that the next event starts on a line of its own and no byte is thrown away.
   */
  static Journal open(Path file, JsonMapper json) throws IOException {
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    Parsed parsed = parse(bytes, json);
    FileChannel channel = PrivateFiles.openAppend(file);
    boolean opened = false;
    try {
      if (parsed.wholeBytes() < bytes.length) {
        PrivateFiles.write(
            file.resolveSibling(file.getFileName() + ".cut-at-" + parsed.wholeBytes()),
            Arrays.copyOfRange(bytes, parsed.wholeBytes(), bytes.length));
        channel.truncate(parsed.wholeBytes());
        channel.force(true);
      }
      opened = true;
      return new Journal(json, file, channel, parsed.wholeBytes());
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private record Parsed(Content content, int wholeBytes) {}

  private static Parsed parse(byte[] bytes, JsonMapper json) {
    List<RunEvent> events = new ArrayList<>();
    int start = 0;
    int damaged = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      String line = new String(bytes, start, i - start, StandardCharsets.UTF_8);
      start = i + 1;
      try {
        RunEvent event = json.readValue(line, RunEvent.class);
        if (event == null) {
          damaged++;
        } else {
          events.add(event);
        }
      } catch (JsonProcessingException e) {
        damaged++;
      }
    }
    StringBuilder told = new StringBuilder();
    if (start < bytes.length) {
      told.append(
          "The last line of this run's journal was cut short by a crash and was set aside. ");
    }
    if (damaged > 0) {
      told.append(damaged).append(" damaged line(s) of this run's journal could not be read. ");
    }
    return new Parsed(new Content(List.copyOf(events), told.toString().strip()), start);
  }

  synchronized void append(RunEvent event) throws IOException {
    byte[] line =
        (json.writerFor(RunEvent.class).writeValueAsString(event) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    // An interrupt (the person leaves) closes a channel in the middle of a write, and the last
    // thing
    // a run says is said when it has just been interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          write(line);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted();
          channel = PrivateFiles.openAppend(file);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write(byte[] line) throws IOException {
    if (channel.size() > length) {
      // A full disk took part of a line: without this the next event would be glued to it.
      channel.truncate(length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(line);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(false);
    length += line.length;
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
