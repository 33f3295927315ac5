package dev.drydock.ui.widget;

import java.awt.Font;
import java.awt.Insets;
import java.awt.KeyboardFocusManager;
import java.awt.event.ActionEvent;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.util.Set;
import javax.swing.AbstractAction;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.UIManager;
import javax.swing.text.DefaultCaret;

/**
 * Text that looks like a label, wraps, and can be focused and copied. For everything a person might
 * want to paste into a search box or a letter.
 */
public final class SelectableText extends JTextArea {
  private final String styleClass;

  public SelectableText(String text) {
    this(text, "");
  }

  /**
   * @param styleClass FlatLaf's, for example {@code h2}, {@code small}; "" for plain
   */
  public SelectableText(String text, String styleClass) {
    super(text);
    this.styleClass = styleClass;
    setEditable(false);
    setLineWrap(true);
    setWrapStyleWord(true);
    setOpaque(false);
    setBorder(null);
    DefaultCaret caret = new DefaultCaret();
    // Otherwise every change of the text would scroll the pane around it.
    caret.setUpdatePolicy(DefaultCaret.NEVER_UPDATE);
    setCaret(caret);
    // A text area keeps Tab for itself; here it must lead on.
    setFocusTraversalKeys(
        KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS,
        Set.of(KeyStroke.getKeyStroke("TAB"), KeyStroke.getKeyStroke("ctrl TAB")));
    setFocusTraversalKeys(
        KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS,
        Set.of(KeyStroke.getKeyStroke("shift TAB"), KeyStroke.getKeyStroke("ctrl shift TAB")));
    // Enter must reach the default button.
    getInputMap().put(KeyStroke.getKeyStroke("ENTER"), "none");
    getActionMap().put("insert-break", new Disabled());
    addFocusListener(
        new FocusAdapter() {
          @Override
          public void focusGained(FocusEvent e) {
            getCaret().setVisible(false);
            repaint();
          }

          @Override
          public void focusLost(FocusEvent e) {
            repaint();
          }
        });
    restyle();
  }

  /** The colour's name in the theme, for example {@code Drydock.muted}. */
  public SelectableText coloured(String key) {
    putClientProperty("FlatLaf.style", "foreground: $" + key);
    return this;
  }

  public SelectableText named(String name) {
    setName(name);
    getAccessibleContext().setAccessibleName(getText());
    return this;
  }

  @Override
  public void setText(String text) {
    if (text.equals(getText())) {
      return;
    }
    super.setText(text);
    setCaretPosition(0);
    getAccessibleContext().setAccessibleName(text);
    revalidate();
  }

  /** Nothing to read is no place to stop at. */
  @Override
  public boolean isFocusable() {
    return super.isFocusable() && !getText().isEmpty();
  }

  @Override
  public void updateUI() {
    super.updateUI();
    restyle();
  }

  private void restyle() {
    // Called by the constructor of the superclass, before this class's own fields are set.
    if (styleClass == null) {
      return;
    }
    setBorder(null);
    setOpaque(false);
    setMargin(new Insets(0, 0, 0, 0));
    setFont(UIManager.getFont("Label.font"));
    if (!styleClass.isEmpty()) {
      putClientProperty("FlatLaf.styleClass", styleClass);
      String key = styleClass.equals("monospaced") ? styleClass : styleClass.split(" ", -1)[0];
      Font font = UIManager.getFont(key + ".font");
      if (font != null) {
        setFont(font);
      }
    }
  }

  private static final class Disabled extends AbstractAction {
    @Override
    public boolean isEnabled() {
      return false;
    }

    @Override
    public void actionPerformed(ActionEvent e) {
      // never enabled
    }
  }
}
