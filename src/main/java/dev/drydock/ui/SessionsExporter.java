package dev.drydock.ui;

import dev.drydock.run.RunRecord;
import dev.drydock.session.Sessions;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.Preview;
import dev.drydock.transcript.Redactor;
import dev.drydock.transcript.Transcript;
import dev.drydock.transcript.TranscriptFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Supplier;

/**
 * Hides what the sessions know of secrets.
 *
 * @param sessions asked anew each time: a password may have been typed meanwhile
 */
public record SessionsExporter(Supplier<Sessions> sessions) implements TranscriptExporter {
  @Override
  public Preview preview(RunRecord record, TranscriptFormat format) throws IOException {
    try (Redactor redactor = sessions.get().redactor()) {
      return Exports.preview(transcript(record), format, redactor);
    }
  }

  @Override
  public void export(RunRecord record, TranscriptFormat format, Path file) throws IOException {
    try (Redactor redactor = sessions.get().redactor()) {
      Exports.save(transcript(record), format, redactor, file);
    }
  }

  private static Transcript transcript(RunRecord record) {
    return Transcript.of(record, ZoneId.systemDefault());
  }
}
