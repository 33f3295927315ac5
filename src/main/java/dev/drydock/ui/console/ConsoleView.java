package dev.drydock.ui.console;

import com.formdev.flatlaf.FlatClientProperties;
import com.formdev.flatlaf.extras.FlatSVGIcon;
import com.formdev.flatlaf.util.UIScale;
import dev.drydock.ui.Edt;
import java.awt.BorderLayout;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.awt.event.ActionEvent;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.swing.AbstractAction;
import javax.swing.AbstractButton;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JMenuItem;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import javax.swing.JScrollBar;
import javax.swing.JTextField;
import javax.swing.JToggleButton;
import javax.swing.KeyStroke;
import javax.swing.Timer;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import net.miginfocom.swing.MigLayout;

/**
 * The live console of a step: shows a log file while it grows, with a strip of tools above. All but
 * {@link #logGrew} belongs to the event dispatch thread.
 *
 * <p>The file is the model; memory does not grow with it but for about 24 bytes in each 64 KiB.
 * Nothing in the output is acted upon, see {@link AnsiText}.
 */
public final class ConsoleView extends JPanel {
  /** The most that is put on the clipboard, in chars; the newest part is kept. */
  public static final int COPY_LIMIT = 8 << 20;

  /** 25 times a second. */
  private static final int FLUSH_MILLIS = 40;

  /**
   * Where a flush is dear (a slow desktop, a row of 64 KiB in a thousand colours) they become
   * rarer, so that the window keeps three quarters of its thread for the person.
   */
  private static final int REST = 4;

  private static final int SLOWEST_FLUSH_MILLIS = 500;

  private static final int TYPING_MILLIS = 150;

  /** The scroll bar counts in ints; beyond this many rows one step of it is several rows. */
  private static final long BAR_LIMIT = 1 << 30;

  /** Width at 100 % below which the strip's buttons are icons only. */
  private static final int ROOM_FOR_WORDS = 490;

  private final ConsolePane pane;
  private final JScrollBar vertical = new JScrollBar(JScrollBar.VERTICAL);
  private final JScrollBar horizontal = new JScrollBar(JScrollBar.HORIZONTAL);
  private final JTextField find = new JTextField(14);
  private final JButton findNext = button("console.findNext", "console-next", "Find next (F3)");
  private final JButton findPrevious =
      button("console.findPrevious", "console-previous", "Find previous (Shift+F3)");
  private final JTextField status = new JTextField();
  private final JToggleButton follow = new JToggleButton();
  private final JToggleButton wrap = new JToggleButton();
  private final JButton copyAll = new JButton();
  private final Timer flush = new Timer(FLUSH_MILLIS, event -> tick());
  private final Timer typing = new Timer(TYPING_MILLIS, event -> findTyped());
  private volatile LogFeed feed;
  private Search search;
  private AtomicBoolean copyStop = new AtomicBoolean();
  private long shownLength = -1;
  private boolean settingBars;

  /** Shows {@code log}, which need not exist yet, and follows it. */
  public ConsoleView(Path log) {
    super(new BorderLayout());
    setName("console");
    feed = newFeed(log);
    pane = new ConsolePane(new RowReader(feed.index()), this::viewChanged);
    pane.setName("console.text");
    pane.getAccessibleContext().setAccessibleName("Console output");
    pane.setComponentPopupMenu(menu());
    add(strip(), BorderLayout.NORTH);
    add(pane, BorderLayout.CENTER);
    add(vertical, BorderLayout.EAST);
    add(horizontal, BorderLayout.SOUTH);
    vertical.setName("console.vertical");
    horizontal.setName("console.horizontal");
    vertical.addAdjustmentListener(event -> verticalMoved());
    horizontal.addAdjustmentListener(
        event -> {
          if (!settingBars) {
            pane.setShift(horizontal.getValue());
          }
        });
    typing.setRepeats(false);
    shortcuts();
    viewChanged();
    feed.grew();
  }

  // --- the log -------------------------------------------------------------------------------

  /**
   * Says that the log has grown; cheap, from any thread, as often as one likes.
   *
   * @param length bytes of the log that are on disk now; not relied on, the file itself counts
   */
  public void logGrew(long length) {
    feed.grew();
  }

  /** Shows another log instead, from its end. */
  public void setLog(Path log) {
    stopWork();
    LogFeed next = newFeed(log);
    feed.stop();
    feed = next;
    shownLength = -1;
    setStatus("");
    pane.setReader(new RowReader(next.index()));
    next.grew();
  }

  /** The log that is shown. */
  public Path log() {
    return feed.index().log();
  }

  private LogFeed newFeed(Path log) {
    LogFeed[] self = new LogFeed[1];
    self[0] =
        new LogFeed(
            log,
            () -> {
              if (self[0] == feed) {
                flush.start();
              }
            },
            () -> {
              if (self[0] == feed) {
                flush();
              }
            });
    return self[0];
  }

  private void tick() {
    flush();
    feed.tick();
  }

  /** At most 25 times a second, however much has come: takes over how far the log has got. */
  private void flush() {
    long began = System.nanoTime();
    long length = feed.index().lines().length();
    if (length != shownLength) {
      shownLength = length;
      pane.grown();
    }
    if (feed.failure() != null) {
      setStatus(feed.failure());
    }
    showProgress();
    if (feed.isQuiet() && search == null) {
      flush.stop();
    }
    long cost = (System.nanoTime() - began + pane.paintNanos()) / 1_000_000;
    flush.setDelay((int) Math.max(FLUSH_MILLIS, Math.min(REST * cost, SLOWEST_FLUSH_MILLIS)));
  }

  /** Whether everything that was on disk when last told so is shown. */
  public boolean isCaughtUp() {
    return feed.isQuiet() && feed.index().lines().length() == shownLength;
  }

  @Override
  public void removeNotify() {
    stopWork();
    super.removeNotify();
  }

  private void stopWork() {
    stopSearch();
    typing.stop();
    copyStop.set(true);
  }

  // --- what is shown -------------------------------------------------------------------------

  /** Whether the newest output is kept in view. */
  public boolean isFollow() {
    return pane.isFollow();
  }

  /** Keeps the newest output in view, until the person scrolls up. */
  public void setFollow(boolean now) {
    pane.setFollow(now);
  }

  /** Whether long lines are wrapped. */
  public boolean isWrap() {
    return pane.isWrap();
  }

  /** Wraps long lines at the window's edge, or lets them be scrolled sideways. */
  public void setWrap(boolean now) {
    pane.setWrap(now);
  }

  /** The lines that are wholly visible, each ended by a line feed. */
  public String visibleText() {
    return pane.visibleText();
  }

  /** What the status field says; empty if nothing. */
  public String statusText() {
    return status.getText();
  }

  private void viewChanged() {
    if (pane == null) {
      return;
    }
    long rows = pane.reader().rows();
    long scale = scale();
    long last = pane.lastTopRow();
    settingBars = true;
    try {
      int max = (int) Math.max(1, rows / scale);
      int extent = (int) Math.max(1, Math.min(max, (rows - last) / scale));
      int value = (int) Math.min(max - extent, pane.topRow() / scale);
      vertical.setValues(value, extent, 0, max);
      vertical.setBlockIncrement(pane.page());
      int width = Math.max(1, pane.textWidth());
      int shown = Math.max(1, Math.min(width, pane.getWidth()));
      horizontal.setValues(Math.min(pane.shift(), width - shown), shown, 0, width);
      horizontal.setUnitIncrement(Math.max(1, Math.round(pane.cells().width())));
      horizontal.setBlockIncrement(Math.max(1, shown / 2));
    } finally {
      settingBars = false;
    }
    vertical.setEnabled(last > 0);
    if (horizontal.isVisible() == pane.isWrap()) {
      horizontal.setVisible(!pane.isWrap());
      revalidate();
    }
    follow.setSelected(pane.isFollow());
    wrap.setSelected(pane.isWrap());
  }

  private long scale() {
    return 1 + pane.reader().rows() / BAR_LIMIT;
  }

  private void verticalMoved() {
    if (settingBars) {
      return;
    }
    boolean bottom = vertical.getValue() + vertical.getVisibleAmount() >= vertical.getMaximum();
    if (bottom) {
      pane.scrollToEnd();
    } else {
      pane.scrollToRow(vertical.getValue() * scale());
    }
  }

  // --- the strip -----------------------------------------------------------------------------

  private JComponent strip() {
    find.setName("console.find");
    find.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, "Find in output");
    find.putClientProperty(FlatClientProperties.TEXT_FIELD_LEADING_ICON, icon("console-find"));
    find.putClientProperty(FlatClientProperties.TEXT_FIELD_SHOW_CLEAR_BUTTON, true);
    find.getAccessibleContext().setAccessibleName("Find in the output");
    find.setToolTipText("Find in the output (" + menuKey() + "+F)");
    find.addActionListener(event -> findNext(true));
    find.getDocument().addDocumentListener(new Typed());
    findNext.addActionListener(event -> findNext(true));
    findPrevious.addActionListener(event -> findNext(false));
    status.setName("console.status");
    status.setEditable(false);
    status.setBorder(BorderFactory.createEmptyBorder());
    status.setOpaque(false);
    status.getAccessibleContext().setAccessibleName("Console status");
    tool(follow, "console.follow", "console-follow", "Keep the newest output in view");
    follow.addActionListener(event -> setFollow(follow.isSelected()));
    tool(wrap, "console.wrap", "console-wrap", "Wrap long lines at the window's edge");
    wrap.addActionListener(event -> setWrap(wrap.isSelected()));
    tool(copyAll, "console.copyAll", "console-copy", "Copy the whole output");
    copyAll.addActionListener(event -> copyAll());
    JPanel strip =
        new JPanel(
            new MigLayout(
                "insets 2 4 2 4, gap 4, novisualpadding", "[][][][grow,fill][][][]", "[]"));
    strip.add(find, "growx 0, wmin 120");
    strip.add(findPrevious);
    strip.add(findNext);
    strip.add(status, "wmin 0");
    strip.add(follow);
    strip.add(wrap);
    strip.add(copyAll);
    label(true);
    strip.addComponentListener(
        new ComponentAdapter() {
          @Override
          public void componentResized(ComponentEvent e) {
            label(strip.getWidth() >= UIScale.scale(ROOM_FOR_WORDS));
          }
        });
    return strip;
  }

  /** Where it is narrow, the icons and their tool tips must do, so that what is sought shows. */
  private void label(boolean words) {
    word(follow, words, "Follow");
    word(wrap, words, "Wrap");
    word(copyAll, words, "Copy all");
  }

  private static void word(AbstractButton button, boolean shown, String text) {
    button.setText(shown ? text : null);
    button.getAccessibleContext().setAccessibleName(text);
  }

  private static JButton button(String name, String icon, String tip) {
    JButton button = new JButton();
    tool(button, name, icon, tip);
    button.getAccessibleContext().setAccessibleName(tip);
    return button;
  }

  private static void tool(AbstractButton button, String name, String icon, String tip) {
    button.setName(name);
    button.setIcon(icon(icon));
    button.setToolTipText(tip);
    button.putClientProperty(
        FlatClientProperties.BUTTON_TYPE, FlatClientProperties.BUTTON_TYPE_TOOLBAR_BUTTON);
  }

  private static FlatSVGIcon icon(String name) {
    return new FlatSVGIcon("icons/" + name + ".svg");
  }

  private static String menuKey() {
    return InputEvent.getModifiersExText(Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx());
  }

  private void setStatus(String text) {
    if (!status.getText().equals(text)) {
      status.setText(text);
      status.setCaretPosition(0);
      status.setToolTipText(text.isEmpty() ? null : text);
    }
  }

  private JPopupMenu menu() {
    JPopupMenu menu = new JPopupMenu();
    JMenuItem copy = item(menu, "Copy", this::copySelection);
    item(menu, "Copy all", this::copyAll);
    item(menu, "Select all", pane::selectAll);
    menu.addSeparator();
    item(menu, "Find\u2026", this::startFind);
    item(menu, "Go to the newest output", () -> setFollow(true));
    menu.addPopupMenuListener(new MenuOpens(() -> copy.setEnabled(pane.hasSelection())));
    return menu;
  }

  private static JMenuItem item(JPopupMenu menu, String text, Runnable action) {
    JMenuItem item = menu.add(text);
    item.addActionListener(event -> action.run());
    return item;
  }

  private void shortcuts() {
    int menu = Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();
    int anywhere = WHEN_ANCESTOR_OF_FOCUSED_COMPONENT;
    on(this, anywhere, KeyStroke.getKeyStroke(KeyEvent.VK_F, menu), this::startFind);
    on(this, anywhere, KeyStroke.getKeyStroke(KeyEvent.VK_F3, 0), () -> findNext(true));
    on(
        this,
        anywhere,
        KeyStroke.getKeyStroke(KeyEvent.VK_F3, InputEvent.SHIFT_DOWN_MASK),
        () -> findNext(false));
    on(pane, WHEN_FOCUSED, KeyStroke.getKeyStroke(KeyEvent.VK_C, menu), this::copySelection);
    on(
        pane,
        WHEN_FOCUSED,
        KeyStroke.getKeyStroke(KeyEvent.VK_INSERT, InputEvent.CTRL_DOWN_MASK),
        this::copySelection);
    on(
        find,
        WHEN_FOCUSED,
        KeyStroke.getKeyStroke(KeyEvent.VK_ENTER, InputEvent.SHIFT_DOWN_MASK),
        () -> findNext(false));
    on(find, WHEN_FOCUSED, KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0), this::endFind);
  }

  private static void on(JComponent on, int condition, KeyStroke stroke, Runnable action) {
    on.getInputMap(condition).put(stroke, stroke.toString());
    on.getActionMap()
        .put(
            stroke.toString(),
            new AbstractAction() {
              @Override
              public void actionPerformed(ActionEvent event) {
                action.run();
              }
            });
  }

  // --- find ----------------------------------------------------------------------------------

  private final class Typed implements DocumentListener {
    @Override
    public void insertUpdate(DocumentEvent event) {
      changed();
    }

    @Override
    public void removeUpdate(DocumentEvent event) {
      changed();
    }

    @Override
    public void changedUpdate(DocumentEvent event) {
      // Only the look.
    }

    private void changed() {
      stopSearch();
      setOutline(null);
      setStatus("");
      typing.restart();
    }
  }

  private void startFind() {
    find.requestFocusInWindow();
    find.selectAll();
  }

  private void endFind() {
    stopSearch();
    typing.stop();
    pane.setNeedle("");
    setStatus("");
    pane.requestFocusInWindow();
  }

  /** While typing, the search begins where the last find was, not after it. */
  private void findTyped() {
    Search.Match at = pane.match();
    Position from = at == null ? pane.firstVisible() : at.start();
    pane.setNeedle(find.getText());
    search(from, true);
  }

  private void findNext(boolean forward) {
    boolean pending = typing.isRunning();
    typing.stop();
    Search.Match at = pending ? null : pane.match();
    pane.setNeedle(find.getText());
    Position from;
    if (at != null) {
      from = forward ? new Position(at.start().row(), at.start().index() + 1) : at.start();
    } else {
      from = pane.hasSelection() ? pane.selectionStart() : pane.firstVisible();
    }
    search(from, forward);
  }

  private void search(Position from, boolean forward) {
    stopSearch();
    if (find.getText().isEmpty()) {
      return;
    }
    Search mine = new Search(new RowReader(feed.index()), find.getText(), from, forward);
    search = mine;
    flush.start();
    Edt.background(
        mine, found -> searched(mine, forward, found), error -> searchFailed(mine, error));
  }

  private void stopSearch() {
    if (search != null) {
      search.stop();
      search = null;
    }
  }

  private void showProgress() {
    if (search != null && search.progress() > 0.01) {
      setStatus(
          String.format(
              Locale.ROOT, "Searching\u2026 %d\u00a0%%", (int) (search.progress() * 100)));
    }
  }

  private void searched(Search mine, boolean forward, Optional<Search.Match> found) {
    if (mine != search) {
      return;
    }
    search = null;
    setOutline(found.isPresent() ? null : FlatClientProperties.OUTLINE_WARNING);
    if (found.isEmpty()) {
      setStatus("Not found");
      return;
    }
    pane.setMatch(found.get());
    if (!found.get().around()) {
      setStatus("");
    } else {
      setStatus(forward ? "Found again from the top" : "Found again from the bottom");
    }
  }

  private void searchFailed(Search mine, Throwable error) {
    if (mine == search) {
      search = null;
      setStatus("The search stopped. " + LogFeed.unreadable(log(), error));
    }
  }

  private void setOutline(String outline) {
    find.putClientProperty(FlatClientProperties.OUTLINE, outline);
  }

  // --- copy ----------------------------------------------------------------------------------

  private void copySelection() {
    if (pane.hasSelection()) {
      copy(pane.selectionStart(), pane.selectionEnd());
    }
  }

  private void copyAll() {
    copy(Position.START, pane.end());
  }

  private void copy(Position from, Position to) {
    copyStop.set(true);
    AtomicBoolean stop = new AtomicBoolean();
    copyStop = stop;
    RowReader reader = new RowReader(feed.index());
    Edt.background(
        () -> Extract.of(reader, from, to, COPY_LIMIT, stop::get),
        extract -> {
          if (!stop.get()) {
            copied(extract);
          }
        },
        error -> setStatus("Nothing was copied. " + LogFeed.unreadable(log(), error)));
  }

  private void copied(Extract extract) {
    try {
      StringSelection text = new StringSelection(extract.text());
      Toolkit.getDefaultToolkit().getSystemClipboard().setContents(text, null);
    } catch (IllegalStateException e) {
      setStatus("Nothing was copied: another program holds the clipboard. Try again.");
      return;
    }
    if (extract.cut()) {
      setStatus(
          "Copied only the last "
              + (COPY_LIMIT >> 20)
              + " million characters. The whole output is in "
              + log());
    } else {
      long lines = extract.text().lines().count();
      setStatus(
          lines == 1 ? "Copied 1 line" : String.format(Locale.ROOT, "Copied %,d lines", lines));
    }
  }
}
