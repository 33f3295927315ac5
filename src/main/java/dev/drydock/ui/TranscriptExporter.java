package dev.drydock.ui;

import dev.drydock.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the record of a run as a document. Blocks: never on the event dispatch thread. */
@FunctionalInterface
public interface TranscriptExporter {
  /** What the window offers. */
  enum Format {
    TEXT("Text", "txt"),
    MARKDOWN("Markdown", "md");

    private final String label;
    private final String extension;

    Format(String label, String extension) {
      this.label = label;
      this.extension = extension;
    }

    public String label() {
      return label;
    }

    /** Without the dot. */
    public String extension() {
      return extension;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  void export(RunRecord record, Path file, Format format) throws IOException;
}
