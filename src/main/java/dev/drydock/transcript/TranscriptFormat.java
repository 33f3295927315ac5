package dev.drydock.transcript;

import java.io.IOException;
import java.io.OutputStream;

/** A kind of document. Implementations keep no state. */
public interface TranscriptFormat {
  /** What {@code export --format} calls it. */
  String id();

  /** For a person, e.g. "Markdown". */
  String label();

  /** Of its files, without the dot. */
  String extension();

  /**
   * Streams the document as UTF-8, every text in it having gone through {@code redactor}. Leaves
   * {@code out} open.
   */
  void write(Transcript transcript, Redactor redactor, OutputStream out) throws IOException;
}
