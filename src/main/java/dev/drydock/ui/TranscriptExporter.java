package dev.drydock.ui;

import dev.drydock.run.RunRecord;
import dev.drydock.transcript.Preview;
import dev.drydock.transcript.TranscriptFormat;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the record of a run a document. Blocks: never on the event dispatch thread. */
public interface TranscriptExporter {
  /** What of the session's secrets stands in it and would be hidden. */
  Preview preview(RunRecord record, TranscriptFormat format) throws IOException;

  /** Writes it. */
  void export(RunRecord record, TranscriptFormat format, Path file) throws IOException;
}
