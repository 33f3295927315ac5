package dev.drydock.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The journal of a run that an earlier Drydock walked from a desktop: one JSON object a line. Only
 * read now.
 */
final class Journal {
  private static final String ASIDE = ".cut-at-";

  /** Above any real journal (a few hundred bytes an event), below what memory holds. */
  private static final int LIMIT = 1 << 28;

  private Journal() {}

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

  private static byte[] bytes(Path file) throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? PrivateFiles.read(file, LIMIT)
        : new byte[0];
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
}
