package dev.drydock.ui.widget;

import java.awt.Component;
import java.awt.Container;
import java.awt.event.ActionEvent;
import javax.swing.AbstractAction;
import javax.swing.AbstractButton;
import javax.swing.Action;
import javax.swing.Icon;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import net.miginfocom.swing.MigLayout;

/** Small helpers that keep the pages' code about the pages. */
public final class Ui {
  private Ui() {}

  public static JPanel panel(String layout, String columns, String rows) {
    JPanel panel = new JPanel(new MigLayout(layout, columns, rows));
    panel.setOpaque(false);
    return panel;
  }

  public static <T extends JComponent> T style(T component, String flatLafStyle) {
    component.putClientProperty("FlatLaf.style", flatLafStyle);
    return component;
  }

  public static <T extends JComponent> T styleClass(T component, String styleClass) {
    component.putClientProperty("FlatLaf.styleClass", styleClass);
    return component;
  }

  /** A label in the theme's quiet colour. */
  public static JLabel muted(String text) {
    JLabel label = literal(new JLabel());
    label.setText(text);
    return style(label, "foreground: $Drydock.muted");
  }

  /**
   * Makes a component show its text as it is. Swing takes a text that starts with {@code <html>}
   * for a page, and fetches the pictures in it: a server's question must not do that.
   */
  public static <T extends JComponent> T literal(T component) {
    component.putClientProperty("html.disable", true);
    return component;
  }

  /**
   * A label for a field, with its mnemonic marked by {@code &}: "&Host" is Alt+H.
   *
   * @param field gets the focus, and the label's text as its accessible name
   */
  public static JLabel labelFor(String marked, JComponent field) {
    JLabel label = literal(new JLabel());
    String text = unmarked(marked);
    label.setText(text);
    int at = marked.indexOf('&');
    if (at >= 0 && at + 1 < marked.length()) {
      label.setDisplayedMnemonic(Character.toUpperCase(marked.charAt(at + 1)));
      label.setDisplayedMnemonicIndex(at);
    }
    label.setLabelFor(field);
    field.getAccessibleContext().setAccessibleName(text);
    return label;
  }

  /** Sets a text with its mnemonic marked by {@code &}. */
  public static void setMarked(AbstractButton button, String marked) {
    button.setText(unmarked(marked));
    int at = marked.indexOf('&');
    if (at >= 0 && at + 1 < marked.length()) {
      button.setMnemonic(Character.toUpperCase(marked.charAt(at + 1)));
      button.setDisplayedMnemonicIndex(at);
    } else {
      button.setMnemonic(0);
    }
  }

  private static String unmarked(String marked) {
    return marked.replaceFirst("&", "");
  }

  public static JButton button(String name, String marked, Icon icon, Runnable action) {
    JButton button = new JButton();
    button.setName(name);
    button.setIcon(icon);
    setMarked(button, marked);
    button.addActionListener(event -> action.run());
    enterPresses(button);
    return button;
  }

  /** A button that is only an icon; {@code what} is its tool tip and accessible name. */
  public static JButton iconButton(String name, String what, String icon, Runnable action) {
    JButton button = new JButton(Icons.get(icon));
    button.setName(name);
    button.setToolTipText(what);
    button.getAccessibleContext().setAccessibleName(what);
    button.putClientProperty("JButton.buttonType", "toolBarButton");
    button.setFocusable(true);
    button.addActionListener(event -> action.run());
    enterPresses(button);
    return button;
  }

  /**
   * Enter on a focused button presses that button, not the window's default one: what has the focus
   * is what the person means.
   */
  public static void enterPresses(AbstractButton button) {
    button
        .getInputMap(JComponent.WHEN_FOCUSED)
        .put(KeyStroke.getKeyStroke("pressed ENTER"), "pressed");
    button
        .getInputMap(JComponent.WHEN_FOCUSED)
        .put(KeyStroke.getKeyStroke("released ENTER"), "released");
  }

  public static Action action(String name, Runnable what) {
    return new AbstractAction(name) {
      @Override
      public void actionPerformed(ActionEvent event) {
        what.run();
      }
    };
  }

  /** Binds a key for as long as the focus is in {@code component} or below. */
  public static void bind(JComponent component, String key, Runnable what) {
    component
        .getInputMap(JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT)
        .put(KeyStroke.getKeyStroke(key), key);
    component.getActionMap().put(key, action(key, what));
  }

  /** A scroll pane without a frame, for contents that carry their own edges. */
  public static JScrollPane scroll(JComponent content) {
    JScrollPane pane = new JScrollPane(content);
    pane.setBorder(null);
    pane.setOpaque(false);
    pane.getViewport().setOpaque(false);
    pane.getVerticalScrollBar().setUnitIncrement(24);
    return pane;
  }

  public static void enableAll(Container container, boolean enabled) {
    for (Component child : container.getComponents()) {
      child.setEnabled(enabled);
      if (child instanceof Container inner) {
        enableAll(inner, enabled);
      }
    }
  }
}
