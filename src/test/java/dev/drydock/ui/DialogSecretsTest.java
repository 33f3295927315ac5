package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import dev.drydock.transcript.Redactor;
import java.awt.Component;
import java.awt.Container;
import java.awt.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.accessibility.AccessibleContext;
import javax.swing.AbstractButton;
import javax.swing.JPasswordField;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;

/** A secret that is typed in a dialog is nowhere in the window afterwards, nor in any file. */
class DialogSecretsTest extends GuiTest {
  private static final Target TARGET = new Target("poweredge", 22, "owner");

  /** Every question that has a secret for an answer, and the dialog that asks it. */
  private static Map<String, Function<Prompts, Optional<List<Secret>>>> questions() {
    Map<String, Function<Prompts, Optional<List<Secret>>>> all = new TreeMap<>();
    all.put(Names.PROMPT_PASSWORD, p -> p.password(TARGET, true).map(List::of));
    all.put(Names.PROMPT_PASSPHRASE, p -> p.passphrase(Path.of("key"), true).map(List::of));
    all.put(Names.PROMPT_SUDO, p -> p.sudoPassword(TARGET, true).map(List::of));
    all.put(Names.PROMPT_ROOT, p -> p.rootPassword(TARGET, true).map(List::of));
    all.put(
        Names.PROMPT_QUESTIONS,
        p ->
            p.answers(
                TARGET,
                "Two factors",
                List.of(
                    new Prompts.Question("Token: ", true), new Prompts.Question("Code: ", false))));
    return all;
  }

  private static List<JTextComponent> fields(Container in) {
    List<JTextComponent> found = new ArrayList<>();
    for (Component one : in.getComponents()) {
      if (one instanceof JTextComponent field && one.getName() != null) {
        if (one.getName().startsWith(Names.PROMPT_FIELD)) {
          found.add(field);
        }
      }
      if (one instanceof Container container) {
        found.addAll(fields(container));
      }
    }
    return found;
  }

  /** Where a text could be left: contents, names, descriptions, tool tips, titles. */
  private static void texts(Component of, StringBuilder all) {
    if (of instanceof JTextComponent text) {
      all.append(text.getText()).append('\n').append(text.getToolTipText()).append('\n');
    }
    if (of instanceof AbstractButton button) {
      all.append(button.getText()).append('\n');
    }
    AccessibleContext accessible = of.getAccessibleContext();
    if (accessible != null) {
      all.append(accessible.getAccessibleName())
          .append('\n')
          .append(accessible.getAccessibleDescription())
          .append('\n');
    }
    if (of instanceof Container container) {
      for (Component inner : container.getComponents()) {
        texts(inner, all);
      }
    }
  }

  private Window awaitDialog(String name) {
    AtomicReference<Window> found = new AtomicReference<>();
    awaitTrue(
        "dialog " + name,
        () -> {
          Arrays.stream(wizard.frame().getOwnedWindows())
              .filter(one -> name.equals(one.getName()) && one.isShowing())
              .forEach(found::set);
          return found.get() != null;
        });
    return found.get();
  }

  @Test
  void everyDialog_leavesNothingBehind() throws Exception {
    saveProfile();
    open("poweredge");
    List<String> canaries = new ArrayList<>();
    for (Map.Entry<String, Function<Prompts, Optional<List<Secret>>>> one :
        questions().entrySet()) {
      for (boolean answered : new boolean[] {true, false}) {
        AtomicReference<Optional<List<Secret>>> answer = new AtomicReference<>();
        Edt.background(
            () -> {
              answer.set(one.getValue().apply(wizard.prompts()));
              return null;
            },
            done -> {},
            failure -> {});
        Window dialog = awaitDialog(one.getKey());
        List<JTextComponent> fields = onEdt(() -> fields((Container) dialog));
        List<String> typed = new ArrayList<>();
        for (JTextComponent field : fields) {
          String canary = "C4n4ry" + canaries.size() + "\u00fc" + System.nanoTime();
          typed.add(canary);
          canaries.add(canary);
          onEdt(
              () -> {
                field.setText(canary);
                field.selectAll();
                field.copy();
                return null;
              });
        }
        assertThat(fields).as(one.getKey()).isNotEmpty();
        for (JTextComponent field : fields) {
          if (field instanceof JPasswordField hidden) {
            assertThat(GuiTest.<Character>onEdt(hidden::getEchoChar)).isNotEqualTo('\0');
            assertThat(
                    GuiTest.<String>onEdt(
                        () -> {
                          StringBuilder read = new StringBuilder();
                          var text = hidden.getAccessibleContext().getAccessibleText();
                          for (int i = 0; i < text.getCharCount(); i++) {
                            read.append(text.getAtIndex(1, i));
                          }
                          return read.toString();
                        }))
                .as("what a screen reader says of %s", one.getKey())
                .doesNotContain("C4n4ry");
          }
        }
        String button = answered ? Names.PROMPT_OK : Names.PROMPT_CANCEL;
        onEdt(
            () -> {
              ((AbstractButton) find((Container) dialog, button)).doClick();
              return null;
            });
        awaitTrue("answered", () -> answer.get() != null);
        if (answered) {
          List<String> got =
              answer.get().orElseThrow().stream()
                  .map(secret -> new String(secret.copy(), StandardCharsets.UTF_8))
                  .toList();
          assertThat(got).isEqualTo(typed);
          assertThat(answer.get().toString()).doesNotContain("C4n4ry");
          answer.get().orElseThrow().forEach(Secret::close);
        } else {
          assertThat(answer.get()).isEmpty();
        }
        awaitTrue("the dialog is gone", () -> !dialog.isDisplayable());
        awaitTrue(
            "the fields are empty",
            () -> fields.stream().allMatch(f -> f.getDocument().getLength() == 0));
      }
    }
    String left =
        onEdt(
            () -> {
              StringBuilder all = new StringBuilder();
              for (Window window : Window.getWindows()) {
                texts(window, all);
              }
              return all.toString();
            });
    assertThat(canaries).hasSize(12);
    assertThat(left).contains("poweredge").doesNotContain("C4n4ry");
    assertThat(leaks(canaries)).isEmpty();
    Files.writeString(home.resolve("planted"), "x" + canaries.get(3));
    assertThat(leaks(canaries)).as("a planted leak").hasSize(1);
  }

  private List<String> leaks(List<String> canaries) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        try (Redactor redactor =
                Redactor.of(
                    canaries.stream()
                        .map(text -> Secret.of(text.getBytes(StandardCharsets.UTF_8)))
                        .toList());
            InputStream in = Files.newInputStream(file)) {
          try (OutputStream out = redactor.wrap(OutputStream.nullOutputStream())) {
            in.transferTo(out);
          }
          redactor.hits().forEach(hit -> found.add(file + " " + hit));
        }
      }
    }
    return found;
  }

  /** What cannot be kept is told, not passed over. */
  @Test
  void settingsThatCannotBeSaved_areTold() throws Exception {
    saveProfile();
    open("poweredge");
    Files.deleteIfExists(settings);
    Files.createDirectory(settings);
    onEdt(
        () -> {
          wizard.setScale(100);
          return null;
        });
    awaitText(Names.STATUS, "could not be saved");
    Files.delete(settings);
  }
}
