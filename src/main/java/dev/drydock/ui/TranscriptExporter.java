package dev.drydock.ui;

import dev.drydock.run.RunRecord;
import dev.drydock.transcript.TranscriptFormat;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the record of a run as a document. Blocks: never on the event dispatch thread. */
@FunctionalInterface
public interface TranscriptExporter {
  void export(RunRecord record, TranscriptFormat format, Path file) throws IOException;
}
