package dev.drydock.ui.console;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;

/** Paints one line of the console: backgrounds first, then the text, piece by piece. */
final class LinePainter {
  /** What lies over the text's own style. */
  enum Overlay {
    NONE,
    MATCH,
    CURRENT_MATCH,
    SELECTED
  }

  private final Palette palette;
  private final Cells cells;

  LinePainter(Palette palette, Cells cells) {
    this.palette = palette;
    this.cells = cells;
  }

  /**
   * Paints chars {@code from} to {@code to} of {@code row}.
   *
   * @param x where the row's column 0 would be
   * @param overlays for each of these chars
   */
  void paint(Graphics2D g, Row row, int from, int to, float x, int y, Overlay[] overlays) {
    int start = from;
    int run = row.runAt(from);
    while (start < to) {
      int end = Math.min(to, row.runEnd(run));
      Overlay overlay = overlays[start - from];
      int piece = start + 1;
      while (piece < end && overlays[piece - from] == overlay) {
        piece++;
      }
      paintPiece(g, row, start, piece, row.runStyle(run), overlay, x, y);
      start = piece;
      if (start == row.runEnd(run)) {
        run++;
      }
    }
  }

  private void paintPiece(
      Graphics2D g, Row row, int from, int to, Style style, Overlay overlay, float x, int y) {
    float left = x + row.column(from) * cells.width();
    float width = (row.column(to) - row.column(from)) * cells.width();
    Color behind =
        switch (overlay) {
          case NONE -> palette.background(style);
          case MATCH -> palette.match();
          case CURRENT_MATCH -> palette.currentMatch();
          case SELECTED -> palette.selectionBackground();
        };
    if (!behind.equals(palette.background())) {
      g.setColor(behind);
      g.fill(new Rectangle2D.Float(left, y, width, cells.height()));
    }
    g.setColor(
        overlay == Overlay.SELECTED
            ? palette.selectionForeground()
            : palette.foreground(
                overlay == Overlay.NONE ? style : style.without(Style.INVERSE), behind));
    g.setFont(cells.font(style));
    text(g, row, from, to, cells.fallsIntoCells(style), x, y + cells.ascent());
    if (style.has(Style.UNDERLINE)) {
      g.fill(new Rectangle2D.Float(left, y + cells.ascent() + 1, width, 1));
    }
    if (style.has(Style.STRIKE)) {
      g.fill(new Rectangle2D.Float(left, y + cells.ascent() * 0.66f, width, 1));
    }
  }

  /** ASCII in one go where the font is even; anything else each in its own cell. */
  private void text(
      Graphics2D g, Row row, int from, int to, boolean regular, float x, int baseline) {
    String text = row.text();
    int i = from;
    while (i < to) {
      int end = i;
      while (regular && end < to && text.charAt(end) < 0x7f) {
        end++;
      }
      // A mark belongs to the character before it, also if that is ASCII.
      if (end > i && end < to && row.next(end - 1) > end) {
        end--;
      }
      if (end == i) {
        end = Math.min(to, row.next(i));
      }
      String piece = text.substring(i, end);
      if (!piece.isBlank()) {
        g.drawString(piece, x + row.column(i) * cells.width(), baseline);
      }
      i = end;
    }
  }
}
