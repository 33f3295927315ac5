package dev.drydock.ui.console;

import java.awt.event.FocusEvent;
import java.awt.event.FocusListener;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.MouseWheelEvent;
import javax.swing.SwingUtilities;

/** Mouse on the console's text: wheel, selecting by characters, words (double) or rows (triple). */
final class ConsoleMouse extends MouseAdapter implements FocusListener {
  private static final int LINES_A_NOTCH = 3;

  private final ConsolePane pane;
  private double turned;

  private ConsoleMouse(ConsolePane pane) {
    this.pane = pane;
  }

  static void install(ConsolePane pane) {
    ConsoleMouse mouse = new ConsoleMouse(pane);
    pane.addMouseListener(mouse);
    pane.addMouseMotionListener(mouse);
    pane.addMouseWheelListener(mouse);
    pane.addFocusListener(mouse);
  }

  @Override
  public void mousePressed(MouseEvent event) {
    pane.requestFocusInWindow();
    if (!SwingUtilities.isLeftMouseButton(event)) {
      return;
    }
    pane.setHeld(true);
    Position at = pane.positionAt(event.getPoint());
    switch (event.getClickCount()) {
      case 1 -> pane.select(at, event.isShiftDown());
      case 2 -> selectWord(at);
      default ->
          pane.select(new Position(at.row(), 0), new Position(at.row(), rowLength(at.row())));
    }
  }

  private int rowLength(long number) {
    return number < pane.reader().rows() ? pane.row(number).length() : 0;
  }

  private void selectWord(Position at) {
    if (at.row() >= pane.reader().rows()) {
      return;
    }
    String text = pane.row(at.row()).text();
    int from = at.index();
    int to = at.index();
    while (from > 0 && !Character.isWhitespace(text.charAt(from - 1))) {
      from--;
    }
    while (to < text.length() && !Character.isWhitespace(text.charAt(to))) {
      to++;
    }
    pane.select(new Position(at.row(), from), new Position(at.row(), to));
  }

  @Override
  public void mouseDragged(MouseEvent event) {
    if (!SwingUtilities.isLeftMouseButton(event)) {
      return;
    }
    // These come again and again while the mouse is held outside (setAutoscrolls).
    if (event.getY() < 0) {
      pane.scrollLines(-1 + event.getY() / pane.cells().height());
    } else if (event.getY() >= pane.getHeight()) {
      pane.scrollLines(1 + (event.getY() - pane.getHeight()) / pane.cells().height());
    }
    if (event.getX() < 0) {
      pane.setShift(pane.shift() + event.getX());
    } else if (event.getX() > pane.getWidth()) {
      pane.setShift(pane.shift() + event.getX() - pane.getWidth());
    }
    pane.select(pane.positionAt(event.getPoint()), true);
  }

  @Override
  public void mouseReleased(MouseEvent event) {
    if (SwingUtilities.isLeftMouseButton(event)) {
      pane.setHeld(false);
    }
  }

  @Override
  public void mouseWheelMoved(MouseWheelEvent event) {
    turned += event.getPreciseWheelRotation() * LINES_A_NOTCH;
    int lines = (int) turned;
    turned -= lines;
    if (event.isShiftDown()) {
      pane.setShift(pane.shift() + Math.round(lines * 2 * pane.cells().width()));
    } else if (lines != 0) {
      pane.scrollLines(lines);
    }
  }

  @Override
  public void focusGained(FocusEvent event) {
    pane.repaint();
  }

  @Override
  public void focusLost(FocusEvent event) {
    pane.repaint();
  }
}
