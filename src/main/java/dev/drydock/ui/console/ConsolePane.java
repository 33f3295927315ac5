package dev.drydock.ui.console;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.RenderingHints;
import java.awt.Toolkit;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.accessibility.AccessibleContext;
import javax.swing.JComponent;
import javax.swing.Timer;
import javax.swing.UIManager;

/**
 * The text of the console: paints the visible rows and nothing else. It has no scroll pane, since a
 * log can be higher than Swing's coordinates reach; {@link ConsoleView} puts scroll bars beside it.
 * Event dispatch thread only.
 */
final class ConsolePane extends JComponent {
  private static final int MARGIN = 4;
  private static final float SMALLEST = 6;
  private static final float LARGEST = 48;

  /**
   * Bytes that one painting may parse: about 10 ms. Rows beyond it come with the next painting.
   * Only very long rows, not wrapped, ever get there.
   */
  private static final long PAINT_BUDGET = 1 << 20;

  /** One painted line: chars {@code from} to {@code to} of a row. */
  record Line(long number, Row row, int from, int to) {}

  private final Runnable viewChanged;
  private final Viewport viewport = new Viewport(new RowsNow());
  private final Timer rest = new Timer(20, event -> invalidateLines());
  private RowReader reader;
  private List<Line> lines;
  private Palette palette = new Palette();
  private Cells cells;
  private float zoom;
  private boolean follow = true;
  private boolean held;
  private boolean wrap = true;
  private int shift;
  private int widest;
  private long paintNanos;
  private Position anchor;
  private Position caret;
  private String needle = "";
  private Search.Match match;

  /**
   * A pane.
   *
   * @param viewChanged called when what is visible has changed in any way
   */
  ConsolePane(RowReader reader, Runnable viewChanged) {
    this.reader = reader;
    this.viewChanged = viewChanged;
    setOpaque(true);
    setFocusable(true);
    setAutoscrolls(true);
    rest.setRepeats(false);
    setCursor(java.awt.Cursor.getPredefinedCursor(java.awt.Cursor.TEXT_CURSOR));
    loadTheme();
    ConsoleKeys.install(this);
    ConsoleMouse.install(this);
  }

  @Override
  public void updateUI() {
    super.updateUI();
    if (reader != null) {
      loadTheme();
    }
  }

  private void loadTheme() {
    palette = new Palette();
    Font font = UIManager.getFont("monospaced.font");
    if (font == null) {
      Font label = UIManager.getFont("Label.font");
      font = new Font(Font.MONOSPACED, Font.PLAIN, label == null ? 13 : label.getSize());
    }
    float size = Math.max(SMALLEST, Math.min(LARGEST, font.getSize2D() + zoom));
    setFont(font.deriveFont(Font.PLAIN, size));
    setBackground(palette.background());
    setForeground(palette.foreground());
    cells = null;
    fit();
  }

  /** Points larger than the theme's size; 0 is back to it. */
  void zoom(float points) {
    zoom = points == 0 ? 0 : zoom + points;
    loadTheme();
  }

  // --- what is shown -------------------------------------------------------------------------

  /** Shows another log, from its end. */
  void setReader(RowReader other) {
    reader = other;
    clearMarks();
    widest = 0;
    shift = 0;
    viewport.to(new Viewport.Place(0, 0));
    grown();
  }

  RowReader reader() {
    return reader;
  }

  /** The log may have more rows, or the last one more text. */
  void grown() {
    long rows = reader.rows();
    if ((caret != null && (caret.row() >= rows || anchor.row() >= rows))
        || (match != null && match.end().row() >= rows)) {
      clearMarks();
    }
    fit();
  }

  private void clearMarks() {
    anchor = null;
    caret = null;
    match = null;
  }

  /** Whether the person holds the text with the mouse: then it does not move. */
  void setHeld(boolean now) {
    held = now;
    if (!now) {
      fit();
    }
  }

  boolean isFollow() {
    return follow;
  }

  void setFollow(boolean now) {
    follow = now;
    fit();
  }

  boolean isWrap() {
    return wrap;
  }

  void setWrap(boolean now) {
    wrap = now;
    shift = 0;
    fit();
  }

  /** Puts everything right after the log, the size, the font or the mode has changed. */
  private void fit() {
    viewport.setHeight((getHeight() - 2 * MARGIN) / cells().height());
    if (follow && !held) {
      viewport.toEnd();
    } else {
      viewport.to(viewport.top());
    }
    invalidateLines();
  }

  private void invalidateLines() {
    lines = null;
    repaint();
    viewChanged.run();
  }

  @Override
  public void setBounds(int x, int y, int width, int height) {
    boolean resized = width != getWidth() || height != getHeight();
    super.setBounds(x, y, width, height);
    if (resized) {
      fit();
    }
  }

  @Override
  public Dimension getPreferredSize() {
    if (isPreferredSizeSet()) {
      return super.getPreferredSize();
    }
    return new Dimension(
        Math.round(80 * cells().width()) + 2 * MARGIN, 16 * cells().height() + 2 * MARGIN);
  }

  @Override
  public Dimension getMinimumSize() {
    if (isMinimumSizeSet()) {
      return super.getMinimumSize();
    }
    return new Dimension(
        Math.round(20 * cells().width()) + 2 * MARGIN, 3 * cells().height() + 2 * MARGIN);
  }

  Cells cells() {
    if (cells == null) {
      var metrics = getFontMetrics(getFont());
      cells = new Cells(getFont(), metrics, metrics.getFontRenderContext());
    }
    return cells;
  }

  /** Columns at which rows are wrapped; 0 if they are not. */
  private int wrapColumns() {
    return wrap ? Math.max(1, columnsVisible()) : 0;
  }

  private int columnsVisible() {
    return (int) ((getWidth() - 2 * MARGIN) / cells().width());
  }

  /** A row, or a note in its place if the file cannot be read. */
  Row row(long number) {
    try {
      return reader.row(number);
    } catch (IOException e) {
      return Row.simple("(This line cannot be read: " + e.getMessage() + ")", Style.PLAIN, false);
    } catch (IndexOutOfBoundsException e) {
      // The log was replaced by a shorter one just now; the next flush shows it.
      return Row.EMPTY;
    }
  }

  private final class RowsNow implements Viewport.Rows {
    @Override
    public long count() {
      return reader.rows();
    }

    @Override
    public int lines(long number) {
      return wrap ? row(number).lines(wrapColumns()) : 1;
    }
  }

  private List<Line> lines() {
    if (lines == null) {
      lines = collect(PAINT_BUDGET);
    }
    return lines;
  }

  /** The visible lines, the half visible one at the bottom among them. */
  private List<Line> collect(long budget) {
    int wanted = viewport.height() + 1;
    Viewport.Place top = viewport.top();
    long count = reader.rows();
    long limit = reader.parsed() + budget;
    List<Line> result = new ArrayList<>();
    if (!wrap) {
      int shown = (int) Math.max(0, Math.min(wanted, count - top.row()));
      Line[] slots = new Line[shown];
      // While following, the newest rows are the ones that matter.
      for (int i = 0; i < shown; i++) {
        int slot = follow ? shown - 1 - i : i;
        long number = top.row() + slot;
        boolean affordable = reader.parsed() < limit || reader.isKept(number);
        Row row = affordable ? row(number) : Row.EMPTY;
        slots[slot] = new Line(number, row, 0, row.length());
        if (!affordable) {
          rest.start();
        }
      }
      result.addAll(Arrays.asList(slots));
      return result;
    }
    int width = wrapColumns();
    int line = top.line();
    for (long number = top.row(); number < count && result.size() < wanted; number++) {
      Row row = row(number);
      int has = row.lines(width);
      for (; line < has && result.size() < wanted; line++) {
        result.add(
            new Line(number, row, row.lineStart(width, line), row.lineStart(width, line + 1)));
      }
      line = 0;
    }
    return result;
  }

  /** The text of the lines that are wholly visible. */
  String visibleText() {
    StringBuilder text = new StringBuilder();
    List<Line> all = collect(Long.MAX_VALUE / 2);
    int shown = Math.min(viewport.height(), all.size());
    for (Line line : all.subList(0, shown)) {
      text.append(line.row().text(), line.from(), line.to()).append('\n');
    }
    return text.toString();
  }

  // --- scrolling -----------------------------------------------------------------------------

  /** First row shown; for the scroll bar. */
  long topRow() {
    return viewport.top().row();
  }

  /** The first row that is shown when the last line just is. */
  long lastTopRow() {
    return viewport.lastTop().row();
  }

  int page() {
    return Math.max(1, viewport.height() - 1);
  }

  void scrollLines(int count) {
    viewport.scroll(count);
    scrolled();
  }

  /** Scrolls to a row; to the very end if no later row could be on top. */
  void scrollToRow(long number) {
    if (number >= lastTopRow()) {
      viewport.toEnd();
    } else {
      viewport.to(new Viewport.Place(number, 0));
    }
    scrolled();
  }

  void scrollToEnd() {
    viewport.toEnd();
    scrolled();
  }

  /** The person has scrolled: at the end the console follows the log, elsewhere it stays. */
  private void scrolled() {
    follow = viewport.atEnd();
    invalidateLines();
  }

  /** Pixels that the text is moved to the left. */
  int shift() {
    return shift;
  }

  /** The width of the text in pixels, as far as it has been seen. */
  int textWidth() {
    if (wrap) {
      return getWidth();
    }
    for (Line line : lines()) {
      widest = Math.max(widest, line.row().width());
    }
    return (int) Math.ceil((widest + 1) * cells().width()) + 2 * MARGIN;
  }

  void setShift(int pixels) {
    int limited = Math.max(0, Math.min(pixels, textWidth() - getWidth()));
    if (limited != shift) {
      shift = limited;
      repaint();
      viewChanged.run();
    }
  }

  // --- selection -----------------------------------------------------------------------------

  /** The place in the text under a point. */
  Position positionAt(Point point) {
    List<Line> all = lines();
    if (all.isEmpty()) {
      return Position.START;
    }
    int number = Math.floorDiv(point.y - MARGIN, cells().height());
    if (number >= all.size()) {
      Line last = all.get(all.size() - 1);
      return new Position(last.number(), last.to());
    }
    Line line = all.get(Math.max(0, number));
    float x = point.x - MARGIN + (wrap ? 0 : shift);
    int column = line.row().column(line.from()) + Math.round(x / cells().width());
    int index = line.row().indexAt(column);
    return new Position(line.number(), Math.max(line.from(), Math.min(line.to(), index)));
  }

  /** Moves the caret; the selection goes from where it began to there. */
  void select(Position to, boolean extend) {
    if (!extend || anchor == null) {
      anchor = to;
    }
    caret = to;
    if (hasSelection() && follow) {
      // Else the selected text would run away.
      follow = false;
    }
    invalidateLines();
  }

  void select(Position from, Position to) {
    anchor = from;
    select(to, true);
  }

  void selectAll() {
    if (reader.rows() > 0) {
      anchor = Position.START;
      long last = reader.rows() - 1;
      caret = new Position(last, row(last).length());
      invalidateLines();
    }
  }

  void selectNothing() {
    anchor = null;
    caret = null;
    invalidateLines();
  }

  boolean hasSelection() {
    return anchor != null && !anchor.equals(caret);
  }

  Position selectionStart() {
    return anchor.compareTo(caret) < 0 ? anchor : caret;
  }

  Position selectionEnd() {
    return anchor.compareTo(caret) < 0 ? caret : anchor;
  }

  Position caret() {
    return caret != null ? caret : firstVisible();
  }

  Position firstVisible() {
    Viewport.Place top = viewport.top();
    return reader.rows() == 0
        ? Position.START
        : new Position(top.row(), row(top.row()).lineStart(wrapColumns(), top.line()));
  }

  /** The end of the log's text as it is now. */
  Position end() {
    long rows = reader.rows();
    return rows == 0 ? Position.START : new Position(rows - 1, row(rows - 1).length());
  }

  /** Moves the caret with the selection and makes it visible. */
  void extendTo(Position to) {
    if (anchor == null) {
      anchor = caret();
    }
    caret = to;
    reveal(to);
  }

  /** The place {@code count} lines below {@code from}, in the same column. */
  Position below(Position from, int count) {
    Viewport.Place place = placeOf(from);
    Row row = row(from.row());
    int width = wrapColumns();
    int column = row.column(from.index()) - row.column(row.lineStart(width, place.line()));
    Viewport.Place there = viewport.step(place, count);
    if (there.equals(place)) {
      return count < 0 ? new Position(from.row(), 0) : new Position(from.row(), row.length());
    }
    Row target = row(there.row());
    int start = target.lineStart(width, there.line());
    int end = target.lineStart(width, there.line() + 1);
    int index = target.indexAt(target.column(start) + column);
    return new Position(there.row(), Math.max(start, Math.min(index, wrap ? end : index)));
  }

  private Viewport.Place placeOf(Position position) {
    Row row = row(position.row());
    return new Viewport.Place(position.row(), row.lineOf(wrapColumns(), position.index()));
  }

  /** Scrolls, if need be, so that a place is visible; the console then follows only at the end. */
  void reveal(Position position) {
    viewport.reveal(placeOf(position));
    if (!wrap) {
      float x = row(position.row()).column(position.index()) * cells().width();
      float space = getWidth() - 2 * MARGIN - cells().width();
      if (x < shift) {
        setShift((int) x - getWidth() / 4);
      } else if (x > shift + space) {
        setShift((int) (x - space) + getWidth() / 4);
      }
    }
    scrolled();
  }

  // --- find ----------------------------------------------------------------------------------

  /** Marks all visible places of {@code text}. */
  void setNeedle(String text) {
    needle = text;
    match = null;
    repaint();
  }

  void setMatch(Search.Match found) {
    match = found;
    anchor = null;
    caret = null;
    reveal(found.end());
    reveal(found.start());
    // Else the find would run away.
    follow = false;
    invalidateLines();
  }

  Search.Match match() {
    return match;
  }

  /** How long the latest painting took, in nanoseconds. */
  long paintNanos() {
    return paintNanos;
  }

  // --- painting ------------------------------------------------------------------------------

  @Override
  protected void paintComponent(Graphics graphics) {
    long began = System.nanoTime();
    Graphics2D g = (Graphics2D) graphics.create();
    try {
      paintText(g);
    } finally {
      g.dispose();
    }
    paintNanos = System.nanoTime() - began;
  }

  private void paintText(Graphics2D g) {
    g.setColor(palette.background());
    g.fillRect(0, 0, getWidth(), getHeight());
    Object hints = Toolkit.getDefaultToolkit().getDesktopProperty("awt.font.desktophints");
    if (hints instanceof Map<?, ?> map) {
      g.addRenderingHints(map);
    } else {
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    }
    measureFor(g.getFontRenderContext());
    LinePainter painter = new LinePainter(palette, cells());
    g.clipRect(MARGIN, 0, Math.max(0, getWidth() - 2 * MARGIN), getHeight());
    int y = MARGIN;
    for (Line line : lines()) {
      if (g.hitClip(0, y, getWidth(), cells().height())) {
        paintLine(g, painter, line, y);
      }
      y += cells().height();
    }
    if (isFocusOwner()) {
      g.setClip(null);
      g.setColor(palette.focus());
      g.drawRect(0, 0, getWidth() - 1, getHeight() - 1);
    }
  }

  /** The first painting on a screen of another scale measures anew. */
  private void measureFor(FontRenderContext context) {
    if (!cells().measuredFor(context)) {
      int before = wrapColumns();
      cells = new Cells(getFont(), getFontMetrics(getFont()), context);
      if (before != wrapColumns()) {
        lines = null;
        if (follow) {
          viewport.toEnd();
        } else {
          viewport.to(viewport.top());
        }
      }
    }
  }

  private void paintLine(Graphics2D g, LinePainter painter, Line line, int y) {
    Row row = line.row();
    int from = line.from();
    int to = line.to();
    float x = MARGIN - row.column(from) * cells().width();
    if (!wrap) {
      x = MARGIN - shift;
      int firstColumn = (int) (shift / cells().width());
      from = row.indexAt(firstColumn);
      to = Math.min(to, row.next(row.indexAt(firstColumn + columnsVisible() + 2)));
    }
    if (from < to) {
      painter.paint(g, row, from, to, x, y, overlays(line, from, to));
    }
    paintCaret(g, line, x, y);
  }

  private void paintCaret(Graphics2D g, Line line, float x, int y) {
    if (caret == null || !isFocusOwner() || caret.row() != line.number()) {
      return;
    }
    int index = caret.index();
    boolean here = index >= line.from() && (index < line.to() || line.to() == line.row().length());
    if (here && index <= line.row().length()) {
      g.setColor(palette.foreground());
      float at = x + line.row().column(index) * cells().width();
      g.fillRect(Math.round(at), y, 1, cells().height());
    }
  }

  private LinePainter.Overlay[] overlays(Line line, int from, int to) {
    LinePainter.Overlay[] result = new LinePainter.Overlay[to - from];
    Arrays.fill(result, LinePainter.Overlay.NONE);
    if (!needle.isEmpty()) {
      String text = line.row().text();
      int look = Math.max(0, from - needle.length() + 1);
      String near = text.substring(look, Math.min(text.length(), to + needle.length() - 1));
      for (int at = Search.indexOf(near, needle, 0); at >= 0; ) {
        int start = look + at - from;
        fill(result, start, start + needle.length(), LinePainter.Overlay.MATCH);
        at = Search.indexOf(near, needle, at + needle.length());
      }
    }
    if (match != null) {
      fill(result, line, from, match.start(), match.end(), LinePainter.Overlay.CURRENT_MATCH);
    }
    if (hasSelection()) {
      fill(result, line, from, selectionStart(), selectionEnd(), LinePainter.Overlay.SELECTED);
    }
    return result;
  }

  private static void fill(
      LinePainter.Overlay[] overlays,
      Line line,
      int from,
      Position start,
      Position end,
      LinePainter.Overlay value) {
    if (line.number() < start.row() || line.number() > end.row()) {
      return;
    }
    int first = line.number() == start.row() ? start.index() : 0;
    int last = line.number() == end.row() ? end.index() : line.row().length();
    fill(overlays, first - from, last - from, value);
  }

  private static void fill(
      LinePainter.Overlay[] overlays, int start, int end, LinePainter.Overlay value) {
    int first = Math.max(0, start);
    int last = Math.min(overlays.length, end);
    if (first < last) {
      Arrays.fill(overlays, first, last, value);
    }
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext = new AccessiblePane();
    }
    return accessibleContext;
  }

  /** Screen readers are given the visible text. */
  private final class AccessiblePane extends AccessibleJComponent {
    private final AccessibleLines text = new AccessibleLines(ConsolePane.this);

    @Override
    public javax.accessibility.AccessibleRole getAccessibleRole() {
      return javax.accessibility.AccessibleRole.TEXT;
    }

    @Override
    public javax.accessibility.AccessibleText getAccessibleText() {
      return text;
    }
  }
}
