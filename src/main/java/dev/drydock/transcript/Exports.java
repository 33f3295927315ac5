package dev.drydock.transcript;

import dev.drydock.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats there are, and writing one to a file. */
public final class Exports {
  private static final List<TranscriptFormat> FORMATS =
      List.of(new TextExport(), new MarkdownExport());

  private Exports() {}

  public static List<TranscriptFormat> formats() {
    return FORMATS;
  }

  public static Optional<TranscriptFormat> format(String id) {
    return FORMATS.stream().filter(format -> format.id().equals(id)).findFirst();
  }

  /** For a message: "text, markdown". */
  public static String ids() {
    return FORMATS.stream().map(TranscriptFormat::id).collect(Collectors.joining(", "));
  }

  /**
   * What of a redactor's secrets stands in the document. Where there are any, reads all of the
   * output, as {@link #save} does.
   */
  public static Preview preview(Transcript transcript, TranscriptFormat format, Redactor redactor)
      throws IOException {
    return Preview.of(transcript, format, redactor);
  }

  /** Writes the file whole (0600) or not at all. */
  public static void save(
      Transcript transcript, TranscriptFormat format, Redactor redactor, Path file)
      throws IOException {
    PrivateFiles.writeStream(file, out -> format.write(transcript, redactor, out));
  }
}
