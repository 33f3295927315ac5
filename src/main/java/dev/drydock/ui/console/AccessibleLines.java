package dev.drydock.ui.console;

import java.awt.Point;
import java.awt.Rectangle;
import java.text.BreakIterator;
import java.util.Locale;
import javax.accessibility.AccessibleText;
import javax.swing.text.AttributeSet;
import javax.swing.text.SimpleAttributeSet;

/** The visible lines as text for assistive technology. */
final class AccessibleLines implements AccessibleText {
  private final ConsolePane pane;

  AccessibleLines(ConsolePane pane) {
    this.pane = pane;
  }

  @Override
  public int getCharCount() {
    return pane.visibleText().length();
  }

  @Override
  public String getAtIndex(int part, int index) {
    return part(part, index, 0);
  }

  @Override
  public String getAfterIndex(int part, int index) {
    return part(part, index, 1);
  }

  @Override
  public String getBeforeIndex(int part, int index) {
    return part(part, index, -1);
  }

  private String part(int part, int index, int direction) {
    String text = pane.visibleText();
    if (index < 0 || index >= text.length()) {
      return null;
    }
    BreakIterator breaks =
        switch (part) {
          case CHARACTER -> BreakIterator.getCharacterInstance(Locale.getDefault());
          case WORD -> BreakIterator.getWordInstance(Locale.getDefault());
          default -> BreakIterator.getSentenceInstance(Locale.getDefault());
        };
    breaks.setText(text);
    int end = breaks.following(index);
    int start = breaks.previous();
    if (direction > 0) {
      start = end;
      end = end < text.length() ? breaks.following(end) : BreakIterator.DONE;
    } else if (direction < 0) {
      end = start;
      start = start > 0 ? breaks.preceding(start) : BreakIterator.DONE;
    }
    return start == BreakIterator.DONE || end == BreakIterator.DONE
        ? null
        : text.substring(start, end);
  }

  @Override
  public int getCaretPosition() {
    return 0;
  }

  @Override
  public int getIndexAtPoint(Point point) {
    return -1;
  }

  @Override
  public Rectangle getCharacterBounds(int index) {
    return null;
  }

  @Override
  public AttributeSet getCharacterAttribute(int index) {
    return SimpleAttributeSet.EMPTY;
  }

  @Override
  public int getSelectionStart() {
    return 0;
  }

  @Override
  public int getSelectionEnd() {
    return 0;
  }

  @Override
  public String getSelectedText() {
    return null;
  }
}
