package dev.drydock.transcript;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Plain text; what the server said is indented, so that it cannot pass for a heading. */
public final class TextExport implements TranscriptFormat {
  private static final String INDENT = "    ";

  @Override
  public String id() {
    return "text";
  }

  @Override
  public String label() {
    return "Text";
  }

  @Override
  public String extension() {
    return "txt";
  }

  @Override
  public void write(Transcript transcript, Redactor redactor, OutputStream out) throws IOException {
    Document document = new Document(redactor, out, transcript.zone());
    head(transcript, document);
    for (Transcript.Step step : transcript.steps()) {
      step(step, transcript.steps().size(), document);
    }
  }

  private static void head(Transcript transcript, Document document) throws IOException {
    document.put("Drydock transcript\n==================\n\n");
    field(document, "Server", transcript.server());
    field(document, "Profile", transcript.profile());
    field(document, "Route", transcript.route());
    field(document, "Started", document.time(transcript.started()));
    field(document, "State", transcript.stateText());
    field(document, "Message", transcript.message());
    field(document, "Note", transcript.repaired());
    field(document, "Run", transcript.runId());
    document.put("\nThe server\n----------\n\n");
    for (Transcript.Fact fact : transcript.facts()) {
      String label = document.line(fact.label());
      document.put(
          INDENT + (label.isEmpty() ? "" : label + ": ") + document.line(fact.value()) + "\n");
    }
    if (!transcript.choices().isEmpty()) {
      document.put("\nChoices\n-------\n\n");
      for (Map.Entry<String, String> choice : transcript.choices().entrySet()) {
        String value = document.safe(choice.getValue()).strip();
        document.put(INDENT + document.line(choice.getKey()) + ":");
        document.put(
            value.contains("\n") ? "\n" + value.indent(2 * INDENT.length()) : " " + value + "\n");
      }
    }
  }

  private static void step(Transcript.Step step, int count, Document document) throws IOException {
    String heading = "Step " + step.number() + " of " + count + ": " + document.line(step.title());
    document.put("\n\n" + heading + "\n" + "-".repeat(heading.length()) + "\n\n");
    field(document, "Why", step.why());
    field(document, "As", step.root() ? "root" : "");
    field(document, "State", step.stateText());
    field(document, "Message", step.message());
    field(document, "Started", step.started().map(document::time).orElse(""));
    field(document, "Finished", step.finished().map(document::time).orElse(""));
    field(document, "Elapsed", step.elapsed().map(Elapsed::text).orElse(""));
    field(document, "Exit code", step.exitCode().map(String::valueOf).orElse(""));
    field(document, "Attempt", step.attempt() > 1 ? Integer.toString(step.attempt()) : "");
    long length = Document.length(step.out());
    if (length > 0) {
      document.put("\n");
      document.output(step.out(), length, INDENT);
    }
  }

  private static void field(Document document, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      document.put((name + ":" + " ".repeat(11)).substring(0, 11) + document.line(value) + "\n");
    }
  }
}
