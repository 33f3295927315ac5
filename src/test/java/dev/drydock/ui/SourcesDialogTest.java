package dev.drydock.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.relay.MirrorStore;
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.AbstractButton;
import javax.swing.JList;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where upstream sources come from, as a person sets it. */
class SourcesDialogTest extends GuiTest {
  @AfterEach
  void closeDialog() {
    // Whoever waits for a modal dialog keeps the window from closing.
    onEdt(
        () -> {
          Window open = wizard == null ? null : dialog();
          if (open != null) {
            open.dispose();
          }
          return null;
        });
  }

  private MirrorStore mirrors() {
    return new MirrorStore(home.resolve("mirrors.json"));
  }

  private void openSources() {
    saveProfile();
    open("poweredge");
    toRoute();
    onEdt(
        () -> {
          ((JList<?>) find(wizard.frame(), Names.ROUTES)).setSelectedIndex(1);
          return null;
        });
    awaitTrue("the route needs sources", () -> button(wizard.frame(), Names.ROUTE_SOURCES) != null);
    onEdt(
        () -> {
          // Later: pressing the button comes back only when the dialog is closed.
          AbstractButton sources = button(wizard.frame(), Names.ROUTE_SOURCES);
          SwingUtilities.invokeLater(sources::doClick);
          return null;
        });
    awaitTrue("dialog", () -> dialog() != null);
    robot.waitForIdle();
  }

  private static AbstractButton button(Window in, String name) {
    return find(in, name) instanceof AbstractButton found && found.isShowing() ? found : null;
  }

  private void click(String name) {
    onEdt(
        () -> {
          SwingUtilities.invokeLater(button(dialog(), name)::doClick);
          return null;
        });
    robot.waitForIdle();
  }

  private void type(String id, String address) {
    onEdt(
        () -> {
          ((JTextField) find(dialog(), Names.SOURCES_FIELD + id)).setText(address);
          return null;
        });
  }

  private void awaitNews(String id, String part) {
    awaitTrue(
        "the news of " + id + ": " + part,
        () ->
            find(dialog(), Names.SOURCES_NEWS + id) instanceof JTextArea news
                && news.isVisible()
                && news.getText().contains(part));
  }

  @Test
  void save_ownAddresses() throws IOException {
    mirrors().set("net", "https://example.org/net.git");
    mirrors().set("other", "https://example.org/kept.git");
    openSources();
    assertThat(onEdt(() -> ((JTextField) find(dialog(), Names.SOURCES_FIELD + "net")).getText()))
        .isEqualTo("https://example.org/net.git");
    type("go", " https://example.org/go.git ");
    type("net", "");

    click(Names.SOURCES_SAVE);

    awaitTrue("the dialog is gone", () -> dialog() == null);
    awaitText(Names.STATUS, "saved");
    assertThat(mirrors().load())
        .containsOnlyKeys("go", "other")
        .containsEntry("go", "https://example.org/go.git");
  }

  /** Half of what was typed must not be saved because the other half was wrong. */
  @Test
  void save_wrongAddress_isToldBesideItsField() throws IOException {
    openSources();
    type("go", "https://example.org/go.git");
    type("docker", "https://owner:word@example.org/docker.git");

    click(Names.SOURCES_SAVE);

    awaitNews("docker", "must not hold a user name or password");
    assertThat(mirrors().load()).isEmpty();
    click(Names.SOURCES_CANCEL);
    awaitTrue("the dialog is gone", () -> dialog() == null);
  }

  @Test
  void save_damagedFile_isToldWhenOpening() throws IOException {
    Files.writeString(home.resolve("mirrors.json"), "not JSON");
    saveProfile();
    open("poweredge");
    onEdt(
        () -> {
          SwingUtilities.invokeLater(wizard::chooseSources);
          return null;
        });
    awaitText(Names.PROBLEM_WHAT, "damaged");
    assertThat(onEdt(() -> dialog() == null)).isTrue();
  }

  @Test
  void test_everyPinOfTheRepository() {
    openSources();

    click(Names.SOURCES_TEST + "go");

    awaitNews("go", "The pinned commits are there.");
    assertThat(tried)
        .containsExactlyInAnyOrder(
            "go https://github.com/golang/go", "archive-tar https://github.com/golang/go");
  }

  @Test
  void test_ownAddressThatWillNotDo() {
    openSources();
    type("docker", "https://example.org/none.git");

    click(Names.SOURCES_TEST + "docker");

    awaitNews("docker", "There is no repository at https://example.org/none.git.");
    assertThat(onEdt(() -> button(dialog(), Names.SOURCES_TEST + "docker").isEnabled())).isTrue();
  }

  @Test
  void choose_folderOfThisComputer() throws IOException {
    Path repository = Files.createDirectories(home.resolve("mirror.git"));
    answerOfFileDialog = Optional.of(repository);
    openSources();

    click(Names.SOURCES_FOLDER + "go");
    click(Names.SOURCES_TEST + "go");

    // It holds no repository: that is found out without asking anybody.
    awaitNews("go", "There is no git repository in the folder " + repository);
    assertThat(tried).isEmpty();
  }

  @Test
  void keyboard_reachesEveryFieldAndEscapeCloses() {
    openSources();
    List<String> wanted =
        List.of(
            Names.SOURCES_FIELD + "go",
            Names.SOURCES_TEST + "go",
            Names.SOURCES_FIELD + "net",
            Names.SOURCES_FOLDER + "net",
            Names.SOURCES_SAVE);
    List<String> seen = new ArrayList<>();
    while (seen.size() < 60 && !seen.containsAll(wanted)) {
      Component before = onEdt(SourcesDialogTest::focusOwner);
      robot.pressAndReleaseKey(KeyEvent.VK_TAB);
      awaitTrue("the focus moves on", () -> focusOwner() != null && focusOwner() != before);
      seen.add(onEdt(() -> String.valueOf(focusOwner().getName())));
    }
    assertThat(seen).containsAll(wanted);

    robot.pressAndReleaseKey(KeyEvent.VK_ESCAPE);
    awaitTrue("the dialog is gone", () -> dialog() == null);
  }

  private static Component focusOwner() {
    return KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
  }
}
