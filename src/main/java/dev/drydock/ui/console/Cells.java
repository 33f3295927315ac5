package dev.drydock.ui.console;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.font.FontRenderContext;

/**
 * The console's fonts and the size of one cell. The width is measured, not rounded, so that text,
 * selection and mouse agree at any scale of the screen.
 */
final class Cells {
  private static final String SAMPLE = "0".repeat(64);

  private final Font[] fonts = new Font[4];
  private final boolean[] regular = new boolean[4];
  private final FontRenderContext context;
  private final float width;
  private final int height;
  private final int ascent;

  Cells(Font font, FontMetrics metrics, FontRenderContext context) {
    this.context = context;
    width = advance(font, context);
    height = metrics.getHeight();
    ascent = metrics.getAscent();
    for (int style = 0; style < fonts.length; style++) {
      fonts[style] = style == 0 ? font : font.deriveFont(style);
      regular[style] = Math.abs(advance(fonts[style], context) - width) < 0.01;
    }
  }

  private static float advance(Font font, FontRenderContext context) {
    return (float) font.getStringBounds(SAMPLE, context).getWidth() / SAMPLE.length();
  }

  boolean measuredFor(FontRenderContext other) {
    return context.equals(other);
  }

  float width() {
    return width;
  }

  int height() {
    return height;
  }

  int ascent() {
    return ascent;
  }

  Font font(Style style) {
    return fonts[kind(style)];
  }

  /** Whether ASCII text in this style falls into the cells by itself. */
  boolean fallsIntoCells(Style style) {
    return regular[kind(style)];
  }

  private static int kind(Style style) {
    return (style.has(Style.BOLD) ? Font.BOLD : 0) | (style.has(Style.ITALIC) ? Font.ITALIC : 0);
  }
}
