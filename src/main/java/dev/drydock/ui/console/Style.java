package dev.drydock.ui.console;

/**
 * How a piece of text looks, packed into one long so that a row of cells can hold thousands of
 * them.
 *
 * @param bits 26 bits foreground, 26 bits background, then the attributes
 */
record Style(long bits) {
  /** The theme's own text colour on its own background. */
  static final Style PLAIN = new Style(0);

  static final int BOLD = 1;
  static final int DIM = 2;
  static final int ITALIC = 4;
  static final int UNDERLINE = 8;
  static final int INVERSE = 16;
  static final int STRIKE = 32;

  /** The colour that the theme gives. */
  static final int DEFAULT = 0;

  private static final int COLOUR_BITS = 26;
  private static final long COLOUR_MASK = (1L << COLOUR_BITS) - 1;
  private static final int INDEXED = 1 << 24;
  private static final int TRUE_COLOUR = 2 << 24;

  /** A colour of the 256-colour table; the first 16 are the classic ones. */
  static int indexed(int index) {
    return INDEXED | (index & 0xff);
  }

  static int rgb(int red, int green, int blue) {
    return TRUE_COLOUR | ((red & 0xff) << 16) | ((green & 0xff) << 8) | (blue & 0xff);
  }

  static boolean isIndexed(int colour) {
    return (colour & INDEXED) != 0;
  }

  int foreground() {
    return (int) (bits & COLOUR_MASK);
  }

  int background() {
    return (int) ((bits >>> COLOUR_BITS) & COLOUR_MASK);
  }

  boolean has(int attribute) {
    return ((bits >>> (2 * COLOUR_BITS)) & attribute) != 0;
  }

  Style withForeground(int colour) {
    return new Style((bits & ~COLOUR_MASK) | colour);
  }

  Style withBackground(int colour) {
    return new Style((bits & ~(COLOUR_MASK << COLOUR_BITS)) | ((long) colour << COLOUR_BITS));
  }

  Style with(int attributes) {
    return new Style(bits | ((long) attributes << (2 * COLOUR_BITS)));
  }

  Style without(int attributes) {
    return new Style(bits & ~((long) attributes << (2 * COLOUR_BITS)));
  }
}
