package dev.drydock.ui.console;

/** How many columns of the console a character takes, and which characters are not shown as is. */
final class Columns {
  private static final int REPLACEMENT = 0xfffd;

  // The blocks that Unicode's EastAsianWidth.txt marks as wide, joined where only rare or
  // unassigned characters lie between them.
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x2e80, 0x303e, 0x3041, 0x4dbf, 0x4e00, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3,
    0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18cff, 0x1b000,
    0x1b2ff, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f900, 0x1faff, 0x20000, 0x3fffd,
  };

  private Columns() {}

  /** 0 for marks that join the character before, 2 for wide characters, else 1. */
  static int width(int codePoint) {
    if (codePoint < 0x300) {
      return 1;
    }
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    for (int i = 0; i < WIDE.length && codePoint >= WIDE[i]; i += 2) {
      if (codePoint <= WIDE[i + 1]) {
        return 2;
      }
    }
    return 1;
  }

  /**
   * The character to show for {@code codePoint}: invisible ones that could reorder or disguise text
   * (bidirectional controls, tags, line separators) become U+FFFD, so that what is read and what is
   * copied are the same. -1 for C0 and C1 controls, which take no place.
   */
  static int shown(int codePoint) {
    if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) {
      return -1;
    }
    if (codePoint < 0xad) {
      return codePoint;
    }
    boolean joiner = codePoint == 0x200c || codePoint == 0x200d;
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT -> joiner ? codePoint : REPLACEMENT;
      case Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.SURROGATE ->
          REPLACEMENT;
      default -> (codePoint & 0xfffe) == 0xfffe ? REPLACEMENT : codePoint;
    };
  }
}
