package dev.drydock.ui.console;

import java.awt.Color;
import java.util.HashMap;
import java.util.Map;
import javax.swing.UIManager;

/**
 * The console's colours in the current theme. Whatever colours the output asks for, text keeps a
 * readable contrast to what is behind it (WCAG 2.2, success criterion 1.4.3: 4.5 to 1), so a
 * program made for a black terminal can be read on white, and nothing can be hidden by being
 * written in the background's colour.
 */
final class Palette {
  private static final double READABLE = 4.5;
  private static final double READABLE_DIM = 3;
  private static final int CACHE = 4096;

  private static final int[] CLASSIC = {
    0x000000, 0xc4392f, 0x2c8a3a, 0x9a7b12, 0x2c6bcb, 0xa144b5, 0x15858f, 0xc6c6c6,
    0x7c7c7c, 0xef665b, 0x4dbb66, 0xdcbf4b, 0x68a3f2, 0xd283e4, 0x4cc3d0, 0xffffff,
  };
  private static final int[] CUBE = {0, 95, 135, 175, 215, 255};

  private final Map<Long, Color> readable = new HashMap<>();
  private final Color background = uiColor("TextArea.background", Color.WHITE);
  private final Color foreground = uiColor("TextArea.foreground", Color.BLACK);
  private final Color selectionBackground =
      uiColor("TextArea.selectionBackground", new Color(0x2675bf));
  private final Color selectionForeground = uiColor("TextArea.selectionForeground", Color.WHITE);
  private final Color focus = uiColor("Component.focusColor", selectionBackground);
  private final boolean dark = luminance(background.getRGB()) < 0.18;

  Color background() {
    return background;
  }

  Color foreground() {
    return foreground;
  }

  Color selectionBackground() {
    return selectionBackground;
  }

  Color selectionForeground() {
    return selectionForeground;
  }

  Color focus() {
    return focus;
  }

  /** Behind each text that is looked for. */
  Color match() {
    return new Color(dark ? 0x5a4d1e : 0xffe9a3);
  }

  /** Behind the one that the search stands on. */
  Color currentMatch() {
    return new Color(dark ? 0xd0932b : 0xffb84d);
  }

  /** The colour behind the text; the theme's own if the style has none. */
  Color background(Style style) {
    int own = style.has(Style.INVERSE) ? style.foreground() : style.background();
    if (own == Style.DEFAULT) {
      return style.has(Style.INVERSE) ? foreground : background;
    }
    return new Color(rgb(own));
  }

  /** The text's colour on {@code behind}. */
  Color foreground(Style style, Color behind) {
    int own = style.has(Style.INVERSE) ? style.background() : style.foreground();
    int wanted;
    if (own == Style.DEFAULT) {
      wanted = (style.has(Style.INVERSE) ? background : foreground).getRGB() & 0xffffff;
    } else {
      wanted = rgb(own);
    }
    if (style.has(Style.DIM)) {
      return readable(mix(wanted, behind.getRGB(), 0.35), behind, READABLE_DIM);
    }
    return readable(wanted, behind, READABLE);
  }

  private Color readable(int wanted, Color behind, double ratio) {
    int below = behind.getRGB() & 0xffffff;
    long key = ((long) wanted << 25) | ((long) below << 1) | (ratio < READABLE ? 1 : 0);
    if (readable.size() > CACHE) {
      readable.clear();
    }
    return readable.computeIfAbsent(key, any -> new Color(adjust(wanted, below, ratio)));
  }

  /** Moves a colour towards black or white, as little as gives the contrast. */
  private static int adjust(int wanted, int below, double ratio) {
    if (contrast(wanted, below) >= ratio) {
      return wanted;
    }
    int goal = contrast(0xffffff, below) > contrast(0, below) ? 0xffffff : 0;
    double low = 0;
    double high = 1;
    for (int i = 0; i < 10; i++) {
      double middle = (low + high) / 2;
      if (contrast(mix(wanted, goal, middle), below) >= ratio) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return mix(wanted, goal, high);
  }

  static double contrast(int one, int other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear((rgb >> 16) & 0xff)
        + 0.7152 * linear((rgb >> 8) & 0xff)
        + 0.0722 * linear(rgb & 0xff);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static int mix(int from, int to, double share) {
    int result = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int a = (from >> shift) & 0xff;
      int b = (to >> shift) & 0xff;
      result |= (int) Math.round(a + (b - a) * share) << shift;
    }
    return result;
  }

  /** The colour table that xterm made common: 16 colours, a 6x6x6 cube, 24 greys. */
  private static int rgb(int colour) {
    if (!Style.isIndexed(colour)) {
      return colour & 0xffffff;
    }
    int index = colour & 0xff;
    if (index < 16) {
      return CLASSIC[index];
    }
    if (index >= 232) {
      return (8 + 10 * (index - 232)) * 0x010101;
    }
    int cube = index - 16;
    return (CUBE[cube / 36] << 16) | (CUBE[cube / 6 % 6] << 8) | CUBE[cube % 6];
  }

  private static Color uiColor(String key, Color otherwise) {
    Color color = UIManager.getColor(key);
    return color == null ? otherwise : color;
  }
}
