package dev.drydock.ui.page;

import dev.drydock.ui.Edt;
import dev.drydock.ui.widget.Ui;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.swing.JComponent;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;

/** Shows one step's raw output file. */
final class StepConsole {
  private final JTextArea text = new JTextArea();
  private final JScrollPane pane = new JScrollPane(text);
  private final Path file;

  StepConsole(Path file) {
    this.file = file;
    text.setName("console");
    text.setEditable(false);
    Ui.styleClass(text, "monospaced");
    grew();
  }

  JComponent component() {
    return pane;
  }

  JComponent focus() {
    return text;
  }

  void grew() {
    Edt.background(() -> read(), text::setText, failure -> {});
  }

  private String read() throws IOException {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }

  void close() {
    // nothing is kept open
  }
}
