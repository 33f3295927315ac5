package dev.drydock.ui.page;

import com.formdev.flatlaf.util.UIScale;
import dev.drydock.recipe.Recipe;
import dev.drydock.recipe.Recipes;
import dev.drydock.relay.MirrorStore;
import dev.drydock.relay.Upstream;
import dev.drydock.ui.Edt;
import dev.drydock.ui.Names;
import dev.drydock.ui.SourceSettings;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardServices;
import dev.drydock.ui.widget.Dialogs;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import dev.drydock.ui.widget.Undo;
import java.awt.Dialog;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextField;

/**
 * Lets the person say where each upstream repository is fetched from: the official address, or an
 * own URL or folder. What is typed counts once it is saved.
 */
public final class SourcesDialog {
  /** Of the list, at 100 %. */
  private static final int HEIGHT = 430;

  private static final int LEAST_HEIGHT = 160;
  private static final int OTHER_HEIGHT = 230;

  /**
   * A repository and what recipes take from it.
   *
   * @param id under which a mirror is kept
   * @param pins what must be there, at the official address
   */
  private record Repository(String id, String title, String url, List<Upstream> pins) {
    String commits() {
      return pins.stream()
          .map(pin -> pin.tag().map(tag -> tag + " = ").orElse("") + pin.commit().substring(0, 10))
          .collect(Collectors.joining(", "));
    }
  }

  private final WizardHost host;
  private final SourceSettings settings;
  private final List<Row> rows = new ArrayList<>();
  private final JPanel list = Ui.panel("insets 0 0 0 10, gap 0 14, wrap 1", "[grow, fill]", "");
  private final SelectableText problem =
      new SelectableText("").coloured("Drydock.bad").named(Names.SOURCES_PROBLEM);
  private final JDialog dialog;
  private final JButton save;

  private SourcesDialog(WizardHost host, SourceSettings settings) {
    this.host = host;
    this.settings = settings;
    problem.setVisible(false);
    JScrollPane scrolled = Ui.scroll(new Widthwise(list));
    JPanel content = Ui.panel("insets 4 0 0 0, gap 0 8, hidemode 3, wrap 1", "[grow, fill]", "");
    // With all that stands around it, no higher than the window below.
    int room = (int) (host.frame().getHeight() / UIScale.getUserScaleFactor()) - OTHER_HEIGHT;
    content.add(scrolled, "wmin 0, hmax " + Math.max(LEAST_HEIGHT, Math.min(HEIGHT, room)));
    content.add(problem, "wmin 0");
    Dialogs.Built built =
        Dialogs.build(
            host.frame(),
            Dialog.ModalityType.DOCUMENT_MODAL,
            new Dialogs.Spec(
                Names.SOURCES,
                "import",
                "Where sources come from",
                "This computer fetches them once and sends them to the server. Leave a field empty"
                    + " for the official address, or give your own: a URL, or the folder of a"
                    + " repository on this computer. Whatever the address, only the pinned commit"
                    + " is taken.",
                content,
                "&Save",
                "&Cancel"),
            Names.SOURCES_SAVE,
            Names.SOURCES_CANCEL);
    dialog = built.dialog();
    save = built.ok();
    save.addActionListener(event -> save());
    dialog.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent e) {
            rows.forEach(Row::stop);
          }
        });
  }

  /** Reads the settings in the background and then shows the dialog. Event dispatch thread. */
  public static void open(WizardHost host, WizardServices services) {
    SourceSettings settings = services.sources();
    host.work(
        "Reading the settings",
        () ->
            new Content(
                repositories(new Recipes().upstreams(), services.sessions().recipes()),
                settings.mirrors().load()),
        content ->
            new SourcesDialog(host, settings).show(content.repositories(), content.mirrors()));
  }

  private record Content(List<Repository> repositories, Map<String, String> mirrors) {}

  /** Those that a recipe takes something from. */
  private static List<Repository> repositories(
      List<dev.drydock.recipe.Repository> known, List<Recipe> recipes) {
    List<Repository> used = new ArrayList<>();
    for (dev.drydock.recipe.Repository one : known) {
      List<Upstream> pins =
          recipes.stream()
              .flatMap(recipe -> recipe.sources().stream())
              .filter(sending -> sending.repository().equals(one.id()))
              .map(
                  sending ->
                      new Upstream(
                          sending.id(),
                          sending.url(),
                          Optional.of(sending.tag()).filter(tag -> !tag.isEmpty()),
                          sending.commit(),
                          Optional.empty()))
              .distinct()
              .toList();
      if (!pins.isEmpty()) {
        used.add(new Repository(one.id(), one.title(), one.url(), pins));
      }
    }
    return used;
  }

  private void show(List<Repository> repositories, Map<String, String> mirrors) {
    for (Repository repository : repositories) {
      Row row = new Row(repository, mirrors.getOrDefault(repository.id(), ""));
      rows.add(row);
      list.add(row.panel, "wmin 0");
    }
    if (repositories.isEmpty()) {
      list.add(new SelectableText("No route needs sources of others."), "wmin 0");
    }
    Dialogs.place(dialog);
    dialog.setVisible(true);
  }

  /** One repository. */
  private final class Row {
    private final Repository repository;
    private final JTextField field;
    private final JButton test;
    private final SelectableText news = new SelectableText("", "small");
    private final JPanel panel = Ui.panel("insets 0, gap 8 3, hidemode 3", "[grow, fill][][]", "");
    private Edt.Work testing;

    Row(Repository repository, String mirror) {
      this.repository = repository;
      String id = repository.id();
      field = new JTextField(mirror);
      field.setName(Names.SOURCES_FIELD + id);
      field.setCaretPosition(0);
      field.putClientProperty("JTextField.placeholderText", repository.url());
      field.setToolTipText("Empty: " + repository.url());
      Undo.on(field);
      JButton folder = Ui.button(Names.SOURCES_FOLDER + id, "Folder\u2026", null, this::choose);
      test = Ui.button(Names.SOURCES_TEST + id, "Test", null, this::test);
      folder.getAccessibleContext().setAccessibleName("Folder for " + repository.title());
      test.getAccessibleContext().setAccessibleName("Test the address of " + repository.title());
      news.setName(Names.SOURCES_NEWS + id);
      news.setVisible(false);
      JLabel title = Ui.labelFor(repository.title(), field);
      SelectableText pins = new SelectableText(repository.commits(), "small");
      pins.coloured("Drydock.muted");
      panel.add(title, "wmin 0, wrap");
      panel.add(pins, "spanx, wmin 0, wrap");
      panel.add(field, "wmin 0");
      panel.add(folder);
      panel.add(test, "wrap");
      panel.add(news, "spanx, wmin 0");
    }

    String address() {
      return field.getText().strip();
    }

    private void choose() {
      Path start = Path.of(System.getProperty("user.home"));
      host.files()
          .folder(dialog, "The repository of " + repository.title(), start)
          .ifPresent(
              chosen -> {
                field.setText(chosen.toString());
                field.requestFocusInWindow();
              });
    }

    private void test() {
      stop();
      String address = address();
      test.setEnabled(false);
      say("Asking " + (address.isEmpty() ? repository.url() : address) + "\u2026", "Drydock.muted");
      testing =
          Edt.background(
              () -> {
                tryOut(address);
                return null;
              },
              done -> tested("The pinned commits are there.", "Drydock.good"),
              failure -> tested(failure.getMessage(), "Drydock.bad"));
    }

    private void tryOut(String address) throws IOException {
      Optional<String> wrong = address.isEmpty() ? Optional.empty() : MirrorStore.problem(address);
      if (wrong.isPresent()) {
        throw new IOException(wrong.get());
      }
      for (Upstream pin : repository.pins()) {
        settings.test().run(pin.withMirror(address));
      }
    }

    private void tested(String text, String colour) {
      testing = null;
      test.setEnabled(true);
      say(text, colour);
    }

    void say(String text, String colour) {
      news.coloured(colour);
      news.setText(text);
      news.setVisible(true);
      list.revalidate();
    }

    void stop() {
      if (testing != null) {
        testing.cancel();
        testing = null;
      }
    }
  }

  private void save() {
    Map<String, String> wanted = new LinkedHashMap<>();
    rows.forEach(row -> wanted.put(row.repository.id(), row.address()));
    save.setEnabled(false);
    problem.setVisible(false);
    Edt.background(
        () -> write(wanted),
        wrong -> {
          save.setEnabled(true);
          if (wrong.isEmpty()) {
            host.status("The sources' addresses are saved.");
            dialog.dispose();
            return;
          }
          boolean first = true;
          for (Row row : rows) {
            String text = wrong.get(row.repository.id());
            if (text != null) {
              row.say(text, "Drydock.bad");
              if (first) {
                row.field.requestFocusInWindow();
                first = false;
              }
            }
          }
        },
        failure -> {
          save.setEnabled(true);
          problem.setText(failure.getMessage());
          problem.setVisible(true);
          dialog.pack();
        });
  }

  /** All or, where one of them will not do, nothing: repository id to what is wrong with it. */
  private Map<String, String> write(Map<String, String> wanted) throws IOException {
    Map<String, String> wrong = new LinkedHashMap<>();
    wanted.forEach(
        (id, address) -> {
          if (!address.isEmpty()) {
            MirrorStore.problem(address).ifPresent(text -> wrong.put(id, text));
          }
        });
    if (wrong.isEmpty()) {
      for (Map.Entry<String, String> one : wanted.entrySet()) {
        if (one.getValue().isEmpty()) {
          settings.mirrors().remove(one.getKey());
        } else {
          settings.mirrors().set(one.getKey(), one.getValue());
        }
      }
    }
    return wrong;
  }
}
