package dev.drydock.transcript;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the formats share: redacted text out, times, and a step's cleaned output. */
final class Document {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

  private final Redactor redactor;
  private final OutputStream out;
  private final ZoneId zone;

  Document(Redactor redactor, OutputStream out, ZoneId zone) {
    this.redactor = redactor;
    this.out = out;
    this.zone = zone;
  }

  /** Writes a text that is the format's own. */
  void put(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A recorded text without secrets and control characters; still to be escaped for the format. */
  String safe(String text) {
    StringBuilder clean = new StringBuilder();
    redactor
        .apply(text)
        .codePoints()
        .map(c -> c == '\n' || c == '\t' || !Character.isISOControl(c) ? c : '\ufffd')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** The same on one line. */
  String line(String text) {
    return safe(text).replaceAll("\\s*\n\\s*", " ").strip();
  }

  String time(Instant instant) {
    return TIME.format(instant.atZone(zone));
  }

  /** Receives a cleaned output. */
  @FunctionalInterface
  interface Lines {
    void line(CharSequence line) throws IOException;
  }

  /** How far a step's output reached when it was looked at first: it may be growing. */
  static long length(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.size(file) : 0;
  }

  /** The first {@code length} bytes of a raw output as cleaned lines. */
  static void clean(Path file, long length, Lines lines) throws IOException {
    try (InputStream in =
        new Bounded(new BufferedInputStream(Files.newInputStream(file)), length)) {
      ConsoleText.read(in, lines::line);
    }
  }

  /** Writes a raw output, cleaned and redacted, each line after {@code indent}. */
  void output(Path file, long length, String indent) throws IOException {
    try (OutputStream indented = new Indented(out, indent);
        OutputStream filter = redactor.wrap(indented)) {
      clean(
          file,
          length,
          line -> {
            filter.write(line.toString().getBytes(StandardCharsets.UTF_8));
            filter.write('\n');
          });
    }
  }

  /** Puts a text before each line that is not empty; stays apart from the stream's end. */
  private static final class Indented extends FilterOutputStream {
    private final byte[] indent;
    private boolean atStart = true;

    Indented(OutputStream out, String indent) {
      super(out);
      this.indent = indent.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
      if (atStart && b != '\n') {
        out.write(indent);
      }
      atStart = b == '\n';
      out.write(b);
    }

    @Override
    public void write(byte[] buffer, int offset, int count) throws IOException {
      int from = offset;
      for (int i = offset; i < offset + count; i++) {
        boolean end = buffer[i] == '\n';
        if (atStart && !end) {
          out.write(buffer, from, i - from);
          from = i;
          out.write(indent);
        }
        atStart = end;
      }
      out.write(buffer, from, offset + count - from);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  /** At most so many bytes. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = in.read(buffer, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
