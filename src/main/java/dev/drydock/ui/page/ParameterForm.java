package dev.drydock.ui.page;

import dev.drydock.recipe.Parameter;
import dev.drydock.recipe.Planner;
import dev.drydock.recipe.Recipe;
import dev.drydock.ui.Names;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.widget.CodeArea;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import dev.drydock.ui.widget.Undo;
import java.awt.Component;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.text.BadLocationException;
import javax.swing.text.JTextComponent;
import net.miginfocom.swing.MigLayout;
import org.fife.ui.rsyntaxtextarea.RSyntaxTextArea;

/** A recipe's parameters as fields; what they say goes to the model as it is typed. */
final class ParameterForm extends JPanel {
  private final WizardModel model;
  private final Runnable onChange;
  private final Map<Parameter, SelectableText> problems = new LinkedHashMap<>();
  private final Map<Parameter, JComponent> fields = new LinkedHashMap<>();
  private Recipe recipe;
  private boolean filling;
  private int column;

  ParameterForm(WizardModel model, Runnable onChange) {
    super(new MigLayout("insets 2, gap 20 8, hidemode 3", "[grow, fill, sg][grow, fill, sg]", ""));
    this.model = model;
    this.onChange = onChange;
    setOpaque(false);
  }

  /** Builds the fields anew for another recipe. */
  void show(Recipe newRecipe) {
    recipe = newRecipe;
    removeAll();
    problems.clear();
    fields.clear();
    column = 0;
    Map<String, String> values = model.choices(recipe);
    for (Parameter parameter : recipe.parameters()) {
      add(parameter, values.getOrDefault(parameter.id(), ""));
    }
    validateAll();
    revalidate();
    repaint();
  }

  private void add(Parameter parameter, String value) {
    SelectableText wrong = new SelectableText("", "small").coloured("Drydock.bad");
    wrong.setName(Names.PARAMETER_PROBLEM + parameter.id());
    problems.put(parameter, wrong);
    SelectableText help =
        new SelectableText(parameter.help().strip(), "small").coloured("Drydock.muted");
    help.setFocusable(false);
    Consumer<String> set = text -> changed(parameter, text);
    JComponent field =
        switch (parameter.kind()) {
          case TEXT -> textField(value, set);
          case CHOICE -> choice(parameter, value, set);
          case FLAG -> flag(parameter, value, set);
          case DOCKERFILE -> null;
        };
    if (field == null) {
      addDockerfile(parameter, value, wrong, help, set);
      return;
    }
    field.setName(Names.PARAMETER + parameter.id());
    fields.put(parameter, field);
    JPanel cell = Ui.panel("insets 0, gap 0 3, hidemode 3, wrap 1", "[grow, fill]", "");
    if (parameter.kind() != Parameter.Kind.FLAG) {
      cell.add(Ui.labelFor(parameter.label(), field));
    }
    cell.add(field);
    cell.add(wrong, "wmin 0");
    cell.add(help, "wmin 0");
    if (parameter.kind() == Parameter.Kind.FLAG) {
      // A check box does not wrap its words.
      add(cell, "newline, spanx, growx, top, wmin 0");
      column = 0;
      return;
    }
    // Short ones go in pairs.
    add(cell, column == 0 ? "newline, top, wmin 0" : "top, wmin 0");
    column = 1 - column;
  }

  private JTextField textField(String value, Consumer<String> set) {
    JTextField field = new JTextField(value);
    Undo.on(field);
    // The beginning of a long value tells more than its end.
    field.setCaretPosition(0);
    listen(field, set);
    return field;
  }

  private static JComboBox<String> choice(Parameter parameter, String value, Consumer<String> set) {
    JComboBox<String> box = new JComboBox<>(parameter.choices().toArray(String[]::new));
    box.setSelectedItem(value);
    box.addActionListener(event -> set.accept((String) box.getSelectedItem()));
    return box;
  }

  private static JCheckBox flag(Parameter parameter, String value, Consumer<String> set) {
    JCheckBox box = new JCheckBox(parameter.label(), value.equals("yes"));
    box.addActionListener(event -> set.accept(box.isSelected() ? "yes" : "no"));
    return box;
  }

  private void addDockerfile(
      Parameter parameter,
      String value,
      SelectableText wrong,
      SelectableText help,
      Consumer<String> set) {
    CodeArea code = CodeArea.dockerfile(Names.PARAMETER + parameter.id());
    code.text().setRows(6);
    code.show(value);
    listen(code.text(), set);
    fields.put(parameter, code.text());
    JButton reset =
        Ui.button(
            Names.PARAMETER_RESET + parameter.id(),
            "Back to the suggestion",
            null,
            () -> {
              model.clearChoice(recipe, parameter.id());
              code.text().setText(model.choices(recipe).getOrDefault(parameter.id(), ""));
              model.clearChoice(recipe, parameter.id());
              code.text().requestFocusInWindow();
            });
    Ui.style(reset, "margin: 2,8,2,8");
    JPanel cell = Ui.panel("insets 0, gap 8 3, hidemode 3", "[grow, fill][]", "");
    cell.add(Ui.labelFor(parameter.label(), code.text()));
    cell.add(reset, "wrap");
    cell.add(code, "spanx, growx, wmin 0, wrap");
    cell.add(wrong, "spanx, wmin 0, wrap");
    cell.add(help, "spanx, wmin 0");
    add(cell, "newline, spanx, growx, wmin 0");
    column = 0;
  }

  private static void listen(JTextComponent text, Consumer<String> set) {
    text.getDocument()
        .addDocumentListener(
            new DocumentListener() {
              @Override
              public void insertUpdate(DocumentEvent e) {
                set.accept(text.getText());
              }

              @Override
              public void removeUpdate(DocumentEvent e) {
                set.accept(text.getText());
              }

              @Override
              public void changedUpdate(DocumentEvent e) {
                // attributes only
              }
            });
  }

  private void changed(Parameter parameter, String value) {
    if (filling) {
      return;
    }
    model.setChoice(recipe, parameter.id(), value);
    validate(parameter, value);
    followOthers();
    onChange.run();
  }

  /** A suggestion may depend on other choices: the Dockerfile starts FROM the base image's name. */
  private void followOthers() {
    Map<String, String> resolved;
    try {
      resolved = model.session().orElseThrow().plan(recipe, model.choices(recipe)).choices();
    } catch (IllegalArgumentException e) {
      // Said beside the field it is about.
      return;
    }
    filling = true;
    fields.forEach(
        (parameter, field) -> {
          String value = resolved.getOrDefault(parameter.id(), "");
          if (!model.isChosen(recipe, parameter.id())
              && field instanceof JTextComponent text
              && !text.getText().equals(value)) {
            text.setText(value);
            validate(parameter, value);
          }
        });
    filling = false;
  }

  /** Whether every value would be accepted. Judges from the model. */
  boolean isAcceptable() {
    if (recipe == null) {
      return false;
    }
    Map<String, String> values = model.choices(recipe);
    return recipe.parameters().stream()
        .allMatch(p -> problem(p, values.getOrDefault(p.id(), "")).isEmpty());
  }

  private static Optional<String> problem(Parameter parameter, String value) {
    if (parameter.kind() == Parameter.Kind.DOCKERFILE) {
      Optional<DockerfileCheck.Mistake> mistake = DockerfileCheck.check(value);
      if (mistake.isPresent()) {
        return mistake.map(DockerfileCheck.Mistake::message);
      }
    }
    return Planner.problem(parameter, value).map(String::strip);
  }

  private void validateAll() {
    Map<String, String> values = model.choices(recipe);
    recipe.parameters().forEach(p -> validate(p, values.getOrDefault(p.id(), "")));
  }

  private void validate(Parameter parameter, String value) {
    Optional<String> problem = problem(parameter, value);
    SelectableText wrong = problems.get(parameter);
    wrong.setText(problem.orElse(""));
    wrong.setVisible(problem.isPresent());
    JComponent field = fields.get(parameter);
    if (field instanceof RSyntaxTextArea code) {
      // The text's views learn of a change only after this listener does.
      SwingUtilities.invokeLater(() -> mark(code, DockerfileCheck.check(code.getText())));
    } else {
      field.putClientProperty("JComponent.outline", problem.isPresent() ? "error" : null);
    }
    field.getAccessibleContext().setAccessibleDescription(problem.orElse(parameter.help()));
    revalidate();
  }

  private static void mark(RSyntaxTextArea code, Optional<DockerfileCheck.Mistake> mistake) {
    code.removeAllLineHighlights();
    if (mistake.isPresent()) {
      try {
        int line = Math.min(mistake.get().line() - 1, code.getLineCount() - 1);
        code.addLineHighlight(line, UIManager.getColor("Drydock.badTint"));
      } catch (BadLocationException e) {
        // The line went while it was judged; the next keystroke judges again.
      }
    }
  }

  Optional<Component> firstWrong() {
    return problems.entrySet().stream()
        .filter(entry -> entry.getValue().isVisible())
        .<Component>map(entry -> fields.get(entry.getKey()))
        .findFirst();
  }
}
