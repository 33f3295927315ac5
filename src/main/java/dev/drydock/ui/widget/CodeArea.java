package dev.drydock.ui.widget;

import com.formdev.flatlaf.FlatLaf;
import java.awt.Font;
import java.awt.KeyboardFocusManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import javax.swing.JPopupMenu;
import javax.swing.KeyStroke;
import javax.swing.UIManager;
import org.fife.ui.rsyntaxtextarea.RSyntaxTextArea;
import org.fife.ui.rsyntaxtextarea.SyntaxConstants;
import org.fife.ui.rsyntaxtextarea.Theme;
import org.fife.ui.rsyntaxtextarea.Token;
import org.fife.ui.rtextarea.RTextScrollPane;

/** A text with coloured syntax and line numbers that follows the theme and its scale. */
public final class CodeArea extends RTextScrollPane {
  private final RSyntaxTextArea text;

  private CodeArea(String name, String style, boolean editable) {
    super(new RSyntaxTextArea());
    text = (RSyntaxTextArea) getTextArea();
    text.setName(name);
    text.setSyntaxEditingStyle(style);
    text.setEditable(editable);
    text.setHighlightCurrentLine(editable);
    text.setCodeFoldingEnabled(false);
    text.setLineWrap(editable);
    text.setWrapStyleWord(true);
    text.setAntiAliasingEnabled(true);
    text.setTabsEmulated(true);
    text.setTabSize(4);
    // Nobody may be caught in the editor: Tab leads on, and neither file needs tab characters.
    text.setFocusTraversalKeysEnabled(true);
    text.setFocusTraversalKeys(
        KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, Set.of(KeyStroke.getKeyStroke("TAB")));
    text.setFocusTraversalKeys(
        KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS, Set.of(KeyStroke.getKeyStroke("shift TAB")));
    JPopupMenu noMenu = null;
    text.setPopupMenu(noMenu);
    setFoldIndicatorEnabled(false);
    restyle();
  }

  public static CodeArea dockerfile(String name) {
    return new CodeArea(name, SyntaxConstants.SYNTAX_STYLE_DOCKERFILE, true);
  }

  public static CodeArea shellViewer(String name) {
    return new CodeArea(name, SyntaxConstants.SYNTAX_STYLE_UNIX_SHELL, false);
  }

  public RSyntaxTextArea text() {
    return text;
  }

  /** Shows another text from its beginning, with nothing to undo. */
  public void show(String content) {
    text.setText(content);
    text.setCaretPosition(0);
    text.discardAllEdits();
  }

  @Override
  public void updateUI() {
    super.updateUI();
    if (text != null) {
      restyle();
    }
  }

  private void restyle() {
    String file = FlatLaf.isLafDark() ? "dark.xml" : "idea.xml";
    Font mono = UIManager.getFont("monospaced.font");
    try (InputStream in =
        Theme.class.getResourceAsStream("/org/fife/ui/rsyntaxtextarea/themes/" + file)) {
      Theme.load(in, mono).apply(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    text.setFont(mono);
    // The themes' own comments are too pale to read, and the steps' comments are worth reading.
    for (int type : new int[] {Token.COMMENT_EOL, Token.COMMENT_MULTILINE}) {
      text.getSyntaxScheme().getStyle(type).foreground = UIManager.getColor("Drydock.comment");
    }
    text.setBackground(UIManager.getColor("Drydock.card"));
    text.setCurrentLineHighlightColor(UIManager.getColor("Drydock.accentTint"));
    getGutter().setBackground(UIManager.getColor("Drydock.card"));
    getGutter().setLineNumberColor(UIManager.getColor("Drydock.muted"));
    getGutter().setLineNumberFont(mono.deriveFont(mono.getSize2D() * 0.85f));
    getGutter().setBorderColor(UIManager.getColor("Drydock.line"));
  }
}
