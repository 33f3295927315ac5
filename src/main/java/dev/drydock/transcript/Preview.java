package dev.drydock.transcript;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an export would hide, to be looked at before anything is written: a password that is an
 * ordinary word may hide more than it should.
 *
 * @param places in how many places something would be hidden
 * @param lines the first lines with such a place, as they would be written, cut to what surrounds
 *     it
 */
public record Preview(int places, List<String> lines) {
  /** More of them nobody reads. */
  private static final int MOST_LINES = 200;

  private static final int BEFORE = 40;
  private static final int AFTER = 60;

  public Preview {
    lines = List.copyOf(lines);
  }

  /** Writes the whole document to nowhere, unless there is nothing to look for in it. */
  static Preview of(Transcript transcript, TranscriptFormat format, Redactor redactor)
      throws IOException {
    if (redactor.hidesNothing()) {
      return new Preview(0, List.of());
    }
    int before = redactor.hits().size();
    Lines lines = new Lines();
    format.write(transcript, redactor, lines);
    lines.end();
    return new Preview(redactor.hits().size() - before, lines.found);
  }

  /** Keeps the lines with a mark. */
  private static final class Lines extends OutputStream {
    /** A longer line is looked at in pieces: it may be a gigabyte. */
    private static final int LONGEST = 4096;

    private final List<String> found = new ArrayList<>();
    private final byte[] line = new byte[LONGEST];
    private int length;

    @Override
    public void write(int b) {
      if (b == '\n' || length == LONGEST) {
        end();
      }
      if (b != '\n') {
        line[length++] = (byte) b;
      }
    }

    void end() {
      if (found.size() < MOST_LINES) {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        int at = text.indexOf(Redactor.MARK);
        if (at >= 0) {
          found.add(around(text, at));
        }
      }
      length = 0;
    }

    private static String around(String text, int at) {
      int from = Math.max(0, at - BEFORE);
      int to = Math.min(text.length(), at + AFTER);
      return (from > 0 ? "\u2026" : "")
          + text.substring(from, to).replaceAll("\\p{Cntrl}", " ").strip()
          + (to < text.length() ? "\u2026" : "");
    }
  }
}
