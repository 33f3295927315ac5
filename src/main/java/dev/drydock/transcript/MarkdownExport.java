package dev.drydock.transcript;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Markdown; each step's session in a fence longer than any row of backticks within it. */
public final class MarkdownExport implements TranscriptFormat {
  private static final String SPECIAL = "\\`*_[]<>#|&~$";

  @Override
  public String id() {
    return "markdown";
  }

  @Override
  public String label() {
    return "Markdown";
  }

  @Override
  public String extension() {
    return "md";
  }

  @Override
  public void write(Transcript transcript, Redactor redactor, OutputStream out) throws IOException {
    Document document = new Document(redactor, out, transcript.zone());
    head(transcript, document);
    for (Transcript.Step step : transcript.steps()) {
      step(step, document);
    }
  }

  private static void head(Transcript transcript, Document document) throws IOException {
    document.put("# Drydock transcript\n\n");
    item(document, "Server", transcript.server());
    item(document, "Profile", transcript.profile());
    item(document, "Route", transcript.route());
    item(document, "Started", document.time(transcript.started()));
    item(document, "State", transcript.stateText());
    item(document, "Message", transcript.message());
    item(document, "Note", transcript.repaired());
    item(document, "Run", transcript.runId());
    document.put("\n## The server\n\n| Fact | Value |\n| --- | --- |\n");
    for (Transcript.Fact fact : transcript.facts()) {
      document.put(
          "| "
              + escape(document.line(fact.label()))
              + " | "
              + escape(document.line(fact.value()))
              + " |\n");
    }
    if (!transcript.choices().isEmpty()) {
      document.put("\n## Choices\n");
      for (Map.Entry<String, String> choice : transcript.choices().entrySet()) {
        String value = document.safe(choice.getValue());
        String fence = "`".repeat(Math.max(3, longestRow(value) + 1));
        document.put("\n" + escape(document.line(choice.getKey())) + ":\n\n" + fence + "text\n");
        document.put(value.endsWith("\n") || value.isEmpty() ? value : value + "\n");
        document.put(fence + "\n");
      }
    }
  }

  private static void step(Transcript.Step step, Document document) throws IOException {
    document.put("\n## " + step.number() + ". " + escape(document.line(step.title())) + "\n\n");
    String why = document.line(step.why());
    if (!why.isEmpty()) {
      document.put(escape(why) + "\n\n");
    }
    item(document, "As", step.root() ? "root" : "");
    item(document, "State", step.stateText());
    item(document, "Message", step.message());
    item(document, "Started", step.started().map(document::time).orElse(""));
    item(document, "Finished", step.finished().map(document::time).orElse(""));
    item(document, "Elapsed", step.elapsed().map(Elapsed::text).orElse(""));
    item(document, "Exit code", step.exitCode().map(String::valueOf).orElse(""));
    item(document, "Attempt", step.attempt() > 1 ? Integer.toString(step.attempt()) : "");
    long length = Document.length(step.out());
    if (length > 0) {
      int[] longest = {0};
      Document.clean(
          step.out(), length, line -> longest[0] = Math.max(longest[0], longestRow(line)));
      String fence = "`".repeat(Math.max(3, longest[0] + 1));
      document.put("\n" + fence + "console\n");
      document.output(step.out(), length, "");
      document.put(fence + "\n");
    }
  }

  private static void item(Document document, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      document.put("- " + name + ": " + escape(document.line(value)) + "\n");
    }
  }

  private static int longestRow(CharSequence text) {
    int longest = 0;
    int row = 0;
    for (int i = 0; i < text.length(); i++) {
      row = text.charAt(i) == '`' ? row + 1 : 0;
      longest = Math.max(longest, row);
    }
    return longest;
  }

  /** Text that means itself wherever a line of Markdown may hold it. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SPECIAL.indexOf(c) >= 0 || (i == 0 && "+-=:".indexOf(c) >= 0)) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
