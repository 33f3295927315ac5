package dev.drydock.ui.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.swing.edt.GuiActionRunner.execute;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLightLaf;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.KeyboardFocusManager;
import java.awt.Toolkit;
import java.awt.datatransfer.DataFlavor;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import javax.accessibility.AccessibleRole;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.JFrame;
import javax.swing.LookAndFeel;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import org.assertj.swing.core.BasicRobot;
import org.assertj.swing.core.KeyPressInfo;
import org.assertj.swing.core.Robot;
import org.assertj.swing.edt.FailOnThreadViolationRepaintManager;
import org.assertj.swing.fixture.FrameFixture;
import org.assertj.swing.fixture.JTextComponentFixture;
import org.assertj.swing.timing.Condition;
import org.assertj.swing.timing.Pause;
import org.assertj.swing.timing.Timeout;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleViewTest {
  @TempDir Path folder;

  private Path log;
  private Robot robot;
  private FrameFixture window;
  private ConsoleView view;
  private ConsolePane pane;

  @BeforeAll
  static void watchTheEventThread() {
    FailOnThreadViolationRepaintManager.install();
  }

  @AfterAll
  static void unwatch() {
    FailOnThreadViolationRepaintManager.uninstall();
  }

  @BeforeEach
  void setUp() {
    robot = BasicRobot.robotWithNewAwtHierarchy();
    robot.settings().delayBetweenEvents(5);
    log = folder.resolve("out");
  }

  @AfterEach
  void tearDown() {
    if (window != null) {
      window.cleanUp();
    } else {
      robot.cleanUp();
    }
    execute(() -> UIManager.setLookAndFeel(new FlatLightLaf()));
  }

  @Test
  void follow_showsTheNewestOutput() throws Exception {
    write(numbers(0, 500));
    open(new FlatLightLaf());
    waitForText("line 499");
    append(numbers(500, 900));
    waitForText("line 899");
    assertThat(isFollowing()).isTrue();
    assertThat(text()).doesNotContain("line 499");
  }

  @Test
  void open_logThatDoesNotExistYet() throws Exception {
    open(new FlatLightLaf());
    waitUntil("caught up", () -> view.isCaughtUp());
    assertThat(text()).isEmpty();
    Files.createFile(log);
    append("first words");
    waitForText("first words");
  }

  @Test
  void scroll_upStopsFollowingAndTheEndResumesIt() throws Exception {
    write(numbers(0, 500));
    open(new FlatLightLaf());
    waitForText("line 499");
    focusText();
    press(KeyEvent.VK_PAGE_UP);
    assertThat(isFollowing()).isFalse();
    String before = text();
    append(numbers(500, 600));
    waitUntil("caught up", () -> view.isCaughtUp());
    assertThat(text()).isEqualTo(before);
    window.toggleButton("console.follow").requireNotSelected();
    press(KeyEvent.VK_END);
    waitForText("line 599");
    window.toggleButton("console.follow").requireSelected();
    append(numbers(600, 700));
    waitForText("line 699");
  }

  @Test
  void scroll_byKeysWheelAndBar() throws Exception {
    write(numbers(0, 500));
    open(new FlatLightLaf());
    waitForText("line 499");
    focusText();
    press(KeyEvent.VK_HOME);
    assertThat(text()).startsWith("line 0\nline 1\n");
    press(KeyEvent.VK_DOWN);
    assertThat(text()).startsWith("line 1\n");
    press(KeyEvent.VK_UP);
    assertThat(text()).startsWith("line 0\n");
    press(KeyEvent.VK_PAGE_DOWN);
    int page = execute(() -> pane.page());
    assertThat(text()).startsWith("line " + page + "\n");
    robot.rotateMouseWheel(pane, -2);
    // The display sends two notches as two events; the second may come late.
    waitUntil("two notches up", () -> view.visibleText().startsWith("line " + (page - 6) + "\n"));
    window.scrollBar("console.vertical").scrollTo(300);
    assertThat(text()).startsWith("line 300\n");
    assertThat(isFollowing()).isFalse();
    window.scrollBar("console.vertical").scrollToMaximum();
    assertThat(text()).endsWith("line 499\n");
    assertThat(isFollowing()).isTrue();
  }

  @Test
  void follow_buttonGoesToTheEnd() throws Exception {
    write(numbers(0, 500));
    open(new FlatLightLaf());
    waitForText("line 499");
    focusText();
    press(KeyEvent.VK_HOME);
    push("console.follow");
    waitForText("line 499");
    window.toggleButton("console.follow").requireSelected();
    push("console.follow");
    waitUntil("no longer following", () -> !view.isFollow());
    append(numbers(500, 600));
    waitUntil("caught up", () -> view.isCaughtUp());
    assertThat(text()).endsWith("line 499\n");
  }

  @Test
  void find_nextPreviousAndAround() throws Exception {
    write(numbers(0, 40) + "\u001b[1mneed\u001b[0mle one\n" + numbers(40, 500) + "NEEDLE two\n");
    open(new FlatLightLaf());
    waitForText("NEEDLE two");
    focusText();
    press(KeyEvent.VK_HOME);
    press(KeyEvent.VK_F, KeyEvent.CTRL_DOWN_MASK);
    JTextComponentFixture find = window.textBox("console.find");
    find.requireFocused().enterText("needle");
    waitForMatch("needle one");
    assertThat(isFollowing()).isFalse();
    press(KeyEvent.VK_ENTER);
    waitForMatch("NEEDLE two");
    press(KeyEvent.VK_F3);
    waitForMatch("needle one");
    assertThat(status()).isEqualTo("Found again from the top");
    press(KeyEvent.VK_F3, KeyEvent.SHIFT_DOWN_MASK);
    waitForMatch("NEEDLE two");
    assertThat(status()).isEqualTo("Found again from the bottom");
    find.setText("no such words");
    waitUntil("not found", () -> view.statusText().equals("Not found"));
    press(KeyEvent.VK_ESCAPE);
    assertThat(execute(() -> pane.isFocusOwner())).isTrue();
  }

  @Test
  void copy_selectionByMouse() throws Exception {
    write("\u001b[32malpha beta\u001b[0m\ngamma delta\n");
    open(new FlatLightLaf());
    waitForText("gamma delta");
    clicks(point(1, 7), 2);
    assertThat(copied()).isEqualTo("delta");
    robot.pressMouse(pane, point(0, 6));
    robot.moveMouse(pane, point(0, 9));
    robot.moveMouse(pane, point(1, 5));
    robot.releaseMouseButtons();
    assertThat(copied()).isEqualTo("beta\ngamma");
    clicks(point(0, 2), 3);
    assertThat(copied()).isEqualTo("alpha beta");
  }

  @Test
  void copy_selectionByKeys() throws Exception {
    write("alpha beta\ngamma delta\n");
    open(new FlatLightLaf());
    waitForText("gamma delta");
    clicks(point(0, 6), 1);
    press(KeyEvent.VK_DOWN, KeyEvent.SHIFT_DOWN_MASK);
    press(KeyEvent.VK_LEFT, KeyEvent.SHIFT_DOWN_MASK);
    assertThat(copied()).isEqualTo("beta\ngamma");
    press(KeyEvent.VK_HOME, KeyEvent.SHIFT_DOWN_MASK | KeyEvent.CTRL_DOWN_MASK);
    assertThat(copied()).isEqualTo("alpha ");
    press(KeyEvent.VK_A, KeyEvent.CTRL_DOWN_MASK);
    assertThat(copied()).isEqualTo("alpha beta\ngamma delta");
    press(KeyEvent.VK_ESCAPE);
    assertThat(execute(() -> pane.hasSelection())).isFalse();
  }

  @Test
  void copyAll_saysSo() throws Exception {
    write(numbers(0, 1000));
    open(new FlatLightLaf());
    waitForText("line 999");
    push("console.copyAll");
    waitUntil("copied", () -> view.statusText().equals("Copied 1,000 lines"));
    assertThat(clipboard()).startsWith("line 0\n").endsWith("line 999");
  }

  @Test
  void copyAll_ofTooMuchKeepsTheNewestAndSaysSo() throws Exception {
    write("0123456789abcdef\n".repeat(600_000) + "the end\n");
    open(new FlatLightLaf());
    waitForText("the end");
    push("console.copyAll");
    waitUntil("copied", () -> view.statusText().startsWith("Copied only the last 8 million"));
    assertThat(clipboard()).hasSize(ConsoleView.COPY_LIMIT).endsWith("the end");
  }

  @Test
  void wrap_longLineIsAllVisibleOrGoesSideways() throws Exception {
    write("start " + "x".repeat(300) + " stop\n");
    open(new FlatLightLaf());
    waitForText("start");
    assertThat(text().lines().count()).isGreaterThan(2);
    assertThat(execute(() -> view.isWrap())).isTrue();
    push("console.wrap");
    waitUntil("one line", () -> view.visibleText().lines().count() == 1);
    assertThat(execute(() -> pane.textWidth())).isGreaterThan(execute(() -> pane.getWidth()));
    window.scrollBar("console.horizontal").scrollToMaximum();
    assertThat(execute(() -> pane.shift())).isPositive();
  }

  @Test
  void grow_floodFromAnotherThread() throws Exception {
    Files.createFile(log);
    open(new FlatLightLaf());
    byte[] lines = "yes yes yes yes\n".repeat(4096).getBytes(StandardCharsets.US_ASCII);
    long[] total = new long[1];
    try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
      for (int i = 0; i < 500; i++) {
        out.write(lines);
        total[0] += lines.length;
        view.logGrew(total[0]);
      }
      out.write("that was all\n".getBytes(StandardCharsets.US_ASCII));
      view.logGrew(total[0] + 13);
    }
    waitForText("that was all");
  }

  @Test
  void grow_noCallIsLost() throws Exception {
    Files.createFile(log);
    open(new FlatLightLaf());
    for (int i = 0; i < 300; i++) {
      Files.writeString(log, "line " + i + "\n", StandardOpenOption.APPEND);
      view.logGrew(0);
    }
    waitForText("line 299");
  }

  @Test
  void grow_toldMoreThanThereIs() throws Exception {
    write("only this\n");
    open(new FlatLightLaf());
    waitForText("only this");
    view.logGrew(Long.MAX_VALUE);
    waitUntil("at rest", () -> view.isCaughtUp());
    append("and this\n");
    waitForText("and this");
  }

  @Test
  void open_twoHundredMegabytes() throws Exception {
    try (OutputStream out = Files.newOutputStream(log)) {
      byte[] lines =
          ("0123456789".repeat(9) + "\n").repeat(1000).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 2300; i++) {
        out.write(lines);
      }
      out.write("the very end\n".getBytes(StandardCharsets.US_ASCII));
    }
    open(new FlatLightLaf());
    waitForText("the very end");
    focusText();
    press(KeyEvent.VK_HOME);
    assertThat(text()).startsWith("0123456789");
    window.scrollBar("console.vertical").scrollTo(1_500_000);
    assertThat(execute(() -> pane.topRow())).isEqualTo(1_500_000);
    press(KeyEvent.VK_END);
    assertThat(text()).endsWith("the very end\n");
  }

  @Test
  void open_hugeLineAndHostileBytes() throws Exception {
    try (OutputStream out = Files.newOutputStream(log)) {
      byte[] piece =
          "\u001b]52;c;cm0gLXJm\u0007\u001b[2J\u001b[H\u202e\u001b[8mhidden"
              .getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 200_000; i++) {
        out.write(piece);
      }
      out.write(0xff);
      out.write("THE END".getBytes(StandardCharsets.UTF_8));
    }
    open(new FlatLightLaf());
    waitForText("\ufffdTHE END");
    assertThat(text()).doesNotContain("\u001b", "cm0gLXJm", "\u202e").contains("hidden");
    execute(() -> view.setWrap(false));
    waitForText("THE END");
  }

  @Test
  void open_whatCannotBeReadSaysSo() throws Exception {
    Files.createDirectory(log);
    open(new FlatLightLaf());
    waitUntil("told", () -> view.statusText().contains("cannot be read"));
    assertThat(status()).startsWith("The log file " + log);
    assertThat(text()).isEmpty();
  }

  @Test
  void find_canBeStopped() throws Exception {
    write("words that go on and on\n".repeat(400_000) + "the end\n");
    open(new FlatLightLaf());
    waitForText("the end");
    window.textBox("console.find").setText("not there");
    window.textBox("console.find").setText("the end");
    waitForMatch("the end");
  }

  @Test
  void grow_selectionStays() throws Exception {
    write(numbers(0, 500));
    open(new FlatLightLaf());
    waitForText("line 499");
    clicks(point(2, 6), 3);
    String selected = copied();
    String before = text();
    assertThat(before).contains(selected);
    append(numbers(500, 5000));
    waitUntil("caught up", () -> view.isCaughtUp());
    assertThat(text()).isEqualTo(before);
    assertThat(copied()).isEqualTo(selected);
  }

  @Test
  void grow_shorterFileStartsAnew() throws Exception {
    write(numbers(0, 500));
    open(new FlatLightLaf());
    waitForText("line 499");
    focusText();
    press(KeyEvent.VK_A, KeyEvent.CTRL_DOWN_MASK);
    write("tried again\n");
    view.logGrew(12);
    waitForText("tried again");
    assertThat(text()).isEqualTo("tried again\n");
    assertThat(execute(() -> pane.hasSelection())).isFalse();
  }

  @Test
  void setLog_showsAnother() throws Exception {
    write(numbers(0, 100));
    open(new FlatLightLaf());
    waitForText("line 99");
    Path other = Files.writeString(folder.resolve("other"), "another log\n");
    execute(() -> view.setLog(other));
    waitForText("another log");
    assertThat(text()).isEqualTo("another log\n");
  }

  @Test
  void accessible_textRoleNameAndVisibleText() throws Exception {
    write("spoken words\n");
    open(new FlatLightLaf());
    waitForText("spoken words");
    execute(
        () -> {
          var context = pane.getAccessibleContext();
          assertThat(context.getAccessibleRole()).isEqualTo(AccessibleRole.TEXT);
          assertThat(context.getAccessibleName()).isEqualTo("Console output");
          assertThat(context.getAccessibleText().getCharCount()).isEqualTo(13);
          assertThat(context.getAccessibleText().getAtIndex(2, 8)).isEqualTo("words");
        });
  }

  @Test
  void zoom_changesTheFontAndBack() throws Exception {
    write("words\n");
    open(new FlatLightLaf());
    waitForText("words");
    focusText();
    float before = execute(() -> pane.getFont().getSize2D());
    press(KeyEvent.VK_EQUALS, KeyEvent.CTRL_DOWN_MASK);
    assertThat(execute(() -> pane.getFont().getSize2D())).isEqualTo(before + 1);
    press(KeyEvent.VK_0, KeyEvent.CTRL_DOWN_MASK);
    assertThat(execute(() -> pane.getFont().getSize2D())).isEqualTo(before);
  }

  @Test
  void theme_changesWithTheLookAndFeel() throws Exception {
    write("words\n");
    open(new FlatLightLaf());
    waitForText("words");
    var light = execute(() -> pane.getBackground());
    execute(
        () -> {
          UIManager.setLookAndFeel(new FlatDarkLaf());
          SwingUtilities.updateComponentTreeUI(window.target());
        });
    var dark = execute(() -> pane.getBackground());
    assertThat(dark.getRed()).isLessThan(light.getRed());
  }

  @Test
  void screenshots() throws Exception {
    write(Sample.TEXT);
    screenshot(new FlatLightLaf(), "light", 1);
    window.cleanUp();
    robot = BasicRobot.robotWithNewAwtHierarchy();
    screenshot(new FlatDarkLaf(), "dark", 1);
    window.cleanUp();
    robot = BasicRobot.robotWithNewAwtHierarchy();
    screenshot(new FlatDarkLaf(), "dark-150", 1.5);
    execute(() -> view.setWrap(false));
    save("dark-nowrap-200", 2);
  }

  private void screenshot(LookAndFeel theme, String name, double scale) throws Exception {
    open(theme);
    waitForText("Successfully built");
    window.textBox("console.find").setText("docker");
    waitUntil("found", () -> pane.match() != null);
    execute(() -> pane.select(new Position(4, 8), new Position(5, 11)));
    save(name, scale);
  }

  private void save(String name, double scale) throws IOException {
    robot.waitForIdle();
    BufferedImage image =
        execute(
            () -> {
              BufferedImage target =
                  new BufferedImage(
                      (int) (view.getWidth() * scale),
                      (int) (view.getHeight() * scale),
                      BufferedImage.TYPE_INT_RGB);
              Graphics2D g = target.createGraphics();
              g.scale(scale, scale);
              view.paint(g);
              g.dispose();
              return target;
            });
    Path file = Path.of("target", "screenshots", "console-" + name + ".png");
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }

  // --- helpers -------------------------------------------------------------------------------

  private void open(LookAndFeel theme) {
    JFrame frame =
        execute(
            () -> {
              UIManager.setLookAndFeel(theme);
              JFrame made = new JFrame("Console");
              view = new ConsoleView(log);
              view.setPreferredSize(new Dimension(760, 420));
              made.add(view);
              return made;
            });
    window = new FrameFixture(robot, frame);
    window.show();
    pane = robot.finder().findByName(frame, "console.text", ConsolePane.class);
    // The robot's mouse and keys go astray before the window has its place and the focus.
    waitUntil("ready", () -> frame.isFocused() && pane.paintNanos() > 0);
    robot.waitForIdle();
  }

  private void focusText() {
    robot.focusAndWaitForFocusGain(pane);
  }

  /** Not by the robot: on a busy machine a click of its mouse was seen to get lost. */
  private void push(String name) {
    AbstractButton button = robot.finder().findByName(view, name, AbstractButton.class);
    execute(() -> button.doClick(0));
  }

  /** Not by the robot: on a busy machine its clicks can be too far apart for a double click. */
  private void clicks(java.awt.Point at, int count) {
    focusText();
    execute(
        () -> {
          for (int kind : new int[] {MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED}) {
            pane.dispatchEvent(
                new MouseEvent(
                    pane,
                    kind,
                    System.currentTimeMillis(),
                    InputEvent.BUTTON1_DOWN_MASK,
                    at.x,
                    at.y,
                    count,
                    false,
                    MouseEvent.BUTTON1));
          }
        });
  }

  private void press(int key, int... modifiers) {
    KeyPressInfo info = KeyPressInfo.keyCode(key);
    int mask = 0;
    for (int modifier : modifiers) {
      mask |= modifier;
    }
    robot.pressAndReleaseKey(info.keyCode(), modifierMasks(mask));
    robot.waitForIdle();
  }

  @SuppressWarnings("deprecation") // The robot takes the old masks.
  private static int[] modifierMasks(int mask) {
    int[] result = new int[Integer.bitCount(mask)];
    int count = 0;
    if ((mask & KeyEvent.SHIFT_DOWN_MASK) != 0) {
      result[count++] = KeyEvent.SHIFT_MASK;
    }
    if ((mask & KeyEvent.CTRL_DOWN_MASK) != 0) {
      result[count] = KeyEvent.CTRL_MASK;
    }
    return result;
  }

  private java.awt.Point point(int line, int column) {
    return execute(
        () ->
            new java.awt.Point(
                4 + Math.round(column * pane.cells().width()),
                4 + pane.cells().height() * line + pane.cells().height() / 2));
  }

  private String copied() throws Exception {
    execute(
        () ->
            Toolkit.getDefaultToolkit()
                .getSystemClipboard()
                .setContents(new java.awt.datatransfer.StringSelection("nothing yet"), null));
    press(KeyEvent.VK_C, KeyEvent.CTRL_DOWN_MASK);
    waitUntil("copied", () -> !clipboard().equals("nothing yet"));
    return clipboard();
  }

  private static String clipboard() throws Exception {
    return (String)
        Toolkit.getDefaultToolkit().getSystemClipboard().getData(DataFlavor.stringFlavor);
  }

  private void waitForMatch(String row) {
    waitUntil(
        "the find in " + row,
        () ->
            pane.match() != null
                && pane.row(pane.match().start().row()).text().equals(row)
                && view.visibleText().contains(row));
  }

  private void waitForText(String part) {
    waitUntil("the text " + part, () -> view.visibleText().contains(part));
  }

  private void waitUntil(String what, Callable<Boolean> condition) {
    Pause.pause(
        new Condition(what) {
          @Override
          public boolean test() {
            return execute(condition);
          }

          @Override
          protected String descriptionAddendum() {
            return execute(
                () ->
                    "; status: '%s', quiet: %s, focus: %s"
                        .formatted(
                            view.statusText(),
                            view.isCaughtUp(),
                            KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner()));
          }
        },
        Timeout.timeout(60_000));
  }

  private String text() {
    return execute(() -> view.visibleText());
  }

  private String status() {
    return execute(() -> view.statusText());
  }

  private boolean isFollowing() {
    return execute(() -> view.isFollow());
  }

  private static String numbers(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append("line ").append(i).append('\n');
    }
    return text.toString();
  }

  private void write(String text) {
    try {
      Files.writeString(log, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.APPEND);
    view.logGrew(Files.size(log));
  }
}
