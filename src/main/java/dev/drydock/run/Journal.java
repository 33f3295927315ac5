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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The events of one run, one JSON object a line, each forced to disk before {@link #append}
 * returns. Thread-safe.
 */
final class Journal implements Closeable {
  private static final String ASIDE = ".cut-at-";

  /** Above any real journal (a few hundred bytes an event), below what memory holds. */
  private static final int LIMIT = 1 << 28;

  private final JsonMapper json;
  private final Path file;
  private final Opener opener;
  private FileChannel channel;

  /** Bytes of whole lines; what is beyond is a line that could not be written to its end. */
  private long length;

  /** Opens a journal's file for appending; a test puts a failing disk in its place. */
  @FunctionalInterface
  interface Opener {
    FileChannel open(Path file) throws IOException;
  }

  private Journal(JsonMapper json, Path file, Opener opener, FileChannel channel, long length) {
    this.json = json;
    this.file = file;
    this.opener = opener;
    this.channel = channel;
    this.length = length;
  }

  /** What reading found. */
  record Content(List<RunEvent> events, String repaired) {}

  /** Reads without changing the file: a damaged tail is left out and told. */
  static Content read(Path file, JsonMapper json) throws IOException {
    Parsed parsed = parse(bytes(file), json);
    StringBuilder told = new StringBuilder();
    if (parsed.wholeBytes() < parsed.bytes()) {
      told.append("The last line of this run's journal was cut short by a crash and is left out. ");
    }
    for (Path aside : setAside(file)) {
      told.append("The end of this run's journal was damaged (a crash, or a full disk). The ")
          .append(Files.size(aside))
          .append(" damaged byte(s) were set aside in ")
          .append(aside)
          .append(". ");
    }
    if (parsed.damaged() > 0) {
      told.append(parsed.damaged())
          .append(" damaged line(s) of this run's journal could not be read; they stay in it. ");
    }
    return new Content(parsed.events(), told.toString().strip());
  }

  static Journal open(Path file, JsonMapper json) throws IOException {
    return open(file, json, PrivateFiles::openAppend);
  }

  /**
   * Opens for appending. A last line that a crash cut short is moved to a file beside the journal
   * first, so that the next event starts on a line of its own and no byte is thrown away; {@link
   * #read} tells of that file ever after.
   */
  static Journal open(Path file, JsonMapper json, Opener opener) throws IOException {
    byte[] bytes = bytes(file);
    Parsed parsed = parse(bytes, json);
    FileChannel channel = opener.open(file);
    boolean opened = false;
    try {
      if (parsed.wholeBytes() < bytes.length) {
        setAside(
            file,
            parsed.wholeBytes(),
            Arrays.copyOfRange(bytes, parsed.wholeBytes(), bytes.length));
        channel.truncate(parsed.wholeBytes());
        channel.force(true);
      }
      opened = true;
      return new Journal(json, file, opener, channel, parsed.wholeBytes());
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? PrivateFiles.read(file, LIMIT)
        : new byte[0];
  }

  /** Never over an earlier one: a journal may be cut at the same place twice. */
  private static void setAside(Path file, int at, byte[] tail) throws IOException {
    for (int number = 1; ; number++) {
      Path aside =
          file.resolveSibling(file.getFileName() + ASIDE + at + (number == 1 ? "" : "." + number));
      if (!Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.write(aside, tail);
        return;
      }
      if (Arrays.equals(PrivateFiles.read(aside, LIMIT), tail)) {
        // An earlier repair ended between this and cutting the journal.
        return;
      }
    }
  }

  private static List<Path> setAside(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      String prefix = file.getFileName() + ASIDE;
      return files.filter(one -> one.getFileName().toString().startsWith(prefix)).sorted().toList();
    }
  }

  private record Parsed(List<RunEvent> events, int damaged, int wholeBytes, int bytes) {}

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
        if (event != null && isWhole(event)) {
          events.add(event);
        } else {
          damaged++;
        }
      } catch (JsonProcessingException e) {
        damaged++;
      }
    }
    return new Parsed(List.copyOf(events), damaged, start, bytes.length);
  }

  /** Whether nothing that every writer writes is missing, and its file is one of the run's own. */
  private static boolean isWhole(RunEvent event) {
    if (event.at() == null) {
      return false;
    }
    if (event instanceof RunEvent.RunStarted start) {
      return start.profile() != null && start.server() != null && start.factsSummary() != null;
    }
    if (event instanceof RunEvent.StepChanged step) {
      return step.stepId() != null
          && step.state() != null
          && step.jobId() != null
          && step.message() != null
          && step.outFile() != null
          && OUT_FILE.matcher(step.outFile()).matches();
    }
    if (event instanceof RunEvent.RunChanged run) {
      return run.state() != null && run.message() != null;
    }
    return !(event instanceof RunEvent.LinkChanged link) || link.message() != null;
  }

  private static final Pattern OUT_FILE = Pattern.compile("|[A-Za-z0-9_-][A-Za-z0-9._-]*");

  synchronized void append(RunEvent event) throws IOException {
    byte[] line =
        (json.writerFor(RunEvent.class).writeValueAsString(event) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    // An interrupt (the person leaves) closes a channel in the middle of a write, and the last
    // thing a run says is said when it has just been interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          write(line);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted();
          channel = opener.open(file);
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
