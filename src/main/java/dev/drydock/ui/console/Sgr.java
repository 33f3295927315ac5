package dev.drydock.ui.console;

/**
 * The parameters of "select graphic rendition" (ECMA-48 8.3.117; colours as in ITU-T T.416 and as
 * xterm writes them). Blinking and concealed text are left out on purpose: output is to be read.
 */
final class Sgr {
  private static final int MAX_VALUE = 9999;

  private final int[] values;
  private final boolean[] joined;
  private int count;
  private int next;

  private Sgr(int capacity) {
    values = new int[capacity];
    joined = new boolean[capacity];
  }

  /** Returns {@code style} unchanged if the parameters are private or make no sense. */
  static Style apply(Style style, byte[] parameters, int length) {
    Sgr sgr = new Sgr(length + 1);
    return sgr.parse(parameters, length) ? sgr.change(style) : style;
  }

  private boolean parse(byte[] parameters, int length) {
    int value = 0;
    boolean join = false;
    for (int i = 0; i < length; i++) {
      byte b = parameters[i];
      if (b >= '0' && b <= '9') {
        value = Math.min(MAX_VALUE, value * 10 + b - '0');
      } else if (b == ';' || b == ':') {
        add(value, join);
        value = 0;
        join = b == ':';
      } else {
        return false;
      }
    }
    add(value, join);
    return true;
  }

  private void add(int value, boolean join) {
    values[count] = value;
    joined[count++] = join;
  }

  private Style change(Style before) {
    Style style = before;
    while (next < count) {
      int code = values[next++];
      if (code == 38 || code == 48 || code == 58) {
        int colour = colour();
        if (colour >= 0 && code == 38) {
          style = style.withForeground(colour);
        } else if (colour >= 0 && code == 48) {
          style = style.withBackground(colour);
        }
      } else {
        boolean off = code == 4 && hasSub() && values[next] == 0;
        style = off ? style.without(Style.UNDERLINE) : simple(style, code);
      }
      skipSubs();
    }
    return style;
  }

  private static Style simple(Style style, int code) {
    if (code >= 30 && code <= 37) {
      return style.withForeground(Style.indexed(code - 30));
    }
    if (code >= 40 && code <= 47) {
      return style.withBackground(Style.indexed(code - 40));
    }
    if (code >= 90 && code <= 97) {
      return style.withForeground(Style.indexed(code - 90 + 8));
    }
    if (code >= 100 && code <= 107) {
      return style.withBackground(Style.indexed(code - 100 + 8));
    }
    return switch (code) {
      case 0 -> Style.PLAIN;
      case 1 -> style.with(Style.BOLD);
      case 2 -> style.with(Style.DIM);
      case 3 -> style.with(Style.ITALIC);
      case 4, 21 -> style.with(Style.UNDERLINE);
      case 7 -> style.with(Style.INVERSE);
      case 9 -> style.with(Style.STRIKE);
      case 22 -> style.without(Style.BOLD | Style.DIM);
      case 23 -> style.without(Style.ITALIC);
      case 24 -> style.without(Style.UNDERLINE);
      case 27 -> style.without(Style.INVERSE);
      case 29 -> style.without(Style.STRIKE);
      case 39 -> style.withForeground(Style.DEFAULT);
      case 49 -> style.withBackground(Style.DEFAULT);
      default -> style;
    };
  }

  /** Reads {@code 5;n}, {@code 2;r;g;b}, {@code 5:n}, {@code 2:r:g:b} or {@code 2:space:r:g:b}. */
  private int colour() {
    if (next >= count) {
      return -1;
    }
    if (!hasSub()) {
      int kind = values[next++];
      if (kind == 5 && next < count) {
        return index(values[next++]);
      }
      if (kind == 2 && next + 2 < count) {
        next += 3;
        return rgb(next - 3);
      }
      // Parameters are missing: what is left belongs to this colour, not to the style.
      next = kind == 2 || kind == 5 ? count : next;
      return -1;
    }
    int first = next;
    skipSubs();
    int subs = next - first;
    if (values[first] == 5 && subs >= 2) {
      return index(values[first + 1]);
    }
    if (values[first] == 2 && subs >= 4) {
      return rgb(subs == 4 ? first + 1 : first + 2);
    }
    return -1;
  }

  private static int index(int value) {
    return value > 255 ? -1 : Style.indexed(value);
  }

  private int rgb(int at) {
    int red = values[at];
    int green = values[at + 1];
    int blue = values[at + 2];
    return red > 255 || green > 255 || blue > 255 ? -1 : Style.rgb(red, green, blue);
  }

  private boolean hasSub() {
    return next < count && joined[next];
  }

  private void skipSubs() {
    while (hasSub()) {
      next++;
    }
  }
}
